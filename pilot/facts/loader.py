"""From the fact files to the database, as often as one likes, without touching what people have entered.

The columns of each row are remembered as the files gave them (LoadedFact). A load writes a column only where
the files say something else than at the last load and the column still holds what was loaded then. So a
settled question, a rule closed by a dated successor, a corrected name or a deleted row stay as people left
them; a fact that was not written for that reason is named ("kept"). A row that people have closed, or changed from a
day on, belongs to the past: all of it stays. A row that somebody had entered under the same key before the files knew
it stays as it is.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from pilot.facts.kinds import KINDS, Kind
from pilot.facts.reading import FACTS, Columns, FactError, Facts, Refs, WrittenFact, read
from pilot.platform.kernel import audit
from pilot.platform.kernel.clock import business_day, business_moment
from pilot.platform.kernel.models import AuditChain, AuditEvent, Versioned
from pilot.programme.models import LoadedFact, Pilot

PRINTED_FIRST = (
    "pilots", "phases", "documents", "admin_units", "agencies", "sites", "rules",
    "targets", "tasks", "duties", "reports", "inconsistencies",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One row ready to be written; `plain` are its columns as JSON, as two loads are compared."""

    row: WrittenFact
    columns: Columns
    plain: dict[str, object]


@dataclass(frozen=True)
class Change:
    kind: str
    code: str
    columns: Columns
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)  # empty for a new row


@dataclass
class Report:
    counts: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    derived: dict[str, int] = field(default_factory=dict)  # rows that other apps made from the facts

    def lines(self) -> list[str]:
        """One line per kind, what was kept, and the number of rows created or changed."""
        order = [*PRINTED_FIRST, *(kind for kind in self.counts if kind not in PRINTED_FIRST)]
        lines = [f"{kind} {self.counts[kind]}" for kind in order]
        lines += [f"{name} {new} new" for name, new in self.derived.items()]
        changes = len(self.changes) + sum(self.derived.values())
        return [*lines, *(f"kept {name}" for name in self.kept), f"{changes} changes"]


@transaction.atomic
def load(directory: Path = FACTS) -> Report:
    """Bring the database to what the files say. Errors: FactError with file and id, nothing written."""
    facts = _known(read(directory))
    loaded = {(item.kind, item.code): item for item in LoadedFact.objects.all()}
    refs: Refs = {}
    report, written = Report(), []
    # all batches before the first row is mapped: mapping a row uses its keys up
    for kind, batches in [(kind, kind.batches(facts)) for kind in KINDS]:
        all_columns: list[Columns] = []
        for batch in batches:
            ready = [_fact(kind, row, refs) for row in batch]
            written += sync(kind, ready, loaded, report)
            refs |= {(kind.name, f.row.code): loaded[kind.name, f.row.code].object_id for f in ready}
            all_columns += [f.columns for f in ready]
        report.counts[kind.name] = f"{len(all_columns)}{kind.aside(all_columns)}"
    LoadedFact.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["kind", "code"], update_fields=["object_id", "columns"]
    )
    _record(report)
    return report


def _known(facts: Facts) -> Facts:
    names = {kind.name for kind in KINDS if not kind.rows} | {"channel_limits"}
    for kind in sorted(facts.keys() - names):
        raise FactError(f"{facts[kind][0].file if facts[kind] else kind}: {kind}: not a kind of fact")
    for kind in sorted(names - facts.keys()):
        raise FactError(f"{kind}: missing")
    return facts


def _fact(kind: Kind, row: WrittenFact, refs: Refs) -> Fact:
    row.refs = refs
    columns = kind.columns(row)
    row.refuse_rest()
    for name, value in columns.items():
        column: Any = kind.model._meta.get_field(name)
        if value is None and not column.null:
            raise row.error(f"{name.removesuffix('_id')} is missing")
        if not column.is_relation and value not in column.empty_values:
            try:
                columns[name] = column.clean(value, None)
            except ValidationError as error:
                raise row.error(f"{name}: {' '.join(error.messages)}") from error
    return Fact(row, columns, audit.json_ready(columns))


Loaded = dict[tuple[str, str], LoadedFact]


