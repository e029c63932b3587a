"""From sheets of cells to the rows of a list: where the head is, which column is which, what is no row of the list.

Tolerates what Vietnamese offices send: title rows above, merged and two-row heads, an STT column, rows of column
numbers, totals and signatures below. What it decided is kept and shown in the preview; what it cannot decide it
refuses. Source: public_facts.md section 6.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.utils import get_column_letter

from pilot.platform.exchange.legacy import refuse_legacy
from pilot.platform.exchange.questions import Question
from pilot.platform.exchange.reading import Cell, Sheet, WorkbookRefused, first_of
from pilot.platform.exchange.resource import Column, Row, TwoStepResource
from pilot.platform.exchange.widgets import PhoneWidget, VietnameseDateWidget, swapped
from pilot.platform.vietnamese import parse_date, search_key

HEAD_WITHIN = 30  # rows from the top
SERIAL = frozenset({"stt", "tt", "so tt", "so thu tu", "no"})
EXAMPLE = frozenset({"vi du", "vd", "example"})
TOTALS = frozenset({"tong cong", "tong so", "cong", "tong", "total"})
IDENTITY = re.compile(r"\b(cccd|cmnd|can cuoc|chung minh nhan dan|chung minh thu|dinh danh ca nhan)\b")
TWELVE_DIGITS = re.compile(r"0[0-9]{11}")
STARS = "*" * 12
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")


@dataclass
class Decision:
    """What was decided about one column of the sheet. `state`: pass, warn or idle (not read)."""

    letter: str
    heading: str
    name: str
    said: list[str] = field(default_factory=list)
    state: str = "pass"

    def say(self, words: str, state: str = "pass") -> None:
        self.said.append(words)
        self.state = state if state != "pass" else self.state

    def cells(self, rows: list[int]) -> str:
        """The first of these cells, by their rows."""
        return first_of([f"{self.letter}{row}" for row in rows])


@dataclass
class Table:
    """A list that was found: its decisions, its rows with cells by column name, and rows that are none of the list."""

    sheet: str
    head: int  # row of the sheet, from 1; the last one of a head of two rows
    decisions: list[Decision]
    rows: list[Row]
    passed_over: list[str]
    hidden: list[int]  # columns with identity numbers, from 0: never kept
    places: set[int]  # columns that are read, from 0
    remarks: list[str]  # what the preview says of the whole list
    questions: list[Question]


def find_table(sheets: list[Sheet], kind: TwoStepResource) -> Table:
    """The first sheet with most columns of `kind`.

    Raises WorkbookRefused: legacy_encoding, no_head, columns_missing, column_twice, identity_numbers, no_rows.
    """
    found = [(sheet, head) for sheet in sheets if (head := find_head(sheet, kind))]
    if not found:
        _refuse_headless(sheets, kind)
    sheet, head = max(found, key=lambda pair: len(pair[1].names))
    _refuse_incomplete(sheet, head, kind)
    hidden = _identity_columns(sheet, head, kind)
    _refuse_identity(hidden, head, kind)
    places = {name: place for name, place in head.places.items() if place not in hidden}
    remarks = refuse_legacy(sheet, places.values())
    rows, passed_over = _rows(sheet, head, places, kind)
    decisions = _decisions(head, places, hidden, rows, kind)
    asked = [
        _order(one, kind) for one in decisions if one.name and _has_text_dates(kind.columns[one.name], one.name, rows)
    ]
    return Table(sheet.name, head.row + 1, decisions, rows, passed_over, hidden, set(places.values()), remarks, asked)


def _refuse_headless(sheets: list[Sheet], kind: TwoStepResource) -> None:
    for sheet in sheets:
        refuse_legacy(sheet)  # which is why no heading was understood
    words = _(
        "No row with column headings was found in the first %(rows)d rows. Expected are: %(wanted)s. "
        "Download the template."
    )
    wanted = ", ".join(f"“{column.heading}”" for column in kind.columns.values())
    raise WorkbookRefused("no_head", words % {"rows": HEAD_WITHIN, "wanted": wanted})


# --- the head -------------------------------------------------------------------------------------


@dataclass
class Head:
    """Where the head ends (row, from 0), the heading of each column, and the columns it gives a meaning."""

    row: int
    headings: list[str]
    names: dict[str, list[int]]  # column name → places, from 0

    @property
    def places(self) -> dict[str, int]:
        """Column name → its place, once no column stands there twice."""
        return {name: places[0] for name, places in self.names.items()}


def folded(heading: Cell) -> str:
    """A heading as it is compared: without marks, case, line breaks and what stands in brackets."""
    return search_key(BRACKETS.sub(" ", heading)) if isinstance(heading, str) else ""


def find_head(sheet: Sheet, kind: TwoStepResource) -> Head | None:
    """The row, or the two rows, whose headings name most columns, at least two. None if there is none."""
    known = {folded(alias): name for name, column in kind.columns.items() for alias in column.aliases}
    best, most = None, min(2, len(kind.columns)) - 1
    for depth, read in enumerate((_single, _double)):
        for place in range(min(HEAD_WITHIN, len(sheet.rows) - depth)):
            headings = read(sheet, place)
            names: dict[str, list[int]] = {}
            for column, heading in enumerate(headings):
                if name := known.get(folded(heading)):
                    names.setdefault(name, []).append(column)
            if len(names) > most:
                best, most = Head(place + depth, headings, names), len(names)
    return best


def _single(sheet: Sheet, place: int) -> list[str]:
    return [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in sheet.rows[place]]


def _double(sheet: Sheet, place: int) -> list[str]:
    """Headings of a row and the one below it, which says more; a merged cell above stands for all beneath."""
    above, below = _spread(sheet, place), _single(sheet, place + 1)
    return [low or high for high, low in zip_longest(above, below, fillvalue="")]


def _spread(sheet: Sheet, place: int) -> list[str]:
    """A row with the text of each merged cell in all columns it covers."""
    row = _single(sheet, place)
    for top, left, bottom, right in sheet.merged:
        if top <= place <= bottom:
            text = "".join(_single(sheet, top)[left : left + 1])
            row += [""] * (right + 1 - len(row))
            row[left : right + 1] = [text] * (right + 1 - left)
    return row


def _refuse_incomplete(sheet: Sheet, head: Head, kind: TwoStepResource) -> None:
    for name, places in head.names.items():
        if len(places) > 1:
            words = _("Two columns are both “%(heading)s”: %(letters)s. Delete one or rename it.")
            letters = ", ".join(get_column_letter(place + 1) for place in places)
            heading = kind.columns[name].heading
            raise WorkbookRefused("column_twice", words % {"heading": heading, "letters": letters})
    missing = [column.heading for name, column in kind.columns.items() if column.required and name not in head.names]
    if missing:
        refuse_legacy(sheet)
        words = _("Columns are missing: %(missing)s. Read were the headings of row %(row)d: %(found)s.")
        found = ", ".join(f"“{heading}”" for heading in head.headings if heading)
        raise WorkbookRefused(
            "columns_missing", words % {"missing": ", ".join(missing), "row": head.row + 1, "found": found}
        )


# --- the rows -------------------------------------------------------------------------------------


def _rows(sheet: Sheet, head: Head, places: dict[str, int], kind: TwoStepResource) -> tuple[list[Row], list[str]]:
    """The rows of the list, and in words those between and below them that are none. Raises WorkbookRefused no_rows."""
    rows, passed_over, below_total = [], [], False
    for number, cells in enumerate(sheet.rows[head.row + 1 :], head.row + 2):
        filled = [cell for cell in cells if cell is not None]
        if not filled:
            continue
        row = Row(number, {name: cells[place] if place < len(cells) else None for name, place in places.items()})
        total = _is_total(filled[0], row.cells[kind.key])
        below_total = below_total or total
        if total or _is_no_row(row, filled, head, kind) or (below_total and row.cells[kind.key] is None):
            passed_over.append(_in_words(number, filled))
        else:
            rows.append(row)
    if not rows:
        raise WorkbookRefused("no_rows", _("No row stands below the headings (row %(row)d).") % {"row": head.row + 1})
    return rows, passed_over


def _is_total(first: Cell, key: Cell) -> bool:
    """By the first cell of the row, which is its key or stands in a row without one."""
    text = folded(first)
    return key in (None, first) and (text in TOTALS or text.startswith(("tong cong", "tong so")))


def _is_no_row(row: Row, filled: Sequence[Cell], head: Head, kind: TwoStepResource) -> bool:
    """An example, a row without anything needed (a signature), the head again, or the numbers of the columns."""
    needed = [row.cells.get(name) for name, column in kind.columns.items() if column.required]
    if folded(filled[0]) in EXAMPLE or all(cell is None for cell in needed):
        return True
    if folded(row.cells[kind.key]) == folded(head.headings[head.places[kind.key]]):
        return True
    return row.number == head.row + 2 and _counts(filled)


def _counts(filled: Sequence[Cell]) -> bool:
    """1 2 3 4, (1) (2) (3) or A B 1 2 below the head: the numbers of the columns."""
    marks = [str(int(c)) if isinstance(c, float) else str(c).strip("() ") for c in filled]
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    letters = [mark for mark in marks if not mark.isdecimal()]
    in_order = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return in_order and len(marks) >= 2 and all(len(mark) == 1 and mark.isalpha() for mark in letters)


def _in_words(number: int, filled: Sequence[Cell]) -> str:
    """A row that is passed over, without identity numbers."""
    text = TWELVE_DIGITS.sub(STARS, " · ".join(STARS if is_identity(cell) else str(cell) for cell in filled))
    return _("row %(number)d: %(text)s") % {"number": number, "text": text[:60]}


# --- citizen identity numbers, which are kept nowhere ---------------------------------------------


def _identity_columns(sheet: Sheet, head: Head, kind: TwoStepResource) -> list[int]:
    """Columns with identity numbers, by a heading of either row of the head or, whatever it says, by content."""
    above = _spread(sheet, head.row - 1) if head.row else []
    read = {place: kind.columns[name] for name, place in head.places.items()}
    found = []
    for place in range(max(map(len, sheet.rows))):
        headings = [folded(row[place]) for row in (head.headings, above) if place < len(row)]
        cells = [row[place] for row in sheet.rows[head.row + 1 :] if place < len(row) and row[place] is not None]
        named = place not in read and any(IDENTITY.search(heading) for heading in headings)
        if named or _mostly_identity(cells, read.get(place)):
            found.append(place)
    return found


def _mostly_identity(cells: list[Cell], column: Column | None) -> bool:
    """Whether half of the cells, or more than half where the heading means another thing, are identity numbers.
    Among phones 84912345678 is a phone.
    """
    phones = column is not None and isinstance(column.widget, PhoneWidget)
    numbers = sum(is_identity(cell) and not (phones and str(cell).startswith("84")) for cell in cells)
    return bool(cells) and 2 * numbers >= len(cells) + (column is not None)


def _refuse_identity(hidden: list[int], head: Head, kind: TwoStepResource) -> None:
    """A list whose needed column holds identity numbers tells its rows apart by what is never kept."""
    words = _(
        "Column %(letter)s, read as “%(heading)s”, holds citizen identity numbers (CCCD), which are not kept here. "
        "Give that column its own values, or its own heading."
    )
    for name, place in head.places.items():
        column = kind.columns[name]
        if place in hidden and (column.required or name == kind.key):
            letter = get_column_letter(place + 1)
            raise WorkbookRefused("identity_numbers", words % {"letter": letter, "heading": column.heading})


def only_the_list(sheets: list[Sheet], table: Table) -> bool:
    """Whether the file may be kept only as a copy of its list.

    Identity numbers stand somewhere in it, or a sheet is hidden, so that nobody has seen what it holds.
    """
    if table.hidden or any(sheet.hidden for sheet in sheets):
        return True
    return any(_tells_identity(cell) for sheet in sheets for row in sheet.rows for cell in row)


def _tells_identity(cell: Cell) -> bool:
    """An identity number, or the heading of a column of them."""
    return is_identity(cell) or (isinstance(cell, str) and len(cell) <= 40 and bool(IDENTITY.search(folded(cell))))


def is_identity(cell: Cell) -> bool:
    """Twelve digits; Excel drops their leading 0 where they are a number."""
    if isinstance(cell, float):
        return 10**10 <= cell < 10**11 and cell.is_integer()
    return isinstance(cell, str) and TWELVE_DIGITS.fullmatch(cell.replace(" ", "")) is not None


# --- what was decided per column ------------------------------------------------------------------


def _decisions(
    head: Head, places: dict[str, int], hidden: list[int], rows: list[Row], kind: TwoStepResource
) -> list[Decision]:
    """One for each column with a heading, or with identity numbers."""
    names, made = {place: name for name, place in places.items()}, []
    for place, heading in enumerate(head.headings):
        decision = Decision(get_column_letter(place + 1), heading or _("(no heading)"), names.get(place, ""))
        if decision.name:
            _decide(decision, kind.columns[decision.name], rows)
        elif place in hidden or heading:
            decision.say(*_why_not_read(heading, place in hidden, kind))
        if decision.said:
            made.append(decision)
    return made


def _why_not_read(heading: str, hidden: bool, kind: TwoStepResource) -> tuple[str, str]:
    """The words and the state of a column that is passed over."""
    if hidden:
        words = _(
            "Citizen identity numbers are not kept by this system; the column was skipped and erased from the stored"
            " file."
        )
        return words, "warn"
    if folded(heading) in SERIAL:
        return _("Serial number; not needed."), "idle"
    if folded(heading) in map(folded, kind.known_but_not_kept):
        return _("Known, but there is no place for it yet; not read."), "idle"
    return _("Not a column of this list; not read."), "warn"


def _decide(decision: Decision, column: Column, rows: list[Row]) -> None:
    """One decision for the whole column: the order of its dates, numbers taken as text, composed Unicode."""
    decision.say(_("Read as “%(heading)s”.") % {"heading": column.heading})
    cells = [(row.number, row.cells[decision.name]) for row in rows]
    if isinstance(column.widget, VietnameseDateWidget):
        _decide_dates(decision, cells)
    elif count := sum(isinstance(cell, float) for _number, cell in cells):
        words = ngettext(
            "%(count)d cell is a number and is taken as text; leading zeros may have been lost in Excel.",
            "%(count)d cells are numbers and are taken as text; leading zeros may have been lost in Excel.",
            count,
        )
        decision.say(words % {"count": count}, "warn")
    spread = [number for number, cell in cells if isinstance(cell, str) and not unicodedata.is_normalized("NFC", cell)]
    if spread:
        words = ngettext(
            "%(count)d cell was in decomposed Unicode and was brought into the usual form (%(cells)s).",
            "%(count)d cells were in decomposed Unicode and were brought into the usual form (%(cells)s).",
            len(spread),
        )
        decision.say(words % {"count": len(spread), "cells": decision.cells(spread)}, "warn")


def _has_text_dates(column: Column, name: str, rows: list[Row]) -> bool:
    return isinstance(column.widget, VietnameseDateWidget) and any(isinstance(row.cells[name], str) for row in rows)


def _order(decision: Decision, kind: TwoStepResource) -> Question:
    """In which order the dates of a column are written. The choice is a person's, never ours."""
    words = _("Dates in the column “%(heading)s”") % {"heading": kind.columns[decision.name].heading}
    orders = (("dmy", _("day/month/year")), ("mdy", _("month/day/year")))
    return Question(f"order_{decision.name}", words, orders, "dmy", decision.letter)


def _decide_dates(decision: Decision, cells: list[tuple[int, Cell]]) -> None:
    """Day/month/year unless a person says otherwise: the order is never guessed, and never cell by cell."""
    real = [cell for _number, cell in cells if isinstance(cell, dt.date)]
    texts = [(number, cell) for number, cell in cells if isinstance(cell, str)]
    if not texts:
        return
    decision.say(_("Dates as text are read as day/month/year."))
    if swap := [number for number, text in texts if not _is_date(text) and _is_date(swapped(text))]:
        words = _(
            "%(count)d dates fit only month/day/year (%(cells)s). If the whole column is written so, say it below."
        )
        decision.say(words % {"count": len(swap), "cells": decision.cells(swap)}, "warn")
    day_only = all(_is_date(text) and not _is_date(swapped(text)) for _number, text in texts)
    if len(real) >= 3 and day_only and all(day.day <= 12 for day in real):
        words = _(
            "All real dates have a day up to 12 and all dates as text a day above 12: Excel may have swapped day and"
            " month of %(count)d cells. Compare them."
        )
        decision.say(words % {"count": len(real)}, "warn")


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True
