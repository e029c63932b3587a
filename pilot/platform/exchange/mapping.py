"""Columns that were given by hand, remembered for the next list with the same headings."""

from typing import Any

from pilot.platform.access.policy import pilot_of
from pilot.platform.exchange.columns import OF_COLUMNS
from pilot.platform.exchange.models import ColumnMapping, ImportBatch
from pilot.platform.exchange.questions import Answers
from pilot.platform.exchange.resource import Record, TwoStepResource
from pilot.platform.exchange.sheet import Remembered


def remembered(kind: TwoStepResource, target: Record) -> Remembered:
    """For a list of this kind and agency: what was answered about the columns of one with the same shape."""

    def of_shape(shape: str) -> Answers:
        return _mapping(_place(kind.kind, pilot_of(target), kind.agency_of(target), shape))

    return of_shape


def remember(batch: ImportBatch) -> None:
    """Keep what the reader said differently from what the headings, or the last list, said."""
    by_hand = {
        one.name: batch.options[one.name]
        for one in batch.asked
        if one.name.startswith(OF_COLUMNS) and batch.options.get(one.name, one.default) != one.default
    }
    if by_hand:
        place = _place(batch.kind, batch.pilot, batch.agency, batch.shape)
        ColumnMapping.objects.update_or_create(defaults={"mapping": _mapping(place) | by_hand}, **place)


def _place(kind: str, pilot: Record, agency: Record | None, shape: str) -> dict[str, Any]:
    return {"kind": kind, "pilot": pilot, "agency": agency, "shape": shape}


def _mapping(place: dict[str, Any]) -> dict[str, str]:
    return ColumnMapping.objects.filter(**place).values_list("mapping", flat=True).first() or {}
