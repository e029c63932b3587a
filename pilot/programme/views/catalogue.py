"""Pages of the catalogue: procedures, cited documents, administrative units."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pilot.platform.access.requests import found_or_404, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.pages import rendered_panels, steps_on
from pilot.platform.cases.timeline import story
from pilot.platform.ui.shapes import Action
from pilot.programme.cases.citations import CITATIONS
from pilot.programme.forms.programme import AdminUnitFilter, DocumentFilter, ProcedureFilter
from pilot.programme.models import LegalDocument, Pilot
from pilot.programme.presenters.places import with_step_states
from pilot.programme.selectors import catalogue
from pilot.programme.views.parts import crumbs


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
    document = visible_or_404(request, LegalDocument, code=code)
    context = {
        "document": document,
        "citations": catalogue.citations(document, request.user, request.business_day),
        "more": steps_on(request, CITATIONS, document),
        "breadcrumb_items": crumbs((_("Legal basis"), reverse("legal-documents")), (str(document), "")),
    }
    return render(request, "programme/document_page.html", context)


@require_safe
def admin_unit_list(request: Request) -> HttpResponse:
    form = AdminUnitFilter(request.GET)
    chosen = form.chosen()
    units = catalogue.admin_units(
        request.user, request.business_day, chosen.get("level", ""), chosen.get("q", ""), chosen.get("on")
    )
    context = {"form": form, "units": units, "breadcrumb_items": crumbs((_("Administrative units"), ""))}
    return render(request, "programme/admin_unit_list.html", context)
