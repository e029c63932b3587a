"""Where somebody holds a role; who stands behind a signature says pilot.platform.access.people.

Always persons, never accounts.
"""

import datetime as dt
from collections.abc import Iterable

from pilot.platform.access.capacity import Capacity, read_capacities
from pilot.platform.access.roles import Anchor
from pilot.programme.models import Site, User


def holds_role_at(people: Iterable[int], agency_id: int, on: dt.date) -> bool:
    """Whether any account of these persons holds a role, own or delegated, at the agency or at its own sites (A24)."""
    accounts = User.objects.filter(person__in=list(people), is_active=True).values_list("pk", flat=True)
    own_sites = set(Site.objects.filter(agency=agency_id).values_list("pk", flat=True))
    return any(_stands_at(c, agency_id, own_sites) for pk in accounts for c in read_capacities(pk, on))


def _stands_at(capacity: Capacity, agency_id: int, own_sites: set[int]) -> bool:
    if capacity.anchor is Anchor.AGENCY:
        return capacity.anchor_id == agency_id
    return capacity.anchor is Anchor.SITE and capacity.anchor_id in own_sites
