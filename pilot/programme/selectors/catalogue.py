"""The catalogue that everybody with a role sees: procedures, cited documents, administrative units."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from pilot.platform.vietnamese import search_key
from pilot.programme.models import (
    AdminUnit,
    AdminUnitSuccession,
    Agency,
    LegalDocument,
    PostField,
    Procedure,
    ProcedureChannelLimit,
    ProcedureHandover,
    ProcedureSetEntry,
    ServiceField,
    SourceDocument,
    User,
)
from pilot.programme.models.procedure import without_suffix
from pilot.programme.selectors.places import number_of
from pilot.programme.selectors.removal import hung_on

PAGE = 50


@dataclass
class Page:
    """One page of a list ordered by a unique key: its rows, the keys of its neighbours and how many rows in all."""

    rows: list[Procedure]
    total: int
    next_key: str = ""
    previous_key: str = ""


def page_by_key(rows: QuerySet[Procedure], key: str, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """The `size` rows after (or before) a value of the unique column `key`.

    Two queries, however deep the page.
    """
    total = rows.count()
    if before:
        found = list(rows.filter(**{f"{key}__lt": before}).order_by(f"-{key}")[: size + 1])
        more_before, more_after, found = len(found) > size, True, found[:size][::-1]
    else:
        found = list((rows.filter(**{f"{key}__gt": after}) if after else rows).order_by(key)[: size + 1])
        more_before, more_after, found = bool(after), len(found) > size, found[:size]
    first, last = (getattr(found[0], key), getattr(found[-1], key)) if found else ("", "")
    return Page(found, total, last if more_after else "", first if more_before else "")


# --- procedures -----------------------------------------------------------------------------------


def procedures(
    user: User, on: dt.date, query: str = "", field: str = "", agency: str = "", illustrative: str = ""
) -> QuerySet[Procedure]:
    """Procedures by name or code without diacritics, by field, by agency's set on `on`, real or illustrative ones."""
    rows = Procedure.objects.visible_to(user, on).select_related("field")
    for word in search_key(without_suffix(query)[0]).split():
        rows = rows.filter(search_key__contains=word)
    if field:
        rows = rows.filter(field=int(field))
    if agency:
        rows = rows.filter(
            Exists(_entries(user, on).filter(procedure=OuterRef("pk"), procedure_set__agency__code=agency))
        )
    if illustrative:
        rows = rows.filter(illustrative=illustrative == "yes")
    return rows


def procedures_called(text: str) -> list[Procedure]:
    """Procedures in whose name all these words stand, marks aside; the one that is called exactly so alone."""
    words, rows = search_key(text), Procedure.objects.select_related("field")
    for word in words.split():
        rows = rows.filter(search_key__contains=word)
    found = list(rows)
    return [row for row in found if search_key(row.name) == words] or found


def proposals(agency: Agency, user: User, on: dt.date) -> QuerySet[ProcedureSetEntry]:
    """What is proposed for the agency's set, and neither confirmed nor struck, by code."""
    rows = ProcedureSetEntry.objects.visible_to(user, on).filter(ProcedureSetEntry.PROPOSED, valid_to=None)
    return rows.filter(procedure_set__agency=agency).select_related("procedure").order_by("procedure__code")


def counted_fields(user: User, on: dt.date) -> QuerySet[ServiceField]:
    """Fields with how many procedures and, on `on`, counter posts that the user sees are in each. One query."""
    received = PostField.objects.visible_to(user, on).as_at(on).filter(field=OuterRef("pk"))
    counts = {
        "procedure_count": number_of(Procedure.objects.filter(field=OuterRef("pk"))),
        "post_count": number_of(received),
    }
    return ServiceField.objects.visible_to(user, on).annotate(**counts)


def _entries(user: User, on: dt.date) -> QuerySet[ProcedureSetEntry]:
    return ProcedureSetEntry.objects.visible_to(user, on).as_at(on)


