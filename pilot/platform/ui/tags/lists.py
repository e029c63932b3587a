"""Tables and what belongs to them: region, sortable heads, filters, tags, pager, tabs, empty state."""

from collections.abc import Iterator, Mapping, Sequence

from django import forms, template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pilot.platform.kernel.types import TemplateContext, Words
from pilot.platform.ui.shapes import AsOf
from pilot.platform.ui.tags.actions import address_of

register = template.Library()

PAGE_KEYS = ("after", "before", "page")


def address(context: template.Context, drop: Sequence[str] = (), **changes: object) -> str:
    """The query string of this page with some parameters changed, always back on the first page."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name in (*PAGE_KEYS, *drop):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_block_tag
def table_region(content: str, label: Words, tall: bool = False) -> str:
    """A region that scrolls on its own, can be focused and says when it is wider than its place.

    `tall`: the head stays while the rows scroll.
    """
    return render_to_string("ui/table_region.html", {"label": label, "tall": tall, "content": content})


@register.simple_block_tag(takes_context=True)
def table(
    context: template.Context, content: str, caption: Words, heads: Sequence[object] = (),
    rows: Sequence[object] | None = None, none: Words = "", hint: Words = "", filters: forms.Form | None = None,
    kind: str = "", tall: bool = False,
) -> str:  # fmt: skip
    """A table in its region; the page writes the rows, and with {% heads %} the heads unless it gives `heads`.

    `heads`: columns (views/lists.py). Where `rows` are given and there is none, `none` and `hint` say what would
    be here; under `filters` in force only that nothing fits. `kind`: a style of its own.
    """
    if rows is not None and not rows:
        return render_to_string("ui/empty.html", empty(context, none, hint, filters=filters))
    values: TemplateContext = {"caption": caption, "heads": heads, "kind": kind, "tall": tall, "content": content}
    values["request"] = context.get("request")  # for heads that sort
    return render_to_string("ui/table.html", values)


@register.simple_block_tag
def heads(content: str) -> str:
    """The heads of a table, each by {% head %}."""
    return render_to_string("ui/heads.html", {"content": content})


@register.inclusion_tag("ui/head.html", takes_context=True)
def head(
    context: template.Context, label: Words, sort: str = "", numeric: bool = False, hidden: bool = False
) -> TemplateContext:
    """The head of a column. `sort`: its key, ?sort=key, then ?sort=-key; the filters stay. `hidden`: only read out."""
    values: TemplateContext = {"label": label, "numeric": numeric, "hidden": hidden}
    if sort:
        request = context.get("request")
        current = request.GET.get("sort", "") if request else ""
        values["order"] = {sort: "ascending", f"-{sort}": "descending"}.get(current, "")
        values["url"] = address(context, sort=f"-{sort}" if current == sort else sort)
    return values


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(
    context: template.Context, next_key: object = "", previous_key: object = "", shown: int | None = None,
    total: int | None = None,
) -> TemplateContext:  # fmt: skip
    """Pages by key: ?after=KEY and ?before=KEY. `shown` and `total` are counts of rows."""
    return {
        "next_url": address(context, after=next_key) if next_key else "",
        "previous_url": address(context, before=previous_key) if previous_key else "",
        "shown": shown, "total": total,
    }  # fmt: skip


def shown_value(bound: forms.BoundField, value: object) -> object:
    """A filter value in the words of its field."""
    labels = {str(key): text for key, text in getattr(bound.field, "choices", [])}
    return labels.get(str(value), value)


def tags_of(context: template.Context, form: forms.Form) -> Iterator[dict[str, object]]:
    """One removable tag per filled filter; each knows the address without it."""
    for bound in form:
        values = [v for v in form.data.getlist(bound.html_name) if v] if hasattr(form.data, "getlist") else []
        if values and not bound.is_hidden:
            shown = ", ".join(str(shown_value(bound, value)) for value in values)
            yield {"label": bound.label, "value": shown, "url": address(context, drop=(bound.html_name,))}


@register.inclusion_tag("ui/filter_panel.html", takes_context=True)
def filter_panel(context: template.Context, form: forms.Form, title: Words = "") -> TemplateContext:
    """The filters of a table as a GET form, with the tags above. Sorting is kept."""
    request = context.get("request")
    sort = request.GET.get("sort", "") if request else ""
    return {"form": form, "title": title, "sort": sort, "tags": list(tags_of(context, form))}


@register.inclusion_tag("ui/empty.html", takes_context=True)
def empty(
    context: template.Context, title: Words, text: Words = "", url: str = "", label: Words = "",
    filters: forms.Form | None = None,
) -> TemplateContext:  # fmt: skip
    """What would be here and how to begin; under filters in force (`filters`: their form) only that nothing fits."""
    if filters and any(tags_of(context, filters)):
        hint = _("Try fewer words; diacritics are not needed.")
        return {"title": _("No row fits the filters"), "text": hint, "url": "?", "label": _("Clear all")}
    return {"title": title, "text": text, "url": url, "label": label}


@register.simple_block_tag
def tabs(content: str, label: Words) -> str:
    """Links between views of the same thing, each by {% tab %}."""
    return render_to_string("ui/tabs.html", {"label": label, "content": content})


@register.inclusion_tag("ui/tab.html", takes_context=True)
def tab(
    context: template.Context, label: Words, url: str, *args: object, current: bool | None = None,
    count: int | None = None,
) -> TemplateContext:  # fmt: skip
    """One of them: the page itself where it has this address, unless `current` says it."""
    url = address_of(url, args)
    if current is None:
        current = url == context["request"].path
    return {"label": label, "url": url, "current": current, "count": count}


@register.filter
def current_item(items: Sequence[Mapping[str, object]]) -> Mapping[str, object] | None:
    """The item that is current, or nothing."""
    return next((item for item in items if item.get("current")), None)


@register.inclusion_tag("ui/as_of.html", takes_context=True)
def as_of(context: template.Context, asked: AsOf, parameter: str = "ngay") -> TemplateContext:
    """The day for which the page holds, a way to another (?ngay=dd/mm/yyyy) and back to today; `asked`: views' AsOf."""
    request = context.get("request")
    kept = [(k, v) for k, values in request.GET.lists() for v in values if k != parameter] if request else []
    return {"asked": asked, "parameter": parameter, "kept": kept, "today_url": address(context, drop=(parameter,))}
