"""The daily notice: every check is run, and each administrator told of it."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from pilot.operations.workers import failed_jobs
from pilot.platform.access.roles import Role, permission_of
from pilot.platform.kernel import audit, checks, guards, jobs, outbox
from pilot.programme.models import PilotGrant, RoleGrant, User

NOTICE = gettext_noop("daily notice")


MOST_PROBLEMS = 20  # named in the notice; `manage.py verify` names all


def daily_notice(on: dt.date) -> dict[str, object]:
    """Run every check, and tell each administrator with an e-mail address: heads, what waits, guards, problems.

    Twice on a day writes one message to each. The heads in the message are those to keep outside the database.
    """
    notice = state_of(on)
    letter = {"notice": notice, "day": on, "heads": json.dumps(notice["heads"], indent=1)}
    for user in administrators() if settings.EMAIL_ENABLED else ():
        outbox.send_later(
            user.email, "emails/daily_notice_subject.txt", "emails/daily_notice_body.txt", letter,
            user.language, key=f"{NOTICE} {on} {user.pk}",
        )  # fmt: skip
    return notice


def state_of(on: dt.date) -> dict[str, object]:
    """The notice as plain JSON. Walks every chain, so it is worked out once a day and not for a page."""
    problems = checks.problems()
    return {
        "day": on.isoformat(), "version": settings.VERSION, "heads": audit.heads(), "waiting": waiting(),
        "guards": guards.differences(), "problems": len(problems), "first_problems": problems[:MOST_PROBLEMS],
    }  # fmt: skip


def waiting() -> dict[str, int]:
    """How much waits for an administrator or for the next tick."""
    return {
        "role_grants": RoleGrant.objects.filter(status__in=RoleGrant.WAITING).count(),
        "messages": outbox.waiting().count(),
        "messages_given_up": outbox.given_up().count(),
        "jobs": DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).count(),
        "jobs_failed": failed_jobs().count(),
        "schedules_failing": jobs.failing().count(),
    }


def administrators() -> Any:
    """Active administrators of any pilot who have an e-mail address."""
    held = PilotGrant.objects.filter(permission__codename=permission_of(Role.ADMINISTRATOR)).values("user")
    return User.objects.filter(pk__in=held, is_active=True).exclude(email="").order_by("pk")
