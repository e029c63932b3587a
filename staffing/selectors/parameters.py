"""Rules of a pilot as the staffing rules read them. Where the documents give none, it is not applied and says so."""

import datetime as dt

from pilot.platform.periods import add_months
from pilot.programme.models import Parameter
from pilot.programme.selectors.rules import in_force


def rule_in_force(pilot_id: int, code: str, on: dt.date) -> Parameter | None:
    """One rule of the pilot, or None where the documents (and what was adopted) give none."""
    return in_force(pilot_id, on, code).get(code)


def most_fields(pilot_id: int, on: dt.date) -> int | None:
    """R01: how many fields one employee may have at a time; None where there is no rule."""
    found = rule_in_force(pilot_id, "R01", on)
    return int(found.value["max"]) if found and found.value else None


def criteria(pilot_id: int, on: dt.date) -> list[str]:
    """R05: the criteria of selection in the words of the plan; empty where there is no rule."""
    found = rule_in_force(pilot_id, "R05", on)
    return list(found.details.get("criteria", [])) if found else []


def learning_time(pilot_id: int, on: dt.date) -> tuple[int, int] | None:
    """R04: the shortest and the longest learning time in months; None where there is no rule."""
    found = rule_in_force(pilot_id, "R04", on)
    return (int(found.value["min"]), int(found.value["max"])) if found and found.value is not None else None


def learning_window(pilot_id: int, started_on: dt.date, on: dt.date) -> tuple[dt.date, dt.date] | None:
    """R04: the days on which the shortest and the longest learning time are over; None where there is no rule.

    The plan counts 2–3 months "kể từ khi thí điểm": 22/02/2021 gives 22/04 and 22/05/2021. ASSUMPTION: whoever begins
    later counts from the own first day, which is never shorter.
    """
    time = learning_time(pilot_id, on)
    return (add_months(started_on, time[0]), add_months(started_on, time[1])) if time else None
