"""What the pages of imports show."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.resource import TwoStepResource
from pilot.platform.kernel.types import User
from pilot.platform.ui.shapes import Fact

S, Outcome = ImportBatch.Status, ImportRow.Outcome
PAGE = 50
STATES = {S.UPLOADED: "wait", S.CHECKED: "wait", S.CONFIRMED: "pass", S.UNDONE: "idle", S.REFUSED: "idle"}
OUTCOME_STATES = {
    Outcome.NEW: "pass",
    Outcome.CHANGED: "warn",
    Outcome.UNCHANGED: "idle",
    Outcome.ERROR: "fail",
}


@dataclass
class CellView:
    """One cell of the preview: as it will be, before and after, or as read with its faults."""

    text: str
    before: str | None = None
    faults: list[str] = field(default_factory=list)


@dataclass
class RowView:
    number: int
    outcome: str
    label: str
    state: str
    cells: list[CellView]
    remarks: list[str]


def batches(user: User, on: dt.date) -> QuerySet[ImportBatch]:
    """Imports the user may see, the newest first."""
    return ImportBatch.objects.visible_to(user, on).select_related(
        "agency", "file", "uploaded_by__person", "error_book", "pilot"
    )


def standing(batch: ImportBatch) -> tuple[str, str]:
    """State and words of an import. One with errors waits for nobody's confirmation: nothing of it can be written."""
    if batch.status == S.CHECKED and batch.error_count:
        return "fail", _("has errors: correct them and upload again")
    return STATES[S(batch.status)], batch.get_status_display()


def may(user: Any, verb: str, row: Any, on: dt.date) -> bool:
    return capacity_for(capacities(user, on), verb, row) is not None


def targets(kind: TwoStepResource, user: Any, on: dt.date) -> list[Any]:
    """Where the user may upload a list of this kind. One query, which brings the parties of each row along."""
    model: Any = apps.get_model(kind.target)
    parties = {party.lookup for party in model.PARTIES.values()} - {"pk"}
    rows = model._default_manager.visible_to(user, on).select_related(*parties)
    return [row for row in rows if kind.accepts(row) and may(user, kind.verbs.upload, row, on)]


def steps_open(batch: ImportBatch, kind: TwoStepResource, user: User, on: dt.date) -> dict[str, bool]:
    """Which steps the user may do on this import, whatever its status."""
    return {step: may(user, getattr(kind.verbs, step), batch, on) for step in ("check", "confirm", "discard", "undo")}


def preview(batch: ImportBatch, kind: TwoStepResource, shown: str, after: str, masked: bool) -> dict[str, Any]:
    """What the page of an import shows. `shown`: an outcome, "note" or empty."""
    rows = list(rows_of(batch, shown, after)[: PAGE + 1])
    notices = dict(batch.notices)
    state, state_label = standing(batch)
    return {
        "batch": batch,
        "kind": kind,
        "state": state,
        "state_label": state_label,
        "figures": counts(batch),
        "rows": row_views(batch, rows[:PAGE], kind, masked),
        "shown": shown,
        "columns": [(letter, kind.columns[name].heading) for name, letter in letters_of(batch).items()],
        "next_key": rows[PAGE - 1].number if len(rows) > PAGE else "",
        "decisions": decisions_in_order(batch),
        "left": time_left(batch),
        "same_file": notices.get("same_file", []),
        "remarks": [] if masked else notices.get("remarks", []),
        "passed_over": [] if masked else notices.get("passed_over", []),
    }


def row_views(batch: ImportBatch, rows: list[ImportRow], kind: TwoStepResource, masked: bool) -> list[RowView]:
    """The rows of the preview, cells in the order of the columns that the file has."""
    letters = letters_of(batch)
    return [_row_view(row, kind, letters, masked) for row in rows]


def _row_view(row: ImportRow, kind: TwoStepResource, letters: dict[str, str], masked: bool) -> RowView:
    cells = [_cell_view(row, name, kind, masked) for name in letters]
    whole = [message for name, message in row.faults if name not in letters]
    return RowView(
        row.number,
        row.outcome,
        row.get_outcome_display(),
        OUTCOME_STATES[Outcome(row.outcome)],
        cells,
        [*whole, *row.notes],
    )


def _cell_view(row: ImportRow, name: str, kind: TwoStepResource, masked: bool) -> CellView:
    hidden = masked and name in kind.masked
    if row.outcome == Outcome.ERROR:
        faults = [_("not right") if hidden else message for field_name, message in row.faults if field_name == name]
        text = "" if row.cells.get(name) is None else str(row.cells[name])
        return CellView("***" if hidden and text else text, faults=faults)
    if name in row.after:
        before = kind.shown(name, row.before[name], masked) if name in row.before else None
        return CellView(kind.shown(name, row.after[name], masked), before)
    text = "" if row.cells.get(name) is None else str(row.cells[name])
    return CellView("***" if hidden and text else text)


def letters_of(batch: ImportBatch) -> dict[str, str]:
    """Column name → its letter in the file, in the order of the file."""
    return {decision["name"]: decision["letter"] for decision in batch.decisions if decision["name"]}


def counts(batch: ImportBatch) -> list[Fact]:
    """The strip of figures; each opens its rows."""
    shown = [
        ("new", _("New"), batch.new_count),
        ("changed", _("Changed"), batch.changed_count),
        ("unchanged", _("Unchanged"), batch.unchanged_count),
        ("error", _("With errors"), batch.error_count),
    ]
    facts = [Fact(label, count, f"?rows={name}" if count else "") for name, label, count in shown]
    return [*facts, *([Fact(_("With remarks"), batch.note_count, "?rows=note")] if batch.note_count else [])]


def rows_of(batch: ImportBatch, shown: str, after: str) -> QuerySet[ImportRow]:
    """Rows under the filter, from a row number on."""
    rows = (
        batch.rows.exclude(notes=[])
        if shown == "note"
        else batch.rows.filter(outcome=shown)
        if shown
        else batch.rows.all()
    )
    return rows.filter(number__gt=int(after)) if after.isdigit() else rows


def time_left(batch: ImportBatch) -> str:
    """How long the check will still take, in words; nothing before there is anything to go by."""
    if not batch.rows_done or batch.check_started_at is None:
        return ""
    passed = (timezone.now() - batch.check_started_at).total_seconds()
    seconds = int(passed * (batch.row_count - batch.rows_done) / batch.rows_done) + 1
    if seconds < 60:
        return _("less than a minute left")
    return ngettext("about %(count)d minute left", "about %(count)d minutes left", -(-seconds // 60)) % {
        "count": -(-seconds // 60)
    }


def decisions_in_order(batch: ImportBatch) -> list[dict[str, object]]:
    """The decisions about the columns, those that need a look first."""
    order = {"warn": 0, "pass": 1, "idle": 2}
    return sorted(batch.decisions, key=lambda decision: order[decision["state"]])
