"""Who can do a verb on a row, in words: in the queue of a whole pilot and on the page of a thing.

A fixed number of queries whatever the number of rows, if these come with their parties.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from pilot.platform.access.capacity import Capacity
from pilot.platform.access.roles import ACTS, Anchor, Role, role_of
from pilot.platform.access.scope import capacity_for
from pilot.platform.kernel.types import User

MOST_NAMES = 2


def nobody_else() -> str:
    return _("nobody else has this right")


@dataclass(frozen=True)
class Holder:
    """Somebody with a role of his own."""

    capacity: Capacity
    user: User

    def __str__(self) -> str:
        return f"{self.user.person.full_name} ({self.capacity.role.label})"


def holders(verbs: list[str], pilot_id: int | None = None) -> list[Holder]:
    """Everybody with a role that can do one of the verbs somewhere (in a pilot). A query for each kind of anchor."""
    roles = {role for verb in verbs for role in ACTS[verb]}
    return [_holder(anchor, grant) for anchor in Anchor for grant in _grants(anchor, roles, pilot_id)]


def able(found: list[Holder], verb: str, row: Model, maker: int | None = None) -> list[Holder]:
    """Those of `found` who can do the verb on the row."""
    return [h for h in found if h.user.person_id != maker and capacity_for([h.capacity], verb, row)]


def names_of_able(found: list[Holder], verb: str, row: Model, maker: int | None = None) -> str:
    """Two names with their role, and how many more."""
    people = list(dict.fromkeys(map(str, able(found, verb, row, maker))))
    more = [f"+ {len(people) - MOST_NAMES}"] if len(people) > MOST_NAMES else []
    return ", ".join(people[:MOST_NAMES] + more)


def _grants(anchor: Anchor, roles: set[Role], pilot_id: int | None) -> QuerySet[Model]:
    codenames = [f"act_{role}" for role in roles if role in anchor.roles()]
    grants: QuerySet[Model] = apps.get_model("pilot", f"{anchor.value.title()}Grant")._default_manager.all()
    rows = grants.filter(permission__codename__in=codenames, user__is_active=True)
    if pilot_id is not None:
        rows = rows.filter(**{"content_object" if anchor is Anchor.PILOT else "content_object__pilot": pilot_id})
    return rows.select_related("permission", "user__person", "content_object")


def _holder(anchor: Anchor, grant: Any) -> Holder:
    """Who holds a grant; its model stands above this room."""
    place = grant.content_object
    pilot = place.pk if anchor is Anchor.PILOT else place.pilot_id
    return Holder(Capacity(grant.user_id, role_of(grant.permission.codename), anchor, place.pk, pilot), grant.user)
