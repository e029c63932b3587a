"""From a document's frozen snapshot to the HTML that is rendered."""

from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import kind_of
from pilot.platform.documents.unbroken import unbroken
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.vietnamese import document_date

GAP = "\N{NO-BREAK SPACE}" * 6  # room to write by hand


def verify_url(document: OfficialDocument) -> str:
    """The public address behind the QR code."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("verify-document", args=[document.code])


def html_of(document: OfficialDocument) -> str:
    """Everything comes from columns and snapshot, so the same document always reads the same. Always Vietnamese."""
    with translation.override("vi"):
        return unbroken(render_to_string(kind_of(document.kind).template, context_of(document)))


def context_of(document: OfficialDocument) -> TemplateContext:
    """`doc`: the row; the keys of the kind's own context on top; number, date and place as they are printed."""
    shot = document.snapshot
    url, replaced = verify_url(document), replaced_line(document.replaces)
    return {
        "drafting_unit": shot.get("drafting_unit", ""),
        **replacing(shot["context"], replaced),
        "doc": document,
        "parent": shot["parent"],
        "agency": shot["agency"],
        "agency_lines": shot["agency_lines"],
        "summary": document.summary,
        "signature": shot.get("signature"),
        "illustrative": document.illustrative,
        "draft": document.status == OfficialDocument.Status.DRAFT,
        "number": document.number or f"{GAP}/{document.symbol}",
        "date_line": document_date(document.issued_on, document.place) if document.issued_on else open_date(document),
        "issued_date": document_date(document.issued_on) if document.issued_on else "",
        "replaced": replaced,
        "verify_url": url,
        "qr": segno.make(url, error="m").svg_data_uri(border=0, light=None),
    }


def open_date(document: OfficialDocument) -> str:
    """The line of a document without a date, to be filled in."""
    year = document.approved_on.year if document.approved_on else GAP
    return f"{document.place}, ngày{GAP}tháng{GAP}năm {year}"


def replaced_line(old: OfficialDocument | None) -> str:
    """How a successor names the document it replaces; "" for a document that replaces none."""
    if old is None or old.issued_on is None:
        return ""
    day = document_date(old.issued_on)
    return f"Văn bản này thay thế văn bản số {old.number} {day} của {old.snapshot['agency']}."


def replacing(context: dict[str, Any], line: str) -> TemplateContext:
    """The context with that line at the end of its last article, before "."; others print it first."""
    if not line or not context.get("articles"):
        return context
    *first, last = context["articles"]
    if last.get("clauses"):
        last = {**last, "clauses": [*last["clauses"], {"text": line}]}
    else:
        last = {**last, "text": f"{last.get('text', '')} {line}"}
    return {**context, "articles": [*first, last]}
