"""Buttons, link actions and menus of actions."""

from collections.abc import Sequence

from django import template
from django.urls import reverse

from pilot.platform.kernel.types import TemplateContext, Words
from pilot.platform.ui.shapes import Action

register = template.Library()


@register.inclusion_tag("ui/button.html")
def button(
    label: Words, kind: str = "secondary", name: str = "", value: object = "", form: str = ""
) -> TemplateContext:
    """A submit button inside (or, with `form`, for) a form. Kinds: primary, secondary, danger, quiet."""
    return {"label": label, "kind": kind, "name": name, "value": value, "form": form}


def address_of(url: str, args: Sequence[object]) -> str:
    """An address as it stands, or that of the view with this name."""
    return url if url[:1] in "/?#" else reverse(url, args=args)


@register.inclusion_tag("ui/link_action.html")
def link_action(
    label: Words, url: str, *args: object, kind: str = "secondary", download: bool = False, seen: int | None = None
) -> TemplateContext:
    """A link that looks like a button: it leads somewhere and changes nothing. {% link_action label "site" code %}.

    `seen`: version of the row on this page, for the page of a step (access/requests.py, seen_version).
    """
    url = address_of(url, args)
    return {"label": label, "url": f"{url}?seen={seen}" if seen else url, "kind": kind, "download": download}


@register.inclusion_tag("ui/action.html")
def post_action(
    label: Words, url: str, *args: object, kind: str = "secondary", operation_key: str = "",
    row_version: int | None = None,
) -> TemplateContext:  # fmt: skip
    """A form of one button, for a verb that asks nothing."""
    action = Action(
        label, address_of(url, args), kind, method="post", operation_key=operation_key, row_version=row_version
    )
    return {"action": action, "kind": kind}


@register.inclusion_tag("ui/action.html")
def action(item: Action, kind: str = "") -> TemplateContext:
    """An Action, as a link or as a form of one button; `kind` instead of its own."""
    return {"action": item, "kind": kind or item.kind or "secondary"}


@register.inclusion_tag("ui/actions.html")
def actions(items: Sequence[Action]) -> TemplateContext:
    """A row of actions (list of Action)."""
    return {"items": items}


@register.inclusion_tag("ui/more.html")
def more(items: Sequence[Action], label: Words = "") -> TemplateContext:
    """The menu of further actions, "More" (list of Action)."""
    return {"items": items, "label": label}
