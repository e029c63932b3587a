"""What runs by itself, for the administrators: messages, jobs, schedules, backups, room on the disks."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django_tasks_db.models import DBTaskResult

from pilot.operations.workers import failed_jobs
from pilot.platform.kernel import guards
from pilot.platform.kernel.models import AuditChain, AuditEvent, JobWorker, OutboxMessage, ScheduledRun, VerifyRun
from pilot.platform.kernel.types import TemplateContext
from pilot.programme.models import Pilot, User

MOST = 100  # lines of a list
MOST_RUNS = 20  # of `verify`, the newest


def messages_of(pilots: Iterable[Pilot | int]) -> QuerySet[OutboxMessage]:
    """E-mails, without those to people of other pilots only."""
    own = User.objects.filter(person__pilot__in=pilots).exclude(email="").values("email")
    foreign = User.objects.exclude(person__pilot__in=pilots).exclude(email="").exclude(email__in=own)
    return OutboxMessage.objects.exclude(to__in=foreign.values("email"))


def runs() -> dict[str, ScheduledRun]:
    """The last run of each schedule that has run, by its name."""
    return {run.name: run for run in ScheduledRun.objects.all()}


def at_work(pilots: list[Pilot]) -> TemplateContext:
    """What works, waits and failed: four queries whatever its number. A job shows name and error, never its data."""
    return {
        "workers": JobWorker.objects.all(),
        "failed_jobs": failed_jobs()[:MOST],
        "messages_waiting": messages_of(pilots).filter(sent_at=None)[:MOST],
        "guards": guards.differences(),
    }


def last_event(verb: str) -> AuditEvent | None:
    """The newest event of a command of the installation that was carried out."""
    return AuditEvent.objects.filter(chain=AuditChain.PLATFORM, verb=verb, outcome=AuditEvent.Outcome.DONE).first()


def counted_jobs() -> dict[str, int]:
    """How many background jobs wait, run and have failed. One query."""
    states = {name: Count("pk", filter=Q(status=status)) for name, status in JOB_STATES.items()}
    return DBTaskResult.objects.aggregate(**states)


JOB_STATES = {"waiting": "READY", "running": "RUNNING", "failed": "FAILED"}


def counted_mail(pilots: list[Pilot]) -> dict[str, Any]:
    """How many e-mails wait and were given up, and when the last one was sent. One query."""
    tried_out = Q(tries__gte=OutboxMessage.MOST_TRIES)
    return messages_of(pilots).aggregate(
        last_sent=Max("sent_at"),
        waiting=Count("pk", filter=Q(sent_at=None) & ~tried_out),
        given_up=Count("pk", filter=Q(sent_at=None) & tried_out),
    )


@dataclass(frozen=True)
class Room:
    """How much room is left where the installation writes, in bytes."""

    place: Path
    free: int
    total: int

    @property
    def free_percent(self) -> int:
        """Rounded down: what is said to be free is free."""
        return self.free * 100 // self.total if self.total else 0

    @property
    def scarce(self) -> bool:
        return self.free_percent < settings.DISK_FREE_WARNS


def rooms() -> list[Room]:
    """The disk of the file store and that of the database, where it is a file of this machine; one disk once."""
    places = [Path(settings.FILE_ROOT)]
    if connection.vendor == "sqlite":
        places.append(Path(connection.settings_dict["NAME"]).parent)
    found = {there.stat().st_dev: there for place in places if (there := existing(place))}
    return [Room(place, usage.free, usage.total) for place in found.values() if (usage := shutil.disk_usage(place))]


def existing(place: Path) -> Path:
    """The folder, or the next above it that is there: the store makes its own with the first file."""
    place = place.absolute()
    return next(folder for folder in (place, *place.parents) if folder.exists())


def verify_runs() -> QuerySet[VerifyRun]:
    """Runs of `verify`, the newest first."""
    return VerifyRun.objects.select_related("started_by__person")
