"""What runs by itself, for the administrators: messages, jobs, schedules."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

from pilot.operations.workers import failed_jobs
from pilot.platform.kernel import guards
from pilot.platform.kernel.models import JobWorker, OutboxMessage, ScheduledRun
from pilot.platform.kernel.types import TemplateContext
from pilot.programme.models import Pilot, User

MOST = 100  # lines of a list


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
        "mail": settings.EMAIL_ENABLED,
    }
