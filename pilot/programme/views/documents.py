"""The files of official documents, and the public page behind the QR code."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from pilot.platform.access.requests import act_of, found_or_404, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.pages import as_of
from pilot.platform.cases.preview import framed
from pilot.platform.digits import number_in
from pilot.platform.documents.book import books
from pilot.platform.documents.compose import html_of
from pilot.platform.documents.filing import file_name
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.presenters import STATES
from pilot.platform.documents.render import PdfOff, pdf
from pilot.platform.documents.workflows import render_again
from pilot.platform.kernel import files
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.cases import DOCUMENTS
from pilot.programme.documents.handover import handover_html
from pilot.programme.documents.posting import posting_html
from pilot.programme.forms.documents import BookFilter
from pilot.programme.models import Agency, ProcedureHandover, Site
from pilot.programme.selectors.handover import ladder_of
from pilot.programme.selectors.places import site_rows
from pilot.programme.selectors.posting import posted

Step = ProcedureHandover.Step
BOOK_PAGE = 300  # lines
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
def number_book(request: Request) -> HttpResponse:
    """The register of one issuer and year, a page of its lines; the workbook holds them all."""
    user, on = request.user, request.business_day
    form = BookFilter(request.GET, books(user, on))
    found = form.lines(OfficialDocument.objects.visible_to(user, on))
    start = number_in(request.GET.get("after", "")) or 0
    context = {
        "form": form, "book": form.book, "lines": found[start : start + BOOK_PAGE], "total": len(found),
        "following": start + BOOK_PAGE if len(found) > start + BOOK_PAGE else "",
        "breadcrumb_items": [(DOCUMENTS.title, reverse(DOCUMENTS.plural)), (_("Register of outgoing documents"), "")],
    }  # fmt: skip
    return render(request, "documents/number_book.html", context)


@require_POST
def document_render(request: Request, pk: int) -> HttpResponse:
    """Try once more to make the PDF."""
    document = visible_or_404(request, OfficialDocument, pk=pk)
    try:
        render_again(document, act_of(request))
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    return redirect("official-document", pk=pk)


@require_safe
@xframe_options_sameorigin
def document_text(request: Request, pk: int) -> HttpResponse:
    """The text as it stands on record, in the layout in which it prints; for a frame of ours."""
    return framed(html_of(visible_or_404(request, OfficialDocument, pk=pk)))


@require_safe
def document_pdf(request: Request, pk: int) -> FileResponse:
    """The PDF as it was filed; shown in the browser."""
    document = visible_or_404(request, OfficialDocument, pk=pk)
    if document.pdf is None:
        raise Http404
    answer = files.response(document.pdf, inline=True)
    answer.headers["Content-Security-Policy"] = (
        PDF_POLICY  # our own file: the browser's viewer does not run in a sandbox
    )
    return answer


@require_safe
def site_posting(request: Request, code: str) -> HttpResponse:
    """The public posting of a site as of ?ngay=, as a PDF that is made when it is asked for."""
    user, on = request.user, request.business_day
    site = found_or_404(request, site_rows(user, on), code=code)
    day = as_of(request, site).day
    return printed(request, posting_html(site, posted(site, user, on, day), day), f"niem-yet-{code}-{day:%Y-%m-%d}")


@require_safe
def handover_minutes(request: Request, agency: str, site: str) -> HttpResponse:
    """Minutes to be signed about what of the agency's procedures stands before the hand-over, or is handed over."""
    at, owner = visible_or_404(request, Site, code=site), visible_or_404(request, Agency, code=agency)
    day = as_of(request, at).day
    lines = ladder_of(owner, at, request.user, request.business_day, day)
    chosen = [line for line in lines if line.step in (Step.ASSISTED, Step.HANDED_OVER)]
    return printed(request, handover_html(owner, at, chosen, day), f"bien-ban-ban-giao-{agency}-{site}")


def printed(request: Request, html: str, name: str) -> HttpResponse:
    """A PDF that is made when it is asked for and kept nowhere; the reason where this machine makes none."""
    try:
        content = pdf(html)
    except PdfOff as off:
        messages.error(request, str(off))
        return redirect("worklist")
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Content-Security-Policy": PDF_POLICY}
    return HttpResponse(content, "application/pdf", headers=headers)


@require_safe
def document_signed_copy(request: Request, pk: int) -> FileResponse:
    """The scan, as a download, or its first page as a picture."""
    document = visible_or_404(request, OfficialDocument, pk=pk)
    if document.signed_copy is None:
        raise Http404
    return files.response(files.asked(request, document.signed_copy))


@login_not_required
@require_safe
def verify_document(request: Request, code: str) -> HttpResponse:
    """For anybody who holds the paper: number, date, issuer, kind, state and hash.

    Nothing about its contents or people.
    """
    rows = OfficialDocument.objects.exclude(number=None).select_related("issuer", "site", "pdf")
    document = get_object_or_404(rows, code=code)
    context = {
        "document": document,
        "state": STATES[OfficialDocument.Status(document.status)],
        "successor": document.replacements.exclude(number=None).first(),
        "file_name": file_name(document, "pdf"),
        "in_force": OfficialDocument.IN_FORCE,
    }
    return render(request, "documents/verify.html", context)
