"""Workbooks we write: templates, exports, rows with errors, and an uploaded list without its identity numbers.

No cell starts a formula: text is written as text whatever it begins with. Source: OWASP ASVS 5.0, 1.2.10.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation

from pilot.platform.exchange.reading import Sheet
from pilot.platform.exchange.resource import Column, ListResource, Row, TwoStepResource
from pilot.platform.exchange.sheet import is_identity
from pilot.platform.exchange.widgets import ChoiceWidget, VietnameseDateWidget

WATERMARK = "MINH HỌA – KHÔNG CÓ GIÁ TRỊ"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00")
TEMPLATE_ROWS = 500
MARK_COLOUR, MARK_SIZE = "9D1C1F", 28  # points, in the margin of a printed page
MARK_FONT, MARK_FILL = Font(bold=True, size=16, color=MARK_COLOUR), PatternFill("solid", fgColor="FBEEEE")
BOLD, SOFT = Font(bold=True), Font(italic=True, color="545D68")
HEAD_FILL, BAD_FILL = PatternFill("solid", fgColor="EEECE8"), PatternFill("solid", fgColor="FDECEB")
RIGHT_OF_TEXT = "@"
DAY = "dd/mm/yyyy"


def safe(value: object) -> Any:
    """Text without the control characters that no workbook may hold; other values as they are."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def as_text(value: object) -> Any:
    """A cell as it was read, for showing and for JSON: dates day first, whole numbers without ".0"."""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(int(value)) if isinstance(value, float) and value == int(value) else value


def cell(sheet: Any, value: object, **style: object) -> Any:
    """A cell of a streamed sheet. Text is text even when it begins like a formula."""
    value = safe(value)
    made = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        made.data_type, made.number_format = "s", RIGHT_OF_TEXT
        if value.startswith(STARTS_FORMULA):
            made.quotePrefix = True
    elif isinstance(value, dt.date):
        made.number_format = DAY
    for name, what in style.items():
        setattr(made, name, what)
    return made


class Repeated(Cell):  # type: ignore[misc]  # openpyxl says no types
    """A cell that is written many times over; what the workbook calls its style is asked once."""

    has_style, style_id = True, 0

    def __init__(self, sheet: Any, sample: Any) -> None:
        super().__init__(sheet, row=1, column=1)
        self.style_id = cell(sheet, sample).style_id


def repeated(sheet: Any) -> Callable[[Any], Any]:
    """As `cell`, for a long list: a value is written before the next is asked for, so one cell of each kind does."""
    text, quoted, day = (Repeated(sheet, sample) for sample in ("x", "=x", dt.date(2021, 6, 15)))

    def filled(value: Any) -> Any:
        if isinstance(value, dt.date):
            day.value = value
            return day
        if not isinstance(value, str):
            return value
        made = quoted if value.startswith(STARTS_FORMULA) else text
        made.value, made.data_type = safe(value), "s"
        return made

    return filled


def _start(title: str, widths: Sequence[int], watermark: bool) -> tuple[Workbook, Any]:
    """A streamed workbook of one sheet; a demo workbook says so on screen and on paper."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    if watermark:
        mark_sheet(sheet)
        sheet.append([cell(sheet, WATERMARK, font=MARK_FONT, fill=MARK_FILL)])
    return book, sheet


def mark_sheet(sheet: Any) -> None:
    """The watermark of a sheet, as far as a workbook without pictures can bear one.

    Across every printed page, large, at its head and foot, and the tab in red. The first row is the writer's, since
    streamed sheets differ.
    """
    sheet.sheet_properties.tabColor = MARK_COLOUR
    for part in (sheet.oddHeader.center, sheet.oddFooter.center):
        part.text, part.size, part.color = WATERMARK, MARK_SIZE, MARK_COLOUR


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _head(sheet: Any, headings: Iterable[str]) -> None:
    sheet.append(
        [cell(sheet, heading, font=BOLD, fill=HEAD_FILL, alignment=Alignment(wrap_text=True)) for heading in headings]
    )


# --- export ---------------------------------------------------------------------------------------


def export_book(kind: ListResource, rows: Iterable[list[object]], illustrative: bool = False) -> bytes:
    """The rows under the headings of the list; one that can be imported comes back untouched without any change."""
    columns = list(kind.columns.values())
    book, sheet = _start(str(kind.title), [column.width for column in columns], settings.DEMO or illustrative)
    _head(sheet, [column.heading for column in columns])
    filled = repeated(sheet)
    for row in rows:
        sheet.append(filled(value) for value in row)
    return _bytes(book)


def export_csv(kind: ListResource, rows: Iterable[list[object]], illustrative: bool = False) -> bytes:
    """CSV in UTF-8 with its mark, which Excel needs; a cell that could start a formula gets a '.

    The watermark is a line of its own above the headings; the import takes it for a title row.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if settings.DEMO or illustrative:
        writer.writerow([WATERMARK])
    writer.writerow([column.heading for column in kind.columns.values()])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _csv_cell(value: object) -> Any:
    value = safe(as_text(value))
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value


# --- template -------------------------------------------------------------------------------------


