"""{% scan_address %}: where a citation opens the scan of the document that it names."""

from django import template
from django.template import Context
from django.urls import reverse

from pilot.programme.models import LegalDocument, SourceDocument
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
