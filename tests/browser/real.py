"""Settings of a real installation that the browser visits, on the day of its story.

The civil date decides there (kernel/clock.py), so the machine's clock is moved to the day in DAY_FILE, for all
processes at once; the time of day is the machine's.
"""

import datetime as dt
import os
from pathlib import Path

from django.utils import timezone

os.environ["REAL"] = "1"

from tests.browser.settings import *  # noqa: F403

DAY_FILE = Path(os.environ["DAY_FILE"])
EMAIL_ENABLED = False  # as `make run DEMO=0`: no mail server, so every link is shown or printed
VIETNAM = dt.timezone(dt.timedelta(hours=7))
_machine = timezone.now


def _now() -> dt.datetime:
    moment = _machine()
    return moment + (dt.date.fromisoformat(DAY_FILE.read_text()) - moment.astimezone(VIETNAM).date())


timezone.now = _now
