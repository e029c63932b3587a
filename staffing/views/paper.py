"""Recorded from paper: list, entry in two steps (place, then what the document says), page, check, scan."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, may, seen_version, visible_or_404
from pilot.platform.cases.lists import page_of
from pilot.platform.cases.timeline import timeline
from pilot.platform.cases.worklist import forward, who_acts
from pilot.platform.kernel import files
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Agency, Procedure, Site
from staffing.forms.assignment import PlaceForm, ReasonForm, SignForm
from staffing.forms.paper import FORM_OF, PaperFilter
from staffing.models import PaperRecord
from staffing.selectors import decisions
from staffing.selectors.employees import employees, post_offices
from staffing.views.parts import attempt, form_page
from staffing.workflows import paper as verbs

Kind, S = PaperRecord.Kind, PaperRecord.Status
STATES = {S.ENTERED: "wait", S.CHECKED: "pass", S.REJECTED: "idle"}
PARTS = ("agency", "site", "employee__person", "entered_by", "checked_by", "post_office")


@require_safe
def paper_list(request: Any) -> HttpResponse:
    rows = PaperRecord.objects.visible_to(request.user, request.business_day).select_related(*PARTS)
    form = PaperFilter(request.GET)
    rows = rows.filter(**form.chosen())
    offices = [o for o in post_offices(request.user, request.business_day) if may(request, "record_from_paper", o)]
    page = page_of(request, rows, "-entered_at")
    context = {
        "rows": [(row, STATES[row.status]) for row in page.rows],
        "following": page.following,
        "form": form,
        "offices": offices,
        "kinds": Kind.choices,
    }
    return render(request, "staffing/paper_list.html", context)


@require_http_methods(["GET", "POST"])
def record(request: Any, code: str, kind: str) -> HttpResponse:
    """Enter what a document says: first the place (in the address), then the rest."""
    office = visible_or_404(request, Agency, code=code)
    if kind not in Kind.values:
        raise Http404
    allowed_or_403(request, "record_from_paper", office)
    title, back = _("Record from paper: %(kind)s") % {"kind": Kind(kind).label}, reverse("paper-records")
    place = PlaceForm(request.GET or None, places=decisions.places(office.pilot_id, request.user, request.business_day))
    if not place.is_valid():
        return render(request, "staffing/place_form.html", {"form": place, "row": office, "back": back, "title": title})
    agency, site = (int(part) for part in place.cleaned_data["place"].split("-"))
    where = {
        "agency": visible_or_404(request, Agency, pk=agency),
        "site": visible_or_404(request, Site, pk=site),
    }
    form = FORM_OF[Kind(kind)](
        request.POST or None, request.FILES or None, **_choices(request, office, where["agency"], kind)
    )
    if form.is_valid() and (
        row := attempt(
            form,
            lambda: verbs.record_from_paper(office, act_of(request), kind=kind, **where, **form.inputs()),
        )
    ):
        messages.success(request, _("Entered. Somebody else checks it against the document before it counts."))
        return redirect("paper-record", pk=row.pk)
    return form_page(request, form, title, f"{where['agency']} – {where['site']}", back)


def _choices(request: Any, office: Agency, agency: Agency, kind: str) -> dict[str, Any]:
    """What the form of this kind offers."""
    if kind == Kind.HANDOVER:
        return {"procedures": Procedure.objects.filter(set_entries__procedure_set__agency=agency).distinct()}
    people = employees(request.user, request.business_day).filter(post_office=office)
    more = {"signers": decisions.signers_on_paper(office.pilot_id)} if kind == Kind.RECOGNITION else {}
    return {"employees": people, "fields": decisions.fields_of(agency), **more}


@require_safe
def paper_page(request: Any, pk: int) -> HttpResponse:
    visible_or_404(request, PaperRecord, pk=pk)
    people = ("by_agency_head", "by_centre_director", "recognised_by", "scan")
    row = PaperRecord.objects.select_related(*PARTS, *people).get(pk=pk)
    actions = [t for t in verbs.PAPER.possible(row) if may(request, t.verb, row)]
    context = {
        "row": row,
        "state": STATES[row.status],
        "actions": actions,
        "fields": row.fields.all(),
        "timeline": timeline(row),
        "procedures": row.procedures.all(),
        "own": row.entered_by_id == request.user.person_id,
        "waits": who_acts(forward(verbs.PAPER, row), row, row.entered_by_id),
    }
    return render(request, "staffing/paper_detail.html", context)


@require_http_methods(["GET", "POST"])
def paper_step(request: Any, pk: int, verb: str) -> HttpResponse:
    """Check against the document, or reject."""
    row = visible_or_404(request, PaperRecord, pk=pk)
    step = verbs.PAPER.transitions.get(verb)
    if step is None:
        raise Http404
    allowed_or_403(request, verb, row)
    initial = {"row_version": seen_version(request, row)}
    form = (
        SignForm(request.POST or None, user=request.user, initial=initial)
        if step.signed
        else ReasonForm(request.POST or None, initial=initial)
    )
    if form.is_valid():
        act = act_of(request, form.cleaned_data["reason"], confirmed=step.signed)
        if attempt(form, lambda: VERBS[verb](row, act)):
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
            return redirect("paper-record", pk=pk)
    return form_page(request, form, step.label, row, reverse("paper-record", args=[pk]))


@require_safe
def paper_scan(request: Any, pk: int) -> HttpResponse:
    row = visible_or_404(request, PaperRecord, pk=pk)
    if row.scan is None:
        raise Http404
    return files.response(row.scan, inline=True)
