"""Rules of a pilot (R01–R47) as dated rows: entered from its own documents, followed by others, ended.

Purpose: a province lives by its own plan, and every proof cites the rule of the day. Who acts: the secretariat and the
head of the committee, by two (workflows/changes.py). Source: each rule names its document and section; which numbers
a rule takes follows from its code as in the plan of Hà Tĩnh (KH giai đoạn II).
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.platform.periods import day_after
from pilot.programme.models import Parameter, Pilot
from pilot.programme.models.thresholds import BY_CODE
from pilot.programme.rules import dated as days

NUMBERS = {"R01": ("min", "max"), "R02": ("floor", "target"), "R04": ("min", "max")}  # from `least` and `most`
LEAST = ("R03",)  # may say how many at least
LINES = {"R05": "criteria", "R27": "items"}  # what stands line by line
AS_KNOWN = ("key", "unit", "severity")  # what a rule of one code is about is the same in every province
RULE = Workflow("rule", _("Rule"), [Transition("end_rule", (), None, _("End the rule"), by_two=True)])


def rule_of_the_documents(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A rule has a code of the documents; what is our own is set as a threshold, within its bounds."""
    if Parameter.objects.exclude(Parameter.OWN).filter(code=inputs["code"]).exists():
        return []
    return [Problem("rule_unknown", _("No document has a rule of this code."), field="code")]


def rule_numbers(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A rule that counts says from which number to which, one that lists says what."""
    code, least, most = inputs["code"], inputs["least"], inputs["most"]
    if code in LINES and not inputs["lines"].strip():
        return [Problem("rule_lines", _("Write what this rule lists, a line each."), field="lines")]
    if code not in NUMBERS or (least and most and 1 <= least <= most):
        return []
    return [Problem("rule_numbers", _("This rule counts: give the least and the most, from 1 on."), field="most")]


def rule_after_the_present_one(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A rule follows on the one before it, and they are entered in the order of their days.

    One that was only taken over from another pilot gives way to a rule of the province's own documents.
    """
    own = Parameter.objects.filter(pilot=pilot, code=inputs["code"], assumed=False)
    later = own.filter(valid_from__gte=inputs["day"]).first()
    if later is None:
        return []
    words = _("The pilot has %(code)s from %(day)s on already. Enter a later day, or end that one first.")
    return [Problem("rule_later", words % {"code": later.code, "day": f"{later.valid_from:%d/%m/%Y}"}, field="day")]


@write(
    "enter_rule",
    rules=(rule_of_the_documents, rule_numbers, rule_after_the_present_one),
    label=_("Enter a rule"),
    by_two=True,
)
def enter_rule(
    pilot: Pilot, call: Call, *, code: str, day: dt.date, text: str, section: str = "", least: int | None = None,
    most: int | None = None, lines: str = "", levels: list[str] | None = None, legal_basis: str = "",
) -> Parameter:  # fmt: skip
    """The rule holds from `day` on; the one of this code before it, also an assumed one, ends with the day before.

    An assumed one that begins on `day` or later is taken out; the event says so.

    `least`, `most`: fields, dossiers a day or months, both included (R01, R02, R04); `least` alone: the reserves that
    each field has (R03). `levels`: where it holds, else as known of its code.

    Raises TransitionRefused rule_unknown, rule_numbers, rule_lines, rule_later.
    """
    if count := _drop_assumed(pilot, code, day):
        call.note(assumed_taken_out=count)
    _end_present(pilot, code, day)
    known = Parameter.objects.filter(code=code).order_by("pk")[0]
    found = [line.strip() for line in lines.splitlines() if line.strip()]
    return Parameter.objects.create(
        pilot=pilot, code=code, value=_value(code, least, most), **{name: getattr(known, name) for name in AS_KNOWN},
        details={LINES[code]: found} if code in LINES else {}, text=text, source_section=section,
        levels=levels or known.levels, legal_basis=legal_basis, confidence=Parameter.Confidence.STATED, valid_from=day,
    )  # fmt: skip


def _drop_assumed(pilot: Pilot, code: str, day: dt.date) -> int:
    """How many copies of another pilot's rule, from `day` or later on, are gone."""
    later = Parameter.objects.filter(pilot=pilot, code=code, assumed=True, valid_from__gte=day)
    return later.delete()[0]


def _value(code: str, least: int | None, most: int | None) -> Any:
    """As the facts hold it: two numbers by their names, the least one, or that there is the rule."""
    if code in LEAST and least:
        return {"min": least}
    return dict(zip(NUMBERS[code], (least, most), strict=True)) if code in NUMBERS else True


@RULE.verb("end_rule", rules=(days.rule_closes_within,))
def end_rule(rule: Parameter, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """The rule holds until `last_day`, included. Raises TransitionRefused before_beginning, closed_already."""
    rule.valid_to = day_after(last_day)
    call.note(last_day=last_day, legal_basis=legal_basis)


# --- thresholds of our own ----------------------------------------------------------------------------------------


def rule_threshold_within_bounds(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Only numbers with which the program still makes sense."""
    threshold = BY_CODE.get(inputs["code"])
    if threshold is None:
        return [Problem("threshold_unknown", _("There is no such threshold."), field="code")]
    if threshold.least <= inputs["number"] <= threshold.most:
        return []
    words = _("%(code)s lies between %(least)d and %(most)d %(unit)s.")
    bounds = {"code": threshold.code, "least": threshold.least, "most": threshold.most, "unit": threshold.unit}
    return [Problem("threshold_bounds", words % bounds, field="number")]


def rule_threshold_reasoned(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """No document says the number, so whoever sets it says why."""
    return [] if act.reason.strip() else [Problem("reason_needed", _("Give the reason."), field="reason")]


@write(
    "set_threshold",
    rules=(rule_threshold_within_bounds, rule_threshold_reasoned, rule_after_the_present_one),
    label=_("Set a threshold"),
    by_two=True,
)
def set_threshold(pilot: Pilot, call: Call, *, code: str, day: dt.date, number: int) -> Parameter:
    """The threshold of our own is `number`, in its unit, from `day` on, instead of the present one or the default.

    Raises TransitionRefused threshold_unknown, threshold_bounds, reason_needed, rule_later.
    """
    _end_present(pilot, code, day)
    threshold = BY_CODE[code]
    return Parameter.objects.create(
        pilot=pilot, code=code, key=threshold.key, value=number, unit=str(threshold.unit), text=call.act.reason,
        confidence=Parameter.Confidence.OUTSIDE, valid_from=day,
    )  # fmt: skip


def _end_present(pilot: Pilot, code: str, day: dt.date) -> None:
    Parameter.objects.as_at(day).filter(pilot=pilot, code=code).update(valid_to=day)
