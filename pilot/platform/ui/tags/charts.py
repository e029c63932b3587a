"""Charts as SVG with attributes and classes only, each with its numbers in a table beneath."""

import zlib

from django import template
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pilot.platform.ui import charts

register = template.Library()

WIDTH, HEIGHT = 640, 240  # SVG units; fills the main column


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
    text = number_format(round(value, 3), use_l10n=True, force_grouping=True).replace("-", "\N{MINUS SIGN}")
    mark = get_format("DECIMAL_SEPARATOR")
    return text.rstrip("0").rstrip(mark) if mark in text else text


@register.filter
def add_number(value, more):
    """A coordinate moved by some units."""
    return round(value + more, 1)


@register.inclusion_tag("ui/waterfall.html")
def waterfall(start, changes, end_label, title, unit=""):
    """From one amount to another. `start` = (label, value), `changes` = [(label, ±value)]; `unit` heads the numbers."""
    changes = list(changes)
    content = repr((title, start, changes, end_label))
    return {
        "id": f"chart-{zlib.crc32(content.encode()):08x}",  # the same whenever the content is
        "title": title, "unit": unit, "head": unit or _("Value"), "width": WIDTH, "height": HEIGHT,
        **charts.falls(start, changes, end_label, WIDTH, HEIGHT),
    }  # fmt: skip
