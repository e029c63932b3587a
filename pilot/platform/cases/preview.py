"""The document beside the signature: as it will print, marked as a draft. Nothing of it is kept."""

import base64
import hashlib
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404
from pilot.platform.cases.case import Case
from pilot.platform.documents import issuing
from pilot.platform.documents.compose import html_of
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel import workflow
from pilot.platform.kernel.workflow import Call

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
POLICY = "default-src 'none'; style-src {styles}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"


@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """The page in the frame. Seen by whoever may sign."""
    row = found_or_404(request, case.rows(request.user, request.business_day), pk=pk)
    capacity = allowed_or_403(request, case.signs.name, row)
    return framed(html_of(document_of(request, case, row, capacity)))


def document_of(request: Any, case: Case, row: Any, capacity: Any) -> OfficialDocument:
    code, subject = case.draft(row, request.business_day)
    return issuing.draft(code, subject, Call(act_of(request), capacity))


def framed(html: str) -> HttpResponse:
    """A page that may be shown in a frame of ours, and loads nothing: its own styles are allowed by their hash."""
    digests = (hashlib.sha256(text.encode()).digest() for text in STYLE.findall(html))
    styles = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return HttpResponse(html, headers={"Content-Security-Policy": POLICY.format(styles=styles or "'none'")})


def beside(request: Any, case: Case, row: Any) -> dict[str, Any]:
    """What a page with the signature shows of the document: its address, and how the signer is named under it."""
    capacity = case.signs and workflow.policy.capacity(request.user, case.signs.name, row, request.business_day)
    if capacity is None:
        return {}
    signature = document_of(request, case, row, capacity).snapshot.get("signature") or {}
    address = reverse(case.address("preview"), args=[row.pk])
    return {"preview": address, "signs_as": " – ".join(signature.get("lines", []))}
