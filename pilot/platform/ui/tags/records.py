"""What a page says about one thing: identity, facts, history, proof, route, people and documents."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from pilot.platform.kernel.types import TemplateContext, Words
from pilot.platform.ui.shapes import (
    Action,
    Change,
    Condition,
    DocumentCard,
    Fact,
    MatrixRow,
    Rung,
    Step,
    TimelineEntry,
)  # fmt: skip
from pilot.platform.ui.tags.marks import canonical

register = template.Library()


@register.inclusion_tag("ui/identity_bar.html", takes_context=True)
def identity_bar(
    context: template.Context, title: Words, state: str = "", state_label: Words = "", facts: Sequence[Fact] = (),
    primary: Action | None = None, more: Sequence[Action] = (), sub: Words = "",
) -> TemplateContext:  # fmt: skip
    """The head of a page: what it is, its state, facts, the one primary action, the rest under More."""
    return {
        "title": title, "state": state, "state_label": state_label, "facts": facts,
        "primary": primary, "more": more, "sub": sub, "request": context.get("request"),
    }  # fmt: skip


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(items: Sequence[tuple[Words, str]]) -> TemplateContext:
    """[(label, url), …]; the last one is the page itself and may have no url."""
    return {"items": items}


@register.inclusion_tag("ui/facts.html", takes_context=True)
def facts(context: template.Context, items: Sequence[Fact]) -> TemplateContext:
    """Labelled values (list of Fact)."""
    return {"items": items, "request": context.get("request")}


@register.inclusion_tag("ui/figures.html")
def figures(items: Sequence[Fact]) -> TemplateContext:
    """Two to five figures that matter, in a strip (list of Fact, `note` beside the figure)."""
    return {"items": items}


@register.inclusion_tag("ui/timeline.html", takes_context=True)
def timeline(context: template.Context, entries: Sequence[TimelineEntry]) -> TemplateContext:
    """What happened, newest or oldest first as given; a Story leads to the audit log, for whoever may read it."""
    return {"entries": entries, "frame": context.get("frame"), "request": context.get("request")}


@register.inclusion_tag("ui/conditions.html")
def conditions(items: Sequence[Condition]) -> TemplateContext:
    """The lines of a proof (list of Condition): what is failed or warned of first, what is passed folded behind it."""
    passed = [item for item in items if item.state == "pass"]
    attention = [item for state in ("fail", "warn") for item in items if item.state == state]
    other = [item for item in items if item not in [*attention, *passed]]
    words = ngettext("%d passed", "%d passed", len(passed)) % len(passed)
    return {"attention": [*attention, *other], "passed": passed, "how_many": words}


def condition_counts(items: Iterable[Condition]) -> list[tuple[str, str]]:
    """[(state, "9 passed"), …] for the states that occur; failed ones always, in red only where there are any."""
    states = Counter(canonical(item.state) for item in items)
    words = (
        ("pass", ngettext("%d passed", "%d passed", states["pass"])),
        ("warn", ngettext("%d warning", "%d warnings", states["warn"])),
        ("fail", ngettext("%d failed", "%d failed", states["fail"])),
        ("wait", ngettext("%d waiting", "%d waiting", states["wait"])),
        ("idle", ngettext("%d not started", "%d not started", states["idle"])),
    )
    return [
        (state if states[state] else "idle", word % states[state])
        for state, word in words
        if states[state] or state == "fail"
    ]


@register.inclusion_tag("ui/matrix.html")
def matrix(
    columns: Sequence[object], rows: Sequence[MatrixRow], caption: Words, corner: Words = "", total: Words = ""
) -> TemplateContext:
    """People by fields. `columns`: labels or {label, title, url}; `rows`: MatrixRow; arrows move in it."""
    return {"columns": columns, "rows": rows, "caption": caption, "corner": corner, "total": total}


@register.inclusion_tag("ui/ladder.html", takes_context=True)
def ladder(context: template.Context, rungs: Sequence[Rung]) -> TemplateContext:
    """The hand-over ladder of a procedure at a site (list of Rung, lowest first)."""
    return {"rungs": rungs, "request": context.get("request")}


@register.inclusion_tag("ui/stepper.html", takes_context=True)
def stepper(context: template.Context, steps: Sequence[Step], title: Words = "") -> TemplateContext:
    """Where in the route: who acts, until when, what is next (list of Step)."""
    return {"steps": steps, "title": title, "frame": context.get("frame")}


@register.inclusion_tag("ui/status_bar.html", takes_context=True)
def status_bar(context: template.Context, steps: Sequence[Step]) -> TemplateContext:
    """Where a thing stands, across the page: what is done, by whom and when, and what is due (list of Step)."""
    return {"steps": steps, "frame": context.get("frame")}


@register.inclusion_tag("ui/diff.html", takes_context=True)
def diff(
    context: template.Context, changes: Sequence[Change], caption: Words = "", before: Words = "", after: Words = ""
) -> TemplateContext:
    """Before and after (list of Change), or two other columns: `before` and `after` are their heads."""
    heads = {"caption": caption, "before": before, "after": after}
    return {"changes": changes, **heads, "request": context.get("request")}


@register.inclusion_tag("ui/consequences.html")
def consequences(items: Sequence[object], title: Words = "") -> TemplateContext:
    """What a decision will do, one line each (strings, or {text, state})."""
    return {"items": items, "title": title}


@register.simple_block_tag
def confirm(content: str, title: Words, consequences: Sequence[object] = (), state: str = "wait") -> str:
    """A decision with its consequences above the form that the page writes inside."""
    values = {"title": title, "consequences": consequences, "state": canonical(state), "content": content}
    return render_to_string("ui/confirm.html", values)


@register.inclusion_tag("ui/document_card.html")
def document_card(document: DocumentCard) -> TemplateContext:
    """An official document (DocumentCard)."""
    return {"document": document}


@register.inclusion_tag("ui/progress.html")
def progress(done: int, total: int, label: Words = "", left: Words = "", url: str = "") -> TemplateContext:
    """Long work: count, share and time left in words; it may be left and found again at `url`."""
    return {"done": done, "total": total, "label": label, "left": left, "url": url}
