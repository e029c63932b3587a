"""A list from a workbook in two steps: upload and check, then confirm; undo while nothing refers to what was written.

Purpose: no list is imported by halves, and none without somebody having seen what it does. Source: house style
("Exchange"), docs/adr/0006. Every kind of list has verbs of its own, so that the table in
pilot/platform/access/roles.py says who may import what; the transitions are the same for all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pilot.platform.exchange import bulk, workbooks
from pilot.platform.exchange.checking import Checked, Outcome
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.resource import RESOURCES, Known, Row, TwoStepResource, register_export, resource
from pilot.platform.exchange.sheet import Table
from pilot.platform.exchange.undoing import delete_created, references
from pilot.platform.kernel import files
from pilot.platform.kernel.models import StoredFile
from pilot.platform.kernel.refusals import Problem, TransitionRefused
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write

S = ImportBatch.Status
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {".xlsx": XLSX, ".xls": "application/vnd.ms-excel", ".csv": "text/csv"}
NAMED = 5  # rows named in a message; the rest are counted


@dataclass(frozen=True)
class Upload:
    """A workbook that was read: its name, its bytes as they may be kept, and the list found in it."""

    name: str
    content: bytes
    content_type: str
    table: Table
    sha256: str

    def __str__(self) -> str:
        return f"{self.name} {self.sha256}"


def transitions(kind: type[TwoStepResource]) -> list[Transition]:
    """The table of one kind. `check` may be repeated: after a choice of date order, or when things have changed."""
    verbs = kind.verbs
    return [
        Transition(verbs.check, (S.UPLOADED, S.CHECKED), S.CHECKED, _("Check the list")),
        Transition(verbs.confirm, (S.CHECKED,), S.CONFIRMED, _("Write the list")),
        Transition(verbs.discard, (S.UPLOADED, S.CHECKED), S.REFUSED, _("Discard the list")),
        Transition(verbs.undo, (S.CONFIRMED,), S.UNDONE, _("Undo the import"), reason=True),
    ]


def verbs_for(kind: type[TwoStepResource]) -> None:
    """Give a kind its workflow and its verbs."""
    table = Workflow(f"import_{kind.kind}", kind.title, transitions(kind))
    label = format_lazy(_("List uploaded: {list}"), list=kind.title)
    write(kind.verbs.upload, rules=(rule_kind_fits(kind),), label=label)(upload_body(kind))
    table.verb(kind.verbs.check)(check_import)
    table.verb(kind.verbs.confirm, rules=(rule_no_errors, rule_something_to_write))(confirm_import)
    table.verb(kind.verbs.discard)(discard_import)
    table.verb(kind.verbs.undo)(undo_import)


def register(*kinds: type[TwoStepResource]) -> None:
    """Make kinds known: their verbs, addresses and pages (AppConfig.ready)."""
    register_export(*kinds)
    for kind in kinds:
        RESOURCES[kind.kind] = kind
        verbs_for(kind)


# --- rules ----------------------------------------------------------------------------------------


def rule_kind_fits(kind: type[TwoStepResource]) -> Callable[..., list[Problem]]:
    """A list of employees belongs to a post office, not to a department."""

    def rule(target: Model, act: Act, inputs: Inputs) -> list[Problem]:
        if kind().accepts(target):
            return []
        return [Problem("kind_does_not_fit", _("A list of this kind cannot belong here."))]

    return rule


def rule_no_errors(batch: ImportBatch, act: Act, inputs: Inputs) -> list[Problem]:
    """All rows or none: half a list is worse than no list."""
    if not batch.error_count:
        return []
    return [
        Problem(
            "rows_with_errors",
            _("Rows with errors stand in the list; nothing of it is written. Correct them and upload it again."),
        )
    ]


def rule_something_to_write(batch: ImportBatch, act: Act, inputs: Inputs) -> list[Problem]:
    """A list without differences needs no confirmation."""
    if batch.new_count or batch.changed_count:
        return []
    return [Problem("nothing_to_import", _("Everything in this list is recorded already; there is nothing to write."))]


# --- bodies ---------------------------------------------------------------------------------------


def upload_body(kind: type[TwoStepResource]) -> Callable[..., ImportBatch]:
    def upload_import(target: Any, call: Call, *, upload: Upload) -> ImportBatch:
        """Keep the file (without identity numbers) and what was decided of it; kind_does_not_fit."""
        kept = files.store(upload.content, upload.name, upload.content_type, call.act.user)
        earlier = _earlier(kind.kind, target, kept)
        table = upload.table
        call.note(file=upload.name, sha256=kept.sha256, rows=len(table.rows))
        return ImportBatch.objects.create(
            pilot=target.pilot,
            agency=kind().agency_of(target),
            kind=kind.kind,
            object_type=target._meta.label,
            object_id=target.pk,
            file=kept,
            sheet=table.sheet[:100],
            head_row=table.head,
            row_count=len(table.rows),
            decisions=[decision.as_json() for decision in table.decisions],
            notices=[
                *earlier,
                *([["passed_over", table.passed_over]] if table.passed_over else []),
                *([["remarks", table.remarks]] if table.remarks else []),
            ],
            uploaded_at=call.act.at,
            uploaded_by=call.user,
        )

    return upload_import


def _earlier(kind: str, target: Model, kept: StoredFile) -> list[list[object]]:
    """A notice when the very same file was written before."""
    same = ImportBatch.objects.filter(
        kind=kind,
        object_type=target._meta.label,
        object_id=target.pk,
        file__sha256=kept.sha256,
        status=S.CONFIRMED,
    )
    return [["same_file", [batch.pk]] for batch in same[:1]]


def check_import(batch: ImportBatch, call: Call, *, checked: Checked, options: dict[str, str]) -> None:
    """Keep what confirming would do, row by row, with the counts and the workbook of rows with errors."""
    kind = resource(batch.kind)
    batch.rows.all().delete()
    bulk.insert([_staged(batch, row, outcome, kind) for row, outcome in checked.rows])
    counts = checked.counts
    batch.new_count, batch.changed_count = counts[Outcome.NEW], counts[Outcome.CHANGED]
    batch.unchanged_count, batch.error_count = counts[Outcome.UNCHANGED], counts[Outcome.ERROR]
    batch.note_count = sum(bool(row.notes) for row, _outcome in checked.rows)
    batch.row_count = batch.rows_done = len(checked.rows)
    batch.options, batch.checked_at = options, call.act.at
    batch.error_book = _error_book(batch, checked, kind, call)


def _staged(batch: ImportBatch, row: Row, outcome: str, kind: TwoStepResource) -> ImportRow:
    return ImportRow(
        pilot_id=batch.pilot_id,
        batch=batch,
        number=row.number,
        key=str(row.values.get(kind.key) or "")[:120],
        outcome=outcome,
        cells={name: workbooks.as_text(cell) for name, cell in row.cells.items()},
        faults=[[fault.field, fault.message] for fault in row.faults],
        notes=row.notes,
        object_id=row.object_id,
        before=kind.freeze(row.before),
        after=kind.freeze(row.after),
    )


def _error_book(batch: ImportBatch, checked: Checked, kind: TwoStepResource, call: Call) -> StoredFile | None:
    rows = checked.of(Outcome.ERROR)
    if not rows:
        return None
    letters = {decision["name"]: decision["letter"] for decision in batch.decisions if decision["name"]}
    return files.store(workbooks.error_book(kind, rows, letters), f"loi-{batch.kind}.xlsx", XLSX, call.act.user)


def confirm_import(batch: ImportBatch, call: Call) -> None:
    """Write the new rows and the changes, all in this transaction, with a number of statements that no list enlarges.

    Raises TransitionRefused rows_with_errors, nothing_to_import, changed_since_check (somebody wrote in between).
    """
    kind, target = resource(batch.kind), _locked(batch)
    staged = list(batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]))
    rows = [
        Row(s.number, s.cells, object_id=s.object_id, before=kind.thaw(s.before), after=kind.thaw(s.after))
        for s in staged
    ]
    _refuse_moved(
        kind,
        rows,
        {row.number: s.key for row, s in zip(rows, staged, strict=True)},
        kind.existing(target, call.act.on, lock=True),
    )
    new = [row for row in rows if row.object_id is None]
    kind.change(target, {row.object_id: row.after for row in rows if row.object_id is not None})
    for row in new:
        row.values = row.after
    batch.created = kind.create(target, new, call.act.on) if new else {}
    _note_ids(staged, rows)
    batch.confirmed_at, batch.confirmed_by = call.act.at, call.act.user
    call.note(
        new=batch.new_count,
        changed=batch.changed_count,
        unchanged=batch.unchanged_count,
        sha256=batch.file.sha256,
    )


def _locked(batch: ImportBatch) -> Any:
    """The target under lock: two lists of one target take turns."""
    return type(batch.target)._base_manager.select_for_update().get(pk=batch.object_id)


def _note_ids(staged: list[ImportRow], rows: list[Row]) -> None:
    """The staging rows learn the ids of what was written, for the links of the preview and for an undo."""
    new = {s.pk: {"object_id": row.object_id} for s, row in zip(staged, rows, strict=True) if s.object_id is None}
    bulk.update(ImportRow, new, ["object_id"])


def _refuse_moved(kind: TwoStepResource, rows: list[Row], keys: dict[int, str], known: dict[Any, Known]) -> None:
    """Nobody has written to these rows since the check. Raises TransitionRefused changed_since_check."""
    by_text = {str(key): found for key, found in known.items()}
    moved = [keys[row.number] for row in rows if not _as_checked(row, by_text.get(keys[row.number]))]
    if moved:
        raise TransitionRefused(
            "changed_since_check",
            _("Since the check somebody has changed: %(keys)s. Check the list again.") % {"keys": named(moved)},
        )


def _as_checked(row: Row, known: Known | None) -> bool:
    if row.object_id is None or known is None:
        return row.object_id is None and known is None
    return known.object_id == row.object_id and all(known.values.get(n) == value for n, value in row.before.items())


def discard_import(batch: ImportBatch, call: Call) -> None:
    """The list is not wanted; nothing of it was written."""


def undo_import(batch: ImportBatch, call: Call) -> None:
    """Delete what the import wrote and put the old values back, exactly.

    Raises TransitionRefused referred_to (says what refers to the rows), changed_since_import (names the
    rows).
    """
    kind, target = resource(batch.kind), _locked(batch)
    known: dict[int | None, Known] = {k.object_id: k for k in kind.existing(target, call.act.on, lock=True).values()}
    # asked under the lock on the rows: whoever wants to refer to one of them now waits until we are through
    if problems := [
        Problem("referred_to", _("The import cannot be undone: %(what)s.") % {"what": what})
        for what in references(batch, kind)
    ]:
        raise TransitionRefused("referred_to", "", problems)
    rows = list(batch.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]))
    moved = [row.key for row in rows if not _as_written(kind, row, known.get(row.object_id))]
    if moved:
        raise TransitionRefused(
            "changed_since_import",
            _("The import cannot be undone, as these were changed after it: %(keys)s.") % {"keys": named(moved)},
        )
    kind.change(
        target,
        {row.object_id: kind.thaw(row.before) for row in rows if row.outcome == Outcome.CHANGED and row.object_id},
    )
    delete_created(batch)
    batch.undone_at, batch.undone_by = call.act.at, call.act.user
    call.note(deleted={label: len(ids) for label, ids in batch.created.items()}, restored=batch.changed_count)


def _as_written(kind: TwoStepResource, row: ImportRow, known: Known | None) -> bool:
    after = kind.thaw(row.after)
    return known is not None and all(
        known.values[name] == value for name, value in after.items() if name in known.values
    )


def named(keys: list[str]) -> str:
    """The first keys, and that there are more."""
    return ", ".join(keys[:NAMED]) + ("…" if len(keys) > NAMED else "")
