"""What an erasure takes from the staging rows, which repeat names and phones of the business rows."""

from collections.abc import Iterable

from pilot.exchange.models import ImportRow
from pilot.exchange.resource import RESOURCES


def forget(label: str, ids: Iterable[int]) -> int:
    """Blank cells, old and new values of the import rows that wrote rows of model `label` with these ids.

    Counts and outcomes stay. Returns how many rows were blanked. Called by the erasure of a person.
    """
    kinds = [kind.kind for kind in RESOURCES.values() if kind.writes == label]
    rows = ImportRow.objects.filter(batch__kind__in=kinds, object_id__in=list(ids))
    return rows.update(cells={}, before={}, after={}, faults=[], notes=[])
