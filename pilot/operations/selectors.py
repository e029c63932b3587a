"""What runs by itself, for the administrators: messages, jobs, schedules."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.operations.notice import NOTICE, in_words
from pilot.operations.workers import failed_jobs
from pilot.platform.kernel import guards, jobs
from pilot.platform.kernel.models import JobWorker, OutboxMessage, ScheduledRun
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.ui.shapes import Fact
from pilot.platform.ui.tags.text import vn_datetime
from pilot.programme.models import Pilot, User

MOST = 100  # lines of a list


def messages_of(pilots: Iterable[Pilot | int]) -> QuerySet[OutboxMessage]:
    """E-mails, without those to people of other pilots only."""
    own = User.objects.filter(person__pilot__in=pilots).exclude(email="").values("email")
    foreign = User.objects.exclude(person__pilot__in=pilots).exclude(email="").exclude(email__in=own)
    return OutboxMessage.objects.exclude(to__in=foreign.values("email"))


def page(pilots: list[Pilot]) -> TemplateContext:
    """The page of operations: five queries whatever their number. A job shows its name and error, never its data."""
    runs = {run.name: run for run in ScheduledRun.objects.all()}
    notice = runs[NOTICE].result if NOTICE in runs else {}
    return {
        "schedules": [(_(s.name), when(s), runs.get(s.name)) for s in jobs.SCHEDULES.values()],
        "notice": notice,
        "notice_day": dt.date.fromisoformat(notice["day"]) if notice else None,
        "waiting_facts": [Fact(str(words), count) for words, count in in_words(notice.get("waiting", {}))],
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
        Fact(_("Written"), vn_datetime(message.created_at)),
        Fact(_("Sent"), vn_datetime(message.sent_at) or _("not yet")),
        Fact(_("Tries"), message.tries),
        Fact(_("Last error"), message.last_error or "–"),
    ]
