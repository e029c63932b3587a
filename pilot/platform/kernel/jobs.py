"""What runs by itself: schedules, run by `manage.py tick` each minute, and the jobs of workers that died.

An app adds a schedule in AppConfig.ready: `jobs.every("render documents", 1, handler)` (minutes) or
`jobs.every("daily notice", dt.time(6), handler)` (once each business day, from that time on). A handler is
called with the business day, is idempotent, and returns what the administrator's page should show. Two ticks
at once run a schedule once: its row in ScheduledRun is taken by one conditional UPDATE. A tick that is killed
frees what it held when its process is gone (seen at once on the same machine, otherwise after LEASE).
"""

import datetime as dt
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from pilot.platform.kernel.audit import json_ready
from pilot.platform.kernel.models import JobWorker, ScheduledRun

log = logging.getLogger(__name__)

Handler = Callable[[dt.date], Any]
LEASE = dt.timedelta(minutes=15)  # longer than any handler may take
RETRY_AFTER = dt.timedelta(minutes=5)  # a schedule that failed
ALMOST = dt.timedelta(seconds=30)  # ticks are not exact: one that comes a little early still counts
BEAT_SECONDS = 10
SILENT = dt.timedelta(seconds=90)  # a worker that has not written for so long is dead
UNKNOWN_LIMIT = dt.timedelta(hours=1)  # the same for a worker that never wrote (plain db_worker)
MOST_TRIES = 3
KEEP_RESULTS = dt.timedelta(days=14)


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
    """Run what is due, in the order of registration.

    Returns one line per schedule that ran; never raises for one.
    """
    return [line for schedule in list(SCHEDULES.values()) if (line := run_if_due(schedule, on))]


def run_if_due(schedule: Schedule, on: dt.date) -> str:
    """Run one schedule if it is due and nobody else runs it; what it said, or nothing."""
    run, _new = ScheduledRun.objects.get_or_create(name=schedule.name)
    if not is_due(schedule, run, on) or not _take(run):
        return ""
    try:
        result = schedule.handler(on)
    except Exception as error:
        log.exception("schedule %s failed", schedule.name)
        _finish_failed(run, error)
        return f"{schedule.name}: {type(error).__name__}"
    _finish(run, on, result)
    return f"{schedule.name}: {in_short(result)}" if result else ""


def in_short(result: object) -> str:
    """The counts of a result, for the line that `tick` prints."""
    if not isinstance(result, dict):
        return str(result)
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
    """Become the one who runs it.

    The condition names the row as it was read: of two, one finds it changed.
    """
    now = timezone.now()
    if run.held_until and run.held_until > now and not is_gone(run.runner):
        return False
    as_read = ScheduledRun.objects.filter(
        name=run.name, runner=run.runner, held_until=run.held_until, finished_at=run.finished_at
    )
    return bool(as_read.update(runner=this_process(), held_until=now + LEASE, started_at=now))


def _finish(run: ScheduledRun, on: dt.date, result: object) -> None:
    _mine(run).update(
        runner="", held_until=None, finished_at=timezone.now(), business_day=on, failures=0, last_error="",
        result=json_ready(result if isinstance(result, dict) else {"done": result} if result else {}),
    )  # fmt: skip


def _finish_failed(run: ScheduledRun, error: Exception) -> None:
    """Not before RETRY_AFTER again; from the third failure in a row it stands on the administrator's worklist."""
    _mine(run).update(
        runner="", held_until=timezone.now() + RETRY_AFTER, failures=F("failures") + 1,
        last_error=f"{type(error).__name__}: {error}"[:300],
    )  # fmt: skip


def _mine(run: ScheduledRun) -> QuerySet[ScheduledRun]:
    return ScheduledRun.objects.filter(name=run.name, runner=this_process())


