"""What the markup of a worksheet says and calamine does not: cells at fault, hidden rows and columns, merged ranges.

Runs in the child process (parse.py), in a stream: nothing that is counted here is ever expanded. calamine gives an
empty cell for #N/A and for a formula that nobody computed, so that a prefilled day would stay as it was.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat  # behind the guard: no DTD, no entities, sizes known

from pilot.platform.exchange.guard import MAX_COLUMNS, Refusal

HEAD_ZONE = 40  # rows: only merged ranges that touch them say something about the list
MAX_MERGED = 20_000  # ranges of one sheet
MAX_COLUMN_MARKS = 16_384  # as many columns as Excel has
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
TELLING = (b't="e"', b"t='e'", b"<f>", b"<f ", b":f>", b":f ", b"hidden=", b"mergeCell", b"autoFilter")
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
BARE = "="  # stands for a formula without its value
TRUE = ("1", "true")


@dataclass
class Marks:
    """Of one sheet; rows and columns from 0. `faults`: (row, column) → what Excel shows there instead of a value."""

    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    filtered: bool = False
    merged: list[list[int]] = field(default_factory=list)  # first and last row and column of each, in the head zone


def read_marks(pieces: Iterable[bytes]) -> Marks:
    """The marks of a worksheet that comes in pieces. Raises Refusal beyond the limits or for broken markup."""
    reader = _Reader()
    try:
        for piece in pieces:
            reader.parser.Parse(piece, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as wrong:
        raise Refusal("damaged", detail=str(wrong)[:80]) from None
    reader.end_cell()
    return reader.marks


class _Reader:
    """Follows the markup; text is looked at only inside a cell that may be at fault."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.row, self.column = -1, -1
        self.kind, self.formula, self.text = "", False, ""
        self.merged = self.columns = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        act = STARTS.get(name) or STARTS.get(name.rpartition(":")[2])
        if act:
            act(self, attributes)
        else:
            self.parser.CharacterDataHandler = None

    def start_row(self, said: dict[str, str]) -> None:
        self.end_cell()
        self.row, self.column = int(said["r"]) - 1 if said.get("r", "").isdecimal() else self.row + 1, -1
        if said.get("hidden") in TRUE:
            self.marks.hidden_rows.append(self.row)

    def start_cell(self, said: dict[str, str]) -> None:
        self.end_cell()
        place = REFERENCE.fullmatch(said.get("r", ""))
        self.column = column_number(place[1]) if place else self.column + 1
        self.kind = said.get("t", "")
        if self.kind == "e":
            self.parser.CharacterDataHandler = self.take

    def start_formula(self, _said: dict[str, str]) -> None:
        self.formula = True

    def start_value(self, _said: dict[str, str]) -> None:
        self.text = ""
        if self.formula:
            self.parser.CharacterDataHandler = self.take

    def take(self, text: str) -> None:
        self.text += text

    def end_cell(self) -> None:
        """Called when the next thing begins. What stands in the formula itself was dropped when its value began."""
        shown = self.text.strip()
        if self.kind == "e" or (self.formula and not shown and self.kind != "str"):
            self.marks.faults[self.row, self.column] = shown if shown.startswith("#") else BARE
        self.kind, self.formula, self.text = "", False, ""
        self.parser.CharacterDataHandler = None

    def start_column(self, said: dict[str, str]) -> None:
        self.columns += 1
        if self.columns > MAX_COLUMN_MARKS:
            raise Refusal("too_many_marks", what="col", most=MAX_COLUMN_MARKS)
        first, last = said.get("min", ""), said.get("max", "")
        if said.get("hidden") in TRUE and first.isdecimal() and last.isdecimal():
            self.marks.hidden_columns += range(int(first) - 1, min(int(last), MAX_COLUMNS))

    def start_filter(self, _said: dict[str, str]) -> None:
        self.marks.filtered = True

    def start_merged(self, said: dict[str, str]) -> None:
        self.end_cell()
        self.merged += 1
        if self.merged > MAX_MERGED:
            raise Refusal("too_many_marks", what="mergeCell", most=MAX_MERGED)
        if not (place := REFERENCE.fullmatch(said.get("ref", ""))):
            raise Refusal("merged", cell=said.get("ref", "")[:40])
        right, bottom = place[3] or place[1], place[4] or place[2]
        self.marks.merged.append([int(place[2]) - 1, column_number(place[1]), int(bottom) - 1, column_number(right)])


STARTS = {
    "row": _Reader.start_row,
    "c": _Reader.start_cell,
    "f": _Reader.start_formula,
    "v": _Reader.start_value,
    "col": _Reader.start_column,
    "autoFilter": _Reader.start_filter,
    "mergeCell": _Reader.start_merged,
}


def column_number(letters: str) -> int:
    """From 0: A is 0."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def telling_ranges(merged: list[list[int]], width: int, height: int) -> list[list[int]]:
    """The merged ranges that say something, cut to what is used: of the head zone, and of one column over several rows.

    Raises Refusal for ranges beyond what Excel has, and for ranges that overlap: together they are more than the zone,
    or than the cells of a sheet.
    """
    if len(merged) > MAX_MERGED:
        raise Refusal("too_many_marks", what="mergeCell", most=MAX_MERGED)
    found = []
    for top, left, bottom, right in merged:
        if bottom >= EXCEL_ROWS or right >= EXCEL_COLUMNS:
            raise Refusal("merged", cell=f"{bottom + 1}:{right + 1}")
        tall = left == right and top < min(bottom, height - 1)
        if (tall or top < HEAD_ZONE) and left < width and top <= bottom and left <= right:
            last = height if tall else HEAD_ZONE
            found.append([top, left, min(bottom, last - 1), min(right, width - 1)])
    in_head = ((min(bottom, HEAD_ZONE - 1) - top + 1) * (right - left + 1) for top, left, bottom, right in found)
    in_all = (bottom - top + 1 for top, _left, bottom, _right in found)
    if sum(filter(lambda cells: cells > 0, in_head)) > HEAD_ZONE * MAX_COLUMNS or sum(in_all) > height * width:
        raise Refusal("merged", cell="?")
    return found
