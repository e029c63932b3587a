"""The months of a calendar as tables, and what is said of a calendar beside a month."""

import datetime as dt
from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from billing.models import Holiday, WorkingCalendar
from billing.selectors.calendar import working_days_of
from pilot.platform.periods import month_of
from pilot.platform.ui.tags.text import vn_date

WEEKS = Calendar(firstweekday=0)
SATURDAY = 5
SHORT = (  # heads of a month, from Monday on
    pgettext_lazy("weekday", "Mo"), pgettext_lazy("weekday", "Tu"), pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"), pgettext_lazy("weekday", "Fr"), pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)  # fmt: skip
HEADS = list(zip(SHORT, WEEKDAYS.values(), strict=True))


@dataclass(frozen=True)
class Square:
    """A day of a month: "off", "worked" in exchange, "rest" of a weekend or "" for a working day; its name if any."""

    day: dt.date
    kind: str
    name: str = ""


@dataclass(frozen=True)
class MonthShown:
    """A month in weeks from Monday on; None outside it. `working`: how many working days it has."""

    month: dt.date
    weeks: list[list[Square | None]]
    working: int
    named: list[Holiday]

    @property
    def words(self) -> str:
        return ngettext("%(days)d working day", "%(days)d working days", self.working) % {"days": self.working}


def months_shown(year: int, rows: Iterable[Holiday]) -> list[MonthShown]:
    """The twelve months with the days that count."""
    counting = [row for row in rows if row.ended_on is None]
    return [_month(dt.date(year, number, 1), counting) for number in range(1, 13)]


def _month(month: dt.date, rows: list[Holiday]) -> MonthShown:
    own = {row.day: row for row in rows if month_of(row.day) == month}
    weeks = [
        [_square(day, own.get(day)) if day.month == month.month else None for day in week]
        for week in WEEKS.monthdatescalendar(month.year, month.month)
    ]
    return MonthShown(month, weeks, len(working_days_of(month, own.values())), list(own.values()))


def _square(day: dt.date, row: Holiday | None) -> Square:
    if row is not None:
        return Square(day, row.kind, row.name)
    return Square(day, "rest" if day.weekday() >= SATURDAY else "")


def confirmed(calendar: WorkingCalendar) -> str:
    """By whom and when a calendar was confirmed, or that it is not."""
    if calendar.status != WorkingCalendar.Status.CONFIRMED:
        return _("not confirmed yet")
    if calendar.confirmed_at is None:
        return _("kept from version 0.4")
    said = {"day": vn_date(calendar.confirmed_at), "name": calendar.confirmed_by}
    return _("confirmed on %(day)s by %(name)s") % said


def added(rows: Iterable[Holiday]) -> list[str]:
    """A line for each day that was entered, or taken out, after the confirmation."""
    return [_since(row) for row in rows]


def _since(row: Holiday) -> str:
    said = {"day": vn_date(row.day), "name": row.name, "ground": row.ended_by_notice or row.ground}
    if row.ended_on:
        return _("%(day)s (%(name)s): taken out on %(on)s by %(ground)s.") % {**said, "on": vn_date(row.ended_on)}
    return _("%(day)s (%(name)s): entered on %(on)s by %(ground)s.") % {**said, "on": vn_date(row.added_on)}