def failing() -> QuerySet[ScheduledRun]:
    """Schedules that failed three times in a row or more."""
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
    if host != socket.gethostname()[:40] or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class Heartbeat:
    """While inside, a thread of its own writes that this worker is alive: `with Heartbeat(name): work()`."""

    def __init__(self, name: str, seconds: float = BEAT_SECONDS) -> None:
        self.name, self.seconds = name, seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._write()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join(timeout=self.seconds)
        JobWorker.objects.filter(name=self.name).delete()

    def _write(self) -> None:
        now = timezone.now()
        new = {"started_at": now, "seen_at": now}
        JobWorker.objects.update_or_create(name=self.name, defaults={"seen_at": now}, create_defaults=new)

    def _beat(self) -> None:
        while not self._stop.wait(self.seconds):
            try:
                close_old_connections()
                self._write()
            except DatabaseError:  # busy or restarting: the next beat tries again
                log.warning("the heartbeat of %s was not written", self.name)
        connection.close()


def new_worker_name() -> str:
    """Unique, and telling machine and process, so that a killed worker is noticed at once on the same machine."""
    return f"{this_process()[:50]}:{secrets.token_hex(6)}"[:64]


# --- jobs of dead workers -------------------------------------------------------------------------


def job_model() -> Any:
    """django-tasks-db's table of jobs; the kernel knows it by name only."""
    return apps.get_model("django_tasks_database", "DBTaskResult")


def dead_workers() -> set[str]:
    """Names of workers that have a row and no longer live."""
    silent_since = timezone.now() - SILENT
    return {w.name for w in JobWorker.objects.all() if w.seen_at < silent_since or is_gone(w.name)}


def return_jobs(on: dt.date) -> dict[str, int]:
    """Give the running jobs of dead workers back to the queue; one that was tried three times is failed for good.

    Also a job that was broken off because its worker was told twice to stop. Each is moved by one conditional UPDATE.
    """
    dead, alive = dead_workers(), set(JobWorker.objects.values_list("name", flat=True))
    broken_off = Q(status="FAILED", exception_class_path="builtins.SystemExit")
    moved = {"returned": 0, "failed": 0}
    for job in job_model().objects.filter(Q(status="RUNNING") | broken_off):
        if job.status == "RUNNING" and not _is_orphan(job, dead, alive):
            continue
        outcome = "failed" if len(job.worker_ids) >= MOST_TRIES else "returned"
        moved[outcome] += _move(job, outcome)
    JobWorker.objects.filter(name__in=dead).delete()
    return moved if any(moved.values()) else {}


def _is_orphan(job: Any, dead: set[str], alive: set[str]) -> bool:
    worker = job.worker_ids[-1] if job.worker_ids else ""
    if worker in dead or is_gone(worker):
        return True
    return worker not in alive and job.started_at < timezone.now() - UNKNOWN_LIMIT


def _move(job: Any, outcome: str) -> int:
    """Only if nobody touched the job since it was read. Returns 1 or 0."""
    as_read = job_model().objects.filter(pk=job.pk, status=job.status, started_at=job.started_at)
    if outcome == "returned":
        return int(as_read.update(status="READY", finished_at=None, exception_class_path="", traceback=""))
    died = f"The worker died {MOST_TRIES} times while it ran this job: {', '.join(job.worker_ids)}"
    return int(
        as_read.update(
            status="FAILED",
            finished_at=timezone.now(),
            traceback=died,
            exception_class_path=f"{__name__}.WorkerDied",
        )
    )


def failed_jobs() -> Any:
    """Jobs that wait for an administrator: they raised, or their worker died three times."""
    return job_model().objects.filter(status="FAILED").order_by("-finished_at")


def try_again(job: Any) -> None:
    """Put a failed job back into the queue, with all its tries."""
    job_model().objects.filter(pk=job.pk, status="FAILED").update(
        status="READY", worker_ids=[], finished_at=None, exception_class_path="", traceback=""
    )


def forget_finished(on: dt.date) -> dict[str, int]:
    """Delete results of jobs that succeeded two weeks ago; failed ones stay until somebody decided about them."""
    old = job_model().objects.filter(status="SUCCESSFUL", finished_at__lt=timezone.now() - KEEP_RESULTS)
    deleted = old.delete()[0]
    return {"deleted": deleted} if deleted else {}
