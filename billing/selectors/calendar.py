"""The calendar and rates that hold in a month."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from billing.calculation.calendar import working_days
from billing.models import Holiday, VatRate
from pilot.platform.periods import month_period


def calendar_known(year: int) -> bool:
    """Whether the public holidays of the year are in the table.

    Without them no month of it can be reckoned.
    """
    return Holiday.objects.filter(day__year=year).exists()


def holidays_in(month: dt.date) -> QuerySet[Holiday]:
    term = month_period(month)
    return Holiday.objects.filter(day__gte=term.start, day__lt=term.end)


def working_days_of(month: dt.date, holidays: Iterable[Holiday]) -> list[dt.date]:
    """Working days of the month by the table of holidays."""
    off = {row.day for row in holidays if row.kind == Holiday.Kind.OFF}
    worked = {row.day for row in holidays if row.kind == Holiday.Kind.WORKED}
    return working_days(month, off, worked)


def rates_as_at(day: dt.date) -> dict[str, Decimal | None]:
    """VAT rate per category in force on the day; a category without a row is missing. One query."""
    return dict(VatRate.objects.as_at(day).values_list("category", "rate"))
