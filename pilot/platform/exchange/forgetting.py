"""What goes of uploaded lists, which repeat names and phones of people: with the person, or after their period."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.resource import RESOURCES, resource
from pilot.platform.kernel import files
from pilot.platform.kernel.clock import business_moment
from pilot.platform.kernel.personal import erased_columns
from pilot.platform.kernel.workflow import VERBS, Act

S = ImportBatch.Status
WAITING = (S.UPLOADED, S.CHECKED)


def forget(label: str, ids: Iterable[int]) -> int:
    """Blank the import rows that repeat something of the rows of model `label` with these ids.

    Counts and outcomes stay. Returns how many rows were blanked. Called by the erasure of a person.
    """
    repeats = Q(pk__in=[])
    for kind in RESOURCES.values():
        repeats |= Q(batch__kind=kind.kind) & kind().repeats(label, list(ids))
    rows = ImportRow.objects.filter(repeats)
    rows.filter(batch__kind__in=[kind.kind for kind in RESOURCES.values() if kind.key_names]).update(key="")
    return rows.update(**erased_columns(ImportRow))


def forget_unwritten(before: dt.datetime) -> int:
    """Erase rows, workbook and error book of lists that were never written, or undone, since before this moment.

    One that still waits is discarded first. Counts, decisions and who did what stay. Returns how many lists.
    """
    unwritten = Q(status__in=(*WAITING, S.REFUSED), uploaded_at__lt=before)
    stale = ImportBatch.objects.filter(unwritten | Q(status=S.UNDONE, undone_at__lt=before), forgotten_at=None)
    lists = list(stale.select_related("file", "error_book"))
    for batch in lists:
        _forget_list(batch)
    return len(lists)


@transaction.atomic
def _forget_list(batch: ImportBatch) -> None:
    if batch.status in WAITING:
        act = Act(source="tick", reason=str(_("The period for lists that nobody wrote is over.")))
        VERBS[resource(batch.kind).verbs.discard](batch, act)
    batch.rows.all().delete()
    for stored in filter(None, (batch.file, batch.error_book)):
        files.erase(stored)
    ImportBatch.objects.filter(pk=batch.pk).update(**erased_columns(ImportBatch), forgotten_at=business_moment())
