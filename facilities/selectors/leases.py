"""Premises with the lease in force over them, and who may rent them."""

import datetime as dt

from django.db.models import QuerySet

from facilities.models import Facility, FacilityLease
from pilot.platform.access.capacity import capacities
from pilot.platform.access.rows import DatedQuerySet
from pilot.platform.access.scope import acting_filter
from pilot.programme.models import Agency, Pilot, Site, User

RELATED = (
    "facility__site__agency", "lessor", "lessee", "pilot", "separated_by", "agreed_by", "signed_by", "paper_entered_by",
    "paper_checked_by",
)  # fmt: skip


def facilities(user: User, on: dt.date) -> DatedQuerySet[Facility]:
    """Premises the user may see."""
    return Facility.objects.visible_to(user, on).select_related("site", "owner", "pilot")


def owners(pilot: Pilot, user: User, on: dt.date) -> QuerySet[Agency]:
    """Bodies of the pilot that can own premises, by name."""
    return Agency.objects.visible_to(user, on).filter(pilot=pilot).as_at(on).order_by("name")


def sites_for_premises(user: User, on: dt.date) -> QuerySet[Site]:
    """The sites at which the user may enter premises, of the day."""
    may = acting_filter(Site, "enter_facility", capacities(user, on))
    return Site.objects.visible_to(user, on).filter(may).as_at(on).select_related("pilot")


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
