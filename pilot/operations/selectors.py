"""What runs by itself, for the administrators: messages, jobs, schedules."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilot.operations.notice import NOTICE
from pilot.operations.workers import failed_jobs
from pilot.platform.kernel import guards, jobs
from pilot.platform.kernel.models import JobWorker, OutboxMessage, ScheduledRun
from pilot.platform.ui.shapes import Fact
from pilot.programme.models import Pilot, User

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
        "failed_jobs": failed_jobs()[:MOST],
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
