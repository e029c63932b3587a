"""The way from a page to its lists as workbooks."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.access.requests import may
from pilot.platform.exchange.resource import RESOURCES, Record, TwoStepResource, resource
from pilot.platform.exchange.selectors import targets

register = template.Library()


@register.inclusion_tag("exchange/links.html", takes_context=True)
def workbook_links(context: Context, kind: str, target: Record) -> dict[str, object]:
    """ "From Excel" for those who may upload a list of this kind to `target`, "To Excel" for whoever sees the page.

    Both name the list: a page may have several of them.
    """
    known, key = resource(kind), getattr(target, resource(kind).target_key)
    may_upload = not known.refuses(target) and may(context["request"], known.verbs.upload, target)
    place = type(target)._meta.model_name
    query = [f"?{name}={key}" for name in known.filters if name.partition("__")[0] == place]
    address = "".join([reverse("export", args=[kind]), *query])
    said = {"list": lowered(str(known.title))}
    return {
        "kind": kind, "key": key, "may_upload": may_upload, "address": address,
        "bring_in": _("From Excel: %(list)s") % said, "take_out": _("To Excel: %(list)s") % said,
    }  # fmt: skip


def lowered(title: str) -> str:
    """A title inside a sentence."""
    return title[:1].lower() + title[1:]


@register.inclusion_tag("exchange/import_link.html", takes_context=True)
def import_link(context: Context, kind: str) -> dict[str, object]:
    """ "From Excel" where no one target is shown, for those who may upload a list of this kind somewhere."""
    request = context["request"]
    return {"kind": kind, "may_upload": bool(targets(resource(kind), request.user, request.business_day))}


@register.simple_tag
def lists_to_fill_in() -> list[TwoStepResource]:
    """Every kind of list that comes in from a workbook."""
    return [kind() for kind in RESOURCES.values()]


@register.inclusion_tag("exchange/export_link.html", takes_context=True)
def export_link(context: Context, kind: str) -> dict[str, object]:
    """ "To Excel": exactly the rows of this page's list, under the filter in its address."""
    query = context["request"].GET.urlencode()
    return {"address": reverse("export", args=[kind]) + (f"?{query}" if query else "")}
