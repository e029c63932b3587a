"""What did not work by itself: one line for each kind of failure, for whoever administers a pilot."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pilot.operations.selectors import messages_of
from pilot.operations.workers import failed_jobs
from pilot.operations.workflows import retry_job, retry_message
from pilot.platform.cases.work import EVERY_ROW, Work
from pilot.platform.kernel import jobs, outbox
from pilot.platform.kernel.models import OutboxMessage
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import Verb
from pilot.programme.models import Pilot
from pilot.programme.selectors.accounts import administered


class Failed(Work[Pilot]):
    """Something that failed for good: it belongs to no pilot, so it stands once, at the first that one administers."""

    model = Pilot

    def __init__(self, verb: Verb, words: Promise, failed: Callable[[Iterable[int]], QuerySet[Any]]) -> None:
        self.due, self.words, self.failed = {verb: EVERY_ROW}, words, failed

    def rows(self, user: User, on: dt.date) -> QuerySet[Pilot]:
        mine = administered(user, on)
        return Pilot.objects.filter(Exists(self.failed(mine)), pk=min(mine)) if mine else Pilot.objects.none()

    def thing(self, row: Pilot) -> str:
        return str(self.words)

    def url(self, row: Pilot, verb: Verb) -> str:
        return reverse("operations")


def given_up(pilots: Iterable[int]) -> QuerySet[OutboxMessage]:
    """E-mails that could not be sent, without those to people of other pilots only."""
    return messages_of(pilots).filter(pk__in=outbox.given_up().values("pk"))


WORK = (
    Failed(retry_job, _("jobs failed"), lambda pilots: failed_jobs()),
    Failed(retry_job, _("schedules that keep failing"), lambda pilots: jobs.failing()),
    Failed(retry_message, _("e-mails given up"), given_up),
)
