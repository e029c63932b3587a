"""A change of the organisation in words: what goes over, before and after, and what cannot move by itself."""

import datetime as dt
from dataclasses import dataclass

from pilot.platform.cases.setup import Line, lines_for
from pilot.platform.kernel.types import User, Words
from pilot.platform.ui.shapes import Change
from pilot.programme.models import Pilot
from pilot.programme.presenters.changes import of_step
from pilot.programme.workflows.answers import Step
from pilot.programme.workflows.hanging import Plan


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
    groups = [Group(title, len(steps), _changes(steps)) for title, steps in plan.groups]
    return ShownPlan(groups, lines_for(user, pilot, plan.left, on))


def _changes(steps: list[Step]) -> list[Change]:
    return [line for step in steps for line in _of(step)]


def _of(step: Step) -> list[Change]:
    name = str(step.makes or step.row)
    lines = [Change(f"{name}: {line.label}", line.before, line.after) for line in of_step(step)]
    return lines or [Change(name, "", str(step.verb.transition.label))]
