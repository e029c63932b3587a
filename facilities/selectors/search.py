"""What search finds of premises and their leases."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.models import Facility, FacilityLease
from pilot.platform.cases.search import Hit, Wanted
from pilot.programme.models import User


def premises(user: User, on: dt.date, wanted: Wanted) -> dict[str, Iterable[Hit]]:
    """Premises by name, code, address or site, and leases by number or premises, folded here. One query."""
    facilities = Facility.objects.visible_to(user, on).order_by()
    leases = FacilityLease.objects.visible_to(user, on).order_by()
    rows = _columns(facilities, F("code"), F("name"), F("address"), F("site__name")).union(
        _columns(leases, Cast("pk", CharField()), F("facility__name"), Coalesce("number", Value("")), Value(""))
    )
    found = list(rows.order_by("named", "key"))
    return {
        _("Premises"): (
            Hit(name, reverse("facility", args=[key]), key)
            for model, key, name, address, site in found
            if model == Facility._meta.label and wanted.within(name, key, address, site)
        ),
        _("Leases"): (
            Hit(f"{number or _('not signed yet')} – {name}", reverse("lease", args=[key]))
            for model, key, name, number, _site in found
            if model == FacilityLease._meta.label and wanted.within(number, name)
        ),
    }


def _columns(rows: Any, *columns: Any) -> Any:
    named = dict(zip(("key", "named", "numbered", "placed"), columns, strict=True))
    label = Value(rows.model._meta.label, output_field=CharField())
    return rows.annotate(label=label, **named).values_list("label", *named)
