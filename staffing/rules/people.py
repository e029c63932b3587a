"""What several rules ask about persons: on whose behalf, and where somebody holds a role. Always persons, never
accounts.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pilot.access.capacity import Capacity, read_capacities
from pilot.access.roles import Anchor
from pilot.models import Site, User


def principal_of(capacity: Any) -> int | None:
    """The person on whose behalf a capacity acts."""
    principal = getattr(capacity, "principal_id", None)
    return User.objects.values_list("person_id", flat=True).get(pk=principal) if principal else None


def holds_role_at(people: Iterable[int], agency_id: int, on: dt.date) -> bool:
    """Whether any account of these persons holds a role, own or delegated, at the agency or at a site of its
    own (A24).
    """
    accounts = User.objects.filter(person__in=list(people), is_active=True).values_list("pk", flat=True)
    own_sites = set(Site.objects.filter(agency=agency_id).values_list("pk", flat=True))
    return any(_at(c, agency_id, own_sites) for pk in accounts for c in read_capacities(pk, on))


def _at(capacity: Capacity, agency_id: int, own_sites: set[int]) -> bool:
    if capacity.anchor is Anchor.AGENCY:
        return capacity.anchor_id == agency_id
    return capacity.anchor is Anchor.SITE and capacity.anchor_id in own_sites
