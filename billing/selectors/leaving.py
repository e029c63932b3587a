"""Half-days of an employee in timesheets, by sheet."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from billing.models import Timesheet, TimesheetEntry
from pilot.programme.models import Site
from staffing.models import PostalEmployee


@dataclass(frozen=True)
class Touched:
    """A timesheet with work of an employee after a day: the days, how far it is signed, its payment requests."""

    timesheet: Timesheet
    days: list[dt.date]
    accepted: bool
    requests: int


def touched(employee: PostalEmployee, last_day: dt.date, site: Site | None = None) -> list[Touched]:
    """Timesheets that claim something of the employee after the last day, the earliest month first. Two queries.

    Of one site alone where it is given.
    """
    entries = TimesheetEntry.objects.filter(employee=employee, day__gt=last_day, half_days__gt=0)
    if site is not None:
        entries = entries.filter(timesheet__month__contract__site=site)
    days: dict[int, list[dt.date]] = {}
    for timesheet, day in entries.order_by("day").values_list("timesheet_id", "day"):
        days.setdefault(timesheet, []).append(day)
    rows = Timesheet.objects.filter(pk__in=days).select_related("month__contract__site").order_by("month__month")
    rows = rows.annotate(signed=Count("acceptances__signed_on"), requests=Count("acceptances__statement"))
    return [Touched(row, sorted(set(days[row.pk])), bool(row.signed), row.requests) for row in rows]


def same_days(one: PostalEmployee, other: PostalEmployee) -> list[dt.date]:
    """Days on which both have worked. One query."""
    worked = TimesheetEntry.objects.filter(half_days__gt=0)
    both = worked.filter(employee=one, day__in=worked.filter(employee=other).values("day"))
    return sorted(set(both.values_list("day", flat=True)))
