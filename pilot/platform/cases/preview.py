"""The document beside the signature: as it will print, marked as a draft. Nothing of it is kept."""

import base64
import hashlib
import re

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Draft
from pilot.platform.digits import number_in
from pilot.platform.documents import issuing
from pilot.platform.documents.compose import html_of
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.presenters import text_url
from pilot.platform.documents.registry import kind_of
from pilot.platform.documents.selectors import numbered_by
from pilot.platform.kernel.types import Row, TemplateContext
from pilot.platform.kernel.workflow import VERBS, Call, Capacity, Verb

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
CONTENT_POLICY = (
    "default-src 'none'; img-src data:; style-src {styles}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


@require_safe
@xframe_options_sameorigin
def preview(request: Request, case: Case[Row], pk: int, verb: str) -> HttpResponse:
    """The page in the frame, for whoever may sign by this step."""
    row = found_or_404(request, case.rows(request.user, request.business_day), pk=pk)
    if VERBS.get(verb) not in case.signs:
        raise Http404
    return framed(html_of(document_of(request, case, row, allowed_or_403(request, verb, row))))


def document_of(request: Request, case: Case[Row], row: Row, capacity: Capacity) -> OfficialDocument:
    """The first document of the signature, or the one whose place among them the address gives, ?van-ban=1."""
    drafts, place = case.drafts(row, request.business_day), number_in(request.GET.get("van-ban", "0"))
    if place is None or place >= len(drafts):
        raise Http404
    code, subject = drafts[place]
    return issuing.draft(code, subject, Call(act_of(request), capacity))


def framed(html: str) -> HttpResponse:
    """A page that may be shown in a frame of ours, and loads nothing.

    Its pictures stand in it, and its own styles are allowed by their hash.
    """
    digests = (hashlib.sha256(text.encode()).digest() for text in STYLE.findall(html))
    styles = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return HttpResponse(html, headers={"Content-Security-Policy": CONTENT_POLICY.format(styles=styles or "'none'")})


def signature_context(request: Request, case: Case[Row], row: Row, step: Verb) -> TemplateContext:
    """What a page with the signature shows of the documents: their addresses, and how the signer is named there."""
    if step not in case.signs:
        return {}
    call = Call(act_of(request), allowed_or_403(request, step.name, row))
    drafts = case.drafts(row, request.business_day)
    address = reverse(case.name_of("preview"), args=[row.pk, step.name])
    signers = dict.fromkeys(filter(None, (_named_under(draft, call) for draft in drafts)))
    more = [(kind_of(code).title, f"{address}?van-ban={n}") for n, (code, _subject) in enumerate(drafts) if n]
    return {"preview": address, "more_drafts": more, "signs_as": "; ".join(signers)}


def number_context(request: Request, case: Case[Row], row: Row, step: Verb) -> TemplateContext:
    """The text of the document that the step numbers: what is numbered is read beside the form."""
    document = numbered_by(step.name, case.documented(row), request.user, request.business_day)
    return {"preview": text_url(document)} if document else {}


def _named_under(draft: Draft, call: Call) -> str:
    code, subject = draft
    signer = kind_of(code).signature
    return " – ".join(signer(subject, call).lines) if signer else ""
