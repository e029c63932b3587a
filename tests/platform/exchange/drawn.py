"""Lists as offices may print them, drawn at random: real rows among junk rows, heads and columns.

Written with openpyxl and csv alone; nothing here knows how lists are read. What hypothesis draws it makes smaller until
the smallest list that is read wrongly is left.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import openpyxl
from hypothesis import strategies as st

TITLES = (
    "DANH SÁCH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Mẫu số 01", "Biểu số 2/TK",
    "(Kèm theo Công văn số 12/BĐT-TCHC ngày 05/01/2021 của Bưu điện tỉnh)", "Đơn vị tính: người", "Số: 12/BC-BĐT",
    "Hà Tĩnh, ngày 15 tháng 6 năm 2021", "BƯU ĐIỆN TỈNH HÀ TĨNH", "Đơn vị: Phòng Tổ chức - Hành chính", "PHỤ LỤC II",
    "Điện thoại: 0239.3855.555", "Năm 2021", "(Tính đến ngày 31/5/2021)", "Trang 1/2",
)  # fmt: skip
TOTALS = ("Tổng cộng", "Cộng", "Tổng số", "TỔNG CỘNG:", "Cộng:", "Tổng cộng: {} {}", "Cộng: {} {}", "Tổng số: 0{} {}")
PAGE_TOTALS = ("Cộng trang", "Cộng", "Cộng trang 1", "Cộng trang: {}", "Lũy kế", "Chuyển sang trang sau")
SIGNERS = (
    ("NGƯỜI LẬP BIỂU", "GIÁM ĐỐC"), ("Người lập", "Thủ trưởng đơn vị"), ("Người lập bảng", "KT. GIÁM ĐỐC"),
    ("Kế toán trưởng", "TM. ỦY BAN NHÂN DÂN"), ("TRƯỞNG PHÒNG TCHC", "PHÓ GIÁM ĐỐC"),
)  # fmt: skip
SIGNED = ("(Ký, ghi rõ họ tên)", "(Ký, họ tên, đóng dấu)", "(đã ký)", "Đã ký")
FOOTNOTES = (
    ("Ghi chú: danh sách thay cho danh sách đã gửi.",), ("* Danh sách có thể thay đổi.",), ("(*) Tính đến 31/5/2021.",),
    ("Nơi nhận:", "- Như trên;", "- Lưu: VT."), ("Danh sách này gồm {} {}./.",), ("Lưu ý: gửi trước ngày 20/6/2021.",),
)  # fmt: skip
SERIALS = ("STT", "TT", "Số TT", "Số thứ tự", "Stt")
DECORATIONS: tuple[Callable[[str], str], ...] = (
    str, str.upper, lambda text: text.replace(" ", "\n", 1), lambda text: f" {text}  ", lambda text: f"{text} (*)",
    lambda text: text.replace(" ", "  "), lambda text: f"{text}:",
)  # fmt: skip
NUMBERED: tuple[Callable[[int], Any], ...] = (
    lambda n: n + 1, lambda n: f"({n + 1})", lambda n: str(n + 1), lambda n: f"[{n + 1}]",
    lambda n: "ABC"[n] if n < 3 else n - 2, lambda n: f"({n + 1})" if n else None,
)  # fmt: skip

Thing: TypeAlias = Any  # what a row is about
Cell: TypeAlias = Callable[[Thing], Any]


class Dice:
    """What is left to chance, in words; the first choice, no and the least are what a failure is made smaller to."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw

    def one(self, choices: Sequence[Any]) -> Any:
        return choices[self.draw(st.integers(0, len(choices) - 1))]

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def count(self, least: int, most: int) -> int:
        return int(self.draw(st.integers(least, most)))

    def some(self, choices: Iterable[Any]) -> list[Any]:
        return [choice for choice in choices if self.maybe()]

    def shuffled(self, things: list[Any]) -> list[Any]:
        return [things[place] for place in self.draw(st.permutations(range(len(things))))]


