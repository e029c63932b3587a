"""What was entered by mistake can be taken out while nothing else refers to it."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.naming import kind_of
from pilot.platform.kernel.refusals import Problem


def nothing_refers(*rows: Model, besides: Collection[str] = ()) -> list[Problem]:
    """A problem that names every kind of row that refers to these; `besides`: labels of what goes with them.

    One query for each row.
    """
    return in_use([(what, count) for row in rows for what, count in _referring(row, besides)])


def in_use(found: Collection[tuple[str, int]]) -> list[Problem]:
    """The refusal that names what hangs on a row: each kind of thing and how many there are."""
    if not found:
        return []
    words = _("It is in use: %(what)s. Take that out first, or correct what was typed wrong.")
    what = ", ".join(f"{capfirst(kind)} ({count})" for kind, count in found)
    return [Problem("in_use", words % {"what": what})]


def referred_to(model: type[Model], besides: Collection[str] = (), by: str = "pk") -> Q:
    """The condition that something refers to a row of the model: for lists, in the one query that reads them.

    by: the column of the list's rows that holds the key of such a row.
    """
    found = Q(pk__in=())
    for other, name in _relations(model, besides):
        found |= Q(Exists(other._base_manager.filter(**{name: OuterRef(by)})))
    return found


def _relations(model: type[Model], besides: Collection[str]) -> Iterator[tuple[type[Any], str]]:
    """Every relation to the model, also those that have no name on this side."""
    every: list[Any] = model._meta.get_fields(include_hidden=True)
    for relation in every:
        if relation.auto_created and not relation.concrete and relation.related_model._meta.label not in besides:
            yield relation.related_model, relation.field.name


def _referring(row: Model, besides: Collection[str]) -> Iterator[tuple[str, int]]:
    relations = list(_relations(type(row), besides))
    counts = [_count(model, name) for model, name in relations]
    found = type(row)._base_manager.filter(pk=row.pk).values_list(*counts).first() if counts else None
    for (model, _name), count in zip(relations, found or (), strict=False):
        if count:
            yield kind_of(model._meta.label) or str(model._meta.verbose_name), count


def _count(model: type[Any], name: str) -> Subquery:
    """How many rows of the model refer to a row by this column; None for none."""
    referring = model._base_manager.filter(**{name: OuterRef("pk")}).order_by().values(name)
    return Subquery(referring.annotate(number=Count("pk")).values("number"))
