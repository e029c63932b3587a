"""A change of the organisation in words: what goes over, before and after, and what cannot move by itself."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from pilot.platform.access.roles import Role
from pilot.platform.cases.setup import Line, lines_for
from pilot.platform.kernel.types import User, Words
from pilot.platform.periods import add_days
from pilot.platform.ui.shapes import Change
from pilot.programme.models import Pilot, RoleGrant
from pilot.programme.presenters.changes import NEW, of_step
from pilot.programme.workflows.answers import Step
from pilot.programme.workflows.hanging import Plan

GOES_TO = ("into", "new", "agency", "parent_agency", "admin_unit", "payer", "lessee", "decider", "parent")


@dataclass(frozen=True)
class Group:
    """One kind of thing: how many rows of it change, and what of each."""

    title: Words
    count: int
    changes: list[Change]


@dataclass(frozen=True)
class ShownPlan:
    """The plan as a reader sees it; `left` leads to whoever can do what is left."""

    groups: list[Group]
    left: list[Line]


def shown_plan(plan: Plan, pilot: Pilot, user: User, on: dt.date) -> ShownPlan:
    """One query beside those of the plan: who can do what is left."""
    groups = [
        Group(_titled(title, happens), len(found), _changes(found))
        for title, steps in plan.groups
        for happens, found in _by_what_happens(steps).items()
    ]
    return ShownPlan(groups, lines_for(user, pilot, plan.left, on))


def _titled(title: Words, happens: str) -> str:
    return _("%(things)s – %(happens)s") % {"things": title, "happens": happens}


def _by_what_happens(steps: list[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        found[_happens(step)].append(step)
    return found


def _happens(step: Step) -> str:
    """The heading of the rows to which the same happens."""
    if "last_day" in step.inputs or step.verb.name == "end_role":
        return _("end")
    into = next((step.inputs[name] for name in GOES_TO if step.inputs.get(name)), None)
    if into is None or step.makes is not None:
        return str(step.verb.transition.label)
    return _("go over to %(into)s") % {"into": into}


def _changes(steps: list[Step]) -> list[Change]:
    return [line for step in steps for line in _of(step)]


def _of(step: Step) -> list[Change]:
    """What is today and what will be, of one row; the heading of the group says which kind of change it is."""
    name = name_of(step.makes or step.row)
    if last := step.inputs.get("last_day"):
        return [Change(name, _("in operation"), _("ends from %(day)s on") % {"day": f"{add_days(last, 1):%d/%m/%Y}"})]
    if step.makes is not None:
        return [Change(name, "", _("begins on %(day)s") % {"day": f"{step.inputs['valid_from']:%d/%m/%Y}"}, NEW)]
    lines = [_today(step, line) for line in of_step(step)]
    if len(lines) == 1:
        return [replace(lines[0], label=name)]
    several = [replace(line, label=f"{name} ({line.label})") for line in lines]
    return several or [Change(name, _("in operation"), str(step.verb.transition.label))]


def _today(step: Step, line: Change) -> Change:
    """A move to another body names the one that has it today under the same column."""
    if step.verb.name in ("succeed_unit", "move_procedures"):
        return replace(line, before=str(step.row), instead="")
    return line


def name_of(row: Any) -> str:
    """The row as people call it: of a role who has which."""
    if isinstance(row, RoleGrant):
        return f"{row.user.get_full_name()} – {Role(row.role).label}"
    return str(row)
