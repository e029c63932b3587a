"""Assignment decisions: list, page with its list, adding a line, and one page per step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot.platform.access.forms import new_key
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, seen_version, visible_or_404
from pilot.platform.cases.lists import page_of
from pilot.platform.cases.pages import as_it_was, as_of
from pilot.platform.cases.timeline import timeline
from pilot.platform.cases.worklist import forward, who_acts
from pilot.platform.documents.selectors import cards_about
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Agency, Site
from pilot.programme.selectors.rules import applied
from staffing.forms.assignment import DecisionFilter, LineForm, NumberForm, PlaceForm, ReasonForm, SignForm, SubjectForm
from staffing.models import AssignmentDecision
from staffing.selectors import decisions
from staffing.selectors.employees import employees, post_offices
from staffing.views.parts import attempt, form_page
from staffing.workflows import assignment as verbs

RULES = ("R01", "R06", "R07")


@require_safe
def decision_list(request: Any) -> HttpResponse:
    """The newest first."""
    form = DecisionFilter(request.GET)
    rows = decisions.visible(request.user, request.business_day).filter(**form.chosen())
    page = page_of(request, rows, "-drafted_at")
    offices = [
        o for o in post_offices(request.user, request.business_day) if may(request, "draft_assignment_decision", o)
    ]
    context = {
        "rows": [(row, decisions.STATES[row.status]) for row in page.rows],
        "following": page.following,
        "form": form,
        "offices": offices,
    }
    return render(request, "staffing/assignment_list.html", context)


@require_http_methods(["GET", "POST"])
def draft(request: Any, code: str) -> HttpResponse:
    """Open an empty draft for a post office."""
    office = visible_or_404(request, Agency, code=code)
    allowed_or_403(request, "draft_assignment_decision", office)
    form = SubjectForm(request.POST or None)
    if form.is_valid():
        subject = form.cleaned_data["subject"]
        if row := attempt(form, lambda: verbs.draft_assignment_decision(office, act_of(request), subject=subject)):
            return redirect("assignment-decision", pk=row.pk)
    return form_page(request, form, _("Draft an assignment decision"), office, reverse("assignment-decisions"))


@require_safe
def decision_page(request: Any, pk: int) -> HttpResponse:
    """The list down to unit and locality, the rules it stands on, who receives it, who acts."""
    user, on, asked = request.user, request.business_day, as_of(request)
    row = as_it_was(found_or_404(request, decisions.visible(user, on), pk=pk), asked)
    possible = [t for t in verbs.DECISION.possible(row) if not asked.other and may(request, t.verb, row)]
    context = {
        "row": row,
        "state": decisions.STATES[row.status],
        "lines": decisions.lines(row, user, on, asked.day),
        "rules": applied(row.pilot_id, asked.day, *RULES),
        "recipients": decisions.recipients(row),
        "actions": [t for t in possible if t.verb not in ("add_assignment_line", "remove_assignment_line")],
        "may_list": any(t.verb == "add_assignment_line" for t in possible),
        "key": new_key(),
        "as_of": asked,
        "timeline": timeline(row, until=asked.day),
        "own_draft": row.drafted_by_id == user.person_id,
        "waits": [] if asked.other else who_acts(forward(verbs.DECISION, row), row, row.drafted_by_id),
        "documents": cards_about([row], user, on),
    }
    return render(request, "staffing/assignment_detail.html", context)


@require_http_methods(["GET", "POST"])
def add_line(request: Any, pk: int) -> HttpResponse:
    """First agency and site (in the address), then employee, role, fields and days."""
    row = visible_or_404(request, AssignmentDecision, pk=pk)
    allowed_or_403(request, "add_assignment_line", row)
    back = reverse("assignment-decision", args=[pk])
    place = PlaceForm(request.GET or None, places=decisions.places(row.pilot_id, request.user, request.business_day))
    if not place.is_valid():
        return render(
            request,
            "staffing/place_form.html",
            {"form": place, "row": row, "back": back, "title": _("Add to the list")},
        )
    agency, site = _place(request, place.cleaned_data["place"])
    people = (
        employees(request.user, request.business_day).filter(post_office=row.post_office_id).exclude(status="ended")
    )
    form = LineForm(request.POST or None, employees=people, fields=decisions.fields_of(agency))
    if form.is_valid():
        names = ("employee", "role", "valid_from", "valid_to")
        data = {k: form.cleaned_data[k] for k in names} | {"fields": list(form.cleaned_data["fields_"])}
        if attempt(form, lambda: verbs.add_assignment_line(row, act_of(request), agency=agency, site=site, **data)):
            return redirect("assignment-decision", pk=pk)
    rules = applied(row.pilot_id, request.business_day, "R01")
    return form_page(request, form, _("Add to the list"), f"{agency} – {site}", back, rules=rules)


def _place(request: Any, place: str) -> tuple[Agency, Site]:
    agency, site = place.split("-")
    return visible_or_404(request, Agency, pk=int(agency)), visible_or_404(request, Site, pk=int(site))


@require_POST
def remove_line(request: Any, pk: int, line: int) -> HttpResponse:
    row = visible_or_404(request, AssignmentDecision, pk=pk)
    verbs.remove_assignment_line(row, act_of(request), line=get_object_or_404(row.lines, pk=line))
    messages.success(request, _("The line is off the list."))
    return redirect("assignment-decision", pk=pk)


FORMS = {
    "approve_assignment_decision": SignForm,
    "number_assignment_decision": NumberForm,
    "cancel_assignment_decision": ReasonForm,
}


@require_http_methods(["GET", "POST"])
def decision_step(request: Any, pk: int, verb: str) -> HttpResponse:
    """One step of the decision on a page of its own."""
    row = visible_or_404(request, AssignmentDecision, pk=pk)
    if verb not in FORMS:
        raise Http404
    allowed_or_403(request, verb, row)
    step = verbs.DECISION.transitions[verb]
    who = {"user": request.user} if step.signed else {}
    form = FORMS[verb](request.POST or None, initial={"row_version": seen_version(request, row)}, **who)
    if form.is_valid():
        extra = {k: v for k, v in form.cleaned_data.items() if k in ("number", "date")}
        act = act_of(request, form.cleaned_data["reason"], confirmed=step.signed)
        if attempt(form, lambda: VERBS[verb](row, act, **extra)):
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
            return redirect("assignment-decision", pk=pk)
    consequences = _consequences(row) if verb == "approve_assignment_decision" else []
    return form_page(
        request, form, step.label, row, reverse("assignment-decision", args=[pk]), consequences=consequences
    )


def _consequences(row: AssignmentDecision) -> list[str]:
    return [
        _("%(count)d assignments begin on the days of the list.") % {"count": row.lines.count()},
        _("The list can no longer be changed; a mistake needs a new decision."),
        _("Number and date are entered afterwards from the post office's own book."),
    ]
