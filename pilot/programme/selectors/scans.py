"""Scans of cited documents: which one holds, and on which page a section of it begins."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from pilot.programme.models import CitedScan, LegalDocument, SourceDocument, User

LAST_PART = re.compile(r"[\s.,;:()/-]*[^\s.,;:()/-]+[\s.,;:()/-]*$")


@dataclass(frozen=True)
class Scan:
    """The scan of a document that holds, by its number, and where its sections begin."""

    number: int
    pages: Mapping[str, int]

    def page_of(self, section: str) -> int | None:
        """The page on which the section begins, else the nearest section around it: III-a.3.1 → III-a.3 → III-a."""
        known = {section_key(name): page for name, page in self.pages.items()}
        key = section_key(section)
        while key and key not in known:
            key = LAST_PART.sub("", key)
        return known.get(key)


def section_key(section: str) -> str:
    """Equal for two spellings of a section: "Mục III-a.3" and "§ III-a.3"."""
    return re.sub(r"^(mục|§)\s*", "", " ".join(section.split()).casefold())


def scans(user: User, on: dt.date) -> dict[str, Scan]:
    """Code of a cited document → the scan of it that holds. One query."""
    rows = CitedScan.objects.visible_to(user, on).annotate(code=Coalesce("document__code", "source__code"))
    return {code: Scan(number, pages) for code, number, pages in rows.values_list("code", "number", "pages")}


def history(document: LegalDocument | SourceDocument, user: User, on: dt.date) -> QuerySet[CitedScan]:
    """All scans of a document, the one that holds first. One query."""
    rows = document.scans.visible_to(user, on).select_related("file__first_page", "added_by__person", "pilot")
    found: QuerySet[CitedScan] = rows.order_by("-number")
    return found
