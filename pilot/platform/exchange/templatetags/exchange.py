"""The way from a page to its lists as workbooks."""

from typing import Any

from django import template
from django.db.models import Model
from django.urls import reverse

from pilot.platform.exchange import selectors
from pilot.platform.exchange.resource import resource

register = template.Library()


@register.inclusion_tag("exchange/links.html", takes_context=True)
def workbook_links(context: Any, kind: str, target: Model) -> dict[str, object]:
    """ "From Excel" for those who may upload a list of this kind to `target`, "To Excel" for whoever sees the page."""
    request, known = context["request"], resource(kind)
    may = known.accepts(target) and selectors.may(request.user, known.verbs.upload, target, request.business_day)
    return {"kind": kind, "target": target, "may_upload": may}


@register.inclusion_tag("exchange/export_link.html", takes_context=True)
def export_link(context: Any, kind: str) -> dict[str, object]:
    """ "To Excel": exactly the rows of this page's list, under the filter in its address."""
    query = context["request"].GET.urlencode()
    return {"address": reverse("export", args=[kind]) + (f"?{query}" if query else "")}
