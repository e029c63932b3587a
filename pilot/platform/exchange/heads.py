"""Where the head of a list stands and which of its headings means which column.

Heads as offices print them: below titles, of one to three rows with merged cells, with numbers or dates for days, split
into sub-columns ("Ngày sinh" over "Nam" and "Nữ"). Source: public_facts.md section 6.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pilot.platform.exchange.identity import as_title, is_identity
from pilot.platform.exchange.marks import HEAD_ZONE
from pilot.platform.exchange.numbering import numbers_columns
from pilot.platform.exchange.reading import Cell, Sheet
from pilot.platform.exchange.resource import TwoStepResource
from pilot.platform.vietnamese import LEGACY, from_legacy_encoding, search_key

DEPTH = 3  # rows of a head, besides sub-heads
LONGEST = 100  # characters: a longer text names no column
FEW = 3  # headings by which a head is taken for one although none or one of them is known
SEXES = {"nam": "Nam", "nu": "Nữ"}
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")


@dataclass
class Head:
    """First and last row (from 0), the headings over each column from top to bottom, and the columns with a meaning."""

    first: int
    row: int
    stacks: list[list[str]]
    names: dict[int, str]  # place, from 0 → column name

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
        return SEXES.get(folded(stack[-1]), "") if len(stack) > 1 else ""


def _label(stack: Sequence[str]) -> str:
    if len(stack) > 1 and folded(stack[-1]) in SEXES:
        return f"{stack[-2]}: {stack[-1]}"
    return stack[-1] if stack else ""


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
    """The rows whose headings name most columns, at least two; of several equal ones the fewest, highest rows.

    A row that only numbers the columns has no part in it: its 31 is not the 31st day.
    """
    grid = spread(sheet)
    best, most = None, min(2, len(kind.columns)) - 1
    numbers = {row for row in range(len(grid)) if _numbers_columns(grid, row)}
    for depth in range(DEPTH):
        for first in range(len(grid) - depth):
            if numbers.intersection(range(first, first + depth + 1)):
                continue
            head = _read(grid, first, first + depth, kind)
            if len(set(head.names.values())) > most:
                best, most = head, len(set(head.names.values()))
    return _with_sub_heads(sheet, grid, best, kind) if best else None


def _numbers_columns(grid: list[list[Cell]], row: int) -> bool:
    """Numbers of columns begin with letters or below the first heading; those of days begin to its right."""
    filled = _filled(grid[row])
    texts = [text_of(grid[row][place]) for place in filled]
    above = [place for cells in grid[max(row - DEPTH, 0) : row] for place in _filled(cells)[:1]]
    return numbers_columns(texts) and bool(above) and (texts[0].isalpha() or filled[0] <= min(above))


def _filled(cells: list[Cell]) -> list[int]:
    return [place for place, cell in enumerate(cells) if cell is not None]


def guess_head(sheet: Sheet, kind: TwoStepResource) -> Head | None:
    """Where no heading is known: the first row of several texts above a filled row. Its columns are given by hand.

    A row that divides the columns may stand between them; a row with a number as long as those of persons is no head.
    """
    grid = spread(sheet)
    for place in range(len(grid) - 1):
        texts = {folded(cell) for cell in sheet.rows[place] if isinstance(cell, str)}
        filled = max(sum(cell is not None for cell in row) for row in sheet.rows[place + 1 : place + DEPTH])
        if len(texts) >= FEW and filled >= FEW and not any(map(is_identity, grid[place])):
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
    for cells in zip(*grid[first : last + 1], strict=True):
        texts = [text for text in map(text_of, cells) if text]
        stacks.append([text for place, text in enumerate(texts) if not place or text != texts[place - 1]])
    names = {place: name for place, stack in enumerate(stacks) if (name := name_of(stack, kind))}
    return Head(first, last, stacks, names)


def name_of(stack: Sequence[str], kind: TwoStepResource) -> str:
    """The column that headings over each other mean: read together, or the lowest one that is known.

    Headings typed for old fonts are understood; whether their cells are converted is asked. What is known and not
    kept has no part in what stands above or below it: "Ngoại ngữ" below "Trình độ", "Chức vụ" below "Phụ cấp".
    """
    alone = [] if any(folded(heading) in kind.not_kept for heading in stack) else [*reversed(stack)]
    for heading in dict.fromkeys((" ".join(stack), *alone)):
        for meant in _meanings(heading) if len(heading) <= LONGEST else ():
            if name := kind.column_of(meant):
                return name
    return ""


@lru_cache(maxsize=16_384)  # as many as the head zone of a wide sheet has cells
def _meanings(heading: str) -> tuple[str, ...]:
    """A heading as it is compared: as it stands, then as each old font shows it."""
    typed = () if heading.isascii() else (from_legacy_encoding(heading, old) for old in LEGACY)
    return tuple(dict.fromkeys(map(folded, (heading, *typed))))


def _with_sub_heads(sheet: Sheet, grid: list[list[Cell]], head: Head, kind: TwoStepResource) -> Head:
    """The head with a row below it that only divides its columns: "Nam" and "Nữ" below "Ngày sinh"."""
    below = head.row + 1
    if below >= len(grid) or not _divides(sheet, head, below):
        return head
    wider = _read(grid, head.first, below, kind)
    for place, stack in enumerate(wider.stacks):
        if stack and not head.stacks[place]:  # not merged: the heading to the left is meant
            above = next((head.stacks[left] for left in range(place - 1, -1, -1) if head.stacks[left]), [])
            wider.stacks[place] = [*above, *stack]
            if name := name_of(wider.stacks[place], kind):
                wider.names[place] = name
    return wider


def _divides(sheet: Sheet, head: Head, below: int) -> bool:
    """A row of texts only, below headings that span several columns, or of nothing but sexes."""
    filled = [(place, cell) for place, cell in enumerate(sheet.rows[below]) if cell is not None]
    if not filled or not all(isinstance(cell, str) for _place, cell in filled):
        return False
    if all(folded(cell) in SEXES for _place, cell in filled):
        return True
    wide = {
        place
        for _top, left, bottom, right in sheet.merged
        if right > left and head.first <= bottom <= head.row
        for place in range(left, right + 1)
    }
    return all(place in wide for place, _cell in filled)
