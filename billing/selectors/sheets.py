"""A timesheet as a whole: its lines, working days, signed-off person-days and entries.

What an input would make of it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from billing.models import BillingMonth, LabourContractLine, Timesheet, TimesheetEntry
from billing.selectors.calendar import holidays_in, working_days_of
from billing.selectors.person_days import PersonDays, person_days
from pilot.platform.periods import month_period

FULL_DAY = 2  # half-days
Key = tuple[int, int, dt.date]  # contract line, employee, day


@dataclass(frozen=True)
class Cell:
    """Half-days of one employee at one post on one day, what the assignments said, and why it differs."""

    half_days: int
    prefilled: int = 0
    reason: str = ""


@dataclass
class Sheet:
    """Everything the grid, the rules and the acceptance read of one contract and month."""

    month: dt.date
    lines: dict[int, LabourContractLine]
    days: list[dt.date]
    signed_off: PersonDays
    cells: dict[Key, Cell]

    def line_days(self, line: LabourContractLine) -> list[dt.date]:
        """Working days of the month on which the line is valid."""
        return [day for day in self.days if line.period.contains(day)]

    def worked(self) -> dict[Key, Cell]:
        """The cells that claim something."""
        return {key: cell for key, cell in self.cells.items() if cell.half_days}

    def unsigned(self) -> list[Key]:
        """Claimed person-days without a valid assignment and recognition."""
        return [
            key for key in self.worked()
            if key[0] in self.lines and not self.signed_off.holds(self.lines[key[0]].post_id, key[1], key[2])
        ]  # fmt: skip

    def reasons(self, line: int, employee: int) -> list[str]:
        """Reasons recorded for an employee under a line, each once."""
        found = (cell.reason for key, cell in self.cells.items() if key[:2] == (line, employee))
        return list(dict.fromkeys(filter(None, found)))

    def half_days(self) -> dict[tuple[int, int], int]:
        """Claimed half-days per contract line and employee."""
        sums: dict[tuple[int, int], int] = defaultdict(int)
        for (line, employee, _day), cell in self.worked().items():
            sums[line, employee] += cell.half_days
        return dict(sums)


def empty_sheet(month: BillingMonth) -> Sheet:
    """The month of a contract without entries."""
    return _sheet(month, TimesheetEntry.objects.none())


def read_sheet(timesheet: Timesheet) -> Sheet:
    """The timesheet as it is stored."""
    return _sheet(timesheet.month, timesheet.entries.all())


def _sheet(month: BillingMonth, entries: QuerySet[TimesheetEntry]) -> Sheet:
    """The sheet of a month with these entries. Six queries whatever its size."""
    rows = LabourContractLine.objects.filter(contract=month.contract_id).order_by("post__code", "valid_from")
    rows = rows.select_related("post").prefetch_related("post__fields")
    lines = {line.pk: line for line in rows if line.period.overlaps(month_period(month.month))}
    days = working_days_of(month.month, holidays_in(month.month))
    signed_off = person_days([line.post for line in lines.values()], days)
    cells = {(e.line_id, e.employee_id, e.day): Cell(e.half_days, e.prefilled, e.reason) for e in entries}
    return Sheet(month.month, lines, days, signed_off, cells)


def with_input(sheet: Sheet, entries: Iterable[Mapping[str, Any]]) -> Sheet:
    """The sheet as it would be after the input: dicts of line, employee, day, half_days, reason."""
    cells = dict(sheet.cells)
    for entry in entries:
        key = entry["line"], entry["employee"], entry["day"]
        before = cells.get(key, Cell(0))
        cells[key] = Cell(entry["half_days"], before.prefilled, entry.get("reason") or before.reason)
    return replace(sheet, cells=cells)


def absences(timesheet: Timesheet) -> list[list[TimesheetEntry]]:
    """Entries with a reason, those of one employee with the same reason together. One query."""
    found: dict[tuple[int, str], list[TimesheetEntry]] = defaultdict(list)
    rows = timesheet.entries.exclude(reason="").select_related("employee__person")
    for entry in rows.order_by("employee__person__sort_key", "day"):
        found[entry.employee_id, entry.reason].append(entry)
    return list(found.values())


def prefill(sheet: Sheet) -> dict[Key, Cell]:
    """A full day for the employee in charge of each post on each working day.

    Nobody stands at two posts at once.
    """
    cells: dict[Key, Cell] = {}
    placed: set[tuple[int, dt.date]] = set()
    for line in sheet.lines.values():
        for day in sheet.line_days(line):
            free = [e for e in sheet.signed_off.in_charge(line.post_id, day) if (e, day) not in placed]
            if free:
                placed.add((free[0], day))
                cells[line.pk, free[0], day] = Cell(FULL_DAY, FULL_DAY)
    return cells


def elsewhere(timesheet: Timesheet, sheet: Sheet) -> dict[tuple[int, dt.date], int]:
    """Half-days that the same employees have on the same days in timesheets of other contracts. One query."""
    employees = {employee for _line, employee, _day in sheet.worked()}
    rows = TimesheetEntry.objects.exclude(timesheet=timesheet).filter(
        employee__in=employees, day__in=sheet.days, half_days__gt=0
    )
    sums: dict[tuple[int, dt.date], int] = defaultdict(int)
    for employee, day, half_days in rows.values_list("employee_id", "day", "half_days"):
        sums[employee, day] += half_days
    return sums
