"""One search over what the user may see: apps register what can be found; marks and capitals do not matter.

An app registers in AppConfig.ready: `register(provider)`. A provider answers `provider(user, on, wanted)` with hits
under their headings, through `visible_to` as every list, in a fixed number of queries.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.models import Agency, CounterPost, LegalDocument, Procedure, Site, User
from pilot.vietnamese import search_key

MOST = 10


@dataclass(frozen=True)
class Hit:
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: as typed, and without marks."""

    text: str
    key: str

    def within(self, *texts: str) -> bool:
        """Whether the texts together hold each of its words."""
        folded = " ".join(map(search_key, texts))
        return all(word in folded for word in self.key.split())


@dataclass(frozen=True)
class Found:
    """The first hits under one heading; `more` when there are others."""

    title: str
    hits: list[Hit]
    more: bool


Provider = Callable[[User, dt.date, Wanted], dict[str, Iterable[Hit]]]
PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    PROVIDERS.append(provider)


def search(user: User, on: dt.date, text: str) -> list[Found]:
    """Up to MOST hits under each heading."""
    wanted = Wanted(text.strip(), search_key(text))
    if not wanted.key:
        return []
    answers = [answer for provider in PROVIDERS for answer in provider(user, on, wanted).items()]
    found = [(title, list(islice(hits, MOST + 1))) for title, hits in answers]
    return [Found(title, hits[:MOST], len(hits) > MOST) for title, hits in found if hits]


# --- the programme's own ----------------------------------------------------------------------------------


def places(user: User, on: dt.date, wanted: Wanted) -> dict[str, Iterable[Hit]]:
    """Sites, agencies and counter posts by name or code: the few rows of a pilot, folded here. One query."""
    kinds = {"site": (Site, _("Sites")), "agency": (Agency, _("Agencies")), "counter-post": (CounterPost, _("Posts"))}
    parts = [_names(model, kind, user, on) for kind, (model, _title) in kinds.items()]
    rows = [row for row in parts[0].union(*parts[1:]).order_by("name", "code") if wanted.within(row[1], row[2])]

    def of(kind: str) -> Iterator[Hit]:
        return (Hit(name, reverse(kind, args=[code]), code) for found, code, name in rows if found == kind)

    return {title: of(kind) for kind, (_model, title) in kinds.items()}


def _names(model: Any, page: str, user: User, on: dt.date) -> Any:
    rows = model.objects.visible_to(user, on).order_by()
    return rows.annotate(page=Value(page, output_field=CharField())).values_list("page", "code", "name")


def catalogue(user: User, on: dt.date, wanted: Wanted) -> dict[str, Iterable[Hit]]:
    """Procedures by name or code, and the few cited documents by number, code or subject, folded here. One query."""
    procedures = Procedure.objects.visible_to(user, on).filter(search_key__contains=wanted.key).order_by()
    documents = LegalDocument.objects.visible_to(user, on).order_by()
    rows = _columns(procedures, "procedure", Value(""), "name").union(
        _columns(documents, "legal-document", Coalesce("number", Value("")), "subject")
    )
    found = list(rows.order_by("code"))
    return {
        _("Procedures"): (
            Hit(f"{code} {name}", reverse(page, args=[code])) for page, code, _n, name in found if page == "procedure"
        ),
        _("Documents"): (
            Hit(number or subject, reverse(page, args=[code]), subject)
            for page, code, number, subject in found
            if page == "legal-document" and wanted.within(code, number, subject)
        ),
    }


def _columns(rows: Any, page: str, number: Any, name: str) -> Any:
    words = {"page": Value(page, output_field=CharField()), "numbered": number, "named": F(name)}
    return rows.annotate(**words).values_list("page", "code", "numbered", "named")
