"""The week board, its summary on the worklist, and the order to stand in."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.types import Inputs
from pilot.platform.periods import add_days
from pilot.platform.ui.forms import AsOfForm
from pilot.programme.models import Site
from staffing.models import Absence
from staffing.presenters.presence import order_key, site_weeks
from staffing.selectors.stand_ins import gaps
from staffing.selectors.week import read_week, seen_sites, watched
from staffing.workflows.presence import order_stand_in


@require_safe
def week_board(request: Request) -> HttpResponse:
    """The week at all the sites that the reader watches, or of whose people he sees some."""
    user, on = request.user, request.business_day
    return _board(request, watched(user, on) or seen_sites(user, on), None)


@require_safe
def site_week(request: Request, code: str) -> HttpResponse:
    """The week at one site."""
    site = visible_or_404(request, Site, code=code)
    return _board(request, [site], site)


def _board(request: Request, sites: Collection[Site], site: Site | None) -> HttpResponse:
    form, on = AsOfForm(request.GET), request.business_day
    day = (form.is_valid() and form.cleaned_data["ngay"]) or on
    week = read_week(sites, day, request.user, on)
    trail = [(str(site), reverse("site", args=[site.code]))] if site else []
    context = {
        "site": site, "weeks": site_weeks(week), "first": week.monday, "last": week.found.days[-1], "today": on,
        "wrong": form.errors.get("ngay"), "uncovered": week.uncovered(), "before": add_days(week.monday, -7),
        "after": add_days(week.monday, 7), "breadcrumb_items": [*trail, (_("Week board"), "")],
    }  # fmt: skip
    return render(request, "staffing/week.html", context)


@require_safe
def presence_note(request: Request) -> HttpResponse:
    """On the worklist of directors and personnel, fetched after the page: what is uncovered today and this week."""
    user, on = request.user, request.business_day
    sites = watched(user, on)
    week = read_week(sites, on, user, on) if sites else None
    context = {"week": week, "today": week.uncovered(on, on), "left": week.uncovered(on)} if week else {}
    return render(request, "staffing/presence_note.html", context)


@require_POST
def order(request: Request, pk: int) -> HttpResponse:
    """One of the proposals on the page of an absence, with one click."""
    row = visible_or_404(request, Absence, pk=pk)
    allowed_or_403(request, "order_stand_in", row.employee)
    chosen = proposal(row, request.POST.get("order", ""), request)
    if chosen is None:
        messages.error(request, _("This is no longer proposed: the half-days are covered, or somebody is not free."))
        return redirect("absence", pk=pk)
    try:
        made = order_stand_in(row.employee, act_of(request), **chosen)
        messages.success(request, _("It is ordered: %(what)s.") % {"what": made})
    except TransitionRefused as refused:
        for words in dict.fromkeys(str(p.message) for p in refused.problems) or [str(refused.refusal.message)]:
            messages.error(request, words)
    return redirect("absence", pk=pk)


def proposal(row: Absence, key: str, request: Request) -> Inputs | None:
    """What the button with this key orders, as the proposals stand now."""
    for gap in gaps(row, request.user, request.business_day):
        for candidate in gap.candidates:
            for span in gap.spans(candidate):
                if order_key(gap, candidate, span) == key:
                    return {
                        "stand_in": candidate.employee, "site": gap.site, "agency": gap.agency,
                        "fields": candidate.here, "first_half": span.first, "past_half": span.past,
                    }  # fmt: skip
    return None
