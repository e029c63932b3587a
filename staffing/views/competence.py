"""Learning, assessment and recognition: one form page each, and the competence matrix of a site."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.cases.pages import as_of
from pilot.platform.cases.views import attempt
from pilot.platform.ui.shapes import Condition
from pilot.programme.models import Agency, Site
from pilot.programme.selectors.rules import applied
from staffing.forms.competence import AssessForm, AttestForm, RecogniseForm, StartForm
from staffing.models import Assignment, CivilServant, CompetencyAssessment
from staffing.selectors import sites
from staffing.selectors.due import unrecognised
from staffing.selectors.standing import PARTS, Standing, standings, visible
from staffing.views.parts import form_page
from staffing.workflows import competence as verbs
from staffing.workflows.recognition import recognise as recognise_batch


def _assignment_or_404(request: Any, pk: int) -> Assignment:
    """The assignment with what its pages name."""
    rows = Assignment.objects.visible_to(request.user, request.business_day)
    found: Assignment = found_or_404(request, rows.select_related(*PARTS), pk=pk)
    return found


def _siblings(request: Any, row: Assignment, *codes: str) -> tuple[list[Standing], list[Condition]]:
    """All fields of the same employee of the same agency at the same site today, and the rules of the page."""
    on = request.business_day
    rows = visible(request.user, on).filter(employee=row.employee_id, agency=row.agency_id, site=row.site_id)
    return standings(rows, on), applied(row.pilot_id, on, *codes)


@require_http_methods(["GET", "POST"])
def start_learning(request: Any, pk: int) -> HttpResponse:
    """First day and the civil servant who guides, for the fields not begun yet."""
    row = _assignment_or_404(request, pk)
    allowed_or_403(request, "start_learning", row)
    found, rules = _siblings(request, row, "R04")
    rows = [s for s in found if s.learning is None and s.recognition is None]
    mentors = (
        CivilServant.objects.visible_to(request.user, request.business_day)
        .filter(agency=row.agency_id)
        .select_related("person")
        .distinct()
    )
    initial = {"started_on": f"{max(row.valid_from, request.business_day):%d/%m/%Y}"}
    form = StartForm(request.POST or None, rows=rows, mentors=mentors, initial=initial)
    if form.is_valid() and attempt(form, lambda: verbs.start_learning(row, act_of(request), **form.inputs())):
        messages.success(request, _("The learning time has begun."))
        return redirect("employee", pk=row.employee_id)
    return form_page(
        request,
        form,
        _("Begin the learning time"),
        row.employee,
        reverse("employee", args=[row.employee_id]),
        rules=rules,
    )


@require_http_methods(["GET", "POST"])
def attest(request: Any, pk: int) -> HttpResponse:
    """Proficient before the learning time is over (R04)."""
    row = _assignment_or_404(request, pk)
    allowed_or_403(request, "attest_proficiency", row)
    found, rules = _siblings(request, row, "R04")
    rows = [s for s in found if s.learning and not s.learning.attested_on and not s.recognition]
    form = AttestForm(request.POST or None, rows=rows, user=request.user)
    if form.is_valid():
        act = act_of(request, confirmed=True)
        if attempt(form, lambda: verbs.attest_proficiency(row, act, **form.inputs())):
            messages.success(request, _("The proficiency is attested; the fields can be assessed."))
            return redirect("employee", pk=row.employee_id)
    return form_page(
        request,
        form,
        _("Attest proficiency"),
        row.employee,
        reverse("employee", args=[row.employee_id]),
        rules=rules,
    )


@require_http_methods(["GET", "POST"])
def assess(request: Any, pk: int, capacity: str) -> HttpResponse:
    """A result per field, in one of the two capacities of R08."""
    row = _assignment_or_404(request, pk)
    if capacity not in CompetencyAssessment.As.values:
        raise Http404
    verb = verbs.ASSESS_AS[CompetencyAssessment.As(capacity)]
    allowed_or_403(request, verb.name, row)
    found, rules = _siblings(request, row, "R04", "R08")
    form = AssessForm(request.POST or None, rows=[s for s in found if s.recognition is None], user=request.user)
    if form.is_valid() and attempt(form, lambda: verb(row, act_of(request, confirmed=True), **form.inputs())):
        messages.success(request, _("Your assessment is recorded under your name."))
        return redirect("employee", pk=row.employee_id)
    title = _("Assessment as %(capacity)s") % {"capacity": CompetencyAssessment.As(capacity).label}
    back = reverse("employee", args=[row.employee_id])
    return form_page(
        request,
        form,
        title,
        f"{row.employee} · {row.agency} · {row.site}",
        back,
        rules=rules,
        standings=found,
    )


@require_http_methods(["GET", "POST"])
def recognise(request: Any, site: str, agency: str) -> HttpResponse:
    """A batch of employees of one agency at one site."""
    at, host = visible_or_404(request, Site, code=site), visible_or_404(request, Agency, code=agency)
    allowed_or_403(request, "recognise", at)
    on = request.business_day
    found = standings(unrecognised(request.user, on).filter(site=at, agency=host), on, recognised=False)
    form = RecogniseForm(request.POST or None, rows=[s for s in found if s.assessed], user=request.user)
    if form.is_valid():
        act = act_of(request, confirmed=True)
        if row := attempt(form, lambda: recognise_batch(at, act, agency=host, **form.inputs())):
            messages.success(request, row.get_status_display())
            return redirect("recognition", pk=row.pk)
    return form_page(
        request,
        form,
        _("Recognise employees"),
        f"{host} – {at}",
        reverse("recognitions"),
        rules=applied(at.pilot_id, on, "R08", "R09"),
        standings=found,
    )


@require_safe
def competence(request: Any, code: str) -> HttpResponse:
    """The competence matrix of a site: employees × fields, one matrix per agency."""
    site = visible_or_404(request, Site, code=code)
    asked = as_of(request)
    who, on = request.user, request.business_day
    found = sites.here(site, who, on, asked.day)
    may_recognise = not asked.other and may(request, "recognise", site)
    return render(
        request,
        "staffing/competence.html",
        {
            "site": site,
            "lines": sites.board(found, sites.not_there(site, who, on, asked.day)),
            "matrices": sites.matrices(found),
            "may_recognise": may_recognise,
            "as_of": asked,
        },
    )