def sync(kind: Kind, facts: list[Fact], loaded: Loaded, report: Report) -> list[LoadedFact]:
    """Write what is new or differs from the last load; returns what is to be remembered.

    No query when nothing differs, two when all is new; a row that differs is saved by itself.
    """
    last = {f.row.code: loaded.get((kind.name, f.row.code)) for f in facts}
    new = [f for f in facts if last[f.row.code] is None]
    moved = [f for f in facts if (item := last[f.row.code]) and item.columns != f.plain]
    return _create(kind, new, loaded, report) + _update(kind, moved, loaded, report)


def _create(kind: Kind, facts: list[Fact], loaded: Loaded, report: Report) -> list[LoadedFact]:
    found = _by_key(kind, facts)
    absent = [f for f in facts if _key(kind, f.columns) not in found]
    objects = kind.model._base_manager.bulk_create([kind.model(**f.columns) for f in absent])
    found |= {_key(kind, f.columns): o.pk for f, o in zip(absent, objects, strict=True)}
    report.changes += [Change(kind.name, f.row.code, f.columns) for f in absent]
    items = [
        LoadedFact(kind=kind.name, code=f.row.code, object_id=found[_key(kind, f.columns)], columns=f.plain)
        for f in facts
    ]
    loaded |= {(item.kind, item.code): item for item in items}
    return items


def _key(kind: Kind, columns: Columns) -> tuple[object, ...]:
    return tuple(columns[name] for name in kind.key)


def _by_key(kind: Kind, facts: list[Fact]) -> dict[tuple[object, ...], int]:
    """Rows that somebody entered before the files knew them."""
    if not facts:
        return {}
    first = kind.key[0]
    rows = kind.model._base_manager.filter(**{f"{first}__in": {f.columns[first] for f in facts}})
    return {tuple(key): pk for *key, pk in rows.values_list(*kind.key, "pk")}


def _update(kind: Kind, facts: list[Fact], loaded: Loaded, report: Report) -> list[LoadedFact]:
    items = [loaded[kind.name, f.row.code] for f in facts]
    if not items:
        return []
    locked = kind.model._base_manager.order_by("pk").select_for_update()  # no outer join of Meta.ordering to lock
    rows = locked.in_bulk([item.object_id for item in items])
    for fact, item in zip(facts, items, strict=True):
        row = rows.get(item.object_id)
        if row is not None:  # otherwise somebody deleted it
            _merge(kind, fact, item.columns, row, report)
        item.columns = fact.plain
    return items


def _merge(kind: Kind, fact: Fact, last: dict[str, object], row: models.Model, report: Report) -> None:
    """Three ways: what was loaded last, what the files say now, what the row holds."""
    current = audit.json_ready({name: getattr(row, name) for name in fact.columns})
    differing = [n for n in fact.columns if last.get(n) != fact.plain[n] and current[n] != fact.plain[n]]
    writable = [] if _closed(last, row) else [n for n in differing if n not in last or current[n] == last[n]]
    report.kept += [f"{kind.name} {fact.row.code}: {n}" for n in differing if n not in writable]
    if not writable:
        return
    for name in writable:
        setattr(row, name, fact.columns[name])
    if isinstance(row, Versioned):
        row.row_version += 1
    row.save()
    before, after = ({n: side[n] for n in writable} for side in (current, fact.plain))
    report.changes.append(Change(kind.name, fact.row.code, fact.columns, before, after))


def _closed(last: dict[str, object], row: models.Model) -> bool:
    """Whether people have said until when it holds."""
    return bool(audit.json_ready({"day": getattr(row, "valid_to", None)})["day"] != last.get("valid_to"))


def _record(report: Report) -> None:
    """One event per pilot and one on the platform chain, each only when rows of its own changed."""
    codes: dict[int | None, str] = dict(Pilot.objects.values_list("pk", "code"))
    chains: dict[str, list[Change]] = {}
    for change in report.changes:
        own = change.code if change.kind == "pilots" else codes.get(change.columns.get("pilot_id"))
        chains.setdefault(own or AuditChain.PLATFORM, []).append(change)
    for chain, changes in sorted(chains.items()):
        _append(chain, changes)


def _append(chain: str, changes: list[Change]) -> None:
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    changed = [c for c in changes if c.after]
    audit.append(
        chain,
        at=business_moment(),
        business_day=business_day(),
        outcome=AuditEvent.Outcome.DONE,
        verb="load_pilots",
        source="load_pilots",
        before={f"{c.kind} {c.code}": c.before for c in changed},
        after={"counts": counts, **{f"{c.kind} {c.code}": c.after for c in changed}},
    )
