"""What the calendar of today would make of a month that was checked with another one."""

import datetime as dt
from dataclasses import dataclass, replace

from billing.models import Timesheet
from billing.selectors.calendar import holidays_in, working_days_of
from billing.selectors.reckoning import earned
from billing.selectors.sheets import Sheet, read_sheet


@dataclass(frozen=True)
class CalendarSince:
    """Days that are working days only then, or only today, each with its name in the table (empty: none there).

    Working days and VND without VAT, as checked and as they would be.
    """

    days: dict[dt.date, str]
    days_checked: int
    days_today: int
    checked_vnd: int
    today_vnd: int


def calendar_since(timesheet: Timesheet) -> CalendarSince | None:
    """None while nothing was signed, or the calendar is the one it was signed with. One query, else seven."""
    kept = timesheet.kept_days
    if kept is None:
        return None
    holidays = list(holidays_in(timesheet.pilot_id, timesheet.month.month))
    today = working_days_of(timesheet.month.month, holidays)
    if today == kept:
        return None
    names = {row.day: row.name for row in holidays}
    sheet = read_sheet(timesheet)
    cells = {key: cell for key, cell in sheet.cells.items() if key[2] in today}
    would_be = replace(sheet, days=today, cells=cells)
    return CalendarSince(
        {day: names.get(day, "") for day in sorted({*kept} ^ {*today})},
        len(kept), len(today), _amount(sheet), _amount(would_be),
    )  # fmt: skip


def _amount(sheet: Sheet) -> int:
    return sum(row.amount_vnd for row in earned(sheet))
