"""The month of a contract and its timesheet (bảng chấm công).

Purpose: who stood where on which half-day, prefilled from the assignments, every deviation with its reason. The post
office enters and hands in; the director of the centre checks under the own name, which makes the acceptance record. A
month is closed under its row lock; entries need the same lock, so nothing slips in after the close.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from billing.models import (
    AcceptanceLine,
    AcceptanceRecord,
    BillingMonth,
    LabourContract,
    Timesheet,
    TimesheetEntry,
)
from billing.rules import contract as contract_rules
from billing.rules import month as rules
from billing.selectors.reckoning import earned
from billing.selectors.sheets import Cell, Entry, Key, Sheet, empty_sheet, prefill, read_sheet
from billing.workflows.contract import CONTRACT
from pilot.platform.kernel.audit import without_secrets
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow
from pilot.programme.workflows.acting import person_of

S = Timesheet.Status
M = BillingMonth.Status
CONTRACT.transitions["open_month"] = Transition(
    "open_month", (LabourContract.Status.IN_FORCE, LabourContract.Status.LIQUIDATED), None, _("Open a month")
)
TIMESHEET = Workflow(
    "timesheet",
    _("Timesheet"),
    [
        Transition("enter_timesheet", (S.DRAFT,), None, _("Save the timesheet")),
        Transition("submit_timesheet", (S.DRAFT,), S.SUBMITTED, _("Hand in the timesheet")),
        Transition("return_timesheet", (S.SUBMITTED,), S.DRAFT, _("Return the timesheet"), reason=True),
        Transition(
            "check_timesheet",
            (S.SUBMITTED,),
            S.CHECKED,
            _("Confirm the timesheet"),
            signed=True,
            not_by=("submitted_by",),
        ),
    ],
)
MONTH = Workflow(
    "billing_month",
    _("Billing month"),
    [
        Transition("begin_close", (M.OPEN,), M.CLOSING, _("Begin to close the month")),
        Transition("stop_close", (M.CLOSING,), M.OPEN, _("Leave the month open"), reason=True),
        Transition("close_month", (M.CLOSING,), M.CLOSED, _("Close the month"), signed=True),
    ],
)


@CONTRACT.verb("open_month", rules=(contract_rules.rule_month_of_contract,))
def open_month(contract: LabourContract, call: Call, *, month: dt.date) -> BillingMonth:
    """Open the month (its first day) with a timesheet prefilled from the assignments; an open one is given again.

    Raises TransitionRefused month_outside, month_in_future, calendar_unknown.
    """
    row, is_new = BillingMonth.objects.get_or_create(
        contract=contract,
        month=month,
        defaults={"pilot": contract.pilot, "illustrative": contract.illustrative},
    )
    if is_new:
        timesheet = Timesheet.objects.create(pilot=row.pilot, month=row, illustrative=row.illustrative)
        cells = prefill(empty_sheet(row))
        TimesheetEntry.objects.bulk_create(entry_of(timesheet, *one) for one in cells.items())
        call.note(prefilled=len(cells))
    return row


def entry_of(timesheet: Timesheet, key: Key, cell: Cell) -> TimesheetEntry:
    """A cell as a row; not saved."""
    line, employee, day = key
    return TimesheetEntry(
        pilot_id=timesheet.pilot_id,
        timesheet=timesheet,
        line_id=line,
        employee_id=employee,
        day=day,
        half_days=cell.half_days,
        prefilled=cell.prefilled,
        reason=cell.reason,
        leave=cell.leave,
    )


@TIMESHEET.verb("enter_timesheet", rules=(rules.rule_month_open, rules.rule_entries_in_the_sheet, *rules.ENTERED))
def enter_timesheet(timesheet: Timesheet, call: Call, *, entries: Sequence[Entry]) -> None:
    """Write changed cells.

    Raises TransitionRefused month_not_open, entry_outside, unsigned_person_day, deviation_reason, post_paid_twice,
    employee_twice, away_that_day.
    """
    call.note(away=write_absences(timesheet))
    write_entries(timesheet, entries)
    call.note(lapsed=drop_lapsed(timesheet))
    timesheet.entered_at = call.act.at
    call.note(entries=[without_secrets(TimesheetEntry, dict(given)) for given in entries])


def write_entries(timesheet: Timesheet, entries: Sequence[Entry]) -> None:
    """Write changed cells that the rules have let through.

    What says nothing (none expected, none worked) is no row.
    """
    known = {(e.line_id, e.employee_id, e.day): e for e in timesheet.entries.all()}
    new, changed = [], []
    for given in entries:
        key = given["line"], given["employee"], given["day"]
        entry = known.get(key)
        if entry is None:
            cell = Cell(given["half_days"], 0, given.get("reason", ""), given.get("leave", ""))
            new.append(entry_of(timesheet, key, cell))
        else:
            as_assigned = given["half_days"] == entry.prefilled
            entry.half_days, entry.leave = given["half_days"], given.get("leave", "")
            kept = "" if as_assigned or entry.leave else entry.reason
            entry.reason = "" if as_assigned else given.get("reason") or kept
            changed.append(entry)
    TimesheetEntry.objects.bulk_create(new)
    TimesheetEntry.objects.bulk_update(changed, ["half_days", "reason", "leave"])
    timesheet.entries.filter(half_days=0, prefilled=0, leave="").delete()


def write_absences(timesheet: Timesheet) -> int:
    """Write what absences recorded since have changed in the draft; how many cells."""
    sheet = read_sheet(timesheet)
    known = {(e.line_id, e.employee_id, e.day): e for e in timesheet.entries.all()}
    changed = []
    for key in sheet.overtaken:
        entry, cell = known[key], sheet.cells[key]
        entry.half_days, entry.leave = cell.half_days, cell.leave
        changed.append(entry)
    return TimesheetEntry.objects.bulk_update(changed, ["half_days", "leave"])


def drop_lapsed(timesheet: Timesheet) -> int:
    """Delete what the draft holds of days for which nobody is signed off any more; how many."""
    lapsed = set(rules.sheet_after(timesheet, {}).lapsed)
    gone = [e.pk for e in timesheet.entries.all() if (e.line_id, e.employee_id, e.day) in lapsed]
    return timesheet.entries.filter(pk__in=gone).delete()[0]


def import_entries(timesheet: Timesheet, entries: Sequence[Entry]) -> None:
    """The same from a workbook (billing/resources.py), under the lock of the import and with the rules of the grid.

    Raises TransitionRefused wrong_status, and as enter_timesheet.
    """
    if timesheet.status != S.DRAFT:
        raise TransitionRefused("wrong_status", str(rules.not_entered(timesheet)))
    inputs = {"entries": list(entries)}
    asked, act = (rules.rule_month_open, rules.rule_entries_in_the_sheet, *rules.ENTERED), Act()
    problems = [problem for rule in asked for problem in rule(timesheet, act, inputs)]
    if problems:
        raise TransitionRefused(problems[0].code, "", problems)
    write_absences(timesheet)
    write_entries(timesheet, entries)
    drop_lapsed(timesheet)
    Timesheet.objects.filter(pk=timesheet.pk).update(entered_at=act.at, row_version=F("row_version") + 1)


@TIMESHEET.verb(
    "submit_timesheet",
    rules=(
        rules.rule_month_open,
        rules.rule_nothing_lapsed,
        rules.rule_something_claimed,
        rules.rule_days_are_over,
        *rules.ENTERED,
    ),
)
def submit_timesheet(timesheet: Timesheet, call: Call) -> None:
    """Hand the month in to the centre. Raises as enter_timesheet, and days_lapsed, nothing_claimed, future_day."""
    call.note(away=write_absences(timesheet))
    timesheet.submitted_at, timesheet.submitted_by = call.act.at, person_of(call.act)


@TIMESHEET.verb("return_timesheet")
def return_timesheet(timesheet: Timesheet, call: Call) -> None:
    """Back to the post office, with the reason."""
    timesheet.submitted_at = timesheet.submitted_by = None


@TIMESHEET.verb(
    "check_timesheet",
    rules=(
        rules.rule_month_open,
        rules.rule_checker_is_another,
        rules.rule_no_unsigned_person_day,
        rules.rule_nobody_paid_while_away,
    ),
)
def check_timesheet(timesheet: Timesheet, call: Call) -> None:
    """The director confirms the month; the acceptance record with its amounts is made at the same moment.

    The working days are kept with it; entries on days that are no longer working days go, the event names them.

    Raises TransitionRefused month_not_open, same_person, unsigned_person_day, away_that_day.
    """
    timesheet.checked_at, timesheet.checked_by = call.act.at, person_of(call.act)
    sheet = rules.sheet_after(timesheet, {})
    timesheet.working_days = [day.day for day in sheet.days]
    timesheet.entries.filter(day__in=sheet.off_calendar).delete()
    record = AcceptanceRecord.objects.create(
        pilot=timesheet.pilot,
        timesheet=timesheet,
        created_at=call.act.at,
        illustrative=timesheet.illustrative,
    )
    AcceptanceLine.objects.bulk_create(acceptance_lines(record, sheet))
    call.note(acceptance=record.pk, off_calendar=[f"{day}" for day in sheet.off_calendar])


def acceptance_lines(record: AcceptanceRecord, sheet: Sheet) -> list[AcceptanceLine]:
    """What the sheet earns, line by line; not saved."""
    return [
        AcceptanceLine(
            pilot_id=record.pilot_id,
            record=record,
            line=row.line,
            employee_id=row.employee_id,
            half_days=row.half_days,
            standard_half_days=row.standard_half_days,
            unit_price_vnd=row.unit_price_vnd,
            amount_vnd=row.amount_vnd,
            illustrative=record.illustrative,
        )
        for row in earned(sheet)
    ]


@MONTH.verb("begin_close")
def begin_close(month: BillingMonth, call: Call) -> None:
    """From now on nothing is entered; what was handed in may still be signed and requested."""


@MONTH.verb("stop_close")
def stop_close(month: BillingMonth, call: Call) -> None:
    """Let the post office enter again, with the reason."""


@MONTH.verb("close_month", rules=(rules.rule_month_has_statement,))
def close_month(month: BillingMonth, call: Call) -> None:
    """Close the month for good. Raises TransitionRefused no_statement."""
    month.closed_at, month.closed_by = call.act.at, person_of(call.act)
