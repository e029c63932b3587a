"""Documents about the rows of other pages, and where a document gets its number."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, Q, QuerySet

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import KINDS, NumberMode, kind_of

READ_WITH_IT = ("issuer", "site", "pilot", "pdf", "signed_copy", "replaces")


def about(subjects: Iterable[Model], user: AbstractBaseUser, on: dt.date) -> QuerySet[OfficialDocument]:
    """Documents about these rows that the user may see, the oldest first."""
    wanted = Q(pk__in=[])
    for subject in subjects:
        wanted |= Q(object_type=subject._meta.label, object_id=subject.pk)
    rows = OfficialDocument.objects.visible_to(user, on).filter(wanted)
    found: QuerySet[OfficialDocument] = rows.select_related(*READ_WITH_IT).order_by("id")
    return found


def numbered_by(verb: str, subjects: Iterable[Model], user: AbstractBaseUser, on: dt.date) -> OfficialDocument | None:
    """The document about these rows that the step numbers. No query for a step that numbers none."""
    kinds = [kind.code for kind in KINDS.values() if kind.numbered_by == verb]
    unnumbered = {"kind__in": kinds, "replaces": None, "number": None}
    return about(subjects, user, on).filter(**unnumbered).first() if kinds else None


def numbered_elsewhere(document: OfficialDocument) -> bool:
    return bool(kind_of(document.kind).numbered_by) and document.replaces_id is None


def numbered_by_domain(document: OfficialDocument) -> bool:
    return numbered_elsewhere(document) or kind_of(document.kind).numbers is NumberMode.OWN
