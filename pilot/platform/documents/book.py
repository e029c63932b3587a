"""The register of what an issuer sends out (sổ đăng ký văn bản đi): one book for each issuer and year.

Source: NĐ 30/2020/NĐ-CP, Điều 15 (one number and symbol per agency and year). ASSUMPTION: the columns are those of the
form in its Phụ lục IV, which is not among our sources. A number that no document here bears is told: in a book that the
agency keeps itself it may belong to a document outside the pilot, or to none.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import Anchor
from pilot.platform.documents import addressed
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.presenters import STATES, called
from pilot.platform.vietnamese import document_number

S = OfficialDocument.Status
PARTS = re.compile(r"(?P<number>\d+)(?P<letter>[a-zđ]?)(?P<series>.*)", re.IGNORECASE)
PRINTED = ("recipients", "to", "articles", "parties", "participants", "signatories")
Place = tuple[str, int, str, str]  # in a book: series, number, letter, and the number as printed


@dataclass(frozen=True)
class Book:
    """The numbers of one issuer in one year; `issuer`: "agency" or "site" and its code, as it stands in addresses."""

    issuer: str
    name: str
    year: int

    @property
    def columns(self) -> dict[str, object]:
        """The columns of the documents in it."""
        kind, _dash, code = self.issuer.partition("-")
        return {"issuer__code" if kind == Anchor.AGENCY else "site__code": code, "year": self.year}


@dataclass(frozen=True)
class Line:
    """A line of the book: a document, or a run of numbers that nothing here bears (`document` is None)."""

    number: str
    note: str
    document: OfficialDocument | None = None

    @property
    def day(self) -> dt.date | None:
        return self.document.issued_on if self.document else None

    @property
    def subject_line(self) -> str:
        """Kind and trích yếu."""
        return called(self.document) if self.document else ""

    @property
    def signed_by(self) -> str:
        """Title and name; both sides of what two sides sign."""
        document = self.document
        alone = f"{document.signer_title} {document.signer_name}".strip() if document else ""
        return alone or "; ".join(addressed.signers(self.printed))

    @property
    def sent_to(self) -> str:
        return "; ".join(addressed.recipients(self.printed))

    @property
    def printed(self) -> dict[str, Any]:
        """What names people and bodies in it (_as_registered)."""
        return {name: getattr(self.document, f"printed_{name}", None) for name in PRINTED}

    @property
    def kept_by(self) -> str:
        """Who keeps the copy of the file, as the document prints it (Lưu: VT, …)."""
        unit = getattr(self.document, "own_drafting_unit", None) or getattr(self.document, "drafting_unit", None)
        return ", ".join(["VT", *([unit] if unit else [])]) if self.document else ""

    @property
    def copies(self) -> str:
        """Counted by nobody here: a column of the printed book, which the clerk fills in by hand."""
        return ""

    @property
    def illustrative(self) -> bool:
        return bool(self.document and self.document.illustrative)

    @property
    def tone(self) -> str:
        return STATES[S(self.document.status)] if self.document else "idle"


def books(user: AbstractBaseUser, on: dt.date) -> list[Book]:
    """The books in which the user sees a document, by issuer and the newest year first; the own ones before others."""
    rows = OfficialDocument.objects.visible_to(user, on).filter(number__isnull=False).order_by()
    own = {(c.anchor, c.anchor_id) for c in capacities(user, on)}
    found = [
        ((anchor, pk) not in own, name, f"{anchor.value}-{code}", -year)
        for anchor, column in ((Anchor.AGENCY, "issuer"), (Anchor.SITE, "site"))
        for pk, name, code, year in rows.filter(**{f"{column}__isnull": False})
        .values_list(column, f"{column}__name", f"{column}__code", "year")
        .distinct()
    ]
    return [Book(issuer, name, -year) for _other, name, issuer, year in sorted(found)]


def numbers(book: Book) -> list[Place]:
    """Every number that a document of the book bears, seen by the reader or not, in the order of the book."""
    written = OfficialDocument.objects.filter(**book.columns).values_list("number", flat=True)
    return sorted(place_of(number) for number in written if number)


def place_of(number: str) -> Place:
    """ "05a/QĐ-UBND" → ("/QĐ-UBND", 5, "a", the same text); what has no number in front stands first."""
    match = PARTS.fullmatch(number)
    return (match["series"], int(match["number"]), match["letter"], number) if match else ("", 0, "", number)


def gaps(places: list[Place]) -> Iterator[tuple[Place, str]]:
    """Runs of numbers that are missing between two of one series or before its first, each with the place behind it."""
    for (series, before, *_rest), after in pairwise([("", 0, "", ""), *places]):
        last = before if series == after[0] else 0
        if after[1] > last + 1:
            first, end = document_number(last + 1), document_number(after[1] - 1)
            yield after, f"{first}{after[0]}" if first == end else f"{first}–{end}{after[0]}"


def lines(book: Book, rows: QuerySet[OfficialDocument], whole: bool) -> list[Line]:
    """The lines of the documents among `rows` that stand in the book; with the missing numbers where it is `whole`.

    Two queries, however long the book is.
    """
    missing = dict(gaps(numbers(book))) if whole else {}
    found = list(_as_registered(rows.filter(**book.columns)))
    shown: list[tuple[Place, int, Line]] = [
        (place_of(str(row.number)), 1, Line(str(row.number), note(row), row)) for row in found
    ]
    shown += [(place, 0, Line(gap, _("not in this book"))) for place, gap in missing.items()]
    return [line for _place, _order, line in sorted(shown, key=lambda entry: entry[:2])]


def _as_registered(rows: QuerySet[OfficialDocument]) -> QuerySet[OfficialDocument]:
    """With what the book says of them, and of what they print only that."""
    return (
        rows.annotate(
            **{f"printed_{name}": F(f"snapshot__context__{name}") for name in PRINTED},
            drafting_unit=F("snapshot__drafting_unit"),
            own_drafting_unit=F("snapshot__context__drafting_unit"),
        )
        .defer("snapshot")
        .select_related("replaces", "site")
    )


def note(document: OfficialDocument) -> str:
    """What became of it, and what it took the place of."""
    words = str(document.get_status_display())
    if document.replaces:
        words += ". " + _("Replaces %(number)s") % {"number": document.replaces.number}
    return words
