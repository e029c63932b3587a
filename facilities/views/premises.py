"""Premises: the list with the lease in force over each, and the page of one with all its leases."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.cases import FACILITY, LEASE
from facilities.forms.facility import SiteChoice
from facilities.forms.lease import FacilityFilter
from facilities.models import Facility
from facilities.selectors import leases
from facilities.workflows.lease import draft_lease, record_lease_from_paper
from pilot.platform.access.requests import may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.history import as_they_were
from pilot.platform.cases.lists import page_of
from pilot.platform.cases.pages import as_of, row_as_of, steps_on
from pilot.platform.cases.timeline import story
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import show
from pilot.platform.ui.shapes import Action, Fact
from pilot.programme.selectors.rules import grounds

OPENINGS = {draft_lease: "lease-draft", record_lease_from_paper: "lease-from-paper"}


@require_safe
def facility_list(request: Request) -> HttpResponse:
    user, on, form = request.user, request.business_day, FacilityFilter(request.GET)
    rows = leases.facilities(user, on).as_at(on).filter(**form.chosen())
    sites = leases.sites_for_premises(user, on)
    choice = SiteChoice(request.GET, sites)
    if choice.is_valid():
        return redirect("enter-facility", code=choice.cleaned_data["enter_at"].code)
    page = page_of(request, rows, "pilot", "kind", "code")
    context = {
        "form": form, "rows": leases.with_lease(page.rows, user, on), "following": page.following,
        "grounds": grounds(user, on, "R25"),
        "choice": choice if sites.exists() else None,
    }  # fmt: skip
    return render(request, "facilities/facility_list.html", context)


@require_safe
def facility_detail(request: Request, code: str) -> HttpResponse:
    row = visible_or_404(request, Facility, code=code)
    asked = as_of(request, row)
    row_as_of(row, asked)
    columns = LEASE.list_display[1:]
    rows = LEASE.rows(request.user, request.business_day).filter(facility=row)
    steps = [] if asked.other else steps_on(request, FACILITY, row)
    there = not asked.other and row.period.contains(asked.day)
    open_to = [verb for verb in OPENINGS if may(request, verb.name, row)] if there else []
    context = {
        "row": row, "facts": facts_of(row), "as_of": asked, "columns": columns,
        "timeline": story(row, request.user, request.business_day, asked.day),
        "leases": [LEASE.cells(lease, columns) for lease in as_they_were(rows, asked.day)],
        "primary": opening(row, open_to[0]) if open_to else None,
        "more": [*(opening(row, verb) for verb in open_to[1:]), *steps],
        "breadcrumb_items": [(_("Premises"), reverse("facilities")), (row.name, "")],
    }  # fmt: skip
    return render(request, "facilities/facility_detail.html", context)


def opening(row: Facility, verb: Verb) -> Action:
    return Action(str(verb.transition.label), reverse(OPENINGS[verb], args=[row.code]))


def facts_of(facility: Facility) -> list[Fact]:
    """What is known of the premises; unknown stays unknown."""
    site = facility.site
    return [
        Fact(_("Site"), site.name, reverse("site", args=[site.code])),
        Fact(_("Owner of the premises"), facility.owner),
        Fact(_("Address"), facility.address),
        Fact(_("Area (m²)"), facility.area_m2),
        Fact(_("Validity"), show(facility.period) if facility.valid_from or facility.valid_to else ""),
        Fact(_("Ground"), facility.legal_basis, cited=True),
        *([Fact(_("As the plan says"), facility.as_printed)] if facility.as_printed else []),
    ]
