"""Rules of a pilot as the staffing rules read them. Where the documents give none, a rule is not applied and
says so.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from pilot.models import Parameter
from pilot.periods import add_months
from pilot.selectors.rule_words import TITLES
from pilot.selectors.rules import value_in_words
from pilot.ui.shapes import Condition


def in_force(pilot_id: int, on: dt.date, *codes: str) -> dict[str, Parameter]:
    """The pilot's rules of these codes that hold on `on`. One query."""
    rows = Parameter.objects.as_at(on).filter(pilot=pilot_id, code__in=codes).select_related("source")
    return {row.code: row for row in rows}


def rule(pilot_id: int, code: str, on: dt.date) -> Parameter | None:
    """One rule of the pilot, or None where the documents (and what was adopted) give none."""
    return in_force(pilot_id, on, code).get(code)


def most_fields(pilot_id: int, on: dt.date) -> int | None:
    """R01: how many fields one employee may have at a time; None where there is no rule."""
    found = rule(pilot_id, "R01", on)
    return int(found.value["max"]) if found else None


def criteria(pilot_id: int, on: dt.date) -> list[str]:
    """R05: the criteria of selection in the words of the plan; empty where there is no rule."""
    found = rule(pilot_id, "R05", on)
    return list(found.details.get("criteria", [])) if found else []


def learning_window(pilot_id: int, started_on: dt.date, on: dt.date) -> tuple[dt.date, dt.date] | None:
    """R04: the days on which the shortest and the longest learning time are over; None where there is no
    rule.

    The plan counts 2–3 months "kể từ khi thí điểm": 22/02/2021 gives 22/04 and 22/05/2021. ASSUMPTION:
    whoever begins later counts from the own first day, which is never shorter.
    """
    found = rule(pilot_id, "R04", on)
    if found is None:
        return None
    return add_months(started_on, int(found.value["min"])), add_months(started_on, int(found.value["max"]))


def applied(pilot_id: int, on: dt.date, *codes: str) -> list[Condition]:
    """The rules a page stands on, each with value and source; one without a rule says so. One query."""
    found = in_force(pilot_id, on, *codes)
    return [_line(code, found.get(code)) for code in codes]


NAMES: dict[str, Any] = {
    "R01": "fields_per_employee",
    "R04": "learning_period_months",
    "R05": "selection_responsible",
    "R06": "selection_reported_to",
    "R07": "assignment_decision_with_list",
    "R08": "competency_assessors",
    "R09": "competency_recognition",
}


def _line(code: str, found: Parameter | None) -> Condition:
    title = f"{code}: {TITLES.get(NAMES[code], NAMES[code])}"
    if found is None:
        return Condition("idle", title, facts=[_("This rule is not applied here.")])
    words = value_in_words(found, {}) if isinstance(found.value, dict) else ""
    source = f"{found.source.code} {found.source_section}" if found.source else ""
    facts = [text for text in (words, _("assumed, taken over from another pilot") if found.assumed else "") if text]
    return Condition("pass", title, source, facts=facts)
