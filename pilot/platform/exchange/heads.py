"""Where the head of a list stands and which of its headings means which column.

Heads as offices print them: below titles, of one to three rows with merged cells, with numbers or dates for days, split
into sub-columns ("Ngày sinh" over "Nam" and "Nữ"). Source: public_facts.md section 6.
"""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pilot.platform.exchange.identity import as_title, is_identity
from pilot.platform.exchange.marks import HEAD_ZONE
from pilot.platform.exchange.numbering import numbers_columns
from pilot.platform.exchange.reading import Cell, Sheet
from pilot.platform.exchange.resource import TwoStepResource
from pilot.platform.vietnamese import LEGACY, from_legacy_encoding, search_key, uniqueness_key

DEPTH = 3  # rows of a head, besides sub-heads
LONGEST = 100  # characters: a longer text names no column
FEW = 3  # headings by which a head is taken for one although none or one of them is known
SEXES = {"nam": "Nam", "nữ": "Nữ", "nu": "Nữ"}  # with their marks: "Năm" is a year
SERIAL = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "dong", "loi"})  # and what our workbook of errors adds
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")


@dataclass
class Head:
    """First and last row (from 0), the headings over each column from top to bottom, and the columns with a meaning.

    `parts`: places of columns that hold one value with the column to their left.
    """

    first: int
    row: int
    stacks: list[list[str]]
    names: dict[int, str]  # place, from 0 → column name
    parts: set[int] = field(default_factory=set)

    @property
    def headings(self) -> list[str]:
        """As the reader finds them: the lowest one, which says most; of a split head both."""
        return [_label(stack) for stack in self.stacks]

    @property
    def words(self) -> set[str]:
        """Every heading, folded: a row of nothing else is the head again."""
        return {folded(heading) for stack in self.stacks for heading in stack}

    def sex_of(self, place: int) -> str:
        """What the sub-head says of the people whose value stands in this column; "" if it says nothing."""
        stack = self.stacks[place] if place < len(self.stacks) else []
        return sex_in(stack[-1]) if len(stack) > 1 else ""


def sex_in(cell: Cell) -> str:
    """The sex that a sub-head names; "" for every other."""
    return SEXES.get(uniqueness_key(text_of(cell)), "")


def _label(stack: Sequence[str]) -> str:
    if len(stack) > 1 and sex_in(stack[-1]):
        return f"{stack[-2]}: {stack[-1]}"
    return stack[-1] if stack else ""


@lru_cache(maxsize=16_384)  # as many as the head zone of a wide sheet has cells
def folded(heading: Cell) -> str:
    """A heading as it is compared: without marks, case, line breaks and what stands in brackets."""
    return search_key(BRACKETS.sub(" ", text_of(heading)))


