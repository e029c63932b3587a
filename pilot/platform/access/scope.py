"""From capacities to rows: the one filter behind every list, detail, export, file, search and count."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, Q

from pilot.platform.access.capacity import Capacity, capacities
from pilot.platform.access.roles import ACTS, SEES, Anchor, Breadth, Group, Party

NOTHING = Q(pk__in=[])


def scope_filter(model: Any, user: AbstractBaseUser, on: dt.date) -> Q:
    """Condition for the rows of `model` that `user` sees on `on`. A model says its group and parties (roles.py)."""
    held = capacities(user, on)
    if model.SCOPE_GROUP is Group.CATALOGUE:
        return Q() if held else NOTHING
    wanted: dict[Party, set[int]] = defaultdict(set)
    for capacity in held:
        for party, anchor_id in _seen_through(model, capacity):
            wanted[party].add(anchor_id)
    condition = NOTHING
    for party, ids in wanted.items():
        condition |= _matches(model, party, ids)
    return condition


def capacity_that_sees(model: Any, user: AbstractBaseUser, on: dt.date) -> Capacity | None:
    """The first capacity of `user` through which rows of `model` are seen: in which a list was read or taken."""
    catalogue = model.SCOPE_GROUP is Group.CATALOGUE
    return next((c for c in capacities(user, on) if catalogue or _seen_through(model, c)), None)


def _seen_through(model: Any, capacity: Capacity) -> list[tuple[Party, int]]:
    named = [(party, capacity.user_id) for party in model.PARTIES.values() if party.anchor is None]
    return named + _seen_by_role(model, capacity)


def _seen_by_role(model: Any, capacity: Capacity) -> list[tuple[Party, int]]:
    breadth = SEES[capacity.role].get(model.SCOPE_GROUP)
    if breadth is None:
        return []
    if breadth is Breadth.WHOLE:
        return [(model.PARTIES["pilot"], capacity.pilot_id)]
    return [(p, capacity.anchor_id) for p in model.PARTIES.values() if p.anchor is capacity.anchor]


def _matches(model: type[Model], party: Party, ids: set[int]) -> Q:
    if not party.many:
        return Q(**{f"{party.lookup}__in": ids})
    return Q(pk__in=model._base_manager.filter(**{f"{party.lookup}__in": ids}).values("pk"))


def capacity_for(held: list[Capacity], verb: str, row: Any) -> Capacity | None:
    """The first capacity in `held` that may do `verb` on `row`, own before delegated; None if there is none."""
    for capacity in held:
        party_name = ACTS[verb].get(capacity.role)
        if party_name and is_party(row, row.PARTIES.get(party_name), capacity):
            return capacity
    return None


def is_party(row: Model, party: Party | None, capacity: Capacity) -> bool:
    """Whether the capacity's anchor is that party of the row."""
    if party is None:
        return False
    if party.anchor is None:
        return capacity.principal_id is None and _value(row, party) == capacity.user_id
    if party.many:
        return party.anchor is capacity.anchor and getattr(row, party.lookup).filter(pk=capacity.anchor_id).exists()
    if party.anchor is Anchor.PILOT:
        return _value(row, party) == capacity.pilot_id and capacity.anchor is Anchor.PILOT
    return party.anchor is capacity.anchor and _value(row, party) == capacity.anchor_id


def _value(row: Any, party: Party) -> int | None:
    """Primary key of the party, following the lookup over foreign keys; the last one is not fetched for its key."""
    *path, last = party.lookup.split("__")
    for name in path:
        row = getattr(row, name)
        if row is None:
            return None
    found: int | None = row.pk if last == "pk" else getattr(row, row._meta.get_field(last).attname)
    return found


def acting_filter(model: Any, verb: str, held: list[Capacity]) -> Q:
    """Condition for the rows of `model` on which one of `held` may do `verb`: capacity_for, asked of many rows."""
    wanted: dict[Party, set[int]] = defaultdict(set)
    for capacity in held:
        party = model.PARTIES.get(ACTS[verb].get(capacity.role))
        if party is not None and party.anchor is capacity.anchor:
            wanted[party].add(capacity.anchor_id)
        elif party is not None and party.anchor is None and capacity.principal_id is None:
            wanted[party].add(capacity.user_id)
    condition = NOTHING
    for party, ids in wanted.items():
        condition |= _matches(model, party, ids)
    return condition
