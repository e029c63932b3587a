"""What runs by itself: schedules, run by `manage.py tick` each minute.

An app adds a schedule in AppConfig.ready: `jobs.every("render documents", 1, handler)` (minutes) or
`jobs.every("daily notice", dt.time(6), handler)` (once each business day, from that time on). A handler is
called with the business day, is idempotent, and returns what the administrator's page should show. Two ticks
at once run a schedule once: its row in ScheduledRun is taken by one conditional UPDATE. A tick that is killed
frees what it held when its process is gone (seen at once on the same machine, otherwise after LEASE).
"""

import datetime as dt
import logging
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from pilot.platform.digits import is_number
from pilot.platform.kernel.audit import json_ready
from pilot.platform.kernel.models import ScheduledRun

log = logging.getLogger(__name__)

Result = Mapping[str, object] | int | None  # by name, or how many were done
Handler = Callable[[dt.date], Result]
LEASE = dt.timedelta(minutes=15)  # longer than any handler may take
RETRY_AFTER = dt.timedelta(minutes=5)  # a schedule that failed
ALMOST = dt.timedelta(seconds=30)  # ticks are not exact: one that comes a little early still counts
MOST_TRIES = 3


@dataclass(frozen=True)
class Schedule:
    """`when`: every so many minutes, or a time of the civil day from which it runs once per business day."""

    name: str
    when: int | dt.time
    handler: Handler


SCHEDULES: dict[str, Schedule] = {}


def every(name: str, when: int | dt.time, handler: Handler) -> None:
    """Register a schedule; registering the same name again replaces it."""
    SCHEDULES[name] = Schedule(name, when, handler)


def tick(on: dt.date) -> list[str]:
    """Run what is due, in the order of registration. Returns one line per schedule that ran; never raises for one."""
    return [line for schedule in list(SCHEDULES.values()) if (line := run_if_due(schedule, on))]


def run_if_due(schedule: Schedule, on: dt.date) -> str:
    """Run one schedule if it is due and nobody else runs it; what it said, or nothing."""
    run, _new = ScheduledRun.objects.get_or_create(name=schedule.name)
    if not is_due(schedule, run, on) or not _take(run):
        return ""
    try:
        result = _named(schedule.handler(on))
    except Exception as error:
        log.exception("schedule %s failed", schedule.name)
        said = f"{type(error).__name__}: {error}"[:300]
        _release(run, held_until=timezone.now() + RETRY_AFTER, failures=F("failures") + 1, last_error=said)
        return f"{schedule.name}: {type(error).__name__}"
    done = {"finished_at": timezone.now(), "business_day": on, "result": json_ready(result)}
    _release(run, held_until=None, failures=0, last_error="", **done)
    return f"{schedule.name}: {_in_short(result)}" if result else ""


def _release(run: ScheduledRun, **columns: object) -> None:
    ScheduledRun.objects.filter(name=run.name, runner=this_process()).update(runner="", **columns)


def _named(result: Result) -> Mapping[str, object]:
    return result if isinstance(result, Mapping) else {"done": result} if result else {}


def _in_short(result: Mapping[str, object]) -> str:
    return ", ".join(f"{count} {name}" for name, count in result.items() if isinstance(count, int)) or "done"


def is_due(schedule: Schedule, run: ScheduledRun, on: dt.date) -> bool:
    """Whether it should run now. The demo's day does not follow the clock, so there a new day is enough."""
    if isinstance(schedule.when, dt.time):
        late_enough = settings.DEMO or timezone.localtime().time() >= schedule.when
        return run.business_day != on and late_enough
    if run.finished_at is None:
        return True
    return timezone.now() - run.finished_at >= dt.timedelta(minutes=schedule.when) - ALMOST


def _take(run: ScheduledRun) -> bool:
    """Become the one who runs it. The condition names the row as it was read: of two, one finds it changed."""
    now = timezone.now()
    if run.held_until and run.held_until > now and not is_gone(run.runner):
        return False
    as_read = ScheduledRun.objects.filter(
        name=run.name, runner=run.runner, held_until=run.held_until, finished_at=run.finished_at
    )
    return bool(as_read.update(runner=this_process(), held_until=now + LEASE, started_at=now))


def failing() -> QuerySet[ScheduledRun]:
    """Schedules that failed three times in a row or more: they stand on the administrator's worklist."""
    return ScheduledRun.objects.filter(failures__gte=MOST_TRIES)


# --- processes ------------------------------------------------------------------------------------


def this_process() -> str:
    """Machine and number of this process."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def is_gone(process: str) -> bool:
    """True when a process of this machine no longer exists. Of other machines nothing is known: False.

    `process`: what `this_process` gave, perhaps with more after another colon.
    """
    host, _, rest = process.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname()[:40] or not is_number(number):
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
