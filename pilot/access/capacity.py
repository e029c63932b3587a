"""In which capacity somebody acts: role, anchor, and the principal when it is by delegation."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from pilot.access.roles import Anchor, Role, role_of

if TYPE_CHECKING:
    from pilot.models import User


@dataclass(frozen=True)
class Capacity:
    """One role a user holds on one anchor, own or delegated (then `principal_id` is the account it comes from)."""

    user_id: int
    role: Role
    anchor: Anchor
    anchor_id: int
    pilot_id: int
    principal_id: int | None = None

    def __str__(self) -> str:
        return f"{self.role}@{self.anchor}:{self.anchor_id}"


PILOT_OF = {
    Anchor.PILOT: "content_object_id",
    Anchor.AGENCY: "content_object__pilot_id",
    Anchor.SITE: "content_object__pilot_id",
}
_CACHE = "_capacities"


def capacities(user: "User", on: dt.date) -> list[Capacity]:
    """All capacities of `user` on business day `on`, own ones first. One query, kept on the user object.

    An inactive account has none; a delegation counts on [valid_from, valid_to) unless ended, and only what the
    principal holds himself (no delegation of what was delegated).
    """
    if not user.is_authenticated or not user.is_active:
        return []
    kept: dict[dt.date, list[Capacity]] = user.__dict__.setdefault(_CACHE, {})
    if on not in kept:
        kept[on] = read_capacities(user.pk, on)
    return kept[on]


def read_capacities(user_id: int, on: dt.date) -> list[Capacity]:
    """The same straight from the database; verbs use it so that a removed role acts at once."""
    parts = [part for anchor in Anchor for part in (_own(anchor, user_id), _delegated(anchor, user_id, on))]
    rows = parts[0].union(*parts[1:], all=True)
    found = [Capacity(user_id, role_of(r[0]), Anchor(r[1]), r[2], r[3], r[4]) for r in rows]
    return sorted(found, key=lambda c: (c.principal_id is not None, c.role, c.anchor_id))


def _own(anchor: Anchor, user_id: int) -> QuerySet[Any, Any]:
    grants = _grants(anchor).filter(user_id=user_id, user__is_active=True)
    return _columns(grants, anchor, Cast(Value(None), BigIntegerField()))


def _delegated(anchor: Anchor, user_id: int, on: dt.date) -> QuerySet[Any, Any]:
    given = "user__delegations_given__"
    live = Q(
        **{
            f"{given}delegate_id": user_id,
            f"{given}delegate__is_active": True,
            f"{given}ended_at": None,
            f"{given}valid_from__lte": on,
            f"{given}valid_to__gt": on,
            f"{given}pilot_id": F(PILOT_OF[anchor]),
            "permission__codename": Concat(Value("act_"), F(f"{given}role"), output_field=CharField()),
        }
    )
    return _columns(_grants(anchor).filter(live, user__is_active=True), anchor, F("user_id"))


def _grants(anchor: Anchor) -> QuerySet[Any]:
    grants: QuerySet[Any] = apps.get_model("pilot", f"{anchor.value.title()}Grant")._default_manager.order_by()
    return grants


def _columns(grants: QuerySet[Any], anchor: Anchor, principal: Any) -> QuerySet[Any, Any]:
    columns: QuerySet[Any, Any] = grants.annotate(
        anchor_kind=Value(anchor.value, output_field=CharField()), principal=principal
    ).values_list("permission__codename", "anchor_kind", "content_object_id", PILOT_OF[anchor], "principal")
    return columns
