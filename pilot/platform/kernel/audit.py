"""The append-only record: who did, tried or read what, in which capacity, for whom, why. One hash chain per pilot.

The hash of an event covers the hash before it and every column of the event, so an edited, inserted, reordered or
deleted row breaks the chain at that row; a cut tail or a chain computed anew shows against a head kept elsewhere.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypedDict

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_noop

from pilot.platform.kernel.derived import Derived
from pilot.platform.kernel.faults import Fault
from pilot.platform.kernel.models import AuditChain, AuditEvent
from pilot.platform.kernel.personal import secret_columns

HASHED = [f.attname for f in AuditEvent._meta.concrete_fields if f.attname not in ("id", "hash")]
AT_ONCE = 2000  # rows in one statement
Columns: TypeAlias = dict[str, object]  # of a row or of an event, by name


class Head(TypedDict):
    """How long a chain is, and the hash of its last event."""

    length: int
    head: str


def genesis(chain: str) -> str:
    """The hash before the first event of a chain."""
    return hashlib.sha256(f"chain:{chain}".encode()).hexdigest()


def digest(event: AuditEvent) -> str:
    """SHA-256 over every column but id and hash, in one canonical form on both engines."""
    return hashlib.sha256(
        json.dumps(_hashed(event), sort_keys=True, ensure_ascii=False, default=_as_text).encode()
    ).hexdigest()


def _hashed(event: AuditEvent) -> Columns:
    return {name: getattr(event, name) for name in HASHED}


def hashed(event: AuditEvent) -> Columns:
    """What the hash of an event covers, as plain JSON."""
    plain: Columns = json_ready(_hashed(event))
    return plain


def _as_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return str(value)


def append(chain: str, **columns: object) -> AuditEvent:
    """Add one event at the end of `chain`. The head row is locked, so writers of one pilot take turns.

    Raises django.db.transaction.TransactionManagementError outside a transaction.
    """
    return append_all(chain, [columns])[0]


def append_all(chain: str, events: Iterable[Columns]) -> list[AuditEvent]:
    """Add many events in their order, the head locked once."""
    head = _locked_head(chain)
    linked = [_next_event(head, columns) for columns in events]
    AuditEvent.objects.bulk_create(linked, batch_size=AT_ONCE)
    head.save(update_fields=["length", "head"])
    return linked


def _next_event(head: AuditChain, columns: Columns) -> AuditEvent:
    """The next event of the chain; the head moves on to it."""
    event = AuditEvent(chain=head.name, seq=head.length + 1, previous_hash=head.head, **columns)
    event.before, event.after = json_ready(event.before), json_ready(event.after)
    event.hash = digest(event)
    head.length, head.head = event.seq, event.hash
    return event


def _locked_head(chain: str) -> AuditChain:
    locked = AuditChain.objects.select_for_update().filter(name=chain)
    head = locked.first()
    if head is None:  # the first event of a pilot: two writers at once end with one row, and take turns on it
        AuditChain.objects.get_or_create(name=chain, defaults={"head": genesis(chain)})
        head = locked.get()
    return head


def append_alone(chain: str, **columns: object) -> AuditEvent:
    """The same in a transaction of its own: refused attempts, sign-in, reads."""
    with transaction.atomic():
        return append(chain, **columns)


def json_ready(value: object) -> Any:
    """Plain JSON of a snapshot; dates and amounts as text, so that it reads back equal."""
    return json.loads(json.dumps(value, default=_as_text, ensure_ascii=False))


def snapshot(row: models.Model) -> Columns:
    """Column values of a row, without what follows from others."""
    names = [f.attname for f in row._meta.concrete_fields if not isinstance(f, Derived)]
    kept = [name for name in names if name not in ("row_version", "sort_key")]
    return without_secrets(type(row), {name: getattr(row, name) for name in kept})


def without_secrets(model: type[models.Model], values: Columns) -> Columns:
    """Values by column as an event may hold them: of a secret column only a keyed hash, never the value."""
    hidden = secret_columns(model)
    return {name: keyed_hash(value) if name in hidden else value for name, value in values.items()}


def keyed_hash(value: object) -> str:
    """A fingerprint that shows "changed" without telling the value; empty stays empty."""
    if value in (None, ""):
        return ""
    return "hmac:" + hmac.new(settings.SECRET_KEY.encode(), str(value).encode(), "sha256").hexdigest()[:24]


def changes(before: Columns, after: Columns) -> tuple[Columns, Columns]:
    """Only the columns that differ, on both sides."""
    names = [n for n in after if before.get(n) != after[n]]
    return {n: before.get(n) for n in names}, {n: after[n] for n in names}


def broken_links(chain: str) -> Iterator[str]:
    """Walk a chain and name each row that does not fit: wrong number, wrong predecessor, changed content."""
    previous, expected = genesis(chain), 1
    for event in AuditEvent.objects.filter(chain=chain).order_by("seq").iterator(2000):
        if event.seq != expected:
            yield Fault(
                gettext_noop("%(chain)s#%(seq)s: expected #%(expected)s, a row was removed or inserted"),
                chain=chain,
                seq=event.seq,
                expected=expected,
            )
        if event.previous_hash != previous:
            yield Fault(
                gettext_noop("%(chain)s#%(seq)s: does not follow the row before it"), chain=chain, seq=event.seq
            )
        if digest(event) != event.hash:
            yield Fault(
                gettext_noop("%(chain)s#%(seq)s (id %(pk)s): content was changed"),
                chain=chain,
                seq=event.seq,
                pk=event.pk,
            )
        previous, expected = event.hash, event.seq + 1
    yield from _broken_head(chain, expected - 1, previous)


def _broken_head(chain: str, length: int, last_hash: str) -> Iterator[str]:
    head = AuditChain.objects.filter(name=chain).first()
    if head is None:
        yield Fault(gettext_noop("%(chain)s: the head row is missing"), chain=chain)
    elif (head.length, head.head) != (length, last_hash):
        yield Fault(
            gettext_noop("%(chain)s: head says #%(length)s, the last row is #%(last)s"),
            chain=chain,
            length=head.length,
            last=length,
        )


def heads() -> dict[str, Head]:
    """Head of every chain, to be kept outside the database (issued documents, daily notice, `verify --head`)."""
    return {c.name: Head(length=c.length, head=c.head) for c in AuditChain.objects.order_by("name")}


def against_kept_head(chain: str, kept: Head) -> Iterator[str]:
    """Compare with a head kept outside: a cut tail or a recomputed chain no longer contains it."""
    event = AuditEvent.objects.filter(chain=chain, seq=kept["length"]).first()
    if event is None:
        yield Fault(
            gettext_noop("%(chain)s: cut, #%(length)s of the kept head is gone"), chain=chain, length=kept["length"]
        )
    elif event.hash != kept["head"]:
        yield Fault(
            gettext_noop("%(chain)s#%(length)s: the chain was computed anew, the kept head has another hash"),
            chain=chain,
            length=kept["length"],
        )
