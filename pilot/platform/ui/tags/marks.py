"""State marks: a word and a shape, never only a colour."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilot.platform.kernel.types import TemplateContext, Words

register = template.Library()

WORDS = {
    "pass": gettext_lazy("Passed"),
    "warn": gettext_lazy("Warning"),
    "fail": gettext_lazy("Failed"),
    "wait": gettext_lazy("Waiting"),
    "idle": gettext_lazy("Not started"),
}
ALIASES = {
    "ok": "pass", "success": "pass", "done": "pass",
    "warning": "warn", "paused": "warn", "returned": "warn",
    "error": "fail", "bad": "fail", "refused": "fail",
    "info": "wait", "debug": "wait", "current": "wait", "pending": "wait",
    "todo": "idle", "skipped": "idle", "none": "idle", "": "idle", None: "idle",
}  # fmt: skip


def canonical(state: str | None) -> str:
    """One of the five states of the design."""
    return state if state in WORDS else ALIASES.get(state, "wait")


@register.inclusion_tag("ui/mark.html")
def mark(state: str | None) -> TemplateContext:
    """Only the shape: disc, triangle, octagon, square or ring."""
    return {"state": canonical(state)}


@register.inclusion_tag("ui/pill.html")
def pill(state: str | None, label: Words = "") -> TemplateContext:
    """Shape and word. Without a label the state's own word."""
    state = canonical(state)
    return {"state": state, "label": label or WORDS[state]}


@register.filter
def tone(status: str, tones: Mapping[str, str]) -> str:
    """The state that marks a status, by a table of them: {% pill row.status|tone:states … %}."""
    return tones.get(status, "wait")


@register.inclusion_tag("ui/pill.html")
def assumed() -> TemplateContext:
    """The mark on whatever rests on a rule taken over from another pilot."""
    return {"state": "wait", "label": _("assumed")}


@register.inclusion_tag("ui/due.html", takes_context=True)
def due(context: template.Context, day: dt.date | None, today: dt.date | None = None) -> TemplateContext:
    """A deadline with the days left, counted from the business day of the frame (or `today`)."""
    today = today or getattr(context.get("frame"), "get", lambda _key: None)("business_day")
    if not day or not today:
        return {"day": day}
    left = (day - today).days
    state = "fail" if left < 0 else "warn" if left <= 1 else ""
    return {"day": day, "label": days_left(left), "state": state}


def days_left(left: int) -> str:
    """Days until a deadline in words; negative is late. Unit: calendar days."""
    if left < 0:
        return ngettext("%(count)d day late", "%(count)d days late", -left) % {"count": -left}
    if left == 0:
        return _("today")
    return ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}


@register.simple_block_tag
def notice(content: str, state: str = "wait", title: Words = "") -> str:
    """{% notice "warn" title="…" %}…{% endnotice %}."""
    return render_to_string("ui/notice.html", {"state": canonical(state), "title": title, "content": content})


@register.simple_block_tag
def card(
    content: str, title: Words = "", meta: Words = "", url: str = "", link: Words = "",
    pills: Sequence[tuple[str, Words]] = (), anchor: str = "", flush: bool = False,
) -> str:  # fmt: skip
    """A sheet of paper with a heading. `pills` = [(state, label)]; `flush`: a table up to the edge."""
    return render_to_string("ui/card.html", {
        "title": title, "meta": meta, "url": url, "link": link, "pills": pills,
        "anchor": anchor, "flush": flush, "content": content,
    })  # fmt: skip
