"""One search over what the user may see; diacritics do not matter."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.documents.models import OfficialDocument
from pilot.models import Agency, LegalDocument, Procedure, Site, User
from pilot.vietnamese import search_key
from staffing.models import PostalEmployee

MOST = 10


@dataclass(frozen=True)
class Hit:
    label: str
    url: str
    note: str = ""


def search(user: User, on: dt.date, text: str) -> dict[str, list[Hit]]:
    """Up to ten hits per kind: six queries."""
    key = search_key(text)
    if not key:
        return {}

    def rows(model: Any) -> Any:
        return model.objects.visible_to(user, on)

    names = {
        _("Sites"): [Hit(s.name, reverse("site", args=[s.code])) for s in named(rows(Site), key)],
        _("Agencies"): [Hit(a.name, reverse("agency", args=[a.code])) for a in named(rows(Agency), key)],
        _("Procedures"): [
            Hit(str(p), reverse("procedure", args=[p.code]))
            for p in rows(Procedure).filter(search_key__contains=key)[:MOST]
        ],
        _("Documents"): [
            Hit(str(d), reverse("legal-document", args=[d.code]), d.subject)
            for d in rows(LegalDocument).filter(number__icontains=text.strip())[:MOST]
        ],
        _("Official documents"): [
            Hit(str(d), reverse("official-document", args=[d.pk]), d.summary)
            for d in rows(OfficialDocument).filter(number__icontains=text.strip())[:MOST]
        ],
        _("Postal employees"): [
            Hit(e.person.full_name, reverse("employee", args=[e.pk]), e.staff_code)
            for e in rows(PostalEmployee)
            .filter(person__search_key__contains=key)
            .select_related("person")
            .distinct()[:MOST]
        ],
    }
    return {title: hits for title, hits in names.items() if hits}


def named(rows: Any, key: str) -> list[Any]:
    """The few rows of a pilot's agencies and sites, matched by their folded name."""
    return [row for row in rows if key in search_key(row.name)][:MOST]
