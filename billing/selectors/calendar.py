"""The calendar and rates that hold in a month, and the years whose calendar somebody needs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from billing.calculation.calendar import SATURDAY, working_days
from billing.models import Holiday, LabourContract, VatRate, WorkingCalendar
from pilot.platform.periods import add_months, month_period
from pilot.programme.selectors.thresholds import own, own_in

FIRST_YEAR = 2019  # of which a calendar is made
BILLED = (LabourContract.Status.IN_FORCE, LabourContract.Status.LIQUIDATED)
ENDS_BEFORE = Q(valid_to__year__lt=OuterRef("year")) | Q(
    valid_to__year=OuterRef("year"), valid_to__month=1, valid_to__day=1
)
NEEDED = Q(
    Exists(
        LabourContract.objects.filter(
            ~ENDS_BEFORE, pilot=OuterRef("pilot"), status__in=BILLED, valid_from__year__lte=OuterRef("year")
        )
    )
)  # of a calendar: a contract runs in its year


def needed(rows: QuerySet[WorkingCalendar], on: dt.date) -> QuerySet[WorkingCalendar]:
    """Calendars in whose year a contract runs, those of the next year from some months before on (NG05)."""
    next_one = Q(year=on.year + 1, asked_before__gt=12 - on.month)
    return rows.alias(asked_before=own_in("calendar_months", on)).filter(NEEDED, Q(year__lte=on.year) | next_one)


def calendar_of(pilot_id: int, year: int) -> WorkingCalendar | None:
    """The calendar of a pilot and year, proposed or confirmed. One query."""
    return WorkingCalendar.objects.filter(pilot=pilot_id, year=year).select_related("confirmed_by", "pilot").first()


def holidays_in(pilot_id: int, month: dt.date) -> QuerySet[Holiday]:
    """The days off and days worked in exchange that count in the month."""
    return _counting([pilot_id], month)


def added_in(pilot_id: int, month: dt.date) -> list[Holiday]:
    """The days of the month that were entered, or taken out, after its calendar was confirmed. One query."""
    changed = ~Q(added_on=None) | ~Q(ended_on=None)
    return list(_in_month(month).filter(changed, pilot=pilot_id))


def working_days_among(pilots: Collection[int], days: Collection[dt.date]) -> dict[int, set[dt.date]]:
    """Those of the days that are working days in each of the pilots. One query, whatever their number."""
    counting = Holiday.objects.filter(pilot__in=pilots, ended_on=None, day__in=days)
    found = {(row.pilot_id, row.day): row.kind == Holiday.Kind.WORKED for row in counting}
    return {p: {d for d in days if found.get((p, d), d.weekday() < SATURDAY)} for p in pilots}


def _counting(pilots: Collection[int], month: dt.date) -> QuerySet[Holiday]:
    return _in_month(month).filter(pilot__in=pilots, ended_on=None)


def _in_month(month: dt.date) -> QuerySet[Holiday]:
    term = month_period(month)
    return Holiday.objects.filter(day__gte=term.start, day__lt=term.end)


def working_days_of(month: dt.date, holidays: Iterable[Holiday]) -> list[dt.date]:
    """Working days of the month by the table of holidays."""
    off = {row.day for row in holidays if row.kind == Holiday.Kind.OFF}
    worked = {row.day for row in holidays if row.kind == Holiday.Kind.WORKED}
    return working_days(month, off, worked)


def working_days_in(month: dt.date, pilots: Collection[int]) -> dict[int, list[dt.date]]:
    """Working days of the month in each of the pilots. One query."""
    found: dict[int, list[Holiday]] = defaultdict(list)
    for row in _counting(pilots, month):
        found[row.pilot_id].append(row)
    return {pilot: working_days_of(month, found[pilot]) for pilot in pilots}


def years_needed(pilot_id: int, on: dt.date) -> list[int]:
    """Years of contracts in force, or liquidated, without a calendar; some months before (NG05) also the next one.

    Three queries.
    """
    until = add_months(on, own(pilot_id, "calendar_months", on)).year
    years: set[int] = set()
    for row in LabourContract.objects.filter(pilot=pilot_id, status__in=BILLED).only("valid_from", "valid_to"):
        first, last = row.period.start, row.period.last_day
        if first:
            years.update(range(max(first.year, FIRST_YEAR), min(until, last.year if last else until) + 1))
    return sorted(years - set(WorkingCalendar.objects.filter(pilot=pilot_id).values_list("year", flat=True)))


def rates_as_at(pilot_id: int, day: dt.date) -> dict[str, Decimal | None]:
    """VAT rate per category in force in a pilot on the day; a category without a row is missing. One query."""
    return dict(VatRate.objects.as_at(day).filter(pilot=pilot_id).values_list("category", "rate"))
