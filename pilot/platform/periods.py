"""Periods of whole days: half-open in code, inclusive on screen, converted here and nowhere else.

A month is its first day. Source: house style ("Money, dates, words").
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

_ONE_DAY = dt.timedelta(days=1)
LAST_OF_ALL = dt.date.max  # 31/12/9999, as other systems write "without end"


def add_days(day: dt.date, days: int) -> dt.date:
    """The day so many days later (or earlier), at most the first or the last of all days. Nobody else adds a day."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, dt.date.min.toordinal()), LAST_OF_ALL.toordinal()))


def day_after(last: dt.date | None) -> dt.date | None:
    """The excluded end of what lasts until `last`, included; None (open) without one, and for the last of all days."""
    return None if last is None or last == LAST_OF_ALL else last + _ONE_DAY


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start`, included, to `end`, excluded; one day at least.

    start None: not stated, counts as minus infinity. end None: open.
    Errors: ValueError when the end is not after the start, TypeError for a datetime.
    """

    start: dt.date | None = None
    end: dt.date | None = None

    def __post_init__(self) -> None:
        if isinstance(self.start, dt.datetime) or isinstance(self.end, dt.datetime):
            raise TypeError("a period is made of dates, not of moments")
        if self.start and self.end and self.end <= self.start:
            raise ValueError(gettext("The period ends before it begins."))

    @classmethod
    def inclusive(cls, first: dt.date | None, last: dt.date | None) -> "Period":
        """From the first to the last day, both included, as people write it; 31/12/9999 last means open."""
        return cls(first, day_after(last))

    @property
    def last_day(self) -> dt.date | None:
        """The last day that belongs to the period; None when it is open."""
        return self.end - _ONE_DAY if self.end else None

    @property
    def length(self) -> int:
        """Number of calendar days. Errors: ValueError when a bound is missing."""
        start, end = self._both_days()
        return (end - start).days

    def contains(self, day: dt.date) -> bool:
        """Is `day` in the period? The start is, the end is not."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Have the two a day in common? Periods that only touch have none."""
        return _starts_before_end(self.start, other.end) and _starts_before_end(other.start, self.end)

    def intersection(self, other: "Period") -> "Period | None":
        """The days in both, or None when there are none."""
        if not self.overlaps(other):
            return None
        starts = [start for start in (self.start, other.start) if start]
        ends = [end for end in (self.end, other.end) if end]
        return Period(max(starts, default=None), min(ends, default=None))

    def days(self) -> Iterator[dt.date]:
        """Each calendar day in order. Errors: ValueError when a bound is missing."""
        start, end = self._both_days()
        return (start + _ONE_DAY * count for count in range((end - start).days))

    def _both_days(self) -> tuple[dt.date, dt.date]:
        if self.start is None or self.end is None:
            raise ValueError("the days of a period without start or end cannot be counted")
        return self.start, self.end


def _starts_before_end(start: dt.date | None, end: dt.date | None) -> bool:
    """Does a period with this start begin before one with this end is over?"""
    return start is None or end is None or start < end


def month_of(day: dt.date) -> dt.date:
    """The month of a day: its first day."""
    return dt.date(day.year, day.month, 1)


def next_month(first: dt.date) -> dt.date:
    """The month after. Errors: ValueError when `first` is not the first day of a month."""
    if first.day != 1:
        raise ValueError(f"{first} is not the first day of a month")
    return add_months(first, 1)


def month_period(first: dt.date) -> Period:
    """All days of the month. Errors: ValueError when `first` is not the first day of a month."""
    return Period(first, next_month(first))


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` later (or earlier), at most the last of its month: 31/01 + 1 -> 28/02."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def quarter_period(year: int, quarter: int) -> Period:
    """All days of a quarter, 1 to 4. Errors: ValueError for another quarter."""
    if quarter not in (1, 2, 3, 4):
        raise ValueError(f"there is no quarter {quarter}")
    first = dt.date(year, 3 * quarter - 2, 1)
    return Period(first, add_months(first, 3))


def show(period: Period) -> str:
    """The period for a reader, both days inclusive, in his language; a single day by itself.

    "22/02/2021 – 30/09/2021", "từ 22/02/2021", "đến hết 30/09/2021", "22/02/2021"; "không nêu" without either.
    """
    first, last = _show_day(period.start), _show_day(period.last_day)
    if first and not last:
        return pgettext("period", "from %(day)s") % {"day": first}
    if first and first == last:
        return first
    if last and not first:
        return pgettext("period", "until %(day)s") % {"day": last}
    return f"{first} – {last}" if last else pgettext("start of a period", "not stated")


def _show_day(day: dt.date | None) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if day else ""
