"""What a page says about one thing: identity, facts, history, proof, route, people and documents."""

from collections import Counter

from django import template
from django.template.loader import render_to_string
from django.utils.translation import ngettext

from .marks import canonical

register = template.Library()


@register.inclusion_tag("ui/identity_bar.html")
def identity_bar(title, state="", state_label="", facts=(), primary=None, more=(), sub=""):
    """The head of a page: what it is, its state, facts, the one primary action, the rest under More."""
    return {
        "title": title, "state": state, "state_label": state_label, "facts": facts,
        "primary": primary, "more": more, "sub": sub,
    }  # fmt: skip


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(items):
    """[(label, url), …]; the last one is the page itself and may have no url."""
    return {"items": items}


@register.inclusion_tag("ui/facts.html")
def facts(items):
    """Labelled values (list of Fact)."""
    return {"items": items}


@register.inclusion_tag("ui/figures.html")
def figures(items):
    """Two to five figures that matter, in a strip (list of Fact, `note` beside the figure)."""
    return {"items": items}


@register.inclusion_tag("ui/timeline.html")
def timeline(entries):
    """What happened, newest or oldest first as given (list of TimelineEntry)."""
    return {"entries": entries}


@register.inclusion_tag("ui/conditions.html")
def conditions(items):
    """The lines of a proof (list of Condition): what is failed or warned of first, what is passed folded behind it."""
    passed = [item for item in items if item.state == "pass"]
    attention = [item for state in ("fail", "warn") for item in items if item.state == state]
    other = [item for item in items if item not in [*attention, *passed]]
    words = ngettext("%d passed", "%d passed", len(passed)) % len(passed)
    return {"attention": [*attention, *other], "passed": passed, "how_many": words}


def condition_counts(items):
    """[(state, "9 passed"), …] for the states that occur; failed ones always, in red only where there are any."""
    states = Counter(canonical(i["state"] if isinstance(i, dict) else i.state) for i in items)
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
def matrix(columns, rows, caption, corner="", total=""):
    """People by fields. `columns`: labels or {label, title, url}; `rows`: MatrixRow; arrows move in it."""
    return {"columns": columns, "rows": rows, "caption": caption, "corner": corner, "total": total}


@register.inclusion_tag("ui/ladder.html")
def ladder(rungs):
    """The hand-over ladder of a procedure at a site (list of Rung, lowest first)."""
    return {"rungs": rungs}


@register.inclusion_tag("ui/stepper.html", takes_context=True)
def stepper(context, steps, title=""):
    """Where in the route: who acts, until when, what is next (list of Step)."""
    return {"steps": steps, "title": title, "frame": context.get("frame")}


@register.inclusion_tag("ui/status_bar.html", takes_context=True)
def status_bar(context, steps):
    """Where a thing stands, across the page: what is done, by whom and when, and what is due (list of Step)."""
    return {"steps": steps, "frame": context.get("frame")}


@register.inclusion_tag("ui/diff.html")
def diff(changes, caption="", before="", after=""):
    """Before and after (list of Change), or two other columns: `before` and `after` are their heads."""
    return {"changes": changes, "caption": caption, "before": before, "after": after}


@register.inclusion_tag("ui/consequences.html")
def consequences(items, title=""):
    """What a decision will do, one line each (strings, or {text, state})."""
    return {"items": items, "title": title}


@register.simple_block_tag
def confirm(content, title, consequences=(), state="wait"):
    """A decision with its consequences above the form that the page writes inside."""
    values = {"title": title, "consequences": consequences, "state": canonical(state), "content": content}
    return render_to_string("ui/confirm.html", values)


@register.inclusion_tag("ui/document_card.html")
def document_card(document):
    """An official document (DocumentCard)."""
    return {"document": document}


@register.inclusion_tag("ui/progress.html")
def progress(done, total, label="", left="", url=""):
    """Long work: count, share and time left in words; it may be left and found again at `url`."""
    return {"done": done, "total": total, "label": label, "left": left, "url": url}
