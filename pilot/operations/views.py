"""Pages of the administrator: what runs by itself, and what failed; and the answer to everybody when something does."""

import datetime as dt
import sys
from uuid import UUID

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pilot.operations import presenters, verifying, workflows
from pilot.operations import selectors as ops
from pilot.operations.notice import NOTICE, in_words
from pilot.operations.workers import failed_jobs
from pilot.platform.access.capacity import capacities
from pilot.platform.access.forms import new_key
from pilot.platform.access.requests import act_of
from pilot.platform.access.roles import ACTS
from pilot.platform.access.types import Request
from pilot.platform.kernel import jobs
from pilot.platform.kernel.files import is_full
from pilot.platform.kernel.models import OutboxMessage, VerifyRun
from pilot.platform.kernel.refusals import NotVisible, TransitionRefused
from pilot.platform.ui.shapes import Fact
from pilot.platform.ui.tags.text import vn_datetime
from pilot.programme.models import Pilot
from pilot.programme.views.parts import administered_or_404

ASK_AGAIN = 15  # seconds


def went_wrong(request: HttpRequest) -> HttpResponse:
    """The page of a fault of ours. When the database does not answer it says so, and a page that was read asks again.

    A full disk has a page of its own, whatever wanted to write. Django calls this while it handles the fault; no page
    asks anything of the database.
    """
    fault = sys.exc_info()[1]
    if is_full(fault):
        return HttpResponse(loader.get_template("507.html").render(), status=507)
    if not isinstance(fault, (OperationalError, InterfaceError)):
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    page = loader.get_template("503.html").render({"again": request.method == "GET" and ASK_AGAIN})
    return HttpResponse(page, status=503, headers={"Retry-After": str(ASK_AGAIN), "Cache-Control": "no-store"})


def message_or_404(request: Request, pilots: list[Pilot], pk: int) -> OutboxMessage:
    """The e-mail, unless it goes to people of other pilots: then as if there were none, and recorded."""
    message = ops.messages_of(pilots).filter(pk=pk).first()
    if message is None and OutboxMessage.objects.filter(pk=pk).exists():
        raise NotVisible(OutboxMessage._meta.label, pk)
    if message is None:
        raise Http404
    return message


@require_safe
def operations(request: Request) -> HttpResponse:
    """Backup, check of all records, disk, mail, jobs, release; then what failed, schedules, workers, daily notice."""
    pilots, runs = administered_or_404(request, OutboxMessage), ops.runs()
    notice = runs[NOTICE].result if NOTICE in runs else {}
    context = ops.at_work(pilots) | {
        "key": new_key,
        "cards": presenters.cards(pilots),
        "schedules": [(_(s.name), when(s), runs.get(s.name)) for s in jobs.SCHEDULES.values()],
        "notice": notice,
        "notice_day": dt.date.fromisoformat(notice["day"]) if notice else None,
        "waiting_facts": [Fact(str(words), count) for words, count in in_words(notice.get("waiting", {}))],
    }
    return render(request, "operations/operations.html", context)


def overseen_or_404(request: Request) -> list[Pilot]:
    """The pilots in which the reader may have all records checked, and so reads what was found; else no such page."""
    held = capacities(request.user, request.business_day)
    ids = {c.pilot_id for c in held if c.role in ACTS[workflows.start_verify.name]}
    if not ids:
        raise NotVisible(VerifyRun._meta.label, "")
    return list(Pilot.objects.filter(pk__in=ids))


@require_safe
def verify_runs(request: Request, pk: int | None = None) -> HttpResponse:
    """What a run of `verify` has found (the newest that ended, or the one asked for), and whether one is under way."""
    overseen_or_404(request)
    under_way = verifying.under_way()
    runs = list(ops.verify_runs().filter(running=False)[: ops.MOST_RUNS])
    run = get_object_or_404(ops.verify_runs(), pk=pk, running=False) if pk is not None else next(iter(runs), None)
    context = {
        "run": run,
        "facts_shown": presenters.facts_of_run(run) if run else [],
        "state": presenters.state_of_run(run) if run else ("idle", _("not run yet")),
        "results": presenters.results_of(run) if run else [],
        "runs": [(one, *presenters.state_of_run(one)) for one in runs],
        "under_way": under_way,
        "waits": bool(under_way) and presenters.waits_for_worker(),
        "key": new_key,
    }
    return render(request, "operations/verify.html", context)


@require_POST
def start_verify(request: Request) -> HttpResponse:
    """Have all records checked; where a run is under way, that is said."""
    pilot = overseen_or_404(request)[0]
    try:
        workflows.start_verify(pilot, act_of(request))
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The check has begun; the page tells when it is done."))
    return redirect("verify-runs")


def when(schedule: jobs.Schedule) -> str:
    """How often a schedule runs, in words."""
    if isinstance(schedule.when, int):
        return ngettext("every minute", "every %(count)d minutes", schedule.when) % {"count": schedule.when}
    return _("each day from %(time)s") % {"time": f"{schedule.when:%H:%M}"}


@require_safe
def message_detail(request: Request, pk: int) -> HttpResponse:
    """An e-mail of the outbox; a one-time link in it is not shown."""
    message = message_or_404(request, administered_or_404(request, OutboxMessage), pk)
    trail = [(_("Operations"), reverse("operations")), (f"#{pk}", "")]
    context = {"message": message, "key": new_key, "facts_shown": message_facts(message), "trail": trail}
    return render(request, "operations/message.html", context)


def message_facts(message: OutboxMessage) -> list[Fact]:
    """What is known about the sending of one e-mail."""
    return [
        Fact(_("Written"), vn_datetime(message.created_at)),
        Fact(_("Sent"), vn_datetime(message.sent_at) or _("not yet")),
        Fact(_("Tries"), message.tries),
        Fact(_("Last error"), message.last_error or "–"),
    ]


@require_POST
def retry_message(request: Request, pk: int) -> HttpResponse:
    pilots = administered_or_404(request, OutboxMessage)
    message = message_or_404(request, pilots, pk)
    if message.sent_at is None:
        workflows.retry_message(pilots[0], act_of(request), message=message)
    messages.success(request, _("It is tried again within a minute."))
    return redirect("operations")


JOB_VERBS = {"retry": workflows.retry_job, "dismiss": workflows.dismiss_job}


@require_POST
def decide_job(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """Set a failed job going again, or take it off the list; somebody may have done it in between."""
    pilot = administered_or_404(request, OutboxMessage)[0]
    if verb not in JOB_VERBS:
        raise Http404
    if job := failed_jobs().filter(pk=pk).first():
        JOB_VERBS[verb](pilot, act_of(request), job=job)
    messages.success(request, _("Done."))
    return redirect("operations")