def fields(user: User, on: dt.date) -> QuerySet[ServiceField]:
    """Service fields that have procedures, by name."""
    return ServiceField.objects.visible_to(user, on).filter(Exists(Procedure.objects.filter(field=OuterRef("pk"))))


def agencies_with_sets(user: User, on: dt.date) -> QuerySet[Agency]:
    """Agencies whose procedure set is known, by name."""
    return Agency.objects.visible_to(user, on).filter(procedure_set__isnull=False).order_by("name")


def procedure_rows(user: User, on: dt.date) -> QuerySet[Procedure]:
    """Procedures with field and source."""
    return Procedure.objects.visible_to(user, on).select_related("field", "source")


@dataclass
class ProcedurePage:
    """Everything on the page of one procedure."""

    procedure: Procedure
    limits: list[ProcedureChannelLimit]
    entries: list[ProcedureSetEntry]
    handovers: list[ProcedureHandover]


def procedure_page(procedure: Procedure, user: User, on: dt.date) -> ProcedurePage:
    """A procedure (with its field) and its published limits, the sets it is in on `on`, its ladder per site."""
    entries = _entries(user, on).filter(procedure=procedure).select_related("procedure_set__agency", "pilot")
    handovers = procedure.handovers.visible_to(user, on).select_related("agency", "site")
    return ProcedurePage(
        procedure,
        list(procedure.limits.visible_to(user, on)),
        list(entries),
        list(handovers),
    )


# --- cited documents ------------------------------------------------------------------------------


def legal_documents(user: User, on: dt.date, query: str = "", issuer: str = "") -> list[LegalDocument]:
    """Cited documents by date; `query` is looked for in number, subject, issuer and aliases, marks aside.

    One query; the catalogue holds dozens of rows, so the words are compared here and not in SQL.
    """
    rows = LegalDocument.objects.visible_to(user, on)
    wanted = search_key(query).split()
    return [d for d in rows if (not issuer or d.issuer == issuer) and all(w in _document_key(d) for w in wanted)]


def source_documents(user: User, on: dt.date) -> QuerySet[SourceDocument]:
    """The five documents that the facts were read from. One query."""
    return SourceDocument.objects.visible_to(user, on)


def _document_key(document: LegalDocument) -> str:
    aliases = " ".join(str(alias) for alias in document.aliases or [])
    return search_key(f"{document.code} {document.number} {document.subject} {document.issuer} {aliases}")


def citations(document: LegalDocument, user: User, on: dt.date) -> list[dict[str, object]]:
    """Where a document is cited: [{source, sec, line}] with the source document itself. One query."""
    sources = {s.code: s for s in SourceDocument.objects.visible_to(user, on)}
    return [{**c, "source": sources.get(c.get("doc", "")), "sec": c.get("sec", "")} for c in document.citations or []]


# --- administrative units -------------------------------------------------------------------------


def admin_units(
    user: User, on: dt.date, level: str = "", query: str = "", day: dt.date | None = None
) -> list[AdminUnit]:
    """Administrative units by level and code with parent and successors, on `day` only if given.

    Three queries.
    """
    successions = AdminUnitSuccession.objects.visible_to(user, on).select_related("new")
    predecessors = AdminUnitSuccession.objects.visible_to(user, on).select_related("old")
    rows = AdminUnit.objects.visible_to(user, on).select_related("parent").prefetch_related(
        Prefetch("successions", successions), Prefetch("predecessors", predecessors)
    ).annotate(kept=hung_on(AdminUnit))  # fmt: skip
    rows = rows.filter(level=level) if level else rows
    rows = rows.as_at(day) if day else rows
    wanted = search_key(query)
    order = {"province": 0, "district": 1, "commune": 2}
    found = [u for u in rows if wanted in search_key(f"{u.code} {u.name}")]
    return sorted(found, key=lambda u: (order[u.level], u.code, u.valid_from or dt.date.min))


def document_issuers(user: User, on: dt.date) -> list[str]:
    """Issuers of cited documents, for the filter."""
    rows = LegalDocument.objects.visible_to(user, on).order_by("issuer")
    return list(rows.values_list("issuer", flat=True).distinct())
