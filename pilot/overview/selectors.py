"""The events that somebody looks for in the audit log: about a thing, about a person, by somebody, of some days."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypedDict

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from pilot.platform.access.capacity import Capacity, capacities
from pilot.platform.access.roles import SEES, Group
from pilot.platform.access.scope import visible
from pilot.platform.cases.naming import RowKey, case_of, kind_of
from pilot.platform.cases.search import SEARCHED
from pilot.platform.cases.timeline import about, told_of
from pilot.platform.digits import is_number
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.personal import lookups_to
from pilot.platform.kernel.types import User
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, Person, Pilot, ServiceField, Site
from pilot.programme.selectors.events import events_of

AT_WHICH = (Pilot, Agency, Site, ServiceField)  # everybody is at one: what happens to it is not about them


class Asked(TypedDict, total=False):
    """What the filter of the log asks for; what is left out is not asked."""

    about: RowKey
    kinds: list[str]
    thing: str
    person: str
    q: str  # by whom
    columns: Mapping[str, object]


def log_capacities(user: User, on: dt.date) -> list[Capacity]:
    """The capacities in which the user reads the audit log of their pilots."""
    return [c for c in capacities(user, on) if Group.AUDIT in SEES[c.role]]


def events_found(user: User, on: dt.date, asked: Asked) -> QuerySet[AuditEvent]:
    """Events of the reader's pilots, and of the platform as far as they are about them, that fit; the newest first."""
    pilots = {c.pilot_id for c in log_capacities(user, on)}
    if not pilots:
        return AuditEvent.objects.none()
    events = events_of(pilots).filter(*_conditions(user, on, asked))
    return events.select_related("user__person", "on_behalf_of__person")


def _conditions(user: User, on: dt.date, asked: Asked) -> Iterator[Q]:
    yield Q(**asked.get("columns", {}))
    if key := asked.get("about"):
        yield _about_row(key, user, on)
    if kinds := asked.get("kinds"):
        yield Q(object_type__in=kinds)
    if thing := asked.get("thing"):
        yield about_things(thing, asked.get("kinds"))
    if person := asked.get("person"):
        yield about_person(person) | _done_by(person)
    if actor := asked.get("q"):
        yield _done_by(actor)


def _done_by(name: str) -> Q:
    """Done by somebody of this name, or on that person's behalf."""
    return _named("user__person__", name) | _named("on_behalf_of__person__", name)


def _named(lookup: str, text: str) -> Q:
    """Whose name holds every word of the text."""
    found = Q()
    for word in search_key(text).split():
        found &= Q(**{f"{lookup}search_key__contains": word})
    return found


def _about_row(key: RowKey, user: User, on: dt.date) -> Q:
    """About the row, and about what makes it up where the reader sees it."""
    label, pk = key
    row = seen_row(key, user, on)
    return Q(object_type=label, object_id=pk) if row is None else about(row, user, on)


def seen_row(key: RowKey, user: User, on: dt.date) -> Model | None:
    """The row, if the reader sees it."""
    model = model_of(key[0])
    return visible(model, user, on).filter(pk=key[1]).first() if model and hasattr(model, "SCOPE_GROUP") else None


def model_of(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def about_things(text: str, kinds: Iterable[str] | None) -> Q:
    """About whatever the search of the product finds by this name, code or number; of a chosen kind also by its id."""
    found = Q(pk__in=[])
    for declared in SEARCHED:
        if kinds is None or declared.model._meta.label in kinds:
            found |= told_of(declared.named(text))
    return found | Q(object_id=text.strip()) if kinds and is_number(text.strip()) else found


def about_person(text: str) -> Q:
    """About every row that is about a person of this name, or has a line that is: account, assignment, timesheet …"""
    people = Person.objects.filter(_named("", text)).order_by().values("pk")
    found = Q(pk__in=[])
    for model, ways in _things_about_people():
        rows = Q()
        for way in ways:
            rows |= Q(**{f"{way}__in": people})
        found |= told_of(model._base_manager.filter(rows))
    return found


@cache
def _things_about_people() -> list[tuple[type[Any], list[str]]]:
    """Models of things that events are about, with the lookups from their rows to the people they are about."""
    found = ((model, _ways(model)) for model in apps.get_models() if kind_of(model._meta.label))
    return [(model, ways) for model, ways in found if ways]


def _ways(model: type[Model]) -> list[str]:
    """Its own, those over its lists, and those over the lines of a thing with a workflow; not over all at a place."""
    lists = [(field.name, field.related_model) for field in model._meta.many_to_many]
    if case_of(model._meta.label) and model not in AT_WHICH:
        lists += [(rel.name, rel.related_model) for rel in model._meta.related_objects if rel.one_to_many]
    over = [f"{name}__{way}" for name, line in lists for way in lookups_to(line, Person, (model,))]
    return [*lookups_to(model, Person), *over]