def text_of(cell: Cell) -> str:
    """A cell of a head as text: the number or the day of a column as its reader sees it."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else ""


def find_head(sheet: Sheet, kind: TwoStepResource) -> Head | None:
    """The rows whose headings name most columns, among them one that tells rows; of equal ones the fewest, highest.

    Two headings are known at least, one of them as a column: "STT" and "Tên TTHC" are a head, too. A row that only
    numbers the columns has no part in it, its 31 is not the 31st day; nor has a line of one text, a title or a total.
    """
    grid = spread(sheet)
    best, most = None, (False, 0)
    numbers = {row for row in range(len(grid)) if _numbers_columns(grid, row)}
    alone = {row for row in range(len(grid)) if len(_filled(grid[row])) < 2}
    for depth in range(DEPTH):
        for first in range(len(grid) - depth):
            if (numbers | alone if depth else numbers).intersection(range(first, first + depth + 1)):
                continue
            head = _read(grid, first, first + depth, kind)
            named = set(head.names.values())
            worth = (not kind.telling.isdisjoint(named), len(named))  # the numbers of columns look like days
            if named and worth > most and len(named) + _beside(head, kind) >= min(2, len(kind.columns)):
                best, most = head, worth
    if best is None:
        return None
    return _with_sub_heads(sheet, grid, _read(grid, *_whole(sheet, best), kind), kind)


def _beside(head: Head, kind: TwoStepResource) -> int:
    """How many headings are known that mean no column: serial numbers, and what is not kept."""
    return sum(folded(heading) in SERIAL or folded(heading) in kind.not_kept for heading in head.headings)


def _whole(sheet: Sheet, head: Head) -> tuple[int, int]:
    """First and last row of the head with all that its merged cells reach over, and what stands beside them."""
    own = [
        (top, bottom)
        for top, _left, bottom, _right in sheet.merged
        if top <= head.row and head.first <= bottom and head.row - DEPTH < top and bottom < head.first + DEPTH
    ]
    return min([head.first, *(top for top, _bottom in own)]), max([head.row, *(bottom for _top, bottom in own)])


def _numbers_columns(grid: list[list[Cell]], row: int) -> bool:
    """Numbers of columns begin with letters or below the first heading; those of days begin to its right."""
    filled = _filled(grid[row])
    texts = [text_of(grid[row][place]) for place in filled]
    above = [place for cells in grid[max(row - DEPTH, 0) : row] for place in _filled(cells)[:1]]
    return numbers_columns(texts) and bool(above) and (texts[0].isalpha() or filled[0] <= min(above))


def _filled(cells: list[Cell]) -> list[int]:
    return [place for place, cell in enumerate(cells) if cell is not None]


def guess_head(sheet: Sheet, kind: TwoStepResource) -> Head | None:
    """Where no two headings are known: the first row of several texts, above as many cells; if one is known, of two.

    Its columns are given by hand. A row with a number, or with a text that is one, is none of headings.
    """
    grid = spread(sheet)
    filled = [sum(cell is not None for cell in row) for row in sheet.rows]
    for place in range(len(grid) - 1):
        texts = {text for cell in sheet.rows[place] if cell is not None and (text := folded(cell))}
        wordy = all(any(char.isalpha() for char in text) for text in texts) and not any(map(is_identity, grid[place]))
        few = FEW - 1 if any(map(kind.column_of, texts)) else FEW
        if len(texts) >= few and wordy and max(filled[place + 1 :]) >= few:
            return _read(grid, place, place, kind)
    return None


def spread(sheet: Sheet) -> list[list[Cell]]:
    """The rows of the head zone with the text of each merged cell in all the cells it covers, long numbers starred."""
    width = max(map(len, sheet.rows[:HEAD_ZONE]), default=0)
    grid: list[list[Cell]] = [[*map(as_title, row), *[None] * (width - len(row))] for row in sheet.rows[:HEAD_ZONE]]
    for top, left, bottom, right in sheet.merged:
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [grid[top][left] if left < width else None] * (min(right, width - 1) + 1 - left)
    return grid


def _read(grid: list[list[Cell]], first: int, last: int, kind: TwoStepResource) -> Head:
    stacks = []
    for cells in zip(*_reaching_right(grid[first : last + 1]), strict=True):
        texts = [text for text in map(text_of, cells) if text]
        stacks.append([text for place, text in enumerate(texts) if not place or text != texts[place - 1]])
    names = {place: name for place, stack in enumerate(stacks) if (name := name_of(stack, kind))}
    return Head(first, last, stacks, names, _parts(stacks, names, kind))


def _parts(stacks: list[list[str]], names: dict[int, str], kind: TwoStepResource) -> set[int]:
    """The further columns of values that stand in several: "Họ đệm" and "Tên", or one heading over all. Names them."""
    found = set()
    for name, widget in ((name, column.widget) for name, column in kind.columns.items() if column.widget.parts):
        for place in range(len(stacks) - len(widget.parts) + 1):
            places = range(place, place + len(widget.parts))
            below = [stacks[at] for at in places]
            divided = all(
                stack and _meanings(stack[-1])[0] in part for stack, part in zip(below, widget.parts, strict=True)
            )
            named = all(names.get(at) == name for at in places)
            if (divided and widget.parts_alone) or (named and (divided or below.count(below[0]) == len(below))):
                names |= dict.fromkeys(places, name)
                found |= set(places[1:])
    return found


def _reaching_right(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows of a head with each heading of several columns over all of them, also where no cells are merged.

    A heading with another one below it reaches over blanks to its right, as long as something stands below them.
    """
    reached = [[*rows[-1]]]
    for row in reversed(rows[:-1]):
        cells, below = [*row], reached[0]
        for place in range(1, len(cells)):
            left = cells[place - 1]
            if cells[place] is None and below[place] is not None and below[place - 1] not in (None, left):
                cells[place] = left
        reached.insert(0, cells)
    return reached


def name_of(stack: Sequence[str], kind: TwoStepResource) -> str:
    """The column that headings over each other mean: read together, or the lowest one that is known.

    Headings typed for old fonts are understood; whether their cells are converted is asked. What is known and not
    kept has no part in what stands above or below it: "Ngoại ngữ" below "Trình độ", "Chức vụ" below "Phụ cấp"; and
    whatever stands above or below "STT", it is the number of the row.
    """
    if any(folded(heading) in SERIAL for heading in stack):
        return ""
    alone = [] if any(folded(heading) in kind.not_kept for heading in stack) else [*reversed(stack)]
    for heading in dict.fromkeys((" ".join(stack), *alone)):
        for meant in _meanings(heading) if len(heading) <= LONGEST else ():
            if name := kind.column_of(meant):
                return name
    return ""


@lru_cache(maxsize=16_384)
def _meanings(heading: str) -> tuple[str, ...]:
    """A heading as it is compared: as it stands, then as each old font shows it."""
    typed = () if heading.isascii() else (from_legacy_encoding(heading, old) for old in LEGACY)
    return tuple(dict.fromkeys(map(folded, (heading, *typed))))


def _with_sub_heads(sheet: Sheet, grid: list[list[Cell]], head: Head, kind: TwoStepResource) -> Head:
    """The head with a row below it that only divides its columns: "Nam" and "Nữ" below "Ngày sinh"."""
    below = head.row + 1
    if below >= len(grid) or not _divides(sheet, head, below):
        return head
    return _read(grid, head.first, below, kind)


def _divides(sheet: Sheet, head: Head, below: int) -> bool:
    """A row of texts only, below headings that stand above several columns, or of nothing but sexes."""
    filled = {place: cell for place, cell in enumerate(sheet.rows[below]) if cell is not None}
    if len(filled) < 2 or not all(isinstance(cell, str) for cell in filled.values()):
        return False
    if all(map(sex_in, filled.values())):
        return True
    merged = {
        place
        for _top, left, bottom, right in sheet.merged
        if right > left and bottom == head.row
        for place in range(left, right + 1)
    }
    return filled.keys() <= merged | _reached(head, filled)


def _reached(head: Head, filled: Collection[int]) -> set[int]:
    """The columns of headings that reach, without merged cells, over columns that have no other heading."""
    found: set[int] = set()
    for place in range(1, len(head.stacks)):
        begun = bool(head.stacks[place - 1]) or place - 1 in found
        if begun and not head.stacks[place] and {place - 1, place} <= {*filled}:
            found |= {place - 1, place}
    return found
