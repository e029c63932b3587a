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
from pilot.programme.rules import dated as days

NUMBERS = {"R01": ("min", "max"), "R02": ("floor", "target"), "R04": ("min", "max")}  # from `least` and `most`
LEAST = ("R03",)  # may say how many at least
LINES = {"R05": "criteria", "R27": "items"}  # what stands line by line
AS_KNOWN = ("key", "unit", "severity")  # what a rule of one code is about is the same in every province
RULE = Workflow("rule", _("Rule"), [Transition("end_rule", (), None, _("End the rule"))])


def rule_numbers(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A rule that counts says from which number to which, one that lists says what."""
    code, least, most = inputs["code"], inputs["least"], inputs["most"]
    if code in LINES and not inputs["lines"].strip():
        return [Problem("rule_lines", _("Write what this rule lists, a line each."), field="lines")]
    if code not in NUMBERS or (least and most and 1 <= least <= most):
        return []
    return [Problem("rule_numbers", _("This rule counts: give the least and the most, from 1 on."), field="most")]


def rule_after_the_present_one(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A rule follows on the one before it, and they are entered in the order of their days."""
    later = Parameter.objects.filter(pilot=pilot, code=inputs["code"], valid_from__gte=inputs["day"]).first()
    if later is None:
        return []
    words = _("The pilot has %(code)s from %(day)s on already. Enter a later day, or end that one first.")
    return [Problem("rule_later", words % {"code": later.code, "day": f"{later.valid_from:%d/%m/%Y}"}, field="day")]


@write("enter_rule", rules=(rule_numbers, rule_after_the_present_one), label=_("Enter a rule"))
def enter_rule(
    pilot: Pilot, call: Call, *, code: str, day: dt.date, text: str, section: str = "", least: int | None = None,
    most: int | None = None, lines: str = "", levels: list[str] | None = None, legal_basis: str = "",
) -> Parameter:  # fmt: skip
    """The rule holds from `day` on; the one of this code before it, also an assumed one, ends with the day before.

    `least`, `most`: fields, dossiers a day or months, both included (R01, R02, R04); `least` alone: the reserves that
    each field has (R03). `levels`: where it holds, else as known of its code.

    Raises TransitionRefused rule_numbers, rule_lines, rule_later.
    """
    Parameter.objects.as_at(day).filter(pilot=pilot, code=code).update(valid_to=day)
    known = Parameter.objects.filter(code=code).order_by("pk")[0]
    found = [line.strip() for line in lines.splitlines() if line.strip()]
    return Parameter.objects.create(
        pilot=pilot, code=code, value=_value(code, least, most), **{name: getattr(known, name) for name in AS_KNOWN},
        details={LINES[code]: found} if code in LINES else {}, text=text, source_section=section,
        levels=levels or known.levels, legal_basis=legal_basis, confidence=Parameter.Confidence.STATED, valid_from=day,
    )  # fmt: skip


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
