"""From capacities to rows: the one filter behind every list, detail, export, file, search and count."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, Q, QuerySet

from pilot.platform.access.capacity import Capacity, capacities
from pilot.platform.access.roles import ACTS, NOBODYS, SEES, Anchor, Breadth, Group, Party
from pilot.platform.kernel.types import Row

NOTHING = Q(pk__in=[])


def parties_of(model: type[Model]) -> Mapping[str, Party]:
    """The parties that a model declares, by name."""
    return model.PARTIES  # type: ignore[attr-defined, no-any-return]


def group_of(model: type[Model]) -> Group:
    """The group of tables to which a model says that it belongs."""
    return model.SCOPE_GROUP  # type: ignore[attr-defined, no-any-return]


def visible(model: type[Row], user: AbstractBaseUser, on: dt.date) -> QuerySet[Row]:
    """What `visible_to` gives, for a model that is not named in the code."""
    return model._default_manager.visible_to(user, on)  # type: ignore[attr-defined, no-any-return]


def scope_filter(model: type[Model], user: AbstractBaseUser, on: dt.date) -> Q:
    """Condition for the rows of `model` that `user` sees on `on`. A model says its group and parties (roles.py)."""
    held = capacities(user, on)
    if group_of(model) is Group.CATALOGUE:
        return Q() if held else NOTHING
    wanted: dict[Party, set[int]] = defaultdict(set)
    for capacity in held:
        for party, anchor_id in _parties_seen_through(model, capacity):
            wanted[party].add(anchor_id)
    condition = NOTHING
    for party, ids in wanted.items():
        condition |= _party_is_one_of(model, party, ids)
    return condition


def capacity_that_sees(model: type[Model], user: AbstractBaseUser, on: dt.date) -> Capacity | None:
    """The first capacity of `user` through which rows of `model` are seen: in which a list was read or taken."""
    catalogue = group_of(model) is Group.CATALOGUE
    return next((c for c in capacities(user, on) if catalogue or _parties_seen_through(model, c)), None)


def _parties_seen_through(model: type[Model], capacity: Capacity) -> list[tuple[Party, int]]:
    named = [(party, capacity.user_id) for party in parties_of(model).values() if party.anchor is None]
    return named + _parties_seen_by_role(model, capacity)


def _parties_seen_by_role(model: type[Model], capacity: Capacity) -> list[tuple[Party, int]]:
    breadth = SEES[capacity.role].get(group_of(model))
    if breadth is None:
        return []
    if breadth is Breadth.WHOLE:
        return [(parties_of(model)["pilot"], capacity.pilot_id)]
    parties = [party for name, party in parties_of(model).items() if name != "pilot"]  # that one is every row's
    return [(party, capacity.anchor_id) for party in parties if party.anchor is capacity.anchor]


def _party_is_one_of(model: type[Model], party: Party, ids: set[int]) -> Q:
    if party.lookup == NOBODYS:
        return Q()
    if not party.many:
        return Q(**{f"{party.lookup}__in": ids}, **dict([party.only] if party.only else []))
    return Q(pk__in=model._base_manager.filter(**{f"{party.lookup}__in": ids}).values("pk"))


def capacity_for(held: list[Capacity], verb: str, row: Model) -> Capacity | None:
    """The first capacity in `held` that may do `verb` on `row`, own before delegated; None if there is none."""
    for capacity in held:
        party_name = ACTS[verb].get(capacity.role)
        if party_name and is_party(row, parties_of(row._meta.model).get(party_name), capacity):
            return capacity
    return None


def is_party(row: Model, party: Party | None, capacity: Capacity) -> bool:
    """Whether the capacity's anchor is that party of the row."""
    if party is None or (party.only and _at(row, party.only[0]) != party.only[1]):
        return False
    if party.lookup == NOBODYS:
        return party.anchor is capacity.anchor
    if party.anchor is None:
        return capacity.principal_id is None and _party_id(row, party) == capacity.user_id
    if party.many:
        return party.anchor is capacity.anchor and _has(row, party.lookup, capacity.anchor_id)
    if party.anchor is Anchor.PILOT:
        return _party_id(row, party) == capacity.pilot_id and capacity.anchor is Anchor.PILOT
    return party.anchor is capacity.anchor and _party_id(row, party) == capacity.anchor_id


def _has(row: Model, lookup: str, anchor_id: int) -> bool:
    """Whether the anchor is among those at the end of a lookup that passes through many."""
    return row.pk is not None and type(row)._base_manager.filter(pk=row.pk, **{lookup: anchor_id}).exists()


def _party_id(row: Model, party: Party) -> int | None:
    found: int | None = _at(row, party.lookup)
    return found


def _at(row: Model, lookup: str) -> Any:
    """The value at the end of a lookup over foreign keys; of a foreign key its id, without fetching the row."""
    *path, last = lookup.split("__")
    for name in path:
        row = getattr(row, name)
        if row is None:
            return None
    return row.serializable_value(last)


def acting_filter(model: type[Model], verb: str, held: list[Capacity]) -> Q:
    """Condition for the rows of `model` on which one of `held` may do `verb`: capacity_for, asked of many rows."""
    wanted: dict[Party, set[int]] = defaultdict(set)
    for capacity in held:
        party = parties_of(model).get(ACTS[verb].get(capacity.role, ""))
        if party is not None and party.anchor is capacity.anchor:
            wanted[party].add(capacity.anchor_id)
        elif party is not None and party.anchor is None and capacity.principal_id is None:
            wanted[party].add(capacity.user_id)
    condition = NOTHING
    for party, ids in wanted.items():
        condition |= _party_is_one_of(model, party, ids)
    return condition
