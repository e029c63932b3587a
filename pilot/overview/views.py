"""Pages that see all apps: worklist, search, audit log, health."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pilot.overview import frame, selectors
from pilot.overview.forms import AuditFilter
from pilot.overview.frame import FramedRequest
from pilot.overview.help import pages, rules_behind
from pilot.overview.presenters import line_of
from pilot.platform.access.capacity import capacities
from pilot.platform.access.requests import may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases import setup, waiting
from pilot.platform.cases.naming import RowKey, key_of, kind_of, names_in, names_of
from pilot.platform.cases.search import Found, Hit
from pilot.platform.cases.search import search as find
from pilot.platform.cases.timeline import pages_of
from pilot.platform.cases.views import openings_on
from pilot.platform.digits import number_in
from pilot.platform.kernel import guards
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotVisible
from pilot.platform.text import line
from pilot.platform.ui.abbreviations import ABBREVIATIONS
from pilot.programme.models import Pilot, ProgrammeChange
from pilot.programme.presenters.rule_words import KEYS
from pilot.programme.selectors.accounts import proposed_roles
from pilot.programme.views.parts import crumbs
from pilot.programme.views.places import pilot_crumb

PAGE = 50


@require_safe
def worklist(request: FramedRequest) -> HttpResponse:
    """Việc cần xử lý: what waits for me by kind of task, or (?viec=) one kind, page by page.

    Who has no role yet reads which one waits for an administrator.
    """
    task, after = request.GET.get("viec", ""), request.GET.get("after", "")
    groups = waiting.worklist(request.user, request.business_day, task, after)
    request.waiting = waiting.without_reminders(groups)  # so that the menu need not ask again (frame.py)
    proposed = () if capacities(request.user, request.business_day) else proposed_roles(request.user)
    return render(request, "overview/worklist.html", {"groups": groups, "task": task, "proposed": proposed})


@require_safe
def worklist_count(request: Request) -> HttpResponse:
    """The number beside the first place, fetched after the page, so that no page pays for it."""
    count = waiting.count(request.user, request.business_day)
    return render(request, "overview/worklist_count.html", {"count": count})


@require_safe
def setup_page(request: Request, code: str) -> HttpResponse:
    """Thiết lập: what the pilot has, what it lacks for its next steps, and who can enter it."""
    pilot = visible_or_404(request, Pilot, code=code)
    context = {
        "pilot": pilot, "parts": setup.shown_to(request.user, pilot, request.business_day),
        "proposed": pilot.programme_changes.filter(status=ProgrammeChange.Status.PROPOSED).count(),
        "openings": openings_on(request, pilot), "besides": besides(request, pilot),
        "breadcrumb_items": crumbs(pilot_crumb(pilot), (_("Setting up"), "")),
    }  # fmt: skip
    return render(request, "overview/setup.html", context)


def besides(request: Request, pilot: Pilot) -> list[tuple[str, str]]:
    """What the setting up never misses, since a default holds or nothing is needed, and where it is set."""
    rules = reverse("rules", args=[pilot.code])
    ways = [
        (_("Thresholds that no document gives"), f"{rules}#nguong"), (_("Premises"), reverse("facilities")),
        (_("Documents cited as grounds"), reverse("legal-documents")), (_("Service fields"), reverse("service-fields")),
        (_("Coordination regulations"), reverse("agreements")),
        (_("Working calendars"), reverse("calendars")), (_("VAT rates"), reverse("vat-rates")),
    ]  # fmt: skip
    if may(request, "require_second_factor", pilot):
        ways.append((_("Second factor for roles"), reverse("require-second-factor", args=[pilot.code])))
    return ways


@require_safe
def setup_note(request: Request) -> HttpResponse:
    """On the worklist, fetched after the page: what is missing in the reader's pilots and can be entered by him."""
    pilots = Pilot.objects.visible_to(request.user, request.business_day)
    counted = [(pilot, setup.open_to(request.user, pilot, request.business_day)) for pilot in pilots]
    return render(request, "overview/setup_note.html", {"found": [(pilot, count) for pilot, count in counted if count]})


@require_safe
def search(request: Request) -> HttpResponse:
    text = line(request.GET.get("q", ""))[:100]
    found = [*rule_named(text, request), *find(request.user, request.business_day, text)]
    return render(request, "overview/search.html", {"text": text, "found": found})


def rule_named(text: str, request: Request) -> list[Found]:
    """The rule whose code the text is, leading to where the codes on pages lead."""
    code = text.upper()
    if code not in KEYS or not (mine := frame.pilots(request, capacities(request.user, request.business_day))):
        return []
    found = frame.codes(request, mine)[code]
    return [Found(_("Rules"), [Hit(f"{code} · {found.meaning}", found.address)], more=False)]


@require_safe
def page_help(request: Request, page: str) -> HttpResponse:
    """The rules behind a page and the keys: a page of its own, or what its dialog takes out of it."""
    if page not in pages():
        raise Http404
    code = request.GET.get("thi_diem", "")
    user, day, topic = request.user, request.business_day, pages()[page]
    pilots = [visible_or_404(request, Pilot, code=code)] if code else list(Pilot.objects.visible_to(user, day))
    context = {
        "topic": topic,
        "pilots": rules_behind(topic, pilots, user, day),
        "abbreviations": ABBREVIATIONS.items(),
    }
    return render(request, "overview/help.html", context)


@require_safe
def audit_log(request: Request) -> HttpResponse:
    """The events that fit the filter, newest first, pages by the last id shown."""
    user, on = request.user, request.business_day
    if not selectors.log_capacities(user, on):
        raise NotVisible(AuditEvent._meta.label, "")
    form = AuditFilter(request.GET)
    events = selectors.events_found(user, on, form.asked())
    if after := number_in(request.GET.get("after", "")):
        events = events.filter(pk__lt=after)
    page = list(events[: PAGE + 1])
    context = {
        "rows": _in_words(request, page[:PAGE]),
        "following": page[PAGE - 1].pk if len(page) > PAGE else "",
        "form": form,
        "about": _about(request, form.about_key()),
    }
    return render(request, "overview/audit_log.html", context)


def _about(request: Request, key: RowKey | None) -> dict[str, str]:
    """The one thing whose events are asked for: its kind, and name and page where the reader sees it."""
    if key is None:
        return {}
    user, on = request.user, request.business_day
    name = names_of([key])[key] if selectors.seen_row(key, user, on) else ""
    return {"kind": kind_of(key[0]), "name": name, "url": pages_of([key], user, on).get(key, "")}


def _in_words(request: Request, events: list[AuditEvent]) -> list[dict[str, object]]:
    """The lines of the log."""
    names, pages = names_in(events), pages_of(map(key_of, events), request.user, request.business_day)
    return [line_of(event, names, pages) for event in events]


@login_not_required
@require_safe
def healthz(request: Request) -> JsonResponse:
    """For the monitor: version, database, guards. 503 when the database is dead, or a guard missing or changed."""
    body: dict[str, object] = {"version": settings.VERSION, "database": connection.vendor, "guards": "ok"}
    try:
        missing = guards.differences()
    except DatabaseError:
        return JsonResponse(body | {"database": "no answer", "guards": "unknown"}, status=503)
    return JsonResponse(body | {"guards": missing or "ok"}, status=503 if missing else 200)
