"""Columns that were given by hand, remembered for the next list with the same headings."""

from typing import Any

from pilot.platform.exchange.columns import OF_COLUMNS
from pilot.platform.exchange.models import ColumnMapping, ImportBatch
from pilot.platform.exchange.questions import Answers
from pilot.platform.exchange.resource import Record, TwoStepResource
from pilot.platform.exchange.sheet import Remembered


def remembered(kind: TwoStepResource, target: Record) -> Remembered:
    """For a list of this kind and agency: what was answered about the columns of one with the same shape."""

    def of_shape(shape: str) -> Answers:
        return _mapping(kind.kind, kind.agency_of(target).pk, shape)

    return of_shape


def remember(batch: ImportBatch) -> None:
    """Keep what the reader said differently from what the headings, or the last list, said."""
    by_hand = {
        one.name: batch.options[one.name]
        for one in batch.asked
        if one.name.startswith(OF_COLUMNS) and batch.options.get(one.name, one.default) != one.default
    }
    if by_hand:
        place: dict[str, Any] = {"kind": batch.kind, "agency_id": batch.agency_id, "shape": batch.shape}
        known = _mapping(batch.kind, batch.agency_id, batch.shape)
        kept = {"mapping": known | by_hand, "pilot_id": batch.pilot_id}
        ColumnMapping.objects.update_or_create(defaults=kept, **place)


def _mapping(kind: str, agency: int, shape: str) -> dict[str, str]:
    rows = ColumnMapping.objects.filter(kind=kind, agency=agency, shape=shape)
    return rows.values_list("mapping", flat=True).first() or {}
