"""The two clocks. Wall clock for sessions, locks and jobs; the business day for every legal date and deadline."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from pilot.platform.kernel.models import DemoClock

DEMO_START = dt.date(2021, 6, 15)


def business_day() -> dt.date:
    """Civil date in Asia/Ho_Chi_Minh; in the demo the day its administrator has moved the clock to."""
    if not settings.DEMO:
        return timezone.localdate()
    return DemoClock.objects.values_list("day", flat=True).first() or DEMO_START


def business_moment(on: dt.date | None = None) -> dt.datetime:
    """When somebody does something: now; in the demo the present time of day on the business day, or on the one given.

    There the wall clock would contradict the day: received on 30/11/2026, due on 15/07/2021.
    """
    if not settings.DEMO:
        return timezone.now()
    return dt.datetime.combine(on or business_day(), timezone.localtime().timetz())
