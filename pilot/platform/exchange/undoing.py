"""What stands in the way of an undo, and the undo itself: generic over the models an import has written."""

from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from pilot.platform.exchange import bulk
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.reading import QUOTE, first_of
from pilot.platform.exchange.resource import Known, TwoStepResource, Values
from pilot.platform.kernel.refusals import Problem

WRITTEN = (ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED)


def in_the_way(batch: ImportBatch, kind: TwoStepResource, existing: Iterable[Known]) -> list[Problem]:
    """Why the import cannot be undone: what refers to its rows (referred_to), or what was changed after it.

    `existing`: the rows of its target; whoever is about to undo has them locked.
    """
    words = _("The import cannot be undone: %(what)s.")
    found = [*references(batch, kind), *kind.used(batch.created)]
    referred = [Problem("referred_to", words % {"what": what}) for what in found]
    rows = moved(batch, kind, existing)
    if not rows:
        return referred
    words = _("The import cannot be undone, as these were changed after it: %(keys)s.")
    said = words % {"keys": first_of([_said(row, kind) for row in rows])}
    return [*referred, Problem("changed_since_import", said)]


def moved(batch: ImportBatch, kind: TwoStepResource, existing: Iterable[Known]) -> list[ImportRow]:
    """The rows that are no longer as the import has written them."""
    known: dict[int | None, Known] = {row.object_id: row for row in existing}
    written = batch.rows.filter(outcome__in=WRITTEN)
    return [row for row in written if not stands(known.get(row.object_id), row, kind.thaw(row.after))]


def stands(known: Known | None, row: ImportRow, values: Values) -> bool:
    """Whether what the row is about is still there with these values; where it was new, still missing."""
    if known is None:
        return row.object_id is None
    return known.object_id == row.object_id and known.holds(values)


def _said(row: ImportRow, kind: TwoStepResource) -> str:
    """The key of a row, with the name that stood beside it in the list."""
    name = row.after.get(kind.named_by) or row.cells.get(kind.named_by)
    return f"{row.key} ({name})" if name else row.key


def later_lists(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[ImportBatch]:
    """The imports of the same target, written after this one and not undone, that have changed these rows."""
    ids = [row.object_id for row in rows if row.object_id is not None]
    same = ImportBatch.objects.filter(kind=batch.kind, object_type=batch.object_type, object_id=batch.object_id)
    later = same.filter(status=ImportBatch.Status.CONFIRMED, confirmed_at__gt=batch.confirmed_at)
    changed = ImportRow.objects.filter(batch__in=later, outcome__in=WRITTEN, object_id__in=bulk.among(ids))
    found = later.filter(pk__in=changed.values("batch")).select_related("file").order_by("-confirmed_at")
    return list(found)


def references(batch: ImportBatch, kind: TwoStepResource) -> Iterator[str]:
    """One line per relation that refers to a row the import wrote: what, how often, to which. One query each."""
    keys = dict(batch.rows.exclude(object_id=None).values_list("object_id", "key")) if batch.created else {}
    for label, ids in batch.created.items():
        model = apps.get_model(label)
        for other, referred in _referring(batch, model, ids):
            yield _("%(count)d %(what)s refer to %(to)s") % {
                "count": len(referred),
                "what": kind.words.get(other._meta.label, other._meta.verbose_name),
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
