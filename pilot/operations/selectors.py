"""What runs by itself, for the administrators: messages, jobs, schedules."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilot.operations.notice import NOTICE
from pilot.platform.access.actors import Actors
from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import Role
from pilot.platform.kernel import guards, jobs, outbox
from pilot.platform.kernel.models import JobWorker, OutboxMessage, ScheduledRun
from pilot.platform.ui.shapes import Fact, WorkItem
from pilot.programme.models import Pilot, User
from pilot.programme.selectors.accounts import administered

WAITING = {
    "role_grants": gettext_lazy("role proposals"),
    "messages": gettext_lazy("e-mails to send"),
    "messages_given_up": gettext_lazy("e-mails given up"),
    "jobs": gettext_lazy("jobs in the queue"),
    "jobs_failed": gettext_lazy("jobs failed"),
    "schedules_failing": gettext_lazy("schedules that keep failing"),
}
MOST = 100  # lines of a list


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
