"""What was entered by mistake can be taken out while nothing else refers to it."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.naming import kind_of
from pilot.platform.kernel.refusals import Problem


def nothing_refers(*rows: Model, besides: Collection[str] = ()) -> list[Problem]:
    """A problem that names every kind of row that refers to these; `besides`: labels of what goes with them.

    One query for each relation.
    """
    found = [f"{capfirst(what)} ({count})" for row in rows for what, count in _referring(row, besides)]
    if not found:
        return []
    words = _("It is in use: %(what)s. Take that out first, or correct what was typed wrong.")
    return [Problem("in_use", words % {"what": ", ".join(found)})]


def _referring(row: Model, besides: Collection[str]) -> Iterator[tuple[str, int]]:
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.label not in besides:
            count = model._base_manager.filter(**{relation.field.name: row.pk}).count()
            if count:
                yield kind_of(model._meta.label) or str(model._meta.verbose_name), count
