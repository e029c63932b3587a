"""Charts as SVG with attributes and classes only, each with its numbers in a table beneath.

`data` comes in plain shapes: [(label, value)], or labels with a list of Series (or (label, values) pairs).
`unit` stands in the head of the table. `width` 640 fits the main column, 300 the column beside it.
"""

import zlib
from types import SimpleNamespace

from django import template
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot.platform.ui import charts

register = template.Library()


def shell(kind, title, desc, unit, width, height, data, **more):
    """What every chart template needs; the id is the same whenever the content is."""
    key = f"chart-{zlib.crc32(repr((kind, title, data)).encode()):08x}"
    return {
        "id": key, "kind": kind, "title": title, "desc": desc, "unit": unit,
        "width": width, "height": height, **more,
    }  # fmt: skip


def pairs(series):
    """Series or (label, values) pairs as pairs."""
    return [(s[0], list(s[1])) if isinstance(s, (tuple, list)) else (s.label, list(s.values)) for s in series]


def table(labels, series):
    """The rows under a chart of several series: a label and one value per series."""
    columns = [values for _name, values in series]
    return [{"label": label, "values": list(row)} for label, *row in zip(labels, *columns, strict=True)]


def names(series):
    """The heads of the columns of that table."""
    return [name for name, _values in series]


@register.filter
def axis_number(value):
    """A number short enough for an axis: 1.234, 12,5, and from a million on 1,02 tr / 1,02 tỷ."""
    size = abs(float(value))
    for least, unit in ((1e9, pgettext("short amount", "bn")), (1e6, pgettext("short amount", "m"))):
        if size >= least:
            return f"{exact_number(round(float(value) / least, 2))} {unit}"
    return exact_number(value)


@register.filter
def exact_number(value):
    """All digits, grouped, at most three decimals and no empty ones."""
    if value is None or isinstance(value, str):
        return value
    text = number_format(round(value, 3), use_l10n=True, force_grouping=True).replace("-", "\N{MINUS SIGN}")
    mark = get_format("DECIMAL_SEPARATOR")
    return text.rstrip("0").rstrip(mark) if mark in text else text


@register.filter
def add_number(value, more):
    """A coordinate moved by some units."""
    return round(value + more, 1)


@register.inclusion_tag("ui/chart/bar.html")
def bar_chart(data, title, desc="", unit="", highlight=None, width=640, height=220):
    """Upright bars. {% bar_chart data title="…" highlight="T5" %}."""
    data = list(data)
    rows = [{"label": label, "values": [value]} for label, value in data]
    drawn = charts.bars(data, width, height, highlight)
    return shell("bar", title, desc, unit, width, height, data, **drawn, head=[unit or _("Value")], rows=rows)


@register.inclusion_tag("ui/chart/line.html")
def line_chart(labels, series, title, desc="", unit="", width=640, height=240):
    """Lines, each with its own dash and point shape. {% line_chart labels series title="…" %}."""
    labels, series = list(labels), pairs(series)
    drawn = charts.lines(labels, series, width, height)
    return shell("line", title, desc, unit, width, height, (labels, series), **drawn,
                 legend=drawn["lines"], head=names(series), rows=table(labels, series))  # fmt: skip


@register.inclusion_tag("ui/chart/stacked.html")
def stacked_bar(labels, series, title, desc="", unit="", width=640, height=240):
    """Parts of a whole per label. {% stacked_bar labels series title="…" %}."""
    labels, series = list(labels), pairs(series)
    drawn = charts.stacks(labels, series, width, height)
    legend = [{"label": name, "index": index % 5} for index, (name, _v) in enumerate(series)]
    return shell("stacked", title, desc, unit, width, height, (labels, series), **drawn,
                 legend=legend, head=names(series), rows=table(labels, series))  # fmt: skip


@register.inclusion_tag("ui/chart/waterfall.html")
def waterfall(start, changes, end_label, title, desc="", unit="", width=640, height=240):
    """From one amount to another. `start` = (label, value), `changes` = [(label, ±value)]."""
    changes = list(changes)
    drawn = charts.falls(start, changes, end_label, width, height)
    rows = [{"label": bar["label"], "values": [bar["value"]]} for bar in drawn["bars"]]
    data = (start, changes, end_label)
    head = [unit or _("Value")]
    return shell("waterfall", title, desc, unit, width, height, data, **drawn, head=head, rows=rows)


@register.inclusion_tag("ui/chart/sparkline.html")
def sparkline(values, title, width=96, height=24):
    """A small line within text or a cell; its title says the first and the last value."""
    values = list(values)
    known = [value for value in values if value is not None]
    drawn = charts.spark(values, width, height)
    return shell("sparkline", title, "", "", width, height, values, **drawn,
                 first=known[0] if known else None, last=known[-1] if known else None)  # fmt: skip


@register.inclusion_tag("ui/chart/gantt.html")
def gantt(bars, first, last, title, desc="", today=None, width=720):
    """Periods along days. `bars`: list of GanttBar (or dicts); first and last day inclusive."""
    defaults = {"end": None, "state": "wait", "note": "", "url": ""}
    bars = [SimpleNamespace(**{**defaults, **bar}) if isinstance(bar, dict) else bar for bar in bars]
    drawn = charts.gantt(bars, first, last, width, today)
    height, data = drawn.pop("height"), (bars, first, last)
    return shell("gantt", title, desc, "", width, height, data, **drawn, bars=bars, today_date=today)
