"""Numbers of documents: how they are written, whether they are free, and our own gapless counters.

Source: NĐ 30/2020/NĐ-CP, Điều 15 (one unique number and symbol per agency and year, from 01 on 01/01) and Phụ
lục I.
"""

import datetime as dt
import re

from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.models import NumberSeries, OfficialDocument
from pilot.platform.documents.registry import KINDS, NumberMode, kind_of
from pilot.platform.kernel.refusals import Problem
from pilot.platform.text import DASHES, code_key, line
from pilot.platform.vietnamese import document_number

WRITTEN = re.compile(r"(?P<number>\d{1,6})(?P<letter>[a-zđ]?)(?P<rest>/[\w./&-]+)?", re.IGNORECASE)


def full_number(written: str, document: OfficialDocument) -> str:
    """As printed: "5" → "05/QĐ-UBND"; a symbol that was written too is kept ("559/UBND-PC1").

    Raises ValueError for anything that is not a number with or without a symbol.
    """
    text = DASHES.sub("-", line(written)).replace(" ", "")
    match = WRITTEN.fullmatch(text)
    if not match or not int(match["number"]):
        raise ValueError(written)
    number = document_number(int(match["number"])) + match["letter"].lower()
    if match["rest"]:
        return number + match["rest"].upper()
    return format_number(number, document)


def format_number(number: str, document: OfficialDocument, year: object = "") -> str:
    """The number joined with the symbol as the kind says."""
    return kind_of(document.kind).number_format.format(number=number, symbol=document.symbol, year=year)


def own_number(document: OfficialDocument, on: dt.date) -> str:
    """The next number of the issuer's series in the year of `on`; locked until the commit, so no gap."""
    kind = kind_of(document.kind)
    place = {
        "issuer": document.issuer,
        "site": document.site,
        "series": kind.series or kind.code,
        "year": on.year,
    }
    NumberSeries.objects.get_or_create(**place, defaults={"pilot": document.pilot})
    series = NumberSeries.objects.select_for_update().get(**place)
    series.last += 1
    series.save(update_fields=["last"])
    return format_number(document_number(series.last), document, on.year)


def number_problems(document: OfficialDocument, on: dt.date, number: str, date: dt.date) -> list[Problem]:
    """What forbids this number and date: number_shape, number_taken, date_in_future, date_before_approval.

    `on`: the business day. For rules of domain verbs that number a document themselves.
    """
    found = []
    if date > on:
        found.append(Problem("date_in_future", _("The date of the document lies in the future.")))
    if document.approved_on and date < document.approved_on:
        found.append(
            Problem("date_before_approval", _("The date of the document lies before the day it was approved."))
        )
    try:
        text = full_number(number, document)
    except ValueError:
        return [
            *found,
            Problem("number_shape", _("Write the number as in your book, for example 15 or 15/QĐ-UBND.")),
        ]
    if own_symbol(document, text):
        found.append(Problem("number_own", _("Numbers with this symbol are given by the software, without gap.")))
    if is_taken(document, text, date.year):
        found.append(Problem("number_taken", _("The issuer has given this number in this year already.")))
    return found


def own_symbol(document: OfficialDocument, number: str) -> bool:
    """Whether a typed number would stand in a sequence of our own, and so stop it for good."""
    if kind_of(document.kind).numbers is NumberMode.OWN:
        return False
    symbol = number.partition("/")[2]
    return any(kind.symbol == symbol for kind in KINDS.values() if kind.numbers is NumberMode.OWN)


def is_taken(document: OfficialDocument, number: str, year: int) -> bool:
    """Whether the issuer already has a document with this number and symbol in the year; recalled ones count.

    Case, blanks and punctuation of the symbol do not count.
    """
    others = OfficialDocument.objects.exclude(pk=document.pk)
    same = others.filter(issuer=document.issuer_id, site=document.site_id, year=year)
    return same.filter(number_key=code_key(number)).exists()
