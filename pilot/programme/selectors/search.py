"""What the search finds of the programme: places, the catalogue, cited documents."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.cases.search import Hit, Wanted
from pilot.programme.models import Agency, CounterPost, LegalDocument, Procedure, Site, User


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
