"""The days of the simulated province. It ends with the first day of the demo."""

import datetime as dt

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.periods import add_months, month_of

BEGAN = dt.date(2019, 12, 2)  # accounts, employees
FIRST_WAVE = dt.date(2020, 3, 2)  # those who are billed begin to learn
FIRST_RECOGNISED = dt.date(2020, 5, 25)
FIRST_HANDED_OVER = dt.date(2020, 6, 1)
SECOND_WAVE = dt.date(2021, 2, 22)  # phase II
SECOND_RECOGNISED = dt.date(2021, 5, 17)
SECOND_HANDED_OVER = dt.date(2021, 5, 31)
TODAY = DEMO_START


def months(count: int) -> list[dt.date]:
    """The last `count` whole months, the oldest first."""
    return [add_months(month_of(TODAY), -n) for n in range(count, 0, -1)]
