"""Who can do a verb on a row, in words: in the queue of a whole pilot and on the page of a thing.

A fixed number of queries whatever the number of rows, if these come with their parties.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from pilot.platform.access.capacity import Capacity
from pilot.platform.access.roles import ACTS, Anchor, Role, role_of
from pilot.platform.access.scope import capacity_for
from pilot.platform.kernel.types import User, Words
from pilot.platform.kernel.workflow import VERBS

MOST_NAMES = 2


def nobody_else() -> str:
    return _("nobody else has this right")


@dataclass(frozen=True)
class Holder:
    """Somebody with a role of his own, or with that of a `principal` by delegation."""

    capacity: Capacity
    user: User
    principal: User | None = None

    def __str__(self) -> str:
        role = self.capacity.role.label
        return f"{self.user.person.full_name} ({_by_delegation(role) if self.principal else role})"

    @property
    def people(self) -> set[int]:
        """Persons behind what this one would sign."""
        return {user.person_id for user in (self.user, self.principal) if user}


def _by_delegation(role: Words) -> str:
    return _("%(role)s, by delegation") % {"role": role}


def holders(verbs: list[str], on: dt.date, pilot_id: int | None = None) -> list[Holder]:
    """Everybody who can do one of the verbs somewhere (in a pilot) on a business day, delegates behind their principal.

    A query for each kind of anchor, and one for the delegations.
    """
    roles = {role for verb in verbs for role in ACTS[verb]}
    own = [_holder(anchor, grant) for anchor in Anchor for grant in _grants(anchor, roles, pilot_id)]
    given = _delegations(roles, on)
    return [each for holder in own for each in (holder, *_delegates(holder, given))]


def able(found: list[Holder], verb: str, row: Model) -> list[Holder]:
    """Those of `found` who can do the verb on the row, and did not make what it checks."""
    makers = VERBS[verb].makers(row) if verb in VERBS else set()
    return [h for h in found if not makers & h.people and capacity_for([h.capacity], verb, row)]


def names_of_able(found: list[Holder], verb: str, row: Model) -> str:
    """Two names with their role, and how many more."""
    people = list(dict.fromkeys(map(str, able(found, verb, row))))
    more = [f"+ {len(people) - MOST_NAMES}"] if len(people) > MOST_NAMES else []
    return ", ".join(people[:MOST_NAMES] + more)


def _grants(anchor: Anchor, roles: set[Role], pilot_id: int | None) -> QuerySet[Model]:
    codenames = [f"act_{role}" for role in roles if role in anchor.roles()]
    grants: QuerySet[Model] = apps.get_model("pilot", f"{anchor.value.title()}Grant")._default_manager.all()
    rows = grants.filter(permission__codename__in=codenames, user__is_active=True)
    if pilot_id is not None:
        rows = rows.filter(**{"content_object" if anchor is Anchor.PILOT else "content_object__pilot": pilot_id})
    return rows.select_related("permission", "user__person", "content_object")


def _delegations(roles: set[Role], on: dt.date) -> list[Any]:
    """Delegations of the roles that run on the day; their model stands above this room."""
    rows = apps.get_model("pilot", "Delegation")._default_manager.filter(
        role__in=roles, status="in_force", valid_from__lte=on, valid_to__gt=on, delegate__is_active=True
    )
    return list(rows.select_related("delegate__person"))


def _delegates(holder: Holder, given: list[Any]) -> list[Holder]:
    """Who has the holder's role by one of the delegations `given`."""
    own = holder.capacity
    return [
        Holder(replace(own, user_id=row.delegate_id, principal_id=own.user_id), row.delegate, holder.user)
        for row in given
        if (row.principal_id, row.role, row.pilot_id) == (own.user_id, own.role, own.pilot_id)
    ]


def _holder(anchor: Anchor, grant: Any) -> Holder:
    """Who holds a grant; its model stands above this room."""
    place = grant.content_object
    pilot = place.pk if anchor is Anchor.PILOT else place.pilot_id
    return Holder(Capacity(grant.user_id, role_of(grant.permission.codename), anchor, place.pk, pilot), grant.user)
