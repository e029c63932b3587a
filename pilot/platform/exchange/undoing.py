"""What stands in the way of an undo, and the undo itself: generic over the models an import has written."""

from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from pilot.platform.exchange import bulk
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.reading import QUOTE, first_of
from pilot.platform.exchange.resource import TwoStepResource


def references(batch: ImportBatch, kind: TwoStepResource) -> Iterator[str]:
    """One line per relation that refers to a row the import wrote: what, how often, to which. One query each."""
    keys = dict(batch.rows.exclude(object_id=None).values_list("object_id", "key")) if batch.created else {}
    for label, ids in batch.created.items():
        model = apps.get_model(label)
        for other, referred in _referring(batch, model, ids):
            yield _("%(count)d %(what)s refer to %(to)s") % {
                "count": len(referred),
                "what": kind.words.get(other._meta.label, other._meta.verbose_name_plural),
                "to": _named(model, referred, keys if label == kind.writes else {}),
            }


def _referring(batch: ImportBatch, model: type[Model], ids: list[int]) -> Iterator[tuple[type[Model], list[int]]]:
    """Each model with rows, not of this import, that refer to these ids: the ids, once per reference."""
    for relation in model._meta.related_objects:
        other: type[Model] = relation.related_model
        name = relation.field.name
        found = other._base_manager.filter(**{f"{name}__in": bulk.among(ids)})
        if own := batch.created.get(other._meta.label):
            found = found.exclude(pk__in=bulk.among(own))
        if referred := list(found.order_by().values_list(name, flat=True)):
            yield other, referred


def _named(model: type[Model], ids: list[int], keys: Mapping[int | None, str]) -> str:
    """The keys of the rows where the list knows their ids, otherwise the rows in their own words."""
    distinct = list(dict.fromkeys(ids))[: QUOTE + 1]
    return first_of([keys.get(key) or str(model._base_manager.get(pk=key)) for key in distinct])


def delete_created(batch: ImportBatch) -> None:
    """Delete what the import wrote, in the order of the resource, one statement per model; foreign keys hold."""
    for label, ids in batch.created.items():
        rows = apps.get_model(label)._base_manager.filter(pk__in=bulk.among(ids))
        rows._raw_delete(rows.db)  # `references` has looked at every relation; collecting them takes a query per row