@dataclass
class Column:
    """A column: how offices head it, and its cell in the row of a thing. `plain`: its heading stands there as it is."""

    names: Sequence[Any]
    cell: Cell
    plain: bool = False


@dataclass
class Columns:
    """Columns under a common heading."""

    names: Sequence[Any]
    below: "list[Column | Columns]"
    plain: bool = False


Head: TypeAlias = Column | Columns


def depth(node: Head) -> int:
    return 1 + max(map(depth, node.below)) if isinstance(node, Columns) else 1


def leaves(nodes: Iterable[Head]) -> list[Column]:
    return [leaf for node in nodes for leaf in (leaves(node.below) if isinstance(node, Columns) else [node])]


@dataclass
class Drawn:
    """A file: its name, its bytes, and the answers to what has to be asked about it."""

    name: str
    content: bytes
    answers: dict[str, str]


@dataclass
class Page:
    """A sheet that is filled from the top; rows and columns from 1."""

    left: int  # the first column of the list
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    at: int = 1

    def put(self, row: int, column: int, value: Any) -> None:
        if value is not None:
            self.cells[row, column] = value

    def line(self, *cells: Any, start: int | None = None) -> int:
        for column, value in enumerate(cells, self.left if start is None else start):
            self.put(self.at, column, value)
        self.at += 1
        return self.at - 1

    def head(self, nodes: Sequence[tuple[Head, Any]], merged: bool) -> None:
        """Headings above each other, `merged` across what they stand above or only at its first cell."""
        bottom = self.at + max(depth(node) for node, _text in nodes) - 1
        column = self.left
        for node in nodes:
            column += self._head(node, self.at, column, bottom, merged)
        self.at = bottom + 1

    def _head(self, node: Any, row: int, column: int, bottom: int, merged: bool) -> int:
        _of, (text, below) = node
        self.put(row, column, text)
        width = 0
        for child in below:
            width += self._head(child, row + 1, column + width, bottom, merged)
        last = row if below else bottom
        if merged and (last > row or width > 1):
            self.merged.append((row, column, last, column + max(width, 1) - 1))
        return max(width, 1)

    def workbook(self, others: list["Page"], hidden_rows: Iterable[int], hidden_columns: Iterable[int]) -> bytes:
        book = openpyxl.Workbook()
        for number, page in enumerate([self, *others]):
            sheet = book.create_sheet(f"Trang {number + 1}") if number else book.active
            for (row, column), value in page.cells.items():
                sheet.cell(row, column).value = value
            for area in page.merged:
                sheet.merge_cells(None, area[0], area[1], area[2], area[3])
        for number in hidden_rows:
            book.worksheets[0].row_dimensions[number].hidden = True
        for number in hidden_columns:
            book.worksheets[0].column_dimensions[openpyxl.utils.get_column_letter(number)].hidden = True
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def text(self, delimiter: str, encoding: str, end: str) -> bytes:
        """As Excel saves it: what is merged stands in the first cell, every record has all fields."""
        bottom, right = (max(place[i] for place in self.cells) for i in (0, 1))
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
        for row in range(1, bottom + 1):
            writer.writerow([as_text(self.cells.get((row, column))) for column in range(1, right + 1)])
        return out.getvalue().encode(encoding)