def template(kind: TwoStepResource) -> bytes:
    """An empty list: headings, an example row that is never read, cells as text, drop-downs, and a sheet of guidance.

    Dates are text cells too: Excel set to English would take 03/04/1990 for the 4th of March, and nobody would see it.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    first = 1
    if settings.DEMO:
        _first_row(sheet)
        first = 2
    columns = list(kind.columns.values())
    for place, heading in enumerate(["STT", *(column.heading for column in columns)], 1):
        made = sheet.cell(first, place, heading)
        made.font, made.fill = BOLD, HEAD_FILL
    for place, example in enumerate(["ví dụ", *(column.example for column in columns)], 1):
        sheet.cell(first + 1, place, example).font = SOFT
    sheet.freeze_panes = sheet.cell(first + 1, 1)
    for place, column in enumerate(columns, 2):
        _prepare(sheet, get_column_letter(place), column, first + 1)
    _guide(book.create_sheet("Hướng dẫn"), columns, kind)
    return _bytes(book)


def _first_row(sheet: Any) -> None:
    mark_sheet(sheet)
    made = sheet.cell(1, 1, WATERMARK)
    made.font, made.fill = MARK_FONT, MARK_FILL


def _prepare(sheet: Any, letter: str, column: Column, first: int) -> None:
    """Width, text format and drop-down of one column."""
    sheet.column_dimensions[letter].width = column.width
    last = first + TEMPLATE_ROWS
    if column.widget.text_cell:
        for (made,) in sheet[f"{letter}{first}:{letter}{last}"]:
            made.number_format = RIGHT_OF_TEXT
    options = (
        [str(label) for label in column.widget.labels.values()]
        if isinstance(column.widget, ChoiceWidget)
        else column.options
    )
    if options:
        strict = isinstance(column.widget, ChoiceWidget)
        rule = DataValidation("list", formula1=f'"{",".join(options)}"', allow_blank=True, showErrorMessage=strict)
        sheet.add_data_validation(rule)
        rule.add(f"{letter}{first}:{letter}{last}")


def _guide(sheet: Any, columns: list[Column], kind: TwoStepResource) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 100
    lines = [
        (_("Column"), _("How it is filled")),
        *((column.heading, _what(column)) for column in columns),
        ("", ""),
        (_("Example row"), _("The row marked “ví dụ” is not read; leave it or delete it.")),
        (_("Empty cells"), _("An empty cell changes nothing of what is recorded.")),
        (
            _("Rows"),
            _("The same “%(key)s” means the same row: sending a list twice changes nothing.")
            % {"key": kind.columns[kind.key].heading},
        ),
        (
            _("Identity numbers"),
            _("Columns with citizen identity numbers (CCCD, CMND) are skipped and not kept."),
        ),
    ]
    first = 1
    if settings.DEMO:
        _first_row(sheet)
        first = 2
    for number, (left, right) in enumerate(lines, first):
        sheet.cell(number, 1, left).font = BOLD
        made = sheet.cell(number, 2, right)
        made.alignment = Alignment(wrap_text=True, vertical="top")
        if number == first:
            made.font = BOLD


def _what(column: Column) -> str:
    parts = [str(column.hint), _("Needed for a new row.") if column.required else ""]
    if isinstance(column.widget, VietnameseDateWidget):
        parts.insert(0, _("Day/month/year, for example 05/01/1990."))
    return " ".join(part for part in parts if part)


# --- rows with errors, and a list without identity numbers ----------------------------------------


def error_book(kind: TwoStepResource, rows: list[Row], letters: dict[str, str]) -> bytes:
    """The rows with errors under the headings of the list, with what is wrong in a last column: cell, column, sentence.

    `letters`: column name → its letter in the file that was sent.
    """
    columns = {name: column for name, column in kind.columns.items() if name in letters}
    widths = [8, *(column.width for column in columns.values()), 90]
    book, sheet = _start("Dòng có lỗi", widths, settings.DEMO)
    _head(sheet, ["Dòng", *(column.heading for column in columns.values()), "Lỗi"])
    for row in rows:
        wrong = {fault.field for fault in row.faults}
        cells = [
            cell(sheet, as_text(row.cells.get(name)), **({"fill": BAD_FILL} if name in wrong else {}))
            for name in columns
        ]
        sheet.append(
            [
                cell(sheet, row.number),
                *cells,
                cell(
                    sheet,
                    "; ".join(
                        fault_lines(kind, row.number, [(fault.field, fault.message) for fault in row.faults], letters)
                    ),
                ),
            ]
        )
    return _bytes(book)


def fault_lines(
    kind: TwoStepResource, number: int, faults: Iterable[Sequence[str]], letters: dict[str, str]
) -> list[str]:
    """Each fault with its cell and column: “D5 Ngày sinh: …”."""
    return [
        f"{letters[name]}{number} {kind.columns[name].heading}: {message}" if name in letters else message
        for name, message in faults
    ]


def without_identity(sheet: Sheet, hidden: list[int], read: set[int]) -> bytes:
    """The copy that is kept of a list with CCCD numbers: the sheet without these columns.

    Every other cell and merged range stands at its place, but for identity numbers outside the columns that are `read`.
    """
    book = Workbook(write_only=True)
    copy = book.create_sheet(sheet.name[:31])

    def kept(place: int, value: Any) -> bool:
        return value is not None and place not in hidden and (place in read or not is_identity(value))

    for row in sheet.rows:
        copy.append([cell(copy, value) if kept(place, value) else None for place, value in enumerate(row)])
    for top, left, bottom, right in sheet.merged:
        copy.merged_cells.add(CellRange(None, left + 1, top + 1, right + 1, bottom + 1))
    return _bytes(book)
