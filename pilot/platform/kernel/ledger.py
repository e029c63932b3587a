"""Rows of append-only tables against the events that wrote them.

A verb names what it appends (`call.wrote(row)`): the digest of each row stands in its event, under the hash of the
chain. `verify` reckons the digests again, so a row that was edited, inserted or deleted with the guards off is named.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_noop

from pilot.platform.kernel.derived import Derived
from pilot.platform.kernel.faults import Fault
from pilot.platform.kernel.guards import GUARDS, AppendOnly
from pilot.platform.kernel.models import AuditEvent, ErasedFile, StoredFile

WROTE = "wrote"  # in an event: model label → id → digest
APART = (AuditEvent, StoredFile, ErasedFile)  # the record itself; the files, which have hashes of their own


def digest(row: models.Model) -> str:
    """SHA-256 over what the row holds, in one form on both engines."""
    return hashlib.sha256(
        json.dumps(_held(row), sort_keys=True, ensure_ascii=False, default=_as_text).encode()
    ).hexdigest()


def _held(row: models.Model) -> dict[str, Any]:
    """Every column that holds something.

    A column added later, empty for older rows, changes no digest; one that is dropped would: leave it. What
    follows from other columns is left out.
    """
    columns = [f for f in row._meta.concrete_fields if not isinstance(f, Derived)]
    held = {f.attname: f.to_python(getattr(row, f.attname)) for f in columns}
    return {name: value for name, value in held.items() if value is not None}


def held(row: models.Model) -> dict[str, Any]:
    """What the digest of a row covers, as plain JSON."""
    plain: dict[str, Any] = json.loads(json.dumps(_held(row), ensure_ascii=False, default=_as_text))
    return plain


def _as_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def check_ledgers() -> Iterator[str]:
    """Each row of an append-only table as its event says.

    Rows older than the first one noted came before version 0.2.0: the guards alone vouch for them.
    """
    noted = _digests_in_events()
    for model in [guard.model for guard in GUARDS if isinstance(guard, AppendOnly) and guard.model not in APART]:
        yield from _differences(model, noted[model._meta.label])


def _digests_in_events() -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = defaultdict(dict)
    events = AuditEvent.objects.filter(outcome=AuditEvent.Outcome.DONE, after__has_key=WROTE).order_by()
    for wrote in events.values_list(f"after__{WROTE}", flat=True).iterator(2000):
        for label, rows in wrote.items():
            found[label] |= {int(pk): kept for pk, kept in rows.items()}
    return found


def _differences(model: type[models.Model], noted: dict[int, str]) -> Iterator[str]:
    left, first = dict(noted), min(noted, default=None)
    for row in model._base_manager.order_by("pk").iterator(2000):
        kept = left.pop(row.pk, None)
        if kept is None and first is not None and row.pk > first:
            yield Fault(
                gettext_noop("%(model)s %(pk)s: no event says that it was written"), model=model._meta.label, pk=row.pk
            )
        elif kept is not None and kept != digest(row):
            yield Fault(
                gettext_noop("%(model)s %(pk)s: is not what its event says was written"),
                model=model._meta.label,
                pk=row.pk,
            )
    yield from (
        Fault(gettext_noop("%(model)s %(pk)s: was written by an event and is gone"), model=model._meta.label, pk=pk)
        for pk in left
    )
