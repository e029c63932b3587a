"""What runs by itself, for the administrators: the daily notice, messages, jobs; and the verbs to set them
going again.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from pilot.access.actors import Actors
from pilot.access.capacity import capacities
from pilot.access.roles import Role, permission_of
from pilot.kernel import audit, checks, guards, jobs, outbox
from pilot.kernel.models import JobWorker, OutboxMessage, ScheduledRun
from pilot.kernel.workflow import Call, write
from pilot.models import Pilot, PilotGrant, RoleGrant, User
from pilot.selectors.accounts import administered
from pilot.ui.shapes import Fact, WorkItem

NOTICE = gettext_noop("daily notice")
WAITING = {
    "role_grants": gettext_lazy("role proposals"),
    "messages": gettext_lazy("e-mails to send"),
    "messages_given_up": gettext_lazy("e-mails given up"),
    "jobs": gettext_lazy("jobs in the queue"),
    "jobs_failed": gettext_lazy("jobs failed"),
    "schedules_failing": gettext_lazy("schedules that keep failing"),
}
MOST = 100  # lines of a list
MOST_PROBLEMS = 20  # named in the notice; `manage.py verify` names all


def daily_notice(on: dt.date) -> dict[str, Any]:
    """Run every check, and tell each administrator with an e-mail address: heads, what waits, guards,
    problems.

    Twice on a day writes one message to each. The heads in the message are those to keep outside the
    database.
    """
    notice = state_of(on)
    letter = {"notice": notice, "day": on, "heads": json.dumps(notice["heads"], indent=1)}
    for user in administrators() if settings.EMAIL_ENABLED else ():
        outbox.send_later(
            user.email, "emails/daily_notice_subject.txt", "emails/daily_notice_body.txt", letter,
            user.language, key=f"{NOTICE} {on} {user.pk}",
        )  # fmt: skip
    return notice


def state_of(on: dt.date) -> dict[str, Any]:
    """The notice as plain JSON. Walks every chain, so it is worked out once a day and not for a page."""
    problems = [f"{name}: {line}" for name, check in checks.CHECKS.items() for line in check()]
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
        "jobs": jobs.job_model().objects.filter(status__in=["READY", "RUNNING"]).count(),
        "jobs_failed": jobs.failed_jobs().count(),
        "schedules_failing": jobs.failing().count(),
    }


def administrators() -> Any:
    """Active administrators of any pilot who have an e-mail address."""
    held = PilotGrant.objects.filter(permission__codename=permission_of(Role.ADMINISTRATOR)).values("user")
    return User.objects.filter(pk__in=held, is_active=True).exclude(email="").order_by("pk")


def messages_of(pilots: Iterable[Pilot | int]) -> Any:
    """E-mails, without those to people of other pilots only."""
    own = User.objects.filter(person__pilot__in=pilots).exclude(email="").values("email")
    foreign = User.objects.exclude(person__pilot__in=pilots).exclude(email="").exclude(email__in=own)
    return OutboxMessage.objects.exclude(to__in=foreign.values("email"))


def page(pilots: list[Pilot]) -> dict[str, Any]:
    """The page of operations: five queries whatever their number. A job shows its name and error, never its data."""
    runs = {run.name: run for run in ScheduledRun.objects.all()}
    notice = runs[NOTICE].result if NOTICE in runs else {}
    return {
        "schedules": [(_(s.name), when(s), runs.get(s.name)) for s in jobs.SCHEDULES.values()],
        "notice": notice,
        "notice_day": dt.date.fromisoformat(notice["day"]) if notice else None,
        "waiting_facts": [Fact(str(WAITING[name]), count) for name, count in notice.get("waiting", {}).items()],
        "workers": JobWorker.objects.all(),
        "failed_jobs": jobs.failed_jobs()[:MOST],
        "messages_waiting": messages_of(pilots).filter(sent_at=None)[:MOST],
        "guards": guards.differences(),
        "mail": settings.EMAIL_ENABLED,
    }


def when(schedule: jobs.Schedule) -> str:
    """How often a schedule runs, in words."""
    if isinstance(schedule.when, int):
        return ngettext("every minute", "every %(count)d minutes", schedule.when) % {"count": schedule.when}
    return _("each day from %(time)s") % {"time": f"{schedule.when:%H:%M}"}


def message_facts(message: OutboxMessage) -> list[Fact]:
    """What is known about the sending of one e-mail."""
    return [
        Fact(_("Written"), moment(message.created_at)),
        Fact(_("Sent"), moment(message.sent_at) or _("not yet")),
        Fact(_("Tries"), message.tries),
        Fact(_("Last error"), message.last_error or "–"),
    ]


def moment(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""


def work_items(user: User, on: dt.date, actors: Actors) -> list[WorkItem]:
    """For administrators: what did not work by itself. One query, none for others."""
    if not any(c.role is Role.ADMINISTRATOR for c in capacities(user, on)):
        return []
    failed = {
        "jobs": jobs.failed_jobs(),
        "messages": messages_of(administered(user, on)).filter(pk__in=outbox.given_up().values("pk")),
        "schedules": jobs.failing(),
    }
    counts = [
        rows.order_by().values_list(Value(kind, output_field=CharField())).annotate(Count("pk"))
        for kind, rows in failed.items()
    ]
    return list(_work_items(dict(counts[0].union(*counts[1:]))))


def _work_items(found: dict[str, int]) -> Iterator[WorkItem]:
    words = {
        "jobs": ngettext("%(count)d job failed", "%(count)d jobs failed", found["jobs"]),
        "messages": ngettext(
            "%(count)d e-mail could not be sent", "%(count)d e-mails could not be sent", found["messages"]
        ),
        "schedules": ngettext(
            "%(count)d schedule keeps failing", "%(count)d schedules keep failing", found["schedules"]
        ),
    }
    for kind, count in sorted(found.items()):
        if not count:
            continue
        yield WorkItem(
            title=words[kind] % {"count": count}, url=reverse("operations"), who=_("me"), state="fail",
            why=_("See why, and set it going again or leave it."), state_label=_("failed"),
            next=_("what is set going again is tried at once"),
        )  # fmt: skip


@write("retry_message", label=gettext_lazy("Send an e-mail again"))
def retry_message(pilot: Pilot, call: Call, *, message: OutboxMessage) -> None:
    """Try an e-mail that was given up again, with all its tries."""
    outbox.try_again(message)
    call.note(message=message.pk)


@write("retry_job", label=gettext_lazy("Run a background job again"))
def retry_job(pilot: Pilot, call: Call, *, job: Any) -> None:
    """Put a failed job back into the queue, with all its tries."""
    jobs.try_again(job)
    call.note(job=str(job.pk), task=job.task_path)


@write("dismiss_job", label=gettext_lazy("Take a failed job off the list"))
def dismiss_job(pilot: Pilot, call: Call, *, job: Any) -> None:
    """Take a failed job off the list for good; the event keeps which it was."""
    jobs.failed_jobs().filter(pk=job.pk).delete()
    call.note(job=str(job.pk), task=job.task_path, error=job.exception_class_path)
