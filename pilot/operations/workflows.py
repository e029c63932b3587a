"""Setting going again what failed by itself: an e-mail, a background job; and starting a check of all records."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.operations import verifying, workers
from pilot.operations.workers import Job
from pilot.platform.kernel import outbox
from pilot.platform.kernel.models import OutboxMessage, VerifyRun
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import Pilot


@write("retry_message", label=_("Send an e-mail again"))
def retry_message(pilot: Pilot, call: Call, *, message: OutboxMessage) -> None:
    """Try an e-mail that was given up again, with all its tries."""
    outbox.try_again(message)
    call.note(message=message.pk)


@write("retry_job", label=_("Run a background job again"))
def retry_job(pilot: Pilot, call: Call, *, job: Job) -> None:
    """Put a failed job back into the queue, with all its tries."""
    workers.try_again(job)
    call.note(job=str(job.pk), task=job.task_path)


@write("dismiss_job", label=_("Take a failed job off the list"))
def dismiss_job(pilot: Pilot, call: Call, *, job: Job) -> None:
    """Take a failed job off the list for good; the event keeps which it was."""
    workers.failed_jobs().filter(pk=job.pk).delete()
    call.note(job=str(job.pk), task=job.task_path, error=job.exception_class_path)


def rule_none_under_way(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """One run at a time, whoever starts it: two would tell the same."""
    if verifying.under_way() is None:
        return []
    return [Problem("under_way", _("A check of all records is under way; its result appears on this page."))]


@write("start_verify", rules=(rule_none_under_way,), label=_("Check all records"))
def start_verify(pilot: Pilot, call: Call) -> None:
    """Have a job run every check of `verify`; the row tells since when, and later what was found.

    A run whose job is gone makes room. Raises TransitionRefused under_way; conflict where two start at once.
    """
    verifying.give_up_lost()
    run = VerifyRun.objects.create(started_at=timezone.now(), started_by=call.user)
    transaction.on_commit(partial(verifying.verify_in_background.enqueue, run.pk))
    call.note(run=run.pk)
