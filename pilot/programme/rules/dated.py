"""Rules of everything that people enter, correct, change from a day on, and close."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.rows import Dated
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import day_after


def rule_change_not_ahead(row: Any, act: Act, inputs: Inputs) -> list[Problem]:
    """What is written into the row holds at once, so a day that has not come cannot be entered yet."""
    return day_ahead("day") if inputs["day"] > act.on else []


def day_ahead(field: str = "") -> list[Problem]:
    """The refusal of a day after today."""
    return [Problem("day_ahead", _("This day has not come yet."), field=field)]


def rule_change_within(row: Dated, act: Act, inputs: Inputs) -> list[Problem]:
    """A change holds from a day inside the time of the row, after its first one."""
    day: dt.date = inputs["day"]
    if row.period.contains(day) and day != row.valid_from:
        return []
    words = _("The day lies outside the time of this entry, or is its first day: correct the entry instead.")
    return [Problem("day_outside", words, field="day")]


def rule_closes_within(row: Dated, act: Act, inputs: Inputs) -> list[Problem]:
    """What is closed has begun, and does not end earlier already."""
    last: dt.date = inputs["last_day"]
    if row.valid_from and last < row.valid_from:
        return [Problem("before_beginning", _("The last day lies before the first."), field="last_day")]
    if row.valid_to and (day_after(last) or row.valid_to) >= row.valid_to:
        return [Problem("closed_already", _("It ends by that day already."), field="last_day")]
    return []


def rule_days_in_order(row: Any, act: Act, inputs: Inputs) -> list[Problem]:
    """What is entered or corrected ends after it begins."""
    first, end = inputs.get("valid_from"), inputs.get("valid_to")
    if first and end and end <= first:
        return [Problem("before_beginning", _("The last day lies before the first."), field="last_day")]
    return []