def as_text(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else "" if value is None else str(value)


def headings(dice: Dice, node: Head) -> Any:
    """The words for a head, drawn once: where it stands again it says the same."""
    text = dice.one(node.names)
    text = text if node.plain else dice.one(DECORATIONS)(text)
    return node, (text, [headings(dice, child) for child in node.below] if isinstance(node, Columns) else [])


def a_list(
    dice: Dice, nodes: list[Head], groups: Sequence[tuple[str | None, list[Thing]]], counted: str, *always: str
) -> Drawn:
    """A list with these columns and rows. `groups`: the words of the line above some rows, or none; the rows.

    `always`: titles that never miss.
    """
    with_serial = dice.maybe()
    page = Page(left=1 + dice.count(0, 2) * dice.maybe())
    if with_serial:
        nodes = [Column(SERIALS, lambda _thing: None), *nodes]
    width = len(leaves(nodes))
    for text in (*dice.some(TITLES), *always):
        page.line(text, start=dice.count(1, page.left + width))
        page.at += dice.maybe()
    top = [headings(dice, node) for node in nodes]
    as_workbook, merged = dice.maybe(), dice.maybe()
    page.head(top, merged)
    numbered = dice.one((None, *NUMBERED))
    if numbered:
        page.line(*map(numbered, range(width)))
    rows = body(dice, page, top, groups, with_serial, numbered)
    ending(dice, page, width, len(rows), counted)
    return file_of(dice, page, rows, as_workbook)


def body(
    dice: Dice,
    page: Page,
    top: list[Any],
    groups: Sequence[tuple[str | None, list[Thing]]],
    serial: bool,
    numbered: Any,
) -> list[int]:
    """The rows, and between them what a printed page has: groups, sums, the head again, empty lines."""
    columns, written, restart = leaves(node for node, _text in top), [], dice.maybe()
    count = dice.one((int, str, lambda number: f"{number}.", lambda number: f"{number:02}"))
    for number, (words, things) in enumerate(groups):
        if words:
            group(dice, page, number, words, serial)
        for place, thing in enumerate(things, 1):
            cells = [column.cell(thing) for column in columns]
            if serial:
                cells[0] = count(place if restart else len(written) + 1)
            written.append(page.line(*cells))
            if dice.count(0, 4) == 4:
                between(dice, page, top, numbered)
    return written


def group(dice: Dice, page: Page, number: int, words: str, serial: bool) -> None:
    """A line above its rows: number and words in one cell, or in the first two."""
    mark = dice.one((("I", "II", "III"), ("A", "B", "C"), ("1", "2", "3")))[number]
    if serial and mark.isalpha() and dice.maybe():
        page.line(mark, words)
    else:
        page.line(f"{mark}. {words}")


def between(dice: Dice, page: Page, top: list[Any], numbered: Any) -> None:
    width = len(leaves(node for node, _text in top))
    if dice.maybe():
        page.line(dice.one(PAGE_TOTALS).format(dice.count(1, 9)))
    page.at += dice.count(0, 2)
    if dice.maybe():
        page.head(top, merged=False)
        if numbered and dice.maybe():
            page.line(*map(numbered, range(width)))


def ending(dice: Dice, page: Page, width: int, count: int, counted: str) -> None:
    """Total, place and day, who signs, footnotes; each may be missing."""
    if dice.maybe():
        total = dice.one(TOTALS).format(count, counted)
        page.line(*[None] * dice.count(0, 1), total, None, *[count] * dice.maybe())
    page.at += dice.maybe()
    right = page.left + dice.count(1, width)
    if dice.maybe():
        page.line("Hà Tĩnh, ngày 15 tháng 6 năm 2021", start=right)
    if dice.maybe():
        for pair in (dice.one(SIGNERS), [dice.one(SIGNED)] * 2, ("Nguyễn Thị Lập", "Trần Văn Giám")):
            for column, text in zip((page.left + dice.count(0, 1), right + 1), pair, strict=True):
                page.put(page.at, column, text)
            page.at += 1 + dice.maybe()
    for text in sum(dice.some(FOOTNOTES), ()):
        page.line(text.format(count, counted))


def file_of(dice: Dice, page: Page, rows: list[int], as_workbook: bool) -> Drawn:
    """The file, and what its reader is asked about it."""
    if not as_workbook:
        encoding = dice.one(("utf-8-sig", "utf-8", "utf-16"))
        content = page.text(dice.one(",;\t"), encoding, dice.one(("\r\n", "\n")))
        return Drawn("danh sách.csv", content, {})
    hidden = [dice.one(rows)] if dice.maybe() else []
    others = [Page(1, {(1, 1): "Hướng dẫn"})] if dice.maybe() else []
    content = page.workbook(others, hidden, [])
    return Drawn("danh sách.xlsx", content, {"hidden_rows": "take"} if hidden else {})
