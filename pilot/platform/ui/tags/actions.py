"""Buttons, link actions and menus of actions."""

from django import template

register = template.Library()


@register.inclusion_tag("ui/button.html")
def button(label, kind="secondary", name="", value="", form=""):
    """A submit button inside (or, with `form`, for) a form. Kinds: primary, secondary, danger, quiet."""
    return {"label": label, "kind": kind, "name": name, "value": value, "form": form}


@register.inclusion_tag("ui/link_action.html")
def link_action(label, url, kind="secondary", download=False, seen=None):
    """A link that looks like a button: it leads somewhere and changes nothing.

    `seen`: version of the row on this page, for the page of a step (access/requests.py, seen_version).
    """
    return {"label": label, "url": f"{url}?seen={seen}" if seen else url, "kind": kind, "download": download}


@register.inclusion_tag("ui/post_action.html")
def post_action(label, url, kind="secondary", operation_key="", row_version=None, name="", value=""):
    """A form of one button, for a verb that asks nothing."""
    return {
        "label": label, "url": url, "kind": kind, "name": name, "value": value,
        "operation_key": operation_key, "row_version": row_version,
    }  # fmt: skip


@register.inclusion_tag("ui/actions.html")
def actions(items):
    """A row of actions (list of Action)."""
    return {"items": items}


@register.inclusion_tag("ui/more.html")
def more(items, label=""):
    """The menu of further actions, "More" (list of Action)."""
    return {"items": items, "label": label}
