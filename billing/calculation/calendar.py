"""Working days of a month: Monday to Friday without public holidays, and days worked in exchange.

No ORM, no clock.
"""

import datetime as dt
from collections.abc import Collection

from pilot.platform.periods import Period, month_period

SATURDAY = 5


def working_days(month: dt.date, holidays: Collection[dt.date], worked: Collection[dt.date] = ()) -> list[dt.date]:
    """The working days of the month in order. `month`: its first day; `worked`: weekend days worked in exchange.

    03/2021 has 23 weekdays and no holiday → 23; 02/2021 has 20, Tết takes 5 → 15. Errors: ValueError when `month` is
    not a first day.
    """
    return [
        day for day in month_period(month).days() if day in worked or (day.weekday() < SATURDAY and day not in holidays)
    ]


def days_in(days: Collection[dt.date], period: Period) -> list[dt.date]:
    """Those of the days that lie in the period, in order: from 22/02 on, 02/2021 has 5."""
    return sorted(day for day in days if period.contains(day))


def standard_half_days(fixed_days: int | None, days_of_month: int) -> int:
    """The half-days a full month counts.

    Of a fixed number of days (22, 26), or of the month's working days.
    """
    return 2 * (days_of_month if fixed_days is None else fixed_days)
