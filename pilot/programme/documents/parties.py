"""Parts of the context of a contract: its parties, its term, who signs for whom."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Model

from pilot.platform.access.rows import Dated
from pilot.platform.documents.issuing import is_illustrative, printed_name
from pilot.platform.money import amount_in_words, format_vnd
from pilot.platform.vietnamese import document_date
from pilot.programme.documents.letterhead import full_name, place_of
from pilot.programme.models import Agency, Person

BLANK = "…" * 12  # to fill in by hand


def date_line(day: dt.date | None) -> str:
    """The date as it stands on a document, to be filled in by hand while there is none."""
    return document_date(day) if day else f"ngày {BLANK}"


def party(title: str, agency: Agency) -> dict[str, object]:
    """A side of the contract as far as we know it; representative and post are written by hand."""
    known = [("Tên cơ quan, đơn vị", full_name(agency)), ("Địa bàn", place_of(agency))]
    rows = [*known, ("Đại diện", BLANK), ("Chức vụ", BLANK)]
    return {"title": title, "facts": [{"label": label, "value": value} for label, value in rows]}


def term(row: Dated) -> str:
    """ "kể từ ngày … đến hết ngày …"; both days inclusive."""
    start = f"kể từ {date_line(row.period.start)}"
    return f"{start} đến hết {document_date(row.period.last_day)}" if row.period.last_day else start


def signatory(side: str, person: Person | None, subject: Model) -> dict[str, object]:
    """Who signs for a side; a name only where somebody has signed here, never a real one under MINH HỌA."""
    return {"lines": [side], "name": printed_name(person, is_illustrative(subject)) if person else ""}


def in_figures_and_words(amount_vnd: int) -> str:
    """ "3.000.000 đồng (bằng chữ: ba triệu đồng)"."""
    words = amount_in_words(amount_vnd)
    return f"{format_vnd(amount_vnd)} đồng (bằng chữ: {words[:1].lower()}{words[1:]})"


def named(items: Iterable[str]) -> str:
    """Things in a row, within a sentence: "điện, nước"."""
    return ", ".join(item[:1].lower() + item[1:] for item in items)
