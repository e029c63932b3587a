"""The cited document that a typed ground names: "20/KH-UBND ngày 20/01/2024 của UBND tỉnh, mục III.3"."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pilot.platform.text import code_key
from pilot.programme.models import LegalDocument, User

NUMBER = re.compile(r"\d+(?:/\d{4})?/[^\W\d_][\w-]*(?:-[\w-]+)*")  # 15/QĐ-UBND, 72/2024/NĐ-CP; not 20/01/2024
DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
SECTION = re.compile(r"(?:mục|khoản|điều|phần)\s+([\w.-]*\w)", re.IGNORECASE)
Known = Mapping[str, Sequence[LegalDocument]]


@dataclass(frozen=True)
class Named:
    """A ground in three parts, the middle one the number of `document`; and the section that it names, or ""."""

    before: str
    number: str
    after: str
    document: LegalDocument
    section: str


def by_number(user: User, on: dt.date) -> Known:
    """The documents that people can open, by the key of their number. One query."""
    found: dict[str, list[LegalDocument]] = defaultdict(list)
    documents = LegalDocument.objects.visible_to(user, on).exclude(number=None)
    for document in documents.only("code", "number", "date", "issuer"):
        found[code_key(document.number or "")].append(document)
    return found


def as_cited(document: LegalDocument) -> str:
    """The document as a ground names it, so that `named_in` finds it again."""
    return f"{document.number} ngày {document.date:%d/%m/%Y} của {document.issuer}"


def named_in(ground: str, known: Known) -> Named | None:
    """The first document that the ground names; None where no known one, or more than one, can be meant.

    Provinces number alike, so a day that the ground names has to be the document's.
    """
    days = {f"{int(day)}/{int(month)}/{year}" for day, month, year in DAY.findall(ground)}
    for number in NUMBER.finditer(ground):
        alike = known.get(code_key(number[0]), ())
        meant = [one for one in alike if not days or f"{one.date.day}/{one.date.month}/{one.date.year}" in days]
        if len(meant) == 1:
            section = SECTION.search(ground, number.end())
            return Named(
                ground[: number.start()], number[0], ground[number.end() :], meant[0], section[1] if section else ""
            )
    return None
