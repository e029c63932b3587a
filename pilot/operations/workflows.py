"""Setting going again what failed by itself: an e-mail, a background job."""

from django.utils.translation import gettext_lazy

from pilot.operations import workers
from pilot.operations.workers import Job
from pilot.platform.kernel import outbox
from pilot.platform.kernel.models import OutboxMessage
from pilot.platform.kernel.workflow import Call, write
from pilot.programme.models import Pilot


@write("retry_message", label=gettext_lazy("Send an e-mail again"))
def retry_message(pilot: Pilot, call: Call, *, message: OutboxMessage) -> None:
    """Try an e-mail that was given up again, with all its tries."""
    outbox.try_again(message)
    call.note(message=message.pk)


@write("retry_job", label=gettext_lazy("Run a background job again"))
def retry_job(pilot: Pilot, call: Call, *, job: Job) -> None:
    """Put a failed job back into the queue, with all its tries."""
    workers.try_again(job)
    call.note(job=str(job.pk), task=job.task_path)


@write("dismiss_job", label=gettext_lazy("Take a failed job off the list"))
def dismiss_job(pilot: Pilot, call: Call, *, job: Job) -> None:
    """Take a failed job off the list for good; the event keeps which it was."""
    workers.failed_jobs().filter(pk=job.pk).delete()
    call.note(job=str(job.pk), task=job.task_path, error=job.exception_class_path)
