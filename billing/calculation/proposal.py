"""The days off of a year as the package `holidays` knows them; a person confirms them. No ORM, no clock."""

import datetime as dt
import re
from dataclasses import dataclass

from pilot.platform.vietnamese import parse_date

SWAPPED, WORKED_FOR = "Nghỉ hoán đổi", "Làm việc bù"
# What orders the days is the law and the notice of each year; the package is only how they were found.
SOURCE = "Bộ luật Lao động 2019, Điều 112 và thông báo nghỉ lễ hằng năm (đề xuất bằng gói holidays %(version)s)"
BEFORE = re.compile(r"Danh mục ngày lễ, gói holidays (?P<version>[\w.]+)")  # where the package stood for the law
INSTEAD_OF = re.compile(r"\d\d/\d\d/\d{4}")  # how the name of a day off says which day is worked for it


@dataclass(frozen=True)
class ProposedDay:
    """A day off, or with `worked` a weekend day worked. `exchange`: the day off or worked for it, in whatever year."""

    day: dt.date
    name: str
    worked: bool = False
    exchange: dt.date | None = None


def proposed_days(year: int) -> tuple[str, list[ProposedDay]]:
    """The ground, with the package that found the days, and the days of the year in order, those on a weekend too.

    A day off for a day worked may lie in another year: 31/12/2018 for 05/01/2019. So its neighbours are read as well.
    """
    import holidays  # takes 70 ms, which nothing but a proposal needs

    known = holidays.country_holidays("VN", years=range(year - 1, year + 2), language="vi")
    off = [_day_off(day, name) for day, name in known.items()]
    worked = [ProposedDay(row.exchange, WORKED_FOR, worked=True, exchange=row.day) for row in off if row.exchange]
    days = sorted((row for row in (*off, *worked) if row.day.year == year), key=lambda row: row.day)
    return SOURCE % {"version": holidays.__version__}, days


def ground_of(source: str) -> str:
    """The ground of a proposal, also of one that was stored before it named the law. What is confirmed stays stored."""
    found = BEFORE.fullmatch(source)
    return SOURCE % found.groupdict() if found else source


def _day_off(day: dt.date, name: str) -> ProposedDay:
    found = INSTEAD_OF.search(name)
    return ProposedDay(day, SWAPPED, exchange=parse_date(found.group())) if found else ProposedDay(day, name)
