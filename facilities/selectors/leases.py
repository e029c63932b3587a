"""Premises with the lease in force over them, and who may rent them."""

import datetime as dt

from django.db.models import QuerySet

from facilities.models import Facility, FacilityLease
from pilot.programme.models import Agency, User

RELATED = (
    "facility__site__agency", "lessor", "lessee", "pilot", "separated_by", "agreed_by", "signed_by", "paper_entered_by",
    "paper_checked_by",
)  # fmt: skip


def facilities(user: User, on: dt.date) -> QuerySet[Facility]:
    """Premises the user may see."""
    return Facility.objects.visible_to(user, on).select_related("site", "owner")


def with_lease(rows: list[Facility], user: User, on: dt.date) -> list[Facility]:
    """The premises, each with the `lease` in force on the day, or None. One query."""
    found = FacilityLease.objects.visible_to(user, on).as_at(on)
    by_facility = {lease.facility_id: lease for lease in found.filter(facility__in=rows, status="in_force")}
    for row in rows:
        row.lease = by_facility.get(row.pk)
    return rows


def lessees(facility: Facility) -> QuerySet[Agency]:
    """The agency of the site and the one above it (R25)."""
    return Agency.objects.filter(pk__in=[facility.site.agency_id, facility.site.parent_agency_id])
