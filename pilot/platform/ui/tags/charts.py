"""Charts as SVG with attributes and classes only, each with its numbers in a table beneath."""

import zlib
from collections.abc import Iterable

from django import template
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot.platform.kernel.types import TemplateContext, Words
from pilot.platform.ui import charts
from pilot.platform.ui.charts import Labelled

register = template.Library()

WIDTH, HEIGHT = 640, 240  # SVG units; fills the main column


@register.filter
def axis_number(value: float) -> str:
    """A number short enough for an axis: 1.234, 12,5, and from a million on 1,02 tr / 1,02 tỷ."""
    size = abs(value)
    for least, unit in ((1e9, pgettext("short amount", "bn")), (1e6, pgettext("short amount", "m"))):
        if size >= least:
            return f"{exact_number(round(value / least, 2))} {unit}"
    return exact_number(value)


@register.filter
def exact_number(value: float) -> str:
    """All digits, grouped, at most three decimals and no empty ones."""
    text = number_format(round(value, 3), use_l10n=True, force_grouping=True).replace("-", "\N{MINUS SIGN}")
    mark = get_format("DECIMAL_SEPARATOR")
    return text.rstrip("0").rstrip(mark) if mark in text else text


@register.filter
def add_number(value: float, more: float) -> float:
    """A coordinate moved by some units."""
    return round(value + more, 1)


@register.inclusion_tag("ui/waterfall.html")
def waterfall(
    start: Labelled, changes: Iterable[Labelled], end_label: Words, title: Words, unit: Words = ""
) -> TemplateContext:
    """From one amount to another. `start` = (label, value), `changes` = [(label, ±value)]; `unit` heads the numbers."""
    changes = list(changes)
    content = repr((title, start, changes, end_label))
    return {
        "id": f"chart-{zlib.crc32(content.encode()):08x}",  # the same whenever the content is
        "title": title, "unit": unit, "head": unit or _("Value"), "width": WIDTH, "height": HEIGHT,
        **charts.waterfall_bars(start, changes, end_label, WIDTH, HEIGHT),
    }  # fmt: skip
