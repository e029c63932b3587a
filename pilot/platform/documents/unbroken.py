"""What no line of a document parts: number and symbol, "Điều 1.", "ngày 05", a form of address and the name after it.

One gate for all documents, after their layout: the words themselves hold ordinary blanks, so what is searched, copied
or compared stays as people type it.
"""

import re

SKIPPED = r"<(?P<element>style|title)\b.*?</(?P=element)>|<[^>]*>"
NUMBER = r"\d+[a-zđ]?(?:/[^\W_]+(?:[-&./][^\W_]+)*)+"  # 05/QĐ-UBND, 02/2021/HĐ-VPUB-BĐT, 30/2020/NĐ-CP, 22/02/2021
KEPT = re.compile(
    rf"(?P<skipped>{SKIPPED})"
    rf"|\b(?:[Ss]ố:?\s+)?{NUMBER}"
    r"|\b[Ss]ố:?\s+\d+"
    r"|\bĐiều\s+\d+\.?"
    r"|\b(?:[Nn]gày|[Tt]háng|[Nn]ăm|[Kk]hoản|[Mm]ục|[Pp]hụ lục|[Qq]uý|[Qq]uầy)\s+(?:\d+|[IVXLC]+\b)"
    r"|\b(?:[Ôô]ng|[Bb]à|[Ôô]ng\s\(bà\))\s+\w+"
    r"|\b\d[\d.,]*\s+(?:đồng|m²|%|bản|công chức|nhân viên|thủ tục|giờ|phút)"
    r"|\b(?:TM|KT|TL|TUQ|Q)\.\s+\w+",
    re.DOTALL,
)


def unbroken(html: str) -> str:
    """The document with those words held together."""
    return KEPT.sub(lambda m: m[0] if m["skipped"] else f'<span class="whole">{m[0]}</span>', html)
