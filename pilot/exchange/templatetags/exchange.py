"""The way from the page of a thing to its lists."""

from typing import Any

from django import template

from pilot.exchange import selectors
from pilot.exchange.resource import resource

register = template.Library()


@register.inclusion_tag("exchange/links.html", takes_context=True)
def workbook_links(context: Any, kind: str, target: Any) -> dict[str, Any]:
    """ "From Excel" for those who may upload a list of this kind to `target`, "To Excel" for whoever sees the
    page.
    """
    request, known = context["request"], resource(kind)
    may = known.accepts(target) and selectors.may(request.user, known.verbs.upload, target, request.business_day)
    return {"kind": kind, "target": target, "may_upload": may}
