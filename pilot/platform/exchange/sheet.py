"""From sheets of cells to the rows of a list: where the head is, which column is which, what is no row of the list.

Tolerates what Vietnamese offices send: title rows above, merged and two-row heads, an STT column, rows of column
numbers, totals and signatures below. What it decided is kept and shown in the preview; what it cannot decide it
refuses. Source: public_facts.md section 6.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.exchange.legacy import refuse_legacy
from pilot.platform.exchange.reading import QUOTE, Sheet, WorkbookRefused, letter
from pilot.platform.exchange.resource import Column, Row, TwoStepResource
from pilot.platform.exchange.widgets import PhoneWidget, VietnameseDateWidget, swapped
from pilot.platform.vietnamese import parse_date, search_key

HEAD_WITHIN = 30  # rows from the top
SERIAL = frozenset({"stt", "tt", "so tt", "so thu tu", "no"})
EXAMPLE = frozenset({"vi du", "vd", "example"})
TOTALS = ("tong cong", "tong so", "cong", "tong", "total")
IDENTITY = re.compile(r"\b(cccd|cmnd|can cuoc|chung minh nhan dan|chung minh thu|dinh danh ca nhan)\b")
TWELVE_DIGITS = re.compile(r"0[0-9]{11}")
STARS = "*" * 12
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")


@dataclass
class Decision:
    """What was decided about one column of the sheet. `state`: pass, warn or idle (not read)."""

    letter: str
    heading: str
    name: str = ""
    said: list[str] = field(default_factory=list)
    state: str = "pass"
    asks_order: bool = False

    def say(self, words: str, state: str = "pass") -> None:
        self.said.append(words)
        self.state = state if state != "pass" else self.state

    def as_json(self) -> dict[str, object]:
        return self.__dict__.copy()


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


def find_table(sheets: list[Sheet], resource: TwoStepResource) -> Table:
    """The first sheet with the columns of `resource`.

    Raises WorkbookRefused: legacy_encoding, no_head, columns_missing, column_twice, identity_numbers, no_rows.
    """
    found = [(sheet, head) for sheet in sheets if (head := find_head(sheet, resource))]
    if not found:
        for sheet in sheets:
            refuse_legacy(sheet)  # which is why no heading was understood
        raise WorkbookRefused("no_head", _no_head(resource))
    sheet, head = max(found, key=lambda pair: len(pair[1].names))
    _refuse_incomplete(sheet, head, resource)
    return _table(sheet, head, resource)


def _no_head(resource: TwoStepResource) -> str:
    wanted = ", ".join(f"“{column.heading}”" for column in resource.columns.values())
    return _(
        "No row with column headings was found in the first %(rows)d rows. Expected are: %(wanted)s. "
        "Download the template."
    ) % {"rows": HEAD_WITHIN, "wanted": wanted}


# --- the head -------------------------------------------------------------------------------------


@dataclass
class Head:
    """Where the head ends (row, from 0), the heading of each column, and the columns it gives a meaning."""

    row: int
    headings: list[str]
    names: dict[str, list[int]]  # column name → places, from 0


def folded(heading: object) -> str:
    """A heading as it is compared: without marks, case, line breaks and what stands in brackets."""
    return search_key(BRACKETS.sub(" ", str(heading))) if isinstance(heading, str) else ""


def find_head(sheet: Sheet, resource: TwoStepResource) -> Head | None:
    """The row, or the two rows, whose headings name most columns, at least two. None if there is none."""
    known = {folded(alias): name for name, column in resource.columns.items() for alias in column.aliases}
    found = []
    for place in range(min(HEAD_WITHIN, len(sheet.rows))):
        for depth, headings in enumerate((_single(sheet, place), _double(sheet, place))):
            names: dict[str, list[int]] = {}
            for column, heading in enumerate(headings):
                if name := known.get(folded(heading)):
                    names.setdefault(name, []).append(column)
            found.append((len(names), -depth, -place, Head(place + depth, headings, names)))
    best = max(found, key=lambda one: one[:3], default=None)
    return best[3] if best and best[0] >= min(2, len(resource.columns)) else None


def _single(sheet: Sheet, place: int) -> list[str]:
    return [_heading(cell) for cell in sheet.rows[place]]


def _double(sheet: Sheet, place: int) -> list[str]:
    """Headings of a row and the one below it, which says more; a merged cell above stands for all beneath."""
    if place + 1 >= len(sheet.rows):
        return _single(sheet, place)
    above, below = _spread(sheet, place), [_heading(cell) for cell in sheet.rows[place + 1]]
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    return [low or high for high, low in zip(above, below, strict=True)]


def _spread(sheet: Sheet, place: int) -> list[str]:
    """A row with the text of each merged cell in all columns it covers."""
    row = [_heading(cell) for cell in sheet.rows[place]]
    for top, left, bottom, right in sheet.merged:
        if top <= place <= bottom:
            source = sheet.rows[top]
            text = _heading(source[left]) if left < len(source) else ""
            row += [""] * (right + 1 - len(row))
            row[left : right + 1] = [text] * (right + 1 - left)
    return row


def _heading(cell: object) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _refuse_incomplete(sheet: Sheet, head: Head, resource: TwoStepResource) -> None:
    twice = [(name, places) for name, places in head.names.items() if len(places) > 1]
    if twice:
        name, places = twice[0]
        raise WorkbookRefused(
            "column_twice",
            _("Two columns are both “%(heading)s”: %(letters)s. Delete one or rename it.")
            % {"heading": resource.columns[name].heading, "letters": ", ".join(map(letter, places))},
        )
    missing = [
        column.heading for name, column in resource.columns.items() if column.required and name not in head.names
    ]
    if missing:
        refuse_legacy(sheet)
        raise WorkbookRefused(
            "columns_missing",
            _("Columns are missing: %(missing)s. Read were the headings of row %(row)d: %(found)s.")
            % {
                "missing": ", ".join(missing),
                "row": head.row + 1,
                "found": ", ".join(f"“{heading}”" for heading in head.headings if heading),
            },
        )


# --- the rows -------------------------------------------------------------------------------------


def _table(sheet: Sheet, head: Head, resource: TwoStepResource) -> Table:
    places = {name: spots[0] for name, spots in head.names.items()}
    hidden = _identity_columns(sheet, head, {place: resource.columns[name] for name, place in places.items()})
    _refuse_identity(hidden, places, resource)
    places = {name: place for name, place in places.items() if place not in hidden}
    remarks = refuse_legacy(sheet, places.values())
    rows, passed_over = [], []
    below_total = False
    for number, cells in enumerate(sheet.rows[head.row + 1 :], head.row + 2):
        row = Row(number, {name: cells[place] if place < len(cells) else None for name, place in places.items()})
        why = _no_row(row, cells, head, resource)
        below_total = below_total or why == "total"
        if why or (below_total and row.cells[resource.key] is None):
            if any(cell is not None for cell in cells):
                passed_over.append(_passed_over(number, cells))
            continue
        rows.append(row)
    if not rows:
        raise WorkbookRefused("no_rows", _("No row stands below the headings (row %(row)d).") % {"row": head.row + 1})
    decisions = [
        _decision(place, heading, places, hidden, rows, resource) for place, heading in enumerate(head.headings)
    ]
    kept = [d for d in decisions if d]
    return Table(sheet.name, head.row + 1, kept, rows, passed_over, hidden, set(places.values()), remarks)


def _no_row(row: Row, cells: list[object], head: Head, resource: TwoStepResource) -> str:
    """Why this is no row of the list: blank, total, example, numbers of the columns, the head again, a signature."""
    filled = [cell for cell in cells if cell is not None]
    if not filled:
        return "blank"
    first = folded(filled[0])
    if first in EXAMPLE:
        return "example"
    key = row.cells[resource.key]
    if key in (None, filled[0]) and (first in TOTALS or first.startswith(("tong cong", "tong so"))):
        return "total"
    needed = [row.cells.get(name) for name, column in resource.columns.items() if column.required]
    if not any(cell is not None for cell in needed):
        return "nothing needed"
    if isinstance(key, str) and folded(key) == folded(head.headings[head.names[resource.key][0]]):
        return "head again"
    return "column numbers" if row.number == head.row + 2 and _counts(filled) else ""


def _counts(filled: list[object]) -> bool:
    """1 2 3 4, (1) (2) (3) or A B 1 2 below the head: the numbers of the columns."""
    marks = [str(int(c)) if isinstance(c, float) else str(c).strip("() ") for c in filled]
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    letters = [mark for mark in marks if not mark.isdecimal()]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return in_order and len(marks) >= 2 and all(len(mark) == 1 and mark.isalpha() for mark in letters)


def _passed_over(number: int, cells: list[object]) -> str:
    text = " · ".join(STARS if is_identity(cell) else str(cell) for cell in cells if cell is not None)
    text = TWELVE_DIGITS.sub(STARS, text)
    return _("row %(number)d: %(text)s") % {"number": number, "text": text[:60]}


def _identity_columns(sheet: Sheet, head: Head, read: dict[int, Column]) -> list[int]:
    """Columns with citizen identity numbers, recognised so that they are kept nowhere.

    By a heading of either row of the head or, whatever the heading says, by content. `read`: what the head takes them
    for, by place.
    """
    above = _spread(sheet, head.row - 1) if head.row else []
    found = []
    for place in range(max(map(len, sheet.rows))):
        headings = [folded(row[place]) for row in (head.headings, above) if place < len(row)]
        cells = [row[place] for row in sheet.rows[head.row + 1 :] if place < len(row) and row[place] is not None]
        named = place not in read and any(IDENTITY.search(heading) for heading in headings)
        if named or _mostly_identity(cells, read.get(place)):
            found.append(place)
    return found


def _mostly_identity(cells: list[object], column: Column | None) -> bool:
    """Whether half of the cells, or more than half where the heading means another thing, are identity numbers.
    Among phones 84912345678 is a phone.
    """
    phones = column is not None and isinstance(column.widget, PhoneWidget)
    numbers = sum(is_identity(cell) and not (phones and str(cell).startswith("84")) for cell in cells)
    return bool(cells) and 2 * numbers >= len(cells) + (column is not None)


def _refuse_identity(hidden: list[int], places: dict[str, int], resource: TwoStepResource) -> None:
    """A list whose needed column holds identity numbers tells its rows apart by what is never kept."""
    for name, place in places.items():
        if place in hidden and (resource.columns[name].required or name == resource.key):
            raise WorkbookRefused(
                "identity_numbers",
                _(
                    "Column %(letter)s, read as “%(heading)s”, holds citizen identity numbers (CCCD), which are not"
                    " kept here. Give that column its own values, or its own heading."
                )
                % {"letter": letter(place), "heading": resource.columns[name].heading},
            )


def only_the_list(sheets: list[Sheet], table: Table) -> bool:
    """Whether the file may be kept only as a copy of its list.

    Identity numbers stand somewhere in it, or a sheet is hidden, so that nobody has seen what it holds.
    """
    if table.hidden or any(sheet.hidden for sheet in sheets):
        return True
    return any(_tells_identity(cell) for sheet in sheets for row in sheet.rows for cell in row)


def _tells_identity(cell: object) -> bool:
    """An identity number, or the heading of a column of them."""
    return is_identity(cell) or (isinstance(cell, str) and len(cell) <= 40 and bool(IDENTITY.search(folded(cell))))


def is_identity(cell: object) -> bool:
    return TWELVE_DIGITS.fullmatch(_digits(cell)) is not None


def _digits(cell: object) -> str:
    """A cell as digits; Excel drops the leading 0 of a number of twelve digits."""
    if isinstance(cell, float) and cell == int(cell) and 10**10 <= cell < 10**11:
        return f"0{int(cell)}"
    return str(cell).replace(" ", "") if isinstance(cell, str) else ""


# --- what was decided per column ------------------------------------------------------------------


def _decision(
    place: int,
    heading: str,
    places: dict[str, int],
    hidden: list[int],
    rows: list[Row],
    resource: TwoStepResource,
) -> Decision | None:
    name = next((name for name, spot in places.items() if spot == place), "")
    decision = Decision(letter(place), heading or _("(no heading)"), name)
    if name:
        _decide(decision, resource.columns[name], [(row.number, row.cells[name]) for row in rows])
    elif place in hidden:
        decision.say(
            _(
                "Citizen identity numbers are not kept by this system; the column was skipped and erased "
                "from the stored file."
            ),
            "warn",
        )
    elif folded(heading) in SERIAL:
        decision.say(_("Serial number; not needed."), "idle")
    elif folded(heading) in map(folded, resource.known_but_not_kept):
        decision.say(_("Known, but there is no place for it yet; not read."), "idle")
    elif heading:
        decision.say(_("Not a column of this list; not read."), "warn")
    else:
        return None
    return decision


def _decide(decision: Decision, column: Column, cells: list[tuple[int, Any]]) -> None:
    """One decision for the whole column: the order of its dates, numbers taken as text, composed Unicode."""
    decision.say(_("Read as “%(heading)s”.") % {"heading": column.heading})
    filled = [(number, cell) for number, cell in cells if cell is not None]
    if isinstance(column.widget, VietnameseDateWidget):
        _decide_dates(decision, filled)
    elif column.widget.text_cell and (count := sum(isinstance(cell, float) for _number, cell in filled)):
        decision.say(
            ngettext(
                "%(count)d cell is a number and is taken as text; leading zeros may have been lost in Excel.",
                "%(count)d cells are numbers and are taken as text; leading zeros may have been lost in Excel.",
                count,
            )
            % {"count": count},
            "warn",
        )
    spread = [number for number, cell in filled if isinstance(cell, str) and not unicodedata.is_normalized("NFC", cell)]
    if spread:
        decision.say(
            ngettext(
                "%(count)d cell was in decomposed Unicode and was brought into the usual form (%(cells)s).",
                "%(count)d cells were in decomposed Unicode and were brought into the usual form (%(cells)s).",
                len(spread),
            )
            % {"count": len(spread), "cells": _cells(decision.letter, spread)},
            "warn",
        )


def _decide_dates(decision: Decision, filled: list[tuple[int, Any]]) -> None:
    """Day/month/year unless a person says otherwise: the order is never guessed, and never cell by cell."""
    real = [cell for _number, cell in filled if isinstance(cell, dt.date)]
    texts = [cell for _number, cell in filled if isinstance(cell, str)]
    decision.asks_order = bool(texts)
    if texts:
        decision.say(_("Dates as text are read as day/month/year."))
    swap = [n for n, cell in filled if isinstance(cell, str) and not _is_date(cell) and _is_date(swapped(cell))]
    if swap:
        decision.say(
            _("%(count)d dates fit only month/day/year (%(cells)s). If the whole column is written so, say it below.")
            % {"count": len(swap), "cells": _cells(decision.letter, swap)},
            "warn",
        )
    day_only = [text for text in texts if _is_date(text) and not _is_date(swapped(text))]
    if len(real) >= 3 and day_only and len(day_only) == len(texts) and all(day.day <= 12 for day in real):
        decision.say(
            _(
                "All real dates have a day up to 12 and all dates as text a day above 12: Excel may have "
                "swapped day and month of %(count)d cells. Compare them."
            )
            % {"count": len(real)},
            "warn",
        )


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _cells(column: str, numbers: list[int]) -> str:
    named = ", ".join(f"{column}{number}" for number in numbers[:QUOTE])
    return named + ("…" if len(numbers) > QUOTE else "")
