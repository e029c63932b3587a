"""Parts of the context of a contract: its parties, its term, who signs for whom."""

from typing import Any

from django.db.models import Model

from pilot.platform.documents.issuing import is_illustrative, printed_name
from pilot.platform.vietnamese import document_date
from pilot.programme.documents.letterhead import full_name, place_of

BLANK = "…" * 12  # to fill in by hand


def party(title: str, agency: Any) -> dict[str, Any]:
    """A side of the contract as far as we know it; representative and post are written by hand."""
    known = [("Tên cơ quan, đơn vị", full_name(agency)), ("Địa bàn", place_of(agency))]
    rows = [*known, ("Đại diện", BLANK), ("Chức vụ", BLANK)]
    return {"title": title, "facts": [{"label": label, "value": value} for label, value in rows]}


def term(row: Any) -> str:
    """ "kể từ ngày … đến hết ngày …"; both days inclusive."""
    start = f"kể từ {document_date(row.period.start)}"
    return f"{start} đến hết {document_date(row.period.last_day)}" if row.period.last_day else start


def signatory(side: str, person: Any, subject: Model) -> dict[str, object]:
    """Who signs for a side; a name only where somebody has signed here, never a real one under MINH HỌA."""
    return {"lines": [side], "name": printed_name(person, is_illustrative(subject)) if person else ""}
