"""Premises and their leases: list, pages, and one page per step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities.forms.lease import (
    EndLeaseForm,
    FacilityFilter,
    LeaseDraftForm,
    PaperLeaseForm,
    PlainForm,
    SignForm,
    SignLeaseForm,
)
from facilities.models import Facility, FacilityLease
from facilities.selectors import leases
from facilities.selectors.operating_costs import excluded_items
from facilities.workflows.lease import LEASE, draft_lease, record_lease_from_paper
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, seen_version, visible_or_404
from pilot.platform.cases.history import as_they_were
from pilot.platform.cases.lists import page_of
from pilot.platform.cases.pages import as_it_was, as_of
from pilot.platform.cases.timeline import timeline
from pilot.platform.cases.worklist import who_acts
from pilot.platform.documents.selectors import cards_about
from pilot.platform.kernel import files
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Agency
from pilot.programme.selectors.rules import applied, grounds

FORMS = {"sign_lease": SignLeaseForm, "end_lease": EndLeaseForm}


@require_safe
def facility_list(request: Any) -> HttpResponse:
    """Premises, and the leases over them, the newest first."""
    form = FacilityFilter(request.GET)
    chosen = form.chosen()
    page = page_of(request, leases.listed(request.user, request.business_day, **chosen), "-drafted_at")
    context = {
        "form": form,
        "rows": leases.facilities(request.user, request.business_day, chosen.get("kind", "")),
        "leases": page.rows,
        "following": page.following,
        "states": leases.STATES,
        "grounds": grounds(request.user, request.business_day, "R25"),
    }
    return render(request, "facilities/facility_list.html", context)


@require_safe
def facility_detail(request: Any, code: str) -> HttpResponse:
    row = visible_or_404(request, Facility, code=code)
    asked = as_of(request)
    rows = leases.visible(request.user, request.business_day).filter(facility=row)
    context = {
        "row": row,
        "facts": leases.facts_of(row),
        "as_of": asked,
        "timeline": timeline(row, until=asked.day),
        "states": leases.STATES,
        "leases": as_they_were(rows, asked.day),
        "may_draft": not asked.other and may(request, "draft_lease", row),
        "may_record": not asked.other and may(request, "record_lease_from_paper", row),
    }
    return render(request, "facilities/facility_detail.html", context)


@require_safe
def lease_detail(request: Any, pk: int) -> HttpResponse:
    user, on, asked = request.user, request.business_day, as_of(request)
    row = as_it_was(found_or_404(request, leases.visible(user, on), pk=pk), asked)
    context = {
        "row": row,
        "facts": leases.facts_of_lease(row),
        "steps": leases.steps(row),
        "as_of": asked,
        "timeline": timeline(row, until=asked.day),
        "state": leases.STATES[row.status],
        "documents": cards_about([row], user, on),
        "at_commune": row.facility.site.level == "commune",
        "excluded": excluded_items(row.pilot, asked.day),
        "rules": applied(row.pilot_id, asked.day, *leases.rules_of(row)),
        "actions": [] if asked.other else leases.open_to(user, row, on),
        "waits": [] if asked.other else who_acts(leases.due_now(row), row),
    }
    return render(request, "facilities/lease_detail.html", context)


@require_http_methods(["GET", "POST"])
def lease_draft(request: Any, code: str) -> HttpResponse:
    """Draft a lease of a facility."""
    row = visible_or_404(request, Facility, code=code)
    allowed_or_403(request, "draft_lease", row)
    form = LeaseDraftForm(request.POST or None, lessees=_lessees(row), initial={"lessee": row.site.agency_id})
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "operation_key"}
        try:
            lease = draft_lease(row, act_of(request), **data)
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The lease is drafted. The lessee agrees and signs next."))
            return redirect("lease", pk=lease.pk)
    context = {
        "form": form,
        "title": _("Draft a lease"),
        "sub": str(row),
        "back": reverse("facility", args=[code]),
    }
    return render(request, "facilities/form.html", context)


def _lessees(row: Facility) -> Any:
    """The agency of the site and the one above it (R25)."""
    return Agency.objects.filter(pk__in=[row.site.agency_id, row.site.parent_agency_id])


@require_http_methods(["GET", "POST"])
def lease_from_paper(request: Any, code: str) -> HttpResponse:
    """Enter a lease of the facility that was signed on paper."""
    row = visible_or_404(request, Facility, code=code)
    allowed_or_403(request, "record_lease_from_paper", row)
    first = {"lessee": row.site.agency_id}
    form = PaperLeaseForm(request.POST or None, request.FILES or None, lessees=_lessees(row), initial=first)
    if form.is_valid():
        try:
            lease = record_lease_from_paper(row, act_of(request), **form.inputs())
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Entered. Somebody else checks it against the document before it counts."))
            return redirect("lease", pk=lease.pk)
    title, back = _("Record a lease from paper"), reverse("facility", args=[code])
    return render(request, "facilities/form.html", {"form": form, "title": title, "sub": str(row), "back": back})


@require_safe
def lease_scan(request: Any, pk: int) -> HttpResponse:
    row = visible_or_404(request, FacilityLease, pk=pk)
    if row.paper_scan is None:
        raise Http404
    return files.response(row.paper_scan, inline=True)


@require_http_methods(["GET", "POST"])
def lease_step(request: Any, pk: int, verb: str) -> HttpResponse:
    """One step of a lease on a page of its own."""
    row = visible_or_404(request, FacilityLease, pk=pk)
    step = LEASE.transitions.get(verb)
    if step is None:
        raise Http404
    allowed_or_403(request, verb, row)
    form = _form(request, row, step)
    if form.is_valid():
        extra = {k: v for k, v in form.cleaned_data.items() if k in ("number", "date", "last_day")}
        try:
            VERBS[verb](row, act_of(request, form.cleaned_data["reason"], confirmed=step.signed), **extra)
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
            return redirect("lease", pk=pk)
    context = {
        "form": form,
        "title": step.label,
        "sub": str(row.facility),
        "back": reverse("lease", args=[pk]),
    }
    return render(request, "facilities/form.html", context)


def _form(request: Any, row: FacilityLease, step: Any) -> Any:
    kind = FORMS.get(step.verb, SignForm if step.signed else PlainForm)
    who = {"user": request.user} if step.signed else {}
    return kind(request.POST or None, initial={"row_version": seen_version(request, row)}, **who)
