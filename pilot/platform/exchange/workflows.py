"""A list from a workbook in two steps: upload and check, then confirm; undo while nothing refers to what was written.

Purpose: no list is imported by halves, and none without somebody having seen what it does. Source: house style
("Exchange"), docs/adr/0006. Every kind of list has verbs of its own, so that the table in
pilot/platform/access/roles.py says who may import what; the transitions are the same for all.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.db.models import Model, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.actors import able, holders
from pilot.platform.access.people import signers
from pilot.platform.access.policy import pilot_of
from pilot.platform.exchange import bulk, workbooks
from pilot.platform.exchange.checking import Checked
from pilot.platform.exchange.mapping import remember
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.questions import Answers, unanswered
from pilot.platform.exchange.reading import first_of
from pilot.platform.exchange.resource import (
    EXPORTS,
    RESOURCES,
    ListResource,
    Record,
    Row,
    TwoStepResource,
    resource,
)
from pilot.platform.exchange.sheet import Table
from pilot.platform.exchange.undoing import WRITTEN, delete_created, in_the_way, stands
from pilot.platform.kernel import files
from pilot.platform.kernel.refusals import Problem, TransitionRefused
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import VERBS, Act, Call, Transition, Workflow, write

S, Outcome = ImportBatch.Status, ImportRow.Outcome
TYPES = {".xlsx": workbooks.XLSX, ".xls": "application/vnd.ms-excel", ".csv": "text/csv"}


@dataclass(frozen=True)
class Upload:
    """A workbook that was read: its name, its bytes as they may be kept, the list found in it, its bytes as sent.

    Without a list it is read later, by a job.
    """

    name: str
    content: bytes
    table: Table | None
    sent: bytes

    def __str__(self) -> str:
        return f"{self.name} {hashlib.sha256(self.content).hexdigest()}"


def register(*kinds: type[ListResource]) -> None:
    """Make lists known that leave as workbooks, and of those that are also read their verbs (AppConfig.ready)."""
    for kind in kinds:
        EXPORTS[kind.kind] = kind
        if issubclass(kind, TwoStepResource):
            RESOURCES[kind.kind] = kind
            verbs_for(kind)


def verbs_for(kind: type[TwoStepResource]) -> None:
    """Give a kind its workflow and its verbs. `check` may be repeated: after a choice of date order, or later on."""
    verbs, not_by = kind.verbs, ("not_by",) if kind.by_two else ()
    transitions = [
        Transition(verbs.check, (S.UPLOADED, S.CHECKED), S.CHECKED, _("Check the list")),
        Transition(verbs.confirm, (S.CHECKED,), S.CONFIRMED, _("Write the list"), not_by=not_by, signed=kind.signed),
        Transition(verbs.discard, (S.UPLOADED, S.CHECKED), S.REFUSED, _("Discard the list")),
        Transition(verbs.undo, (S.CONFIRMED,), S.UNDONE, _("Undo the import"), reason=True, by_two=kind.by_two),
    ]
    table = Workflow(f"import_{kind.kind}", kind.title, transitions)
    label = format_lazy(_("List uploaded: {list}"), list=kind.title)
    write(verbs.upload, rules=(rule_kind_fits(kind),), label=label)(upload_body(kind))
    table.verb(verbs.check)(check_import)
    to_write = (rule_target_open, rule_two_people, rule_all_answered, rule_no_errors, rule_something_to_write)
    table.verb(verbs.confirm, rules=to_write)(confirm_import)
    table.verb(verbs.discard)(discard_import)
    table.verb(verbs.undo, rules=(rule_target_open, rule_nothing_in_the_way))(undo_import)


# --- rules ----------------------------------------------------------------------------------------


def rule_kind_fits(kind: type[TwoStepResource]) -> Callable[..., list[Problem]]:
    """A list of employees belongs to a post office, not to a department; one of days to a draft."""

    def rule(target: Model, act: Act, inputs: Inputs) -> list[Problem]:
        return _refused(kind(), target)

    return rule


def _refused(kind: TwoStepResource, target: Record) -> list[Problem]:
    why = kind.refuses(target)
    return [Problem("kind_does_not_fit", why)] if why else []


def rule_target_open(batch: ImportBatch, act: Act, inputs: Inputs) -> list[Problem]:
    """What the rows belong to still takes them, or gives them back: a timesheet that was handed in does not."""
    return _refused(resource(batch.kind), batch.target)


def rule_two_people(batch: ImportBatch, act: Act, inputs: Inputs) -> list[Problem]:
    """Where a kind wants two people, the sender of a list does not write it, nor anybody on his behalf."""
    kind = resource(batch.kind)
    if not kind.by_two or batch.uploaded_by.person_id not in signers(act, kind.verbs.confirm, batch):
        return []
    words = _("Somebody else than the one who sent the list has to write it.")
    return [Problem("same_person", words)] if has_others(batch, act.on) else []


def has_others(batch: ImportBatch, on: dt.date) -> bool:
    """Whether somebody could write the list behind whom its sender does not stand."""
    confirm, sender = resource(batch.kind).verbs.confirm, batch.uploaded_by.person_id
    found = able(holders([confirm], on, batch.pilot_id), confirm, batch)
    return any(sender not in holder.people for holder in found)


def rule_all_answered(batch: ImportBatch, act: Act, inputs: Inputs) -> list[Problem]:
    """What has no default was asked because nobody may guess it."""
    words = _("The list is not written before this is answered: %(question)s")
    open_ones = unanswered(batch.asked, batch.options)
    return [Problem("question_open", words % {"question": question.words}) for question in open_ones]


def rule_no_errors(batch: ImportBatch, act: Act, inputs: Inputs) -> list[Problem]:
    """All rows, or those without errors where somebody says so: never half a list that nobody chose."""
    if batch.faults:
        return [Problem("list_with_faults", words) for words in batch.faults]
    if not batch.error_count or inputs.get("without_errors"):
        return []
    words = _("Rows with errors stand in the list; nothing of it is written. Correct them and upload it again.")
    return [Problem("rows_with_errors", words)]


def rule_something_to_write(batch: ImportBatch, act: Act, inputs: Inputs) -> list[Problem]:
    """A list without differences needs no confirmation."""
    if batch.new_count or batch.changed_count:
        return []
    return [Problem("nothing_to_import", _("Everything in this list is recorded already; there is nothing to write."))]


def rule_nothing_in_the_way(batch: ImportBatch, act: Act, inputs: Inputs) -> list[Problem]:
    """What refers to the rows, or has changed them, forbids that they go.

    Asked under the lock on the rows: whoever wants to refer to one of them now waits until we are through.
    """
    kind, target = resource(batch.kind), _locked(batch)
    return in_the_way(batch, kind, kind.existing(target, act.on, lock=True).values())


# --- bodies ---------------------------------------------------------------------------------------


def upload_body(kind: type[TwoStepResource]) -> Callable[..., ImportBatch]:
    def upload_import(target: Record, call: Call, *, upload: Upload, replaces: int | None = None) -> ImportBatch:
        """Keep the file (without identity numbers) and what was decided of it; kind_does_not_fit.

        `replaces`: the id of the list of this place that it corrects.
        """
        kept = files.store(upload.content, upload.name, type_of(upload.name), call.act.user)
        place: dict[str, Any] = {"kind": kind.kind, "object_type": target._meta.label, "object_id": target.pk}
        place["pilot"] = pilot_of(target)
        sent, table = hashlib.sha256(upload.sent).hexdigest(), upload.table
        before = ImportBatch.objects.filter(**place, sent_sha256=sent).exclude(status=S.REFUSED)
        call.note(file=upload.name, sha256=kept.sha256, rows=len(table.rows) if table else 0)
        return ImportBatch.objects.create(
            **place,
            agency=kind().agency_of(target),
            file=kept,
            sent_sha256=sent,
            notices=[["same_file", list(before.order_by("-pk").values_list("pk", flat=True)[:1])]],
            uploaded_at=call.act.at,
            uploaded_by=call.user,
            replaces=ImportBatch.objects.filter(**place, pk=replaces).first() if replaces else None,
            **(_found(table) if table else {"head_row": 0}),
        )

    return upload_import


def type_of(name: str) -> str:
    return TYPES[Path(name).suffix.lower()]


def _found(table: Table) -> dict[str, Any]:
    """What is kept of how a list was read."""
    return {
        "sheet": table.sheet[:100],
        "head_row": table.head,
        "shape": table.shape,
        "row_count": len(table.rows),
        "decisions": [asdict(decision) for decision in table.decisions],
    }


def check_import(
    batch: ImportBatch, call: Call, *, table: Table, checked: Checked, answers: Answers, copy: Upload | None = None
) -> None:
    """Keep what confirming would do, row by row, with the counts and the workbook of rows with errors.

    A `copy` without identity numbers replaces the file that was sent.
    """
    if copy:
        files.erase(batch.file)
        batch.file = files.store(copy.content, copy.name, type_of(copy.name), call.act.user)
    for name, value in _found(table).items():
        setattr(batch, name, value)
    _keep_rows(batch, table.rows)
    batch.questions, batch.options = [asdict(question) for question in checked.questions], dict(answers)
    lines = {"groups": table.groups, "passed_over": table.passed_over, "above": table.above}
    said = {**lines, "remarks": table.remarks, "faults": checked.faults, "notes": checked.notes}
    batch.notices = [*([name, kept] for name, kept in batch.notices if name not in said), *map(list, said.items())]
    batch.fault_count = len(checked.faults)
    batch.is_part = any(row.left_over for row in table.rows)
    batch.replaces = batch.replaces or (_corrected(batch) if batch.is_part else None)
    batch.checked_at, batch.error_book = call.act.at, None
    apart = resource(batch.kind).by_two and has_others(batch, call.act.on)
    batch.not_by = batch.uploaded_by.person if apart else None
    remember(batch)
    if wrong := [row for row in table.rows if row.outcome == Outcome.ERROR]:
        kind = resource(batch.kind)
        content, name = workbooks.error_book(kind, wrong, batch.letters), workbooks.error_name(kind, batch.file.name)
        batch.error_book = files.store(content, name, workbooks.XLSX, call.act.user)


def _corrected(part: ImportBatch) -> ImportBatch | None:
    """The list from which a workbook of errors came: the last one with errors that its sender sent for the place."""
    place = {name: getattr(part, name) for name in ("kind", "object_type", "object_id", "uploaded_by")}
    unwritten = Q(status=S.CHECKED) | Q(status=S.CONFIRMED, errors_left_out=True)
    return ImportBatch.objects.filter(unwritten, **place, error_count__gt=0, pk__lt=part.pk).first()


def _keep_rows(batch: ImportBatch, rows: list[Row]) -> None:
    kind, counts = resource(batch.kind), Counter(row.outcome for row in rows)
    batch.rows.all().delete()
    bulk.insert([_staged(batch, row, kind) for row in rows])
    batch.new_count, batch.changed_count = counts[Outcome.NEW], counts[Outcome.CHANGED]
    batch.unchanged_count, batch.error_count = counts[Outcome.UNCHANGED], counts[Outcome.ERROR]
    batch.note_count = sum(bool(row.notes) for row in rows)
    batch.rows_done = len(rows)


def _staged(batch: ImportBatch, row: Row, kind: TwoStepResource) -> ImportRow:
    return ImportRow(
        pilot_id=batch.pilot_id, batch=batch, number=row.number, key=str(row.values.get(kind.key) or "")[:120],
        outcome=row.outcome, cells={name: workbooks.as_text(cell) for name, cell in row.cells.items()},
        faults=row.faults, notes=row.notes, object_id=row.object_id,
        before=kind.freeze(row.before), after=kind.freeze(row.after),
    )  # fmt: skip


def confirm_import(batch: ImportBatch, call: Call, *, without_errors: bool = False) -> None:
    """Write the new rows and the changes, all in this transaction, with a number of statements that no list enlarges.

    `without_errors`: the reader takes the rows without errors; the others stay in the workbook of errors.
    Raises TransitionRefused rows_with_errors, nothing_to_import, changed_since_check (somebody wrote in between).
    """
    kind, target = resource(batch.kind), _locked(batch)
    kind.act = replace(call.act, key="", row_version=None)
    staged = list(batch.rows.filter(outcome__in=WRITTEN))
    known = kind.existing(target, call.act.on, lock=True)
    moved = [row.key for row in staged if not stands(known.get(kind.identity(row.key)), row, kind.thaw(row.before))]
    if moved:
        words = _("Since the check somebody has changed: %(keys)s. Check the list again.")
        raise TransitionRefused("changed_since_check", words % {"keys": first_of(moved)})
    kind.change(target, {row.object_id: kind.thaw(row.after) for row in staged if row.object_id is not None})
    if new := [row for row in staged if row.object_id is None]:
        batch.created = kind.create(target, [kind.thaw(row.after) for row in new], call.act.on)
        written = zip(new, batch.created[kind.writes], strict=True)  # the staging rows learn it, for an undo
        bulk.update(ImportRow, {row.pk: {"object_id": key} for row, key in written}, ["object_id"])
    batch.confirmed_at, batch.confirmed_by = call.act.at, call.act.user
    batch.errors_left_out = bool(batch.error_count) and without_errors
    batch.questions = []  # answered; they quote names and telephones, which an erasure would not find there
    counts = {"new": batch.new_count, "changed": batch.changed_count, "unchanged": batch.unchanged_count}
    call.note(**counts, left_out=batch.error_count, sha256=batch.file.sha256)
    if kind.by_two and call.user.person_id == batch.uploaded_by.person_id:
        call.note(nobody_else_could_confirm=True)
    _put_aside(batch.replaces, batch, call.act)


def _put_aside(old: ImportBatch | None, batch: ImportBatch, act: Act) -> None:
    """The list that a written one corrects is discarded, unless rows without errors stand in it alone."""
    if old is None or old.status != S.CHECKED or (batch.is_part and old.good_count):
        return
    VERBS[resource(old.kind).verbs.discard](old, replace(act, key="", row_version=None))


def _locked(batch: ImportBatch) -> Record:
    """The target under lock: two lists of one target take turns."""
    return type(batch.target)._base_manager.select_for_update().get(pk=batch.object_id)


def discard_import(batch: ImportBatch, call: Call, *, why: str = "") -> None:
    """The list is not wanted, or could not be read (`why`, for its reader); nothing of it was written.

    A file that nobody has read goes: it stands as it was sent, perhaps with identity numbers.
    """
    if not batch.head_row:
        files.erase(batch.file)
    if why:
        batch.notices, batch.fault_count = [*batch.notices, ["faults", [why]]], 1


def undo_import(batch: ImportBatch, call: Call) -> None:
    """Delete what the import wrote and put the old values back, exactly.

    Raises TransitionRefused referred_to (says what refers to the rows), changed_since_import (names the rows).
    """
    kind, target = resource(batch.kind), _locked(batch)
    rows = batch.rows.filter(outcome=Outcome.CHANGED)
    changed = {row.object_id: kind.thaw(row.before) for row in rows if row.object_id}
    kind.change(target, changed)
    delete_created(batch)
    kind.undone(target)
    batch.undone_at, batch.undone_by = call.act.at, call.act.user
    call.note(deleted={label: len(ids) for label, ids in batch.created.items()}, restored=batch.changed_count)
