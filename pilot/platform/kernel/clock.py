"""The two clocks. Wall clock for audit, sessions and locks; the business day for every legal date and deadline."""

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
