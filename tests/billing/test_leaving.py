"""What somebody's last day means to timesheets: named before, and refused by the database after."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from billing.models import AcceptanceLine, TimesheetEntry
from billing.presenters.leaving import months_touched
from billing.rules.merging import veto_same_days
from billing.rules.month import shortened
from billing.selectors.sheets import prefill, read_sheet
from staffing.models import PostalEmployee
from staffing.workflows.employees import end_employee

pytestmark = pytest.mark.usefixtures("demo")
LAST_DAY = dt.date(2021, 6, 4)


@pytest.fixture
def entry(june):
    """The first half-days of June after the last day."""
    return TimesheetEntry.objects.filter(timesheet=june, day__gt=LAST_DAY, half_days__gt=0).order_by("day").first()


def leave(entry, act):
    end_employee(entry.employee, act("buudien", reason="Nghỉ việc."), day=LAST_DAY)


def test_days_already_entered_are_named_with_their_sheet(entry, act):
    line = next(line for line in months_touched(entry.employee, LAST_DAY) if "06/2021" in line)
    assert "07/06" in line
    assert not [line for line in months_touched(entry.employee, dt.date(2021, 6, 30)) if "06/2021" in line]


def test_up_to_ten_days_are_all_named_and_of_more_how_many():
    days = [str(day) for day in range(1, 13)]
    assert shortened(days[:10]) == ", ".join(days[:10])
    assert shortened(days) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 và 2 mục khác"


def test_prefill_ends_with_the_last_day(june, entry, act):
    leave(entry, act)

    days = [day for _line, employee, day in prefill(read_sheet(june)) if employee == entry.employee_id]

    assert max(days) == LAST_DAY


@pytest.mark.both_engines
def test_the_database_takes_no_work_after_the_last_day(june, entry, act):
    leave(entry, act)
    for write in (
        lambda: TimesheetEntry.objects.filter(pk=entry.pk).update(half_days=1, reason="x"),
        lambda: TimesheetEntry.objects.bulk_create([TimesheetEntry(
            pilot=june.pilot, timesheet=june, line=entry.line, employee=entry.employee, day=dt.date(2021, 6, 12),
            half_days=1, reason="x",
        )]),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
            write()
    TimesheetEntry.objects.filter(pk=entry.pk).update(half_days=0, reason="Nghỉ việc.")


@pytest.mark.both_engines
def test_the_database_takes_no_acceptance_of_such_days(steps, entry, act):
    record = steps.check()
    line = AcceptanceLine.objects.get(record=record, line=entry.line, employee=entry.employee)
    leave(entry, act)
    AcceptanceLine.objects.filter(pk=line.pk).delete()
    line.pk = None
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
        line.save(force_insert=True)


def test_two_records_with_work_on_one_day_are_not_merged(entry):
    other = TimesheetEntry.objects.filter(day=entry.day, half_days__gt=0).exclude(employee=entry.employee).first()
    spare = PostalEmployee.objects.filter(timesheet_entries=None).first()

    assert [problem.code for problem in veto_same_days(entry.employee, other.employee)] == ["merge_same_days"]
    assert veto_same_days(entry.employee, spare) == []
