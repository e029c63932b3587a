"""What pages show of what the selectors found: words, tones, addresses."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.exchange import selectors
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.questions import unanswered
from pilot.platform.exchange.resource import RESOURCES, Column, ListResource, TwoStepResource
from pilot.platform.exchange.undoing import in_the_way, later_lists, moved
from pilot.platform.kernel.types import User
from pilot.platform.ui.shapes import Action, Fact

S, Outcome = ImportBatch.Status, ImportRow.Outcome
PAGE = 50
STATES = {S.UPLOADED: "wait", S.CHECKED: "wait", S.CONFIRMED: "pass", S.UNDONE: "idle", S.REFUSED: "idle"}
OUTCOME_STATES = {
    Outcome.NEW: "pass", Outcome.CHANGED: "warn", Outcome.UNCHANGED: "idle", Outcome.ERROR: "fail",
    Outcome.SKIPPED: "idle",
}  # fmt: skip
WORST_FIRST = ["warn", "idle", "pass"]  # of the decisions about columns


@dataclass
class CellView:
    """One cell of the preview: as it will be, before and after, or as read; `wrong`: a fault of the row is its."""

    text: str
    before: str | None = None
    wrong: bool = False


@dataclass
class Said:
    """What is said of columns of the file, once for all of which the same is said."""

    state: str
    columns: list[str]
    lines: tuple[str, ...]


@dataclass
class ImportView:
    """One line among past imports."""

    batch: ImportBatch
    state: str
    state_label: str
    title: object

    @classmethod
    def of(cls, batch: selectors.Told) -> "ImportView":
        return cls(batch, *standing(batch), RESOURCES[batch.kind].title)


@dataclass
class RowView:
    number: int
    label: str
    state: str
    cells: list[CellView]
    faults: list[str]
    remarks: list[str]


def standing(batch: selectors.Told) -> tuple[str, str]:
    """State and words of an import, as `told`. With errors or open questions it waits for somebody to act on it."""
    if batch.status == S.CHECKED and batch.faults:
        return "fail", _("is not written as it stands: upload the right list")
    if batch.status == S.CHECKED and batch.error_count:
        return "fail", _("has errors: correct them and upload again")
    if batch.status == S.CHECKED and unanswered(batch.asked, batch.options):
        return "wait", _("asks something before it can be written")
    if batch.status == S.CONFIRMED and batch.errors_left_out and not batch.corrected:
        return "warn", _("written without its rows with errors")
    return STATES[S(batch.status)], batch.get_status_display()


def set_aside(batch: selectors.Told, user: User) -> bool:
    """Whether an import, as `told`, asks nothing of the reader any more: thrown away, or with errors and not his.

    His own with errors stands until he sends the next one for the same place.
    """
    failed = standing(batch)[0] == "fail"
    return batch.status == S.REFUSED or (failed and (batch.uploaded_by_id != user.pk or batch.later))


def preview(batch: selectors.Told, kind: TwoStepResource, shown: str, after: str, masked: bool) -> dict[str, Any]:
    """What the page of an import shows. `shown`: an outcome, "note" or empty; `after`: a row number or empty."""
    rows = list(selectors.rows_of(batch, shown, after)[: PAGE + 1])
    outcomes = outcomes_of(batch)
    notices = dict(batch.notices)
    state, state_label = standing(batch)
    said = said_of_columns(batch)
    return {
        "batch": batch,
        "kind": kind,
        "place": batch.target,
        "closed": batch.status in (S.UNDONE, S.REFUSED),
        "state": state,
        "state_label": state_label,
        "figures": [Fact(label, count, f"?rows={name}" if count else "") for name, label, count in outcomes],
        "tabs": [
            (f"?rows={name}", *words, name == shown) for name, *words in [("", _("All"), batch.row_count), *outcomes]
        ],
        "rows": [_row_view(row, kind, batch.letters, masked) for row in rows[:PAGE]],
        "columns": [(letter, kind.columns[name].heading) for name, letter in batch.letters.items()],
        "next_key": rows[PAGE - 1].number if len(rows) > PAGE else "",
        "decisions": [one for one in said if one.state != "pass"],
        "read": [one for one in said if one.state == "pass"],
        "read_count": sum(len(one.columns) for one in said if one.state == "pass"),
        "left": time_left(batch),
        "faults": batch.faults,
        "same_file": [ImportView.of(row) for row in selectors.earlier(batch, notices.get("same_file", []))],
        "stopped": is_stopped(batch),
        "at_fault": {name for row in rows[:PAGE] for name, _message in row.faults},
        "list_notes": notices.get("notes", []) if batch.status == S.CHECKED else [],
        "remarks": [] if masked else notices.get("remarks", []),
        "groups": [] if masked else notices.get("groups", []),
        "passed_over": [] if masked else notices.get("passed_over", []),
        "above": [] if masked else notices.get("above", []),
    }


def exported_columns(kind: ListResource) -> list[tuple[str, bool]]:
    """What the columns of an export are called, those that are alike once, and whether they are personal."""
    return list(dict.fromkeys((column.said, name in kind.masked) for name, column in kind.kept.items()))


def said_of_columns(batch: ImportBatch) -> list[Said]:
    """What was decided about the columns, the worst first."""
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for decision in batch.decisions:
        named = " · ".join(filter(None, (decision["letter"], decision["heading"])))
        alike[decision["state"], tuple(decision["said"])].append(named)
    said = [Said(state, columns, lines) for (state, lines), columns in alike.items()]
    return sorted(said, key=lambda one: WORST_FIRST.index(one.state))


def _row_view(row: ImportRow, kind: TwoStepResource, letters: dict[str, str], masked: bool) -> RowView:
    cells = [_cell_view(row, name, kind, masked) for name in letters]
    faults = [_fault(name, message, kind, masked) for name, message in row.faults]
    state = OUTCOME_STATES[Outcome(row.outcome)]
    return RowView(row.number, row.get_outcome_display(), state, cells, faults, row.notes)


def _fault(name: str, message: str, kind: TwoStepResource, masked: bool) -> str:
    """What is wrong with a row, beginning with the heading of the cell that it is about."""
    if name not in kind.columns:
        return message
    said = _("not right") if _hidden(name, kind, masked) else message
    return f"{kind.columns[name].heading}: {said}"


def _hidden(name: str, kind: TwoStepResource, masked: bool) -> bool:
    return masked and (name in kind.masked or not kind.columns[name].kept)


def _cell_view(row: ImportRow, name: str, kind: TwoStepResource, masked: bool) -> CellView:
    if name in row.after:
        before = kind.shown(name, row.before[name], masked) if name in row.before else None
        return CellView(kind.shown(name, row.after[name], masked), before)
    text = _as_read(row.cells.get(name), kind.columns[name])
    wrong = any(column == name for column, _message in row.faults)
    return CellView("***" if text and _hidden(name, kind, masked) else text, wrong=wrong)


def _as_read(cell: object, column: Column) -> str:
    """A cell as it stood in the file; 19.5 as Excel shows it to its reader, unless the number is a code."""
    text = "" if cell is None else str(cell)
    return text.replace(".", ",") if isinstance(cell, float) and not column.widget.texts else text


def outcomes_of(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """Name in the address, label and number of each kind of row."""
    left = batch.row_count - batch.new_count - batch.changed_count - batch.unchanged_count - batch.error_count
    skipped = [("skipped", _("Left out"), left)] if left > 0 and batch.checked_at else []
    remarks = [("note", _("With remarks"), batch.note_count)] if batch.note_count else []
    return [
        ("new", _("New"), batch.new_count),
        ("changed", _("Changed"), batch.changed_count),
        ("unchanged", _("Unchanged"), batch.unchanged_count),
        ("error", _("With errors"), batch.error_count),
        *skipped,
        *remarks,
    ]


def good_rows(batch: ImportBatch, operation_key: str, url: str) -> list[Action]:
    """To write the rows without errors, where some are and nothing else stands in the way."""
    count = batch.good_count
    if batch.status != S.CHECKED or not batch.error_count or not count or is_stopped(batch):
        return []
    label = ngettext(
        "Write only the %(count)d row without errors", "Write only the %(count)d rows without errors", count
    ) % {"count": count}
    return [
        Action(
            label, url, method="post", name="without_errors", value="1",
            operation_key=operation_key, row_version=batch.row_version,
        )
    ]  # fmt: skip


def is_stopped(batch: ImportBatch) -> bool:
    """Whether a fault of the whole list or an open question keeps all of it from being written."""
    return bool(batch.faults or unanswered(batch.asked, batch.options))


def advice(batch: ImportBatch, may_write: bool) -> str:
    """What to do about rows with errors: what the workbook of errors holds, and what becomes of the other rows."""
    if not batch.good_count:
        return _(
            "The workbook of errors holds only these rows, and the list has no others to write: correct them there and "
            "upload that workbook, or correct the whole list and upload it instead."
        )
    if is_stopped(batch):
        words = _(
            "The workbook of errors holds only these rows, not the rows without errors (%(count)d), which nobody has "
            "written yet: settle first what stands above and write them, or correct the whole list and upload it "
            "instead."
        )
    elif may_write:
        words = _(
            "The workbook of errors holds only these rows. First write the rows without errors (%(count)d) with the "
            "button below, then correct the workbook of errors and upload it; or correct the whole list and upload it "
            "instead."
        )
    else:
        words = _(
            "The workbook of errors holds only these rows, not the rows without errors (%(count)d): a second person "
            "has to write them first. Or correct the whole list and upload it instead."
        )
    return words % {"count": batch.good_count}


def corrections(batch: ImportBatch, user: User, on: dt.date) -> dict[str, Any]:
    """The list that this one corrects, with its rows that nobody has written, and the list that corrects this one."""
    seen = selectors.told(selectors.batches(user, on))
    old = seen.filter(pk=batch.replaces_id).first() if batch.replaces_id else None
    lost = old.good_count if old and batch.is_part and old.status == S.CHECKED else 0
    return {
        "replaced": ImportView.of(old) if old else None,
        "rows_elsewhere": lost,
        "corrected_by": seen.filter(replaces=batch.pk, status=S.CONFIRMED).first(),
    }


def written(batch: ImportBatch) -> str:
    """What a reader is told when a list is written: all of it, or how many rows, and where the others are."""
    done = _("The list is written. You can undo it while nothing refers to it.")
    if not batch.errors_left_out:
        return done
    rows = ngettext(
        "%(count)d row is written, %(left)d stays in the workbook of errors.",
        "%(count)d rows are written, %(left)d stay in the workbook of errors.",
        batch.good_count,
    )
    return rows % {"count": batch.good_count, "left": batch.error_count}


def undoing(batch: ImportBatch, kind: TwoStepResource, on: dt.date) -> dict[str, Any]:
    """What stands in the way of an undo, and the later lists that are undone first. Only what was written is undone."""
    if batch.status != S.CONFIRMED:
        return {"problems": [], "later_lists": []}
    existing = kind.existing(batch.target, on).values()
    problems = in_the_way(batch, kind, existing)
    rows = moved(batch, kind, existing) if problems else []
    return {"problems": problems, "later_lists": later_lists(batch, rows)}


def time_left(batch: ImportBatch) -> str:
    """How long the check will still take, in words; nothing before there is anything to go by."""
    if not batch.rows_done or batch.check_started_at is None:
        return ""
    passed = (timezone.now() - batch.check_started_at).total_seconds()
    seconds = int(passed * (batch.row_count - batch.rows_done) / batch.rows_done) + 1
    if seconds < 60:
        return _("less than a minute left")
    minutes = -(-seconds // 60)
    return ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes) % {"count": minutes}
