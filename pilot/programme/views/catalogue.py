"""Pages of the catalogue: procedures, cited documents, administrative units."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.access.scope import visible
from pilot.platform.access.types import Request
from pilot.platform.cases.pages import rendered_panels, steps_on
from pilot.platform.cases.timeline import story
from pilot.platform.cases.views import attempt
from pilot.platform.digits import number_in
from pilot.platform.kernel import files
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.ui.shapes import Action
from pilot.programme.cases.citations import CITATIONS
from pilot.programme.cases.places import UNITS
from pilot.programme.cases.procedures import PROCEDURES
from pilot.programme.documents.citing import TYPES
from pilot.programme.forms.programme import AdminUnitFilter, DocumentFilter, ProcedureFilter, ScanForm
from pilot.programme.models import LegalDocument, Pilot, SourceDocument
from pilot.programme.presenters.places import with_step_states
from pilot.programme.presenters.standing import notes, of_units
from pilot.programme.selectors import catalogue
from pilot.programme.selectors.scans import history
from pilot.programme.views.documents import PDF_POLICY
from pilot.programme.views.parts import crumbs
from pilot.programme.workflows.citations import enter_document
from pilot.programme.workflows.scans import attach_scan
from pilot.programme.workflows.units import enter_unit


@require_safe
def procedure_list(request: Request) -> HttpResponse:
    user, day = request.user, request.business_day
    form = ProcedureFilter(request.GET, user, day)
    chosen = form.chosen()
    found = catalogue.procedures(user, day, chosen.pop("q", ""), **chosen)
    page = catalogue.page_by_key(found, "code", request.GET.get("after", ""), request.GET.get("before", ""))
    context = {"form": form, "page": page, "breadcrumb_items": crumbs((_("Procedures"), ""))}
    return render(request, "programme/procedure_list.html", context)


@require_safe
def procedure_page(request: Request, code: str) -> HttpResponse:
    procedure = found_or_404(request, catalogue.procedure_rows(request.user, request.business_day), code=code)
    page = catalogue.procedure_page(procedure, request.user, request.business_day)
    context = {
        "page": page,
        "handovers": with_step_states(page.handovers),
        "procedure": procedure,
        "more": steps_on(request, PROCEDURES, procedure),
        "panels": rendered_panels(request, procedure),
        "timeline": story(procedure, request.user, request.business_day),
        "breadcrumb_items": crumbs((_("Procedures"), reverse("procedures")), (code, "")),
    }  # fmt: skip
    return render(request, "programme/procedure_page.html", context)


@require_safe
def document_list(request: Request) -> HttpResponse:
    user, day = request.user, request.business_day
    form = DocumentFilter(request.GET, user, day)
    chosen = form.chosen()
    found = catalogue.legal_documents(user, day, chosen.get("q", ""), chosen.get("issuer", ""))
    context = {
        "form": form,
        "documents": found,
        "sources": catalogue.source_documents(user, day),
        "more": [
            Action(_("Enter a cited document"), reverse("enter-document", args=[pilot.code]))
            for pilot in Pilot.objects.visible_to(user, day)
            if may(request, "enter_document", pilot)
        ],
        "breadcrumb_items": crumbs((_("Legal basis"), "")),
    }
    return render(request, "programme/document_list.html", context)


@require_safe
def document_page(request: Request, code: str) -> HttpResponse:
    """A cited document, or one that the facts were read from, with its scans."""
    document, user, on = cited_or_404(request, code), request.user, request.business_day
    context: TemplateContext = {
        "document": document,
        "scans": history(document, user, on),
        "may_attach": may(request, attach_scan.name, user.person.pilot),
        "breadcrumb_items": crumbs((_("Legal basis"), reverse("legal-documents")), (str(document), "")),
    }
    if isinstance(document, SourceDocument):
        return render(request, "programme/source_page.html", context)
    events = story(document, user, on)
    context |= {
        "citations": catalogue.citations(document, user, on), "more": steps_on(request, CITATIONS, document),
        "doc_type": TYPES.get(document.doc_type, ""), "timeline": events,
        "entered": next((event for event in events if event.verb == enter_document.name), None),
    }  # fmt: skip
    return render(request, "programme/document_page.html", context)


def cited_or_404(request: Request, code: str) -> LegalDocument | SourceDocument:
    """The document with this code, of either kind: their codes differ (D01, S1)."""
    source = visible(SourceDocument, request.user, request.business_day).filter(code=code).first()
    return source or visible_or_404(request, LegalDocument, code=code)


@require_http_methods(["GET", "POST"])
def attach_scan_page(request: Request, code: str) -> HttpResponse:
    """The form of the secretariat."""
    document, pilot = cited_or_404(request, code), request.user.person.pilot
    allowed_or_403(request, attach_scan.name, pilot)
    form = ScanForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        act = act_of(request, form.cleaned_data["reason"])
        if attempt(form, lambda: attach_scan(pilot, act, document=document, **form.inputs())):
            messages.success(request, _("The scan is kept; citations of this document open it."))
            return redirect("legal-document", code=code)
    page = reverse("legal-document", args=[code])
    title = attach_scan.transition.label
    crumb = crumbs((_("Legal basis"), reverse("legal-documents")), (str(document), page), (str(title), ""))
    context = {"form": form, "title": title, "document": document, "back": page, "breadcrumb_items": crumb}
    return render(request, "programme/scan_form.html", context)


@require_safe
def cited_scan(request: Request, code: str) -> FileResponse:
    """The scan that holds, or the earlier one that ?ban= names; in the browser, so that #page= opens its page."""
    found = history(cited_or_404(request, code), request.user, request.business_day)
    asked = number_in(request.GET.get("ban", ""))
    scan = (found if asked is None else found.filter(number=asked)).first()
    if scan is None:
        raise Http404
    answer = files.response(files.asked(request, scan.file), inline=True)
    answer.headers["Content-Security-Policy"] = PDF_POLICY
    return answer


@require_safe
def admin_unit_list(request: Request) -> HttpResponse:
    form, user, on = AdminUnitFilter(request.GET), request.user, request.business_day
    chosen = form.chosen()
    units = catalogue.admin_units(user, on, chosen.get("level", ""), chosen.get("q", ""), chosen.get("on"))
    rows = [(unit, steps_on(request, UNITS, unit)) for unit in units]
    pilots = Pilot.objects.visible_to(request.user, request.business_day)
    more = [
        Action(f"{enter_unit.transition.label}: {pilot}", reverse("enter-unit", args=[pilot.code]))
        for pilot in pilots
        if may(request, enter_unit.name, pilot)
    ]
    context = {
        "form": form, "units": rows, "more": more, "standing": notes(of_units, user, on, on),
        "breadcrumb_items": crumbs((_("Administrative units"), "")),
    }  # fmt: skip
    return render(request, "programme/admin_unit_list.html", context)
