"""How a document cites others: type, number, date, issuer, subject. Source: NĐ 30/2020/NĐ-CP, Phụ lục I and III."""

import datetime as dt
import re
from collections import defaultdict

from pilot.platform.vietnamese import document_date
from pilot.programme.models import LegalDocument, Pilot, SourceDocument
from pilot.programme.selectors.rules import in_force

LAW = "L"
TYPES = {
    LAW: "Luật",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "BTT": "Bản thỏa thuận",
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "CV": "Công văn",
}


NUMERIC = re.compile(r"(?:,? *ngày|,)? *\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")


def cite(document: LegalDocument) -> str:
    """As it stands after "Căn cứ": "Quyết định số 2459/QĐ-UBND ngày 23 tháng 7 năm 2019 của … ban hành …".

    A law by its name and day alone.
    """
    kind, day = TYPES.get(document.doc_type, "Văn bản"), document_date(document.date)
    if document.doc_type == LAW:
        return f"{document.subject} {day}"
    number = f" số {document.number}" if document.number else ""
    subject = document.subject[:1].lower() + document.subject[1:]
    issuer = document.issuer.replace("UBND", "Ủy ban nhân dân")
    return f"{kind}{number} {day} của {issuer} {subject}"


def standing(on: dt.date, *topics: str) -> list[str]:
    """The laws and decrees on these topics that are in force on the day, laws first, each as it is cited. One query."""
    rows = LegalDocument.objects.as_at(on).filter(topic__in=topics)
    return [cite(row) for row in sorted(rows, key=lambda row: (row.doc_type != LAW, row.date))]


def grounds(pilot: Pilot, on: dt.date, *topics: str) -> list[str]:
    """The same, then the scheme of the pilot: what its documents rest on before anything of their own."""
    scheme = pilot.scheme_document
    return [*standing(on, *topics), *([cite(scheme)] if scheme else [])]


def taken_over(pilot_id: int, on: dt.date, *codes: str) -> list[str]:
    """The places of those rules among `codes` that the pilot took over from another: a document names them openly."""
    rules = [rule for rule in in_force(pilot_id, on, *codes).values() if rule.assumed and rule.source]
    sections: dict[SourceDocument, set[str]] = defaultdict(set)
    for rule in rules:
        sections[rule.source].add(rule.source_section)  # type: ignore[index]
    return [f"{', '.join(sorted(filter(None, found)))} {source.title}" for source, found in sections.items()]


def in_full(text: str) -> str:
    """The days in a citation that somebody typed, in words: "88/STC-VP, 05/5/2021" → "88/STC-VP ngày 05 tháng 5 …"."""
    return NUMERIC.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    try:
        return " " + document_date(dt.date(int(found[3]), int(found[2]), int(found[1])))
    except ValueError:  # no day of the calendar stays as typed
        return found[0]
