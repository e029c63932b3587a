"""Assessment and recognition, and the competence matrix of a site."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.pages import as_of
from pilot.platform.cases.views import attempt, own_step
from pilot.programme.models import Agency, Site
from pilot.programme.presenters.rules import applied
from staffing.cases.competence import ASSIGNED
from staffing.forms.competence import RecogniseForm
from staffing.models import CompetencyAssessment
from staffing.presenters.sites import matrices
from staffing.selectors import sites
from staffing.selectors.due import unrecognised
from staffing.selectors.standing import standings
from staffing.views.parts import form_page, learning_actions
from staffing.workflows.competence import ASSESS_AS
from staffing.workflows.recognition import recognise as recognise_batch


@require_http_methods(["GET", "POST"])
def assess(request: Request, pk: int, capacity: str) -> HttpResponse:
    """A result per field, in one of the two capacities of R08."""
    if capacity not in CompetencyAssessment.As.values:
        raise Http404
    answer: HttpResponse = own_step(request, ASSIGNED, pk, ASSESS_AS[CompetencyAssessment.As(capacity)])
    return answer


@require_http_methods(["GET", "POST"])
def recognise(request: Request, site: str, agency: str) -> HttpResponse:
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
        standings=[s for s in found if not s.assessed],
        standings_title=_("Not assessed by both yet"),
    )


@require_safe
def competence(request: Request, code: str) -> HttpResponse:
    """The competence matrix of a site: employees × fields, one matrix per agency."""
    site = visible_or_404(request, Site, code=code)
    asked = as_of(request, site)
    who, on = request.user, request.business_day
    found = sites.standings_at(site, who, on, asked.day)
    may_recognise = not asked.other and may(request, "recognise", site)
    shown = [(one, [] if asked.other else learning_actions(request, one.found)) for one in matrices(found)]
    return render(
        request,
        "staffing/competence.html",
        {
            "site": site,
            "lines": sites.board(found, sites.not_now_at(site, who, on, asked.day)),
            "matrices": shown,
            "may_recognise": may_recognise,
            "as_of": asked,
            "breadcrumb_items": [(site.name, reverse("site", args=[code])), (_("Competence matrix"), "")],
        },
    )
