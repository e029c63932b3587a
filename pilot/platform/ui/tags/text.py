"""Filters and tags for words, money and dates."""

import datetime as dt
from decimal import Decimal
from typing import Literal, Protocol

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from pilot.platform.money import format_vnd
from pilot.platform.periods import Period, show
from pilot.platform.ui.abbreviations import spelt_out
from pilot.platform.ui.codes import linked

register = template.Library()


class Dated(Protocol):
    """A row that holds from one day until before another (access/rows.py)."""

    valid_from: dt.date | None
    valid_to: dt.date | None


@register.filter
def vnd(amount: int | Literal[""] | None) -> str:
    """1234567 → 1.234.567 đ. Unit: VND. Nothing for None, so that not_stated may follow."""
    return "" if amount is None or amount == "" else f"{format_vnd(amount)}\N{NO-BREAK SPACE}đ"


@register.filter
def number(value: float | Decimal | str | None, places: int | str = 0) -> str:
    """1234.5 → 1.234 (or with places: 1.234,5), grouped as the language groups."""
    if value is None or value == "":
        return ""
    return formats.number_format(value, decimal_pos=int(places), use_l10n=True, force_grouping=True)


@register.filter
def vn_date(value: dt.date | None) -> str:
    """A date or datetime as dd/mm/yyyy, in local time; nothing for None."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value:%d/%m/%Y}" if value else ""


@register.filter
def days(half_days: int) -> str:
    """Half-days as days: 37 → 18,5; whole ones without a fraction."""
    return number(half_days / 2, 1 if half_days % 2 else 0)


@register.filter
def vn_datetime(value: dt.date | None) -> str:
    """A datetime as dd/mm/yyyy HH:MM in local time; a plain date stays a date."""
    if not isinstance(value, dt.datetime):
        return vn_date(value)
    value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value:%d/%m/%Y %H:%M}"


@register.filter
def vn_month(value: dt.date | None) -> str:
    """The month of a date as mm/yyyy."""
    return f"{value:%m/%Y}" if value else ""


@register.filter
def period(dated: Dated | Period | None) -> str:
    """The validity of a dated row (valid_from, valid_to) or a Period, both days inclusive."""
    if dated is None or isinstance(dated, Period):
        return show(dated) if dated else ""
    return show(Period(dated.valid_from, dated.valid_to))


@register.filter
def not_stated(value: object) -> object:
    """The value, or the mark for what the documents do not say. Zero is a value."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', _("not stated in the documents"))
    return value


@register.simple_block_tag(takes_context=True)
def spell_out(context: template.Context, content: str) -> str:
    """What stands inside: each code a link, each abbreviation with its meaning where it stands for the first time."""
    codes = dict(context.get("frame") or {}).get("codes", {})
    return mark_safe(spelt_out(linked(content, codes)))  # noqa: S308  rendered and escaped already


@register.filter
def in_a_cell(value: object) -> object:
    """What stands in a cell of a list: days as dd/mm/yyyy, nothing for None."""
    return vn_date(value) if isinstance(value, dt.date) else "" if value is None else value
