"""Where a citation leads: {% scan_address %} to the scan of a document, {% ground %} from what people typed.

{% cited_documents %} offers them where a ground is typed.
"""

from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html

from pilot.platform.kernel.types import Words
from pilot.programme.forms.dated import GroundInput
from pilot.programme.models import LegalDocument, SourceDocument
from pilot.programme.selectors.grounds import NUMBER, Known, as_cited, by_number, named_in
from pilot.programme.selectors.scans import Scan, scans

register = template.Library()


@register.simple_tag(takes_context=True)
def scan_address(context: Context, document: LegalDocument | SourceDocument | None, section: str = "") -> str:
    """The address of the scan, at the page of the section where it is known; "" without a scan.

    One query a page, however many citations stand on it.
    """
    request = context.get("request")
    if not document or request is None or not request.user.is_authenticated:
        return ""
    if not hasattr(request, "scans"):
        request.scans = scans(request.user, request.business_day)
    scan: Scan | None = request.scans.get(document.code)
    if scan is None:
        return ""
    page = scan.page_of(section or "")
    return reverse("cited-scan", args=[document.code]) + (f"#page={page}" if page else "")


@register.simple_tag(takes_context=True)
def ground(context: Context, text: Words | None) -> str:
    """The words of a ground; the number of a document that is known leads to its scan, else to its page.

    One query a page for the documents and one for their scans, and none where no ground with a number stands.
    """
    request = context.get("request")
    numbered = text and request and NUMBER.search(str(text))
    named = named_in(str(text), _documents(request)) if numbered else None
    if named is None:
        return str(text or "")
    address = scan_address(context, named.document, named.section)
    address = address or reverse("legal-document", args=[named.document.code])
    return format_html('{}<a href="{}">{}</a>{}', named.before, address, named.number, named.after)


@register.inclusion_tag("programme/cited_documents.html", takes_context=True)
def cited_documents(context: Context, form: BaseForm) -> dict[str, object]:
    """What the grounds of the form may name: the documents that the reader can open, the latest first.

    The one query of the page for its documents; none where the form asks no ground.
    """
    request = context.get("request")
    asked = any(isinstance(field.widget, GroundInput) for field in form.fields.values())
    if request is None or not asked:
        return {}
    known = [document for alike in _documents(request).values() for document in alike]
    latest = sorted(known, key=lambda document: document.date, reverse=True)
    return {"list": GroundInput.LIST, "documents": [as_cited(document) for document in latest]}


def _documents(request: Any) -> Known:
    if not hasattr(request, "documents_by_number"):
        request.documents_by_number = by_number(request.user, request.business_day)
    known: Known = request.documents_by_number
    return known
