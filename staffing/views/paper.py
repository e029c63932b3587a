"""Recorded from paper: first the place, then what the document says."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilot.platform.access.requests import act_of, allowed_or_403, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.views import attempt
from pilot.programme.models import Agency, Procedure
from staffing.forms.paper import FORM_OF
from staffing.models import PaperRecord
from staffing.selectors import assignment_decisions
from staffing.selectors.employees import employees
from staffing.views.parts import chosen_place, form_page, place_form, place_page
from staffing.workflows.paper import record_from_paper

Kind = PaperRecord.Kind


@require_http_methods(["GET", "POST"])
def record(request: Request, code: str, kind: str) -> HttpResponse:
    """Enter what a document says: first the place (in the address), then the rest."""
    office = visible_or_404(request, Agency, code=code)
    if kind not in Kind.values:
        raise Http404
    allowed_or_403(request, "record_from_paper", office)
    title, back = _("Record from paper: %(kind)s") % {"kind": Kind(kind).label}, reverse("paper-records")
    place = place_form(request, office.pilot_id)
    if not place.is_valid():
        return place_page(request, place, title, office, back)
    agency, site = chosen_place(request, place)
    form = FORM_OF[Kind(kind)](request.POST or None, request.FILES or None, **_choices(request, office, agency, kind))
    if form.is_valid():
        said = {**form.inputs(), "kind": kind, "agency": agency, "site": site}
        if row := attempt(form, lambda: record_from_paper(office, act_of(request), **said)):
            messages.success(request, _("Entered. Somebody else checks it against the document before it counts."))
            return redirect("paper-record", pk=row.pk)
    return form_page(request, form, title, f"{agency} – {site}", back)


def _choices(request: Request, office: Agency, agency: Agency, kind: str) -> dict[str, object]:
    """What the form of this kind offers."""
    if kind == Kind.HANDOVER:
        return {"procedures": Procedure.objects.filter(set_entries__procedure_set__agency=agency).distinct()}
    people = employees(request.user, request.business_day).filter(post_office=office)
    more = {"signers": assignment_decisions.signers_on_paper(office.pilot_id)} if kind == Kind.RECOGNITION else {}
    return {"employee": people, "fields_": assignment_decisions.fields_of(agency), **more}
