"""The daily notice: every check is run, and each administrator told of it."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, TypedDict

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from pilot.operations import verifying
from pilot.operations.workers import failed_jobs
from pilot.platform.access.roles import Role, permission_of
from pilot.platform.kernel import audit, checks, guards, jobs, outbox
from pilot.platform.kernel.faults import kept, said
from pilot.platform.kernel.types import Words
from pilot.programme.models import PilotGrant, RoleGrant, User

NOTICE = gettext_noop("daily notice")
MOST_PROBLEMS = 20  # named in the notice; `manage.py verify` names all
WAITING: dict[str, tuple[Words, Callable[[], QuerySet[Any]]]] = {  # for an administrator or for the next tick
    "role_grants": (_("role proposals"), lambda: RoleGrant.objects.filter(status__in=RoleGrant.WAITING)),
    "messages": (_("e-mails to send"), outbox.waiting),
    "messages_given_up": (_("e-mails given up"), outbox.given_up),
    "jobs": (_("jobs in the queue"), lambda: DBTaskResult.objects.filter(status__in=["READY", "RUNNING"])),
    "jobs_failed": (_("jobs failed"), failed_jobs),
    "schedules_failing": (_("schedules that keep failing"), jobs.failing),
}


class Notice(TypedDict):
    """What an administrator is told once a day, as plain JSON."""

    day: str
    version: str
    heads: dict[str, audit.Head]
    waiting: dict[str, int]
    guards: list[str]
    problems: int
    first_problems: list[str]


def daily_notice(on: dt.date) -> Notice:
    """Run every check, and tell each administrator with an e-mail address: heads, what waits, guards, problems.

    Twice on a day writes one message to each. The heads in the message are those to keep outside the database.
    """
    notice = state_of(on)
    heads, waiting = json.dumps(notice["heads"], indent=1), in_words(notice["waiting"])
    letter = {"notice": notice, "day": on, "heads": heads, "waiting": waiting}
    for user in administrators() if settings.EMAIL_ENABLED else ():
        outbox.send_later(
            user.email, "emails/daily_notice_subject.txt", "emails/daily_notice_body.txt", letter,
            user.language, key=f"{NOTICE} {on} {user.pk}",
        )  # fmt: skip
    return notice


def state_of(on: dt.date) -> Notice:
    """The notice of a day. Walks every chain, so it is worked out once a day and not for a page."""
    started_at, found = timezone.now(), dict(checks.run())
    verifying.keep(found, started_at)
    problems = checks.in_lines(found.items())
    return {
        "day": on.isoformat(), "version": settings.VERSION, "heads": audit.heads(),
        "waiting": {name: rows().count() for name, (_words, rows) in WAITING.items()},
        "guards": guards.differences(), "problems": len(problems),
        "first_problems": [said(kept(line)) for line in problems[:MOST_PROBLEMS]],
    }  # fmt: skip


def in_words(waiting: dict[str, int]) -> list[tuple[Words, int]]:
    """What waits, with the words for it."""
    return [(WAITING[name][0], count) for name, count in waiting.items()]


def administrators() -> QuerySet[User]:
    """Active administrators of any pilot who have an e-mail address."""
    held = PilotGrant.objects.filter(permission__codename=permission_of(Role.ADMINISTRATOR)).values("user")
    found: QuerySet[User] = User.objects.filter(pk__in=held, is_active=True).exclude(email="").order_by("pk")
    return found
