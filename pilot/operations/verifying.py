"""`verify` as a row: what each check found, whoever started it (a person, the command, the nightly run)."""

import datetime as dt
from typing import TypedDict

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from pilot.operations.workers import Job
from pilot.platform.kernel import checks
from pilot.platform.kernel.faults import Kept, kept
from pilot.platform.kernel.models import VerifyRun

MOST_KEPT = 50  # faults of one check that a row keeps in words; of the others their number
KEPT_HEADS = gettext_noop("kept heads")  # what the command compares besides the checks
Findings = dict[str, list[str]]  # by the name of the check


class Result(TypedDict):
    """What a row keeps of one check: how many faults, and the first MOST_KEPT."""

    faults: int
    first: list[Kept]


def in_short(found: Findings) -> dict[str, Result]:
    """What a row keeps."""
    return {name: {"faults": len(lines), "first": list(map(kept, lines[:MOST_KEPT]))} for name, lines in found.items()}


def keep(found: Findings, started_at: dt.datetime) -> VerifyRun:
    """The row of a run that no person started, once it is finished."""
    columns = {"faults": sum(map(len, found.values())), "result": in_short(found)}
    return VerifyRun.objects.create(started_at=started_at, finished_at=timezone.now(), running=False, **columns)


def finish(run: VerifyRun, found: Findings) -> None:
    """Write what a run has found, unless it was given up meanwhile."""
    VerifyRun.objects.filter(pk=run.pk, running=True).update(
        running=False, finished_at=timezone.now(), faults=sum(map(len, found.values())), result=in_short(found)
    )


@task()
def verify_in_background(run_id: int) -> None:
    """Carry out a run that somebody started; one that is finished or was given up is left alone."""
    if run := VerifyRun.objects.filter(pk=run_id, running=True).first():
        finish(run, dict(checks.run()))


def jobs() -> QuerySet[Job]:
    """Jobs of such runs that wait or are at work."""
    return DBTaskResult.objects.filter(task_path=verify_in_background.module_path, status__in=["READY", "RUNNING"])


def under_way() -> VerifyRun | None:
    """The run that people wait for: one whose job has failed or was taken off the list is none."""
    run = VerifyRun.objects.filter(running=True).first()
    return run if run and jobs().exists() else None


def give_up_lost() -> None:
    """A run that stands as running without a job is over, without a result."""
    VerifyRun.objects.filter(running=True).update(running=False, finished_at=timezone.now())
