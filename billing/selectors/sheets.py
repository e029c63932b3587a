"""A timesheet as a whole: its lines, working days, signed-off person-days and entries.

What an input would make of it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NotRequired, TypedDict

from billing.calculation.marks import Worth
from billing.models import BillingMonth, LabourContractLine, Timesheet, TimesheetEntry
from billing.models.timesheet import stands_in_for
from billing.selectors.calendar import working_days_in
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
    leave: str = ""

    @property
    def worth(self) -> Worth:
        return Worth(self.half_days, self.leave)


class Entry(TypedDict):
    """What is typed into one cell: half-days from 0 to 2.

    Where they differ from the assignments, why, or the kind of leave.
    """

    line: int
    employee: int
    day: dt.date
    half_days: int
    reason: NotRequired[str]
    leave: NotRequired[str]


@dataclass
class Sheet:
    """Everything the grid, the rules and the acceptance read of one contract and month."""

    month: dt.date
    lines: dict[int, LabourContractLine]
    days: list[dt.date]  # working days, as checked or as the calendar says today
    signed_off: PersonDays
    cells: dict[Key, Cell]
    off_calendar: list[dt.date] = field(default_factory=list)  # no longer working days, and still with entries
    lapsed: list[Key] = field(default_factory=list)  # entries of a draft for which nobody is signed off any more
    overtaken: list[Key] = field(default_factory=list)  # cells of a draft that an absence recorded since has changed

    def line_days(self, line: LabourContractLine) -> list[dt.date]:
        """Working days of the month on which the line is valid."""
        return [day for day in self.days if line.period.contains(day)]

    def worked(self) -> dict[Key, Cell]:
        """The cells that claim something."""
        return {key: cell for key, cell in self.cells.items() if cell.half_days}

    def unsigned(self) -> list[Key]:
        """Claimed person-days without a valid assignment and recognition."""
        return [key for key in self.worked() if self.is_unsigned(key)]

    def is_unsigned(self, key: Key) -> bool:
        """Whether nobody has signed off the person-day of a working day, or it no longer holds."""
        line, employee, day = key
        known = line in self.lines and day in self.days
        return known and not self.signed_off.holds(self.lines[line].post_id, employee, day)

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
    days = working_days_in(month.month, [month.pilot_id])[month.pilot_id]
    return _sheets(month.month, {month.contract_id: days})[month.contract_id]


def read_sheet(timesheet: Timesheet) -> Sheet:
    """The timesheet as it is stored."""
    return read_sheets([timesheet])[timesheet.pk]


def read_sheets(timesheets: Sequence[Timesheet]) -> dict[int, Sheet]:
    """Timesheets of one month, each of a contract of its own, by their keys. As many queries whatever their number.

    Who leaves, or is assigned elsewhere, takes nothing away that was handed in: there the rules refuse. In a draft the
    days after it stand no more; its rows are deleted when it is written. So it is with half-days on which an absence
    says that somebody was away.
    """
    month = timesheets[0].month.month
    today = working_days_in(month, {row.pilot_id for row in timesheets})
    kept = ((row, row.kept_days) for row in timesheets)
    empty = _sheets(month, {r.month.contract_id: today[r.pilot_id] if days is None else days for r, days in kept})
    found = {row.pk: empty[row.month.contract_id] for row in timesheets}
    drafts = {row.pk for row in timesheets if row.status == Timesheet.Status.DRAFT}
    for e in TimesheetEntry.objects.filter(timesheet__in=found).order_by("day"):
        sheet, key = found[e.timesheet_id], (e.line_id, e.employee_id, e.day)
        if e.timesheet_id in drafts and sheet.is_unsigned(key):
            sheet.lapsed.append(key)
        elif e.day in sheet.days:
            sheet.cells[key] = Cell(e.half_days, e.prefilled, e.reason, e.leave)
            if e.timesheet_id in drafts and e.half_days > sheet.signed_off.present(e.employee_id, e.day):
                sheet.overtaken.append(key)
                sheet.cells[key] = without_absence(sheet, key)
        elif e.day not in sheet.off_calendar:
            sheet.off_calendar.append(e.day)
    return found


def _sheets(month: dt.date, days: Mapping[int, list[dt.date]]) -> dict[int, Sheet]:
    """The month of each contract without entries, with these working days."""
    rows = LabourContractLine.objects.filter(contract__in=days).order_by("post__code", "valid_from")
    lines: dict[int, dict[int, LabourContractLine]] = {contract: {} for contract in days}
    for line in rows.select_related("post__site").prefetch_related("post__received"):
        if line.period.overlaps(month_period(month)):
            lines[line.contract_id][line.pk] = line
    posts = {contract: {line.post_id: line.post for line in own.values()} for contract, own in lines.items()}
    signed_off = person_days([post for own in posts.values() for post in own.values()], set(chain(*days.values())))
    signed_off_of = {contract: signed_off.at(own) for contract, own in posts.items()} if len(posts) > 1 else {}
    return {c: Sheet(month, own, days[c], signed_off_of.get(c, signed_off), {}) for c, own in lines.items()}


def with_input(sheet: Sheet, entries: Iterable[Entry]) -> Sheet:
    """The sheet as it would be after the input."""
    cells = dict(sheet.cells)
    for entry in entries:
        key = entry["line"], entry["employee"], entry["day"]
        before = cells.get(key, Cell(0))
        why = entry.get("reason") or before.reason
        cells[key] = Cell(entry["half_days"], before.prefilled, why, entry.get("leave", ""))
    return replace(sheet, cells=cells)


def without_absence(sheet: Sheet, key: Key) -> Cell:
    """The cell with no more half-days than the employee was there, and the kind of leave of the absence."""
    (_line, employee, day), cell = key, sheet.cells[key]
    away = sheet.signed_off.away.get((employee, day))
    if away is None:
        return cell
    return replace(cell, half_days=min(cell.half_days, sheet.signed_off.present(employee, day)), leave=away.leave)


def deviations(timesheet: Timesheet) -> list[list[TimesheetEntry]]:
    """Entries with leave or a reason, those of one employee with the same ones together. One query."""
    found: dict[tuple[int, str, str], list[TimesheetEntry]] = defaultdict(list)
    rows = timesheet.entries.exclude(reason="", leave="").select_related("employee__person")
    for entry in rows.order_by("employee__person__sort_key", "day"):
        found[entry.employee_id, entry.leave, entry.reason].append(entry)
    return list(found.values())


def prefill(sheet: Sheet) -> dict[Key, Cell]:
    """A full day for the employee in charge of each post on each working day, without the half-days away.

    Nobody stands at two posts at once. Who stands in has the half-days for which he is signed off at the post.
    """
    empty = replace(sheet, cells={})
    placed: set[tuple[int, dt.date]] = set()
    for line in sheet.lines.values():
        for day in sheet.line_days(line):
            free = [e for e in sheet.signed_off.in_charge(line.post_id, day) if (e, day) not in placed]
            if free:
                placed.add((free[0], day))
                key = line.pk, free[0], day
                empty.cells[key] = Cell(FULL_DAY, FULL_DAY)
                empty.cells[key] = without_absence(empty, key)
    return empty.cells | _standing_in(empty, placed)


def _standing_in(sheet: Sheet, placed: Collection[tuple[int, dt.date]]) -> dict[Key, Cell]:
    """The half-days of those who stand in, at a post where they may be paid, and are in charge of no other one."""
    return {
        (line.pk, one.employee.pk, day): Cell(one.half_days, 0, stands_in_for(one.absentee))
        for line in sheet.lines.values()
        for day in sheet.line_days(line)
        for one in sheet.signed_off.stood_in.get((line.post_id, day), ())
        if sheet.signed_off.holds(line.post_id, one.employee.pk, day) and (one.employee.pk, day) not in placed
    }


def elsewhere(timesheet: Timesheet, sheet: Sheet) -> dict[tuple[int, dt.date], int]:
    """Half-days that the same employees have on the same days in timesheets of other contracts.

    One query, and seven more where there are any: who was assigned here since no longer counts there.
    """
    employees = {employee for _line, employee, _day in sheet.worked()}
    same_days = TimesheetEntry.objects.filter(employee__in=employees, day__in=sheet.days, half_days__gt=0)
    others = Timesheet.objects.filter(pk__in=same_days.values("timesheet")).exclude(pk=timesheet.pk)
    sums: dict[tuple[int, dt.date], int] = defaultdict(int)
    rows = list(others.select_related("month"))
    for other in read_sheets(rows).values() if rows else ():
        for (_line, employee, day), cell in other.worked().items():
            sums[employee, day] += cell.half_days
    return sums
