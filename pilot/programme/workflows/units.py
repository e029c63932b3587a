"""Administrative units: entered, corrected, closed, and what became of them.

Purpose: sites and bodies lie in units that end and go into others, so each unit is a row with its days, and documents
print the name of their own day. Who acts: the secretariat and the head of the committee, one proposing and the other
confirming (workflows/changes.py). Source: each act names its document (a resolution, the national list of units).
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.platform.periods import Period
from pilot.programme.models import AdminLevel, AdminUnit, AdminUnitSuccession, Pilot
from pilot.programme.rules import dated as days
from pilot.programme.workflows.columns import end_row
from pilot.programme.workflows.removal import RULES, removal, take_out

ABOVE = {  # level → levels of the unit above it; a commune may lie in a district or, since 1/7/2025, in the province
    AdminLevel.PROVINCE: (None,),
    AdminLevel.DISTRICT: (AdminLevel.PROVINCE,),
    AdminLevel.COMMUNE: (AdminLevel.DISTRICT, AdminLevel.PROVINCE),
}
UNIT = Workflow(
    "admin_unit", _("Administrative unit"),
    [
        Transition("correct_unit", (), None, _("Correct a typing error"), reason=True, corrects=True, by_two=True),
        Transition("close_unit", (), None, _("Close the unit"), by_two=True),
        removal("remove_unit"),
    ],
)  # fmt: skip


def rule_code_free(row: Pilot | AdminUnit, act: Act, inputs: Inputs) -> list[Problem]:
    """One unit has a code on a day; it is used again after the unit has ended."""
    first, end = inputs["valid_from"], inputs["valid_to"]
    others = AdminUnit.objects.filter(code=inputs["code"])
    if isinstance(row, AdminUnit):
        others = others.exclude(pk=row.pk)
    if first and end and end <= first:
        return []
    other = next((unit for unit in others if unit.period.overlaps(Period(first, end))), None)
    words = _("%(name)s has the code %(code)s on these days.")
    return [Problem("code_taken", words % {"name": other, "code": other.code}, field="code")] if other else []


def rule_under_the_right_level(row: Pilot | AdminUnit, act: Act, inputs: Inputs) -> list[Problem]:
    """A district lies in a province, a commune in a district or in the province itself; both of the same pilot."""
    parent: AdminUnit | None = inputs["parent"]
    own = row.pk if isinstance(row, Pilot) else row.pilot_id
    if parent is not None and parent.pilot_id != own:
        return [Problem("other_pilot", _("This unit belongs to another pilot."), field="parent")]
    if (parent.level if parent else None) in ABOVE[AdminLevel(inputs["level"])] and parent != row:
        return []
    words = _(
        "A province lies in no unit, a commune in its province or, while there are districts, in a district of it."
    )
    return [Problem("unit_level", words, field="parent")]


ENTRY = (rule_code_free, rule_under_the_right_level, days.rule_days_in_order)


@write("enter_unit", rules=ENTRY, label=_("Enter an administrative unit"), by_two=True)
def enter_unit(
    pilot: Pilot, call: Call, *, code: str, name: str, level: str, parent: AdminUnit | None,
    valid_from: dt.date | None = None, valid_to: dt.date | None = None, legal_basis: str = "",
) -> AdminUnit:  # fmt: skip
    """A unit, [valid_from, valid_to). Raises TransitionRefused code_taken, unit_level, before_beginning."""
    return AdminUnit.objects.create(
        pilot=pilot, code=code, name=name, level=level, parent=parent, valid_from=valid_from, valid_to=valid_to,
        legal_basis=legal_basis,
    )  # fmt: skip


@UNIT.verb("correct_unit", rules=ENTRY)
def correct_unit(
    unit: AdminUnit, call: Call, *, code: str, name: str, level: str, parent: AdminUnit | None,
    valid_from: dt.date | None, valid_to: dt.date | None, legal_basis: str,
) -> None:  # fmt: skip
    """Put right what was typed wrong. Raises TransitionRefused as `enter_unit`."""
    unit.code, unit.name, unit.level, unit.parent = code, name, level, parent
    unit.valid_from, unit.valid_to, unit.legal_basis = valid_from, valid_to, legal_basis


def rule_nothing_lies_in_it(unit: AdminUnit, act: Act, inputs: Inputs) -> list[Problem]:
    """A unit in which something lies ends by a change of the organisation, which says where that goes."""
    rows = [*unit.sites.as_at(inputs["last_day"]), *unit.agencies.as_at(inputs["last_day"])]
    words = _("In it lie %(names)s: end it by a change of the organisation, which says what becomes of them.")
    return [Problem("unit_in_use", words % {"names": ", ".join(map(str, rows))})] if rows else []


@UNIT.verb("close_unit", rules=(days.rule_closes_within, rule_nothing_lies_in_it))
def close_unit(unit: AdminUnit, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """There is this unit until `last_day`, included. Raises before_beginning, closed_already, unit_in_use."""
    end_row(unit, call, last_day, legal_basis)


@UNIT.verb("remove_unit", rules=RULES)
def remove_unit(unit: AdminUnit, call: Call) -> Pilot:
    """Take out a unit that never was one. Raises TransitionRefused from_document, in_use."""
    return take_out(unit, call)


# --- steps of a change of the organisation (workflows/reforms.py), no pages of their own -------------------------


@write("end_unit", rules=(days.rule_closes_within,), label=_("The unit ends"), by_two=True)
def end_unit(unit: AdminUnit, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """The unit ends with what lies in it still to be moved. Raises before_beginning, closed_already."""
    end_row(unit, call, last_day, legal_basis)


@write("succeed_unit", label=_("What the unit goes into"), by_two=True)
def succeed_unit(
    unit: AdminUnit, call: Call, *, new: AdminUnit | None, day: dt.date, kind: str, legal_basis: str
) -> AdminUnitSuccession:
    """Into which unit this one goes on `day`; new None: not stated."""
    return AdminUnitSuccession.objects.create(old=unit, new=new, day=day, kind=kind, resolution=legal_basis)


@write("put_unit_under", label=_("Lies in another unit"), by_two=True)
def put_unit_under(unit: AdminUnit, call: Call, *, day: dt.date, parent: AdminUnit | None) -> None:
    """From `day` on it lies in another unit."""
    unit.parent = parent
    call.note(from_day=day)
