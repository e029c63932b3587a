"""Job workers: that they live, and what becomes of the jobs of those that died.

django-tasks-db runs a job at most once; a job whose worker was killed would be running for ever. So a worker writes
every few seconds that it lives, and a schedule gives the jobs of the others back to the queue, MOST_TRIES times.
"""

import datetime as dt
import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pilot.platform.kernel.jobs import MOST_TRIES, is_gone, this_process
from pilot.platform.kernel.models import JobWorker

log = logging.getLogger(__name__)

BEAT_SECONDS = 10
SILENT = dt.timedelta(seconds=90)  # a worker that has not written for so long is dead
UNKNOWN_LIMIT = dt.timedelta(hours=1)  # the same for a job of one that never wrote (plain db_worker)
WORKER_DIED = "WorkerDied"  # stands where a job that raised has the name of its exception
READY_AGAIN = {"status": "READY", "finished_at": None, "exception_class_path": "", "traceback": ""}
BROKEN_OFF = Q(status="FAILED", exception_class_path="builtins.SystemExit")  # its worker was told twice to stop

Job = DBTaskResult[Any, Any]


def new_name() -> str:
    """Unique, and telling machine and process, so that a killed worker is noticed at once on the same machine."""
    return f"{this_process()}:{secrets.token_hex(6)}"


@contextmanager
def heartbeat(name: str) -> Iterator[None]:
    """While inside, a thread of its own writes that this worker is alive."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(name, stop), name="heartbeat", daemon=True)
    _write(name)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=BEAT_SECONDS)
        JobWorker.objects.filter(name=name).delete()


def _write(name: str) -> None:
    now = timezone.now()
    new = {"started_at": now, "seen_at": now}
    JobWorker.objects.update_or_create(name=name, defaults={"seen_at": now}, create_defaults=new)


def _beat(name: str, stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        try:
            close_old_connections()
            _write(name)
        except DatabaseError:  # busy or restarting: the next beat tries again
            log.warning("the heartbeat of %s was not written", name)
    connection.close()


def return_jobs(on: dt.date) -> dict[str, int]:
    """Give the jobs of dead workers back to the queue; one that was tried three times is failed for good.

    Each is moved by one conditional UPDATE.
    """
    seen = {worker.name: worker.seen_at for worker in JobWorker.objects.all()}
    moved = {"returned": 0, "failed": 0}
    for job in DBTaskResult.objects.filter(Q(status="RUNNING") | BROKEN_OFF):
        if job.status == "FAILED" or _is_lost(job, seen):
            outcome = "failed" if len(job.worker_ids) >= MOST_TRIES else "returned"
            moved[outcome] += _move(job, outcome)
    JobWorker.objects.filter(name__in=[name for name, at in seen.items() if _is_dead(name, at + SILENT)]).delete()
    return moved if any(moved.values()) else {}


def _is_lost(job: Job, seen: dict[str, dt.datetime]) -> bool:
    worker = job.worker_ids[-1] if job.worker_ids else ""
    began = job.started_at or job.enqueued_at
    return _is_dead(worker, seen[worker] + SILENT if worker in seen else began + UNKNOWN_LIMIT)


def _is_dead(worker: str, limit: dt.datetime) -> bool:
    return is_gone(worker) or limit < timezone.now()


def _move(job: Job, outcome: str) -> int:
    """Only if nobody touched the job since it was read. Returns 1 or 0."""
    as_read = DBTaskResult.objects.filter(pk=job.pk, status=job.status, started_at=job.started_at)
    if outcome == "returned":
        return as_read.update(**READY_AGAIN)
    died = f"The worker died {MOST_TRIES} times while it ran this job: {', '.join(job.worker_ids)}"
    now = timezone.now()
    return as_read.update(status="FAILED", finished_at=now, traceback=died, exception_class_path=WORKER_DIED)


def failed_jobs() -> QuerySet[Job]:
    """Jobs that wait for an administrator: they raised, or their worker died three times."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def try_again(job: Job) -> None:
    """Put a failed job back into the queue, with all its tries."""
    failed_jobs().filter(pk=job.pk).update(**READY_AGAIN, worker_ids=[])
