"""What the search finds of official documents."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.cases.search import Hit, Wanted
from pilot.platform.documents.models import OfficialDocument
from pilot.programme.models import User


def search(user: User, on: dt.date, wanted: Wanted) -> dict[str, Iterable[Hit]]:
    """Official documents by kind, number or subject line, folded here. One query."""
    hits = (
        Hit(str(row), reverse("official-document", args=[row.pk]), row.summary)
        for row in OfficialDocument.objects.visible_to(user, on)
        if wanted.within(str(row), row.summary)
    )
    return {_("Official documents"): hits}
