"""How a document cites others: type, number, date, issuer, subject. Source: NĐ 30/2020/NĐ-CP, Phụ lục I and III."""

import datetime as dt

from pilot.platform.vietnamese import document_date
from pilot.programme.models import LegalDocument
from pilot.programme.selectors.rules import in_force

TYPES = {
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


def cite(document: LegalDocument) -> str:
    """A legal document for a "Căn cứ": "Quyết định số 2459/QĐ-UBND ngày 23 tháng 7 năm 2019 của … ban hành …"."""
    number = f" số {document.number}" if document.number else ""
    subject = document.subject[:1].lower() + document.subject[1:]
    issuer = document.issuer.replace("UBND", "Ủy ban nhân dân")
    kind, day = TYPES.get(document.doc_type, "Văn bản"), document_date(document.date)
    return f"Căn cứ {kind}{number} {day} của {issuer} {subject}"


def cite_assumed(pilot_id: int, on: dt.date, *codes: str) -> list[str]:
    """One line for the rules among `codes` that the pilot took over from another: a document rests on them openly."""
    assumed = {code: rule for code, rule in in_force(pilot_id, on, *codes).items() if rule.assumed}
    if not assumed:
        return []
    places = "; ".join(dict.fromkeys(str(rule.source) for rule in assumed.values() if rule.source))
    return [f"Căn cứ các quy định {', '.join(sorted(assumed))} (giả định, lấy từ {places})"]
