"""Tables and what belongs to them: region, sortable heads, filters, tags, pager, tabs, empty state."""

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

register = template.Library()

PAGE_KEYS = ("after", "before", "page")


def address(context, drop=(), **changes):
    """The query string of this page with some parameters changed, always back on the first page."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name in (*PAGE_KEYS, *drop):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


@register.simple_block_tag
def table_region(content, label, tall=False):
    """A region that scrolls on its own and can be focused; `tall`: the head stays while the rows scroll."""
    return render_to_string("ui/table_region.html", {"label": label, "tall": tall, "content": content})


@register.simple_block_tag
def bulk_bar(content, anchor):
    """Actions on the chosen rows of <table data-bulk="anchor">; the count appears with script."""
    return render_to_string("ui/bulk_bar.html", {"anchor": anchor, "content": content})


@register.inclusion_tag("ui/sortable_th.html", takes_context=True)
def sortable_th(context, label, key, numeric=False, parameter="sort"):
    """A column head that sorts: ?sort=key, then ?sort=-key; the filters stay."""
    request = context.get("request")
    current = request.GET.get(parameter, "") if request else ""
    order = {"": "", key: "ascending", f"-{key}": "descending"}.get(current, "")
    url = address(context, **{parameter: f"-{key}" if order == "ascending" else key})
    return {"label": label, "url": url, "order": order, "numeric": numeric}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context, next_key="", previous_key="", shown=None, total=None):
    """Pages by key: ?after=KEY and ?before=KEY. `shown` and `total` are counts of rows."""
    return {
        "next_url": address(context, after=next_key) if next_key else "",
        "previous_url": address(context, before=previous_key) if previous_key else "",
        "shown": shown, "total": total,
    }  # fmt: skip


@register.inclusion_tag("ui/loading.html")
def loading(text=""):
    """The line that stands while a fragment is fetched."""
    return {"text": text or _("Loading…")}


def shown_value(bound, value):
    """A filter value in the words of its field."""
    labels = {str(key): text for key, text in getattr(bound.field, "choices", [])}
    return labels.get(str(value), value)


def tags_of(context, form):
    """One removable tag per filled filter; each knows the address without it."""
    for bound in form:
        values = [v for v in form.data.getlist(bound.html_name) if v] if hasattr(form.data, "getlist") else []
        if values and not bound.is_hidden:
            shown = ", ".join(str(shown_value(bound, value)) for value in values)
            yield {"label": bound.label, "value": shown, "url": address(context, drop=(bound.html_name,))}


@register.inclusion_tag("ui/filter_tags.html", takes_context=True)
def filter_tags(context, form):
    """The filters in force as tags, each with its way out. `form`: a bound GET form (a FilterSet's .form)."""
    return {"tags": list(tags_of(context, form))}


@register.inclusion_tag("ui/filter_panel.html", takes_context=True)
def filter_panel(context, form, title=""):
    """The filters of a table as a GET form, with the tags above. Sorting is kept."""
    request = context.get("request")
    sort = request.GET.get("sort", "") if request else ""
    return {"form": form, "title": title, "sort": sort, "tags": list(tags_of(context, form))}


@register.inclusion_tag("ui/empty.html", takes_context=True)
def empty(context, title, text="", url="", label="", filters=None):
    """What would be here and how to begin; under filters in force (`filters`: their form) only that nothing fits."""
    if filters and any(tags_of(context, filters)):
        hint = _("Try fewer words; diacritics are not needed.")
        return {"title": _("No row fits the filters"), "text": hint, "url": "?", "label": _("Clear all")}
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("ui/tabs.html")
def tabs(items, label=""):
    """Links between views of the same thing: [{label, url, current, count}]."""
    return {"items": items, "label": label}


@register.filter
def current_item(items):
    """The item that is current, or nothing."""
    return next((item for item in items if item.get("current")), None)


@register.inclusion_tag("ui/as_of.html", takes_context=True)
def as_of(context, asked, parameter="ngay"):
    """The day for which the page holds, a way to another (?ngay=dd/mm/yyyy) and back to today; `asked`: views' AsOf."""
    request = context.get("request")
    kept = [(k, v) for k, values in request.GET.lists() for v in values if k != parameter] if request else []
    return {"asked": asked, "parameter": parameter, "kept": kept, "today_url": address(context, drop=(parameter,))}
