"""Pages of official documents, their files, and the public page behind the QR code."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.cases.timeline import timeline
from pilot.platform.documents import selectors
from pilot.platform.documents.filing import file_name
from pilot.platform.documents.forms import DecideForm, DocumentFilter, NumberForm, SignedCopyForm
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import kind_of
from pilot.platform.documents.workflows import OFFICIAL_DOCUMENT, render_again
from pilot.platform.kernel import files
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS

PAGE = 50
FORMS: dict[str, Any] = {"number_document": NumberForm, "attach_signed_copy": SignedCopyForm}
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
def document_list(request: Any) -> HttpResponse:
    """Newest first, pages by the last id shown."""
    form = DocumentFilter(request.GET, request.user, request.business_day)
    rows = selectors.documents(request.user, request.business_day, **form.chosen())
    if request.GET.get("after", "").isdigit():
        rows = rows.filter(pk__lt=int(request.GET["after"]))
    page = list(rows[: PAGE + 1])
    context = {
        "form": form,
        "rows": [(row, selectors.STATES[row.status]) for row in page[:PAGE]],
        "older": page[PAGE - 1].pk if len(page) > PAGE else "",
    }
    return render(request, "documents/document_list.html", context)


@require_safe
def document_page(request: Any, pk: int) -> HttpResponse:
    user, day = request.user, request.business_day
    rows = OfficialDocument.objects.visible_to(user, day).select_related(*selectors.PARTS, *selectors.PEOPLE)
    document = found_or_404(request, rows, pk=pk)
    kind = kind_of(document.kind)
    problem = selectors.pdf_problem(document)
    context = {
        "document": document,
        "state": selectors.STATES[document.status],
        "facts": selectors.facts(document),
        "actions": selectors.actions(user, document, day),
        "pdf_problem": problem,
        "may_render": bool(problem and document.render_tries and may(request, "render_again", document)),
        "timeline": selectors.history(document, timeline(document)),
        "subject_url": kind.url(document.subject) if kind.url else "",
        "number_url": number_url(document),
        "breadcrumb_items": here(document),
    }
    return render(request, "documents/document_page.html", context)


def number_url(document: OfficialDocument) -> str:
    """The domain's page on which this document gets its number, while it waits for it there."""
    kind = kind_of(document.kind)
    waits = document.status == OfficialDocument.Status.APPROVED and selectors.numbered_elsewhere(document)
    return kind.number_url(document.subject) if waits and kind.number_url else ""


def here(document: OfficialDocument, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Official documents"), reverse("official-documents")),
        (str(document), reverse("official-document", args=[document.pk])),
        *more,
    ]


@require_http_methods(["GET", "POST"])
def document_step(request: Any, pk: int, verb: str) -> HttpResponse:
    """One step on a page of its own: what it does, the form, the signature."""
    step = OFFICIAL_DOCUMENT.transitions.get(verb)
    document = visible_or_404(request, OfficialDocument, pk=pk)
    if step is None:
        raise Http404
    allowed_or_403(request, verb, document)
    form = step_form(request, document, step)
    if form.is_valid():
        act = act_of(request, form.cleaned_data.get("reason", ""), confirmed=step.signed)
        try:
            result = VERBS[verb](document, act, **form.inputs)
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
            return redirect("official-document", pk=result.pk)
    crumbs = here(document, (str(step.label), ""))
    context = {"form": form, "step": step, "document": document, "breadcrumb_items": crumbs}
    return render(request, "documents/document_step.html", context)


def step_form(request: Any, document: OfficialDocument, step: Any) -> Any:
    """Signed steps ask for the password again; only the number is entered against a version of the row."""
    if step.signed:
        return DecideForm(request.POST or None, user=request.user)
    return FORMS[step.verb](request.POST or None, request.FILES or None, initial={"row_version": document.row_version})


@require_POST
def document_render(request: Any, pk: int) -> HttpResponse:
    """Try once more to make the PDF."""
    document = visible_or_404(request, OfficialDocument, pk=pk)
    try:
        render_again(document, act_of(request))
    except TransitionRefused as refused:
        messages.error(request, str(refused))
    return redirect("official-document", pk=pk)


@require_safe
def document_pdf(request: Any, pk: int) -> HttpResponse:
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
def document_signed_copy(request: Any, pk: int) -> HttpResponse:
    """The scan, as a download."""
    document = visible_or_404(request, OfficialDocument, pk=pk)
    if document.signed_copy is None:
        raise Http404
    return files.response(document.signed_copy)


@login_not_required
@require_safe
def verify_document(request: Any, code: str) -> HttpResponse:
    """For anybody who holds the paper: number, date, issuer, kind, state and hash; nothing about its contents
    or people.
    """
    rows = OfficialDocument.objects.exclude(number=None).select_related("issuer", "site", "pdf")
    document = get_object_or_404(rows, code=code)
    context = {
        "document": document,
        "state": selectors.STATES[document.status],
        "successor": document.replacements.exclude(number=None).first(),
        "file_name": file_name(document, "pdf"),
        "in_force": OfficialDocument.IN_FORCE,
    }
    return render(request, "documents/verify.html", context)
