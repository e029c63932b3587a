"""In which capacity somebody acts: role, anchor, and the principal when it is by delegation."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import BigIntegerField, CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from pilot.platform.access.roles import Anchor, Role, role_of


@dataclass(frozen=True)
class Capacity:
    """One role a user holds on one anchor, own or delegated.

    Delegated: `principal_id` is the account it comes from, `authority` (pilot.platform.access.authority.Authority) and
    `title` say how the delegate signs.
    """

    user_id: int
    role: Role
    anchor: Anchor
    anchor_id: int
    pilot_id: int
    principal_id: int | None = None
    authority: str = ""
    title: str = ""

    def __str__(self) -> str:
        return f"{self.role}@{self.anchor}:{self.anchor_id}"


PILOT_OF = {
    Anchor.PILOT: "content_object_id",
    Anchor.AGENCY: "content_object__pilot_id",
    Anchor.SITE: "content_object__pilot_id",
}
_CACHE = "_capacities"
Parameter = int | str | dt.date | None
ANY_USER, ANY_DAY = -1, dt.date(1, 1, 1)  # no account and no day of ours


def capacities(user: AbstractBaseUser | AnonymousUser, on: dt.date) -> list[Capacity]:
    """All capacities of `user` on business day `on`, own ones first. One query, kept on the user object.

    An inactive account has none; a delegation in force counts on [valid_from, valid_to), and only what the
    principal holds himself (no delegation of what was delegated).
    """
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, _CACHE):  # request.user is lazy: its own __dict__ would be a second place
        setattr(user, _CACHE, {})
    kept: dict[dt.date, list[Capacity]] = getattr(user, _CACHE)
    if on not in kept:
        kept[on] = read_capacities(user.pk, on)
    return kept[on]


def read_capacities(user_id: int, on: dt.date) -> list[Capacity]:
    """The same straight from the database; verbs use it so that a removed role acts at once."""
    sql, parameters = _sql_of_capacities()
    day = connection.ops.adapt_datefield_value
    given: dict[Parameter, Parameter] = {ANY_USER: user_id, day(ANY_DAY): day(on)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(value, value) for value in parameters])
        rows = cursor.fetchall()
    found = [Capacity(user_id, role_of(role), Anchor(anchor), *rest) for role, anchor, *rest in rows]
    return sorted(found, key=lambda c: (c.principal_id is not None, c.role, c.anchor_id))


@cache
def _sql_of_capacities() -> tuple[str, tuple[Parameter, ...]]:
    """SQL and parameters, with ANY_USER and ANY_DAY in the places of account and day.

    Every request asks this, most twice. Putting six queries together takes Django many times as long as the database
    takes to answer, and they are always the same.
    """
    parts = [
        part
        for anchor in Anchor
        for part in (_own_grants(anchor, ANY_USER), _delegated_grants(anchor, ANY_USER, ANY_DAY))
    ]
    statement: tuple[str, tuple[Parameter, ...]] = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    return statement


def _own_grants(anchor: Anchor, user_id: int) -> QuerySet[Model, object]:
    grants = _grants(anchor).filter(user_id=user_id, user__is_active=True)
    empty = {"authority": Value("", CharField()), "title": Value("", CharField())}
    return _columns(grants, anchor, principal=Cast(Value(None), BigIntegerField()), **empty)


def _delegated_grants(anchor: Anchor, user_id: int, on: dt.date) -> QuerySet[Model, object]:
    given = "user__delegations_given__"
    live = Q(
        **{
            f"{given}delegate_id": user_id,
            f"{given}delegate__is_active": True,
            f"{given}status": "in_force",
            f"{given}valid_from__lte": on,
            f"{given}valid_to__gt": on,
            f"{given}pilot_id": F(PILOT_OF[anchor]),
            "permission__codename": Concat(Value("act_"), F(f"{given}role"), output_field=CharField()),
        }
    )
    grants = _grants(anchor).filter(live, user__is_active=True)
    how = {"authority": F(f"{given}authority"), "title": F(f"{given}title")}
    return _columns(grants, anchor, principal=F("user_id"), **how)


def _grants(anchor: Anchor) -> QuerySet[Model]:
    grants: QuerySet[Model] = apps.get_model("pilot", f"{anchor.value.title()}Grant")._default_manager.order_by()
    return grants


def _columns(grants: QuerySet[Model], anchor: Anchor, **delegation: object) -> QuerySet[Model, object]:
    columns: QuerySet[Model, object] = grants.annotate(
        anchor_kind=Value(anchor.value, CharField()), **delegation
    ).values_list("permission__codename", "anchor_kind", "content_object_id", PILOT_OF[anchor], *delegation)
    return columns
