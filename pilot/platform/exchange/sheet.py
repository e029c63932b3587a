"""From sheets of cells to a list: which sheet, in which encoding, where its head is, its columns, its rows.

Tolerates what Vietnamese offices send. What it decided is kept and shown in the preview; what nobody may guess it asks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from pilot.platform.exchange import legacy
from pilot.platform.exchange.columns import (
    MAPPED,
    Columns,
    Decision,
    choose_columns,
    decide,
    identity_columns,
    orders,
    shape_of,
    tells_identity,
)
from pilot.platform.exchange.guard import MAX_COLUMNS
from pilot.platform.exchange.heads import Head, find_head, guess_head, text_of
from pilot.platform.exchange.identity import starred
from pilot.platform.exchange.marks import HEAD_ZONE
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import Sheet, WorkbookRefused, first_of, refused
from pilot.platform.exchange.resource import Row, TwoStepResource
from pilot.platform.exchange.rows import read_lines

NO_ROWS = gettext_lazy("No row stands below the headings (row %(row)d). Fill in the list and send it again.")
LONGEST_LINE, MOST_LINES = 200, 12  # of what is kept of the lines above a list
NAMED = 3  # columns: another sheet that has as many holds a list, too
Remembered = Callable[[str], Answers]  # shape of a list → the columns that were given by hand for one like it


@dataclass
class Table:
    """A list that was found: its decisions, its rows with cells by column name, lines that group them, others."""

    sheet: str
    head: int  # row of the sheet, from 1; the last one of the head
    shape: str
    decisions: list[Decision]
    rows: list[Row]
    groups: list[str]
    passed_over: list[str]
    hidden: list[int]  # columns with identity numbers, from 0: never kept
    places: set[int]  # columns that are read, from 0
    remarks: list[str]  # what the preview says of the whole list
    questions: list[Question]
    titles: list[str]  # the texts of the lines above the rows, the head among them
    around: list[str]  # the texts of the other lines that are no rows: legends, signatures
    faults: list[str] = field(default_factory=list)  # what keeps the whole list from being written
    above: list[str] = field(default_factory=list)  # the lines above the head, without identity numbers


def find_table(
    sheets: list[Sheet],
    kind: TwoStepResource,
    answers: Answers | None = None,
    remembered: Remembered = lambda _shape: {},
) -> Table:
    """The list in a file, read as its reader has answered so far.

    Raises WorkbookRefused: no_head, identity_numbers, no_rows.
    """
    given = answers or {}
    found = [(one, head) for one in sheets if (head := find_head(one, kind))]
    if not found:
        found = [(one, head) for one in sheets if not one.hidden and (head := guess_head(one, kind))][:1]
    if not any(one.rows for one in sheets):
        raise refused("empty", {})
    if not found:
        raise _no_head(kind)
    lists = [pair for pair in found if len(pair[1].names) >= NAMED] or found
    asked, sheet = _which_sheet(lists, given)
    remarks = [*_other_sheets(sheets, [one.name for one, _head in lists])]
    table = _read(sheet, kind, given, remembered)
    table.questions[:0], table.remarks[:0] = asked, remarks
    return table


def _no_head(kind: TwoStepResource) -> WorkbookRefused:
    words = _(
        "No row with column headings was found in the first %(rows)d rows. Expected are: %(wanted)s. "
        "Download the template."
    )
    wanted = ", ".join(f"“{column.heading}”" for column in kind.columns.values())
    return WorkbookRefused("no_head", words % {"rows": HEAD_ZONE, "wanted": wanted})


def _which_sheet(lists: list[tuple[Sheet, Head]], answers: Answers) -> tuple[list[Question], Sheet]:
    """The sheet the reader chose; until then a visible one with most columns."""
    best, _head = max(lists, key=lambda pair: (not pair[0].hidden, len(set(pair[1].names.values()))))
    if len(lists) == 1 and not best.hidden:
        return [], best
    labels = tuple((one.name, _sheet_label(one)) for one, _head in lists)
    words = _("More than one sheet holds a list, or it is hidden. Which sheet is read?")
    question = Question("sheet", words, labels)
    chosen = question.answer(answers) or best.name
    return [question], next(one for one, _head in lists if one.name == chosen)


def _sheet_label(sheet: Sheet) -> str:
    filled = sum(any(cell is not None for cell in row) for row in sheet.rows)
    words = _("%(name)s (%(rows)d filled rows, hidden)") if sheet.hidden else _("%(name)s (%(rows)d filled rows)")
    return words % {"name": sheet.name, "rows": filled}


def _other_sheets(sheets: list[Sheet], lists: list[str]) -> list[str]:
    """What stands in sheets that hold no list of this kind: named, not read."""
    others = [_sheet_label(sheet) for sheet in sheets if sheet.rows and sheet.name not in lists]
    return [_("Not read: %(sheets)s.") % {"sheets": first_of(others)}] if others else []


def _read(sheet: Sheet, kind: TwoStepResource, given: Answers, remembered: Remembered) -> Table:
    seen = find_head(sheet, kind)
    typed = legacy.look_at(sheet, seen.names if seen else range(MAX_COLUMNS))
    questions, remarks = legacy.ask(sheet, typed)
    now = legacy.converted(sheet, typed, given)
    sheet, seen = now, seen if now is sheet else find_head(now, kind)
    head = seen or guess_head(sheet, kind)
    if head is None:
        raise _no_head(kind)
    shape = shape_of(head)
    known = remembered(shape)
    answers = {**known, **given}
    chosen = choose_columns(sheet, head, kind, answers)
    _refuse_identity(chosen, head, kind)
    remarks += _given_before(known, head, kind)
    kept = replace(sheet, rows=starred(sheet.rows, head.row, chosen.identity, chosen.read))
    lines = read_lines(kept, head, chosen, kind, answers)
    if not lines.rows:
        raise WorkbookRefused("no_rows", NO_ROWS % {"row": head.row + 1})
    decisions = decide(head, chosen, lines.rows, kind)
    hidden = _hidden_columns(sheet, chosen, kind)
    questions += [*hidden, *lines.questions, *orders(lines.rows, chosen, kind), *chosen.questions]
    _leave_hidden(hidden, sheet, chosen, lines.rows, answers)
    return Table(
        sheet.name, head.row + 1, shape, decisions, lines.rows, lines.groups, lines.passed_over, chosen.identity,
        set(chosen.read), remarks, _with_defaults(questions, known), _titles(sheet, head),
        lines.around, _missing(lines.rows, head, kind), _above(kept, head),
    )  # fmt: skip


def _given_before(known: Answers, head: Head, kind: TwoStepResource) -> list[str]:
    """What was said of columns by hand for a list with these headings before, column by column."""
    named = []
    for place, heading in enumerate(head.headings):
        letter = get_column_letter(place + 1)
        if said := known.get(f"{MAPPED}{letter}"):
            meant = f"“{kind.columns[said].heading}”" if said in kind.columns else _("not read")
            words = _("%(letter)s “%(heading)s” is %(meant)s")
            named.append(words % {"letter": letter, "heading": heading or _("(no heading)"), "meant": meant})
    words = _(
        "As given by hand for a list with these headings before: %(columns)s. It can be changed under “Which column is"
        " read as what”."
    )
    return [words % {"columns": "; ".join(named)}] if named else []


def _titles(sheet: Sheet, head: Head) -> list[str]:
    return [text for row in sheet.rows[: head.row + 1] for cell in row if (text := text_of(cell))]


def _above(kept: Sheet, head: Head) -> list[str]:
    """The lines above the list, as they may be kept: what is printed there of decision, number and date."""
    lines = (" ".join(filter(None, map(text_of, row))) for row in kept.rows[: head.first])
    return [line[:LONGEST_LINE] for line in lines if line][:MOST_LINES]


def _with_defaults(questions: list[Question], known: Answers) -> list[Question]:
    """What was given by hand before is the default now."""
    return [
        Question(one.name, one.words, one.choices, known[one.name], one.where) if one.name in known else one
        for one in questions
    ]


def _missing(rows: list[Row], head: Head, kind: TwoStepResource) -> list[str]:
    """Needed columns that no heading and no reader has named: said once, not on every row."""
    have = {name for row in rows for name in row.cells}
    missing = [kind.columns[name].heading for name in kind.needed(have) if name not in have]
    if not missing:
        return []
    words = _(
        "Columns are missing: %(missing)s. Read were the headings of row %(row)d: %(found)s."
        " Say which columns hold them."
    )
    found = ", ".join(f"“{heading}”" for heading in head.headings if heading)
    return [words % {"missing": ", ".join(missing), "row": head.row + 1, "found": found}]


def _hidden_columns(sheet: Sheet, chosen: Columns, kind: TwoStepResource) -> list[Question]:
    places = [place for place in chosen.read if place in sheet.hidden_columns]
    if not places:
        return []
    words = _("Columns of the list are hidden in the file: %(columns)s.")
    names = ", ".join(f"“{kind.columns[chosen.read[place]].heading}”" for place in places)
    choices = (("take", _("take them")), ("leave", _("leave them out")))
    return [Question("hidden_columns", words % {"columns": names}, choices)]


def _leave_hidden(asked: list[Question], sheet: Sheet, chosen: Columns, rows: list[Row], answers: Answers) -> None:
    if any(question.answer(answers) == "leave" for question in asked):
        for name in {chosen.read[place] for place in chosen.read if place in sheet.hidden_columns}:
            for row in rows:
                row.cells[name] = None


# --- citizen identity numbers, which are kept nowhere ---------------------------------------------


def _refuse_identity(chosen: Columns, head: Head, kind: TwoStepResource) -> None:
    """A list whose needed column holds identity numbers tells its rows apart by what is never kept."""
    words = _(
        "Column %(letter)s, read as “%(heading)s”, holds citizen identity numbers (CCCD), which are not kept here. "
        "Give that column its own values, or its own heading."
    )
    for place, name in head.names.items():
        column = kind.columns[name]
        if place in chosen.identity and (column.required or name in kind.needed(set(chosen.read.values()))):
            letter = get_column_letter(place + 1)
            raise WorkbookRefused("identity_numbers", words % {"letter": letter, "heading": column.heading})


def only_the_list(sheets: list[Sheet], table: Table) -> bool:
    """Whether the file may be kept only as a copy of its lists.

    Identity numbers stand somewhere in it, or a sheet is hidden, so that nobody has seen what it holds.
    """
    if table.hidden or any(sheet.hidden for sheet in sheets):
        return True
    return any(tells_identity(cell) for sheet in sheets for row in sheet.rows for cell in row)


def kept_of(sheets: list[Sheet], kind: TwoStepResource, table: Table) -> dict[str, dict[str, object]]:
    """Of each sheet with a list, by its name: its head, the columns that go from the copy, and those that are read.

    Only in those may something like an identity number stay: it is a telephone number.
    """
    kept = {}
    for sheet in sheets:
        if head := find_head(sheet, kind) or guess_head(sheet, kind):
            gone = identity_columns(sheet, head, kind)
            by_hand = table.places if sheet.name == table.sheet else set()
            read = [place for place in by_hand.union(head.names) if place not in gone]
            kept[sheet.name] = {"head": head.row, "gone": gone, "read": read}
    return kept
