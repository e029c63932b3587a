"""Imports and their rows, and where a new one can begin."""

import datetime as dt
from typing import Any, TypeAlias

from django.apps import apps
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When

from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.digits import number_in
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.resource import Record, TwoStepResource
from pilot.platform.kernel.types import User


def batches(user: User, on: dt.date) -> QuerySet[ImportBatch]:
    """Imports the user may see, the newest first."""
    rows = ImportBatch.objects.visible_to(user, on)
    return rows.select_related("agency", "file", "uploaded_by__person", "error_book", "pilot")


Told: TypeAlias = Any  # an ImportBatch as `told` annotates it, for which the types of Django have no name
FAILED = Q(error_count__gt=0) | Q(fault_count__gt=0)


def told(rows: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
    """Imports with whether their sender has sent a `later` one of the same place, and a correction is written.

    A workbook of errors takes the place of its list only where that has no rows without errors: they would be lost.
    """
    same = {name: OuterRef(name) for name in ("kind", "object_id", "uploaded_by")}
    later = ImportBatch.objects.filter(**same, pk__gt=OuterRef("pk"))
    whole, nothing_else = Exists(later.filter(is_part=False)), Q(new_count=0, changed_count=0)
    corrected = ImportBatch.objects.filter(replaces=OuterRef("pk"), status=ImportBatch.Status.CONFIRMED)
    return rows.annotate(
        later=Case(When(nothing_else, Exists(later)), default=whole, output_field=BooleanField()),
        corrected=Exists(corrected),
    )


def replaceable(kind: TwoStepResource, target: Record, user: User, on: dt.date) -> QuerySet[ImportBatch]:
    """Lists of this place that a corrected file can replace: checked and not written, or written without some rows."""
    unwritten = Q(status=ImportBatch.Status.CHECKED) | Q(status=ImportBatch.Status.CONFIRMED, errors_left_out=True)
    place = {"kind": kind.kind, "object_type": target._meta.label, "object_id": target.pk}
    return batches(user, on).filter(unwritten, **place)


def targets(kind: TwoStepResource, user: User, on: dt.date) -> list[Record]:
    """Where the user may upload a list of this kind. One query, which brings the parties of each row along."""
    model: Record = apps.get_model(kind.target)
    parties = {party.lookup for party in model.PARTIES.values()} - {"pk"}
    rows = model.objects.visible_to(user, on).select_related(*parties)
    held = capacities(user, on)
    return [row for row in rows if not kind.refuses(row) and capacity_for(held, kind.verbs.upload, row)]


def rows_of(batch: ImportBatch, shown: str, after: str) -> QuerySet[ImportRow]:
    """Rows under the filter, from a row number on."""
    rows = batch.rows.all()
    if shown:
        rows = rows.exclude(notes=[]) if shown == "note" else rows.filter(outcome=shown)
    number = number_in(after)
    return rows if number is None else rows.filter(number__gt=number)


def earlier(batch: ImportBatch, keys: list[int]) -> QuerySet[ImportBatch]:
    """The imports that sent the same bytes before, as the upload has noted them; they are of the same target."""
    return told(ImportBatch.objects.filter(pk__in=keys, kind=batch.kind, object_id=batch.object_id))
