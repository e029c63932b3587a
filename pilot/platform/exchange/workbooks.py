"""Workbooks we write: templates, exports and rows with errors.

No cell starts a formula: text is written as text whatever it begins with. Source: OWASP ASVS 5.0, 1.2.10.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pilot.platform.exchange.reading import Cell, CellError
from pilot.platform.exchange.resource import Column, ListResource, Row, TwoStepResource

Streamed: TypeAlias = Any  # a sheet that openpyxl writes row by row, which has no public name
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WATERMARK = "MINH HỌA – KHÔNG CÓ GIÁ TRỊ"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00")
TEMPLATE_ROWS = 500
MOST_OF_LIST = 255  # characters that Excel takes as the choices of a cell; none of them may hold a comma
MARK_COLOUR, MARK_SIZE = "9D1C1F", 28  # points, in the margin of a printed page
MARK_FONT, MARK_FILL = Font(bold=True, size=16, color=MARK_COLOUR), PatternFill("solid", fgColor="FBEEEE")
BOLD, SOFT = Font(bold=True), Font(italic=True, color="545D68")
HEAD_FILL, BAD_FILL = PatternFill("solid", fgColor="EEECE8"), PatternFill("solid", fgColor="FDECEB")
WRAPPED = Alignment(wrap_text=True, vertical="top")
TEXT, DAY = "@", "dd/mm/yyyy"


def safe(value: Cell) -> Cell:
    """Text without the control characters that no workbook may hold; other values as they are."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", value)) if isinstance(value, str) else value


def as_text(value: Cell) -> Cell:
    """A cell as it was read, for showing and for JSON: dates day first, whole numbers without ".0"."""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, CellError):
        return value.shown
    return str(int(value)) if isinstance(value, float) and value == int(value) else value


def cell(sheet: Streamed, value: Cell, **style: object) -> object:
    """A cell of a streamed sheet. Text is text even when it begins like a formula."""
    value = safe(value.shown if isinstance(value, CellError) else value)
    made = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        made.data_type, made.number_format = "s", TEXT
        if value.startswith(STARTS_FORMULA):
            made.quotePrefix = True
    elif isinstance(value, dt.date):
        made.number_format = DAY
    for name, what in style.items():
        setattr(made, name, what)
    return made


def add_sheet(book: Workbook, title: str, columns: Iterable[tuple[str, int]], watermark: bool) -> Streamed:
    """A streamed sheet with its headings, which stay in view. `columns`: heading and width.

    The watermark stands in its first row and, large, at head and foot of every printed page; the tab is red.
    """
    sheet = book.create_sheet(title[:31])
    headings = []
    for place, (heading, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        headings.append(cell(sheet, heading, font=BOLD, fill=HEAD_FILL, alignment=WRAPPED))
    sheet.freeze_panes = f"A{_first_row(watermark)}"
    if watermark:
        sheet.sheet_properties.tabColor = MARK_COLOUR
        for part in (sheet.oddHeader.center, sheet.oddFooter.center):
            part.text, part.size, part.color = WATERMARK, MARK_SIZE, MARK_COLOUR
        sheet.append([cell(sheet, WATERMARK, font=MARK_FONT, fill=MARK_FILL)])
    sheet.append(headings)
    return sheet


def heads(columns: Iterable[Column]) -> list[tuple[str, int]]:
    return [(column.heading, column.width) for column in columns]


def _first_row(watermark: bool) -> int:
    """The row below the headings, from 1."""
    return 3 if watermark else 2


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# --- export ---------------------------------------------------------------------------------------


def export_book(kind: ListResource, rows: Iterable[list[Cell]], illustrative: bool = False) -> bytes:
    """The rows under the headings of the list; one that can be imported comes back untouched without any change."""
    book = Workbook(write_only=True)
    sheet = add_sheet(book, str(kind.title), heads(kind.kept.values()), settings.DEMO or illustrative)
    for row in rows:
        sheet.append([cell(sheet, value) for value in row])
    return _bytes(book)


def export_csv(kind: ListResource, rows: Iterable[list[Cell]], illustrative: bool = False) -> bytes:
    """CSV in UTF-8 with its mark, which Excel needs; a cell that could start a formula gets a '.

    The watermark is a line of its own above the headings; the import takes it for a title row.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if settings.DEMO or illustrative:
        writer.writerow([WATERMARK])
    writer.writerow([column.heading for column in kind.kept.values()])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> Cell:
    value = safe(as_text(value))
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value


# --- template -------------------------------------------------------------------------------------


def template(kind: TwoStepResource) -> bytes:
    """An empty list: headings, an example row that is never read, cells as text, drop-downs, and a sheet of guidance.

    Dates are text cells too: Excel set to English would take 03/04/1990 for the 4th of March, and nobody would see it.
    """
    columns = kind.kept.values()
    book = Workbook(write_only=True)
    sheet = add_sheet(book, "Danh sách", [("STT", 8), *heads(columns)], settings.DEMO)
    sheet.append([cell(sheet, text, font=SOFT) for text in ("ví dụ", *(column.example for column in columns))])
    empty = [None, *(cell(sheet, None, number_format=TEXT) for _column in columns)]
    for _row in range(TEMPLATE_ROWS):
        sheet.append(empty)
    for place, column in enumerate(columns, 2):
        _add_drop_down(sheet, get_column_letter(place), column)
    _add_guide(book, kind)
    return _bytes(book)


def _add_drop_down(sheet: Streamed, letter: str, column: Column) -> None:
    options, strict = column.choices or column.options, bool(column.choices)
    fits = len(",".join(options)) < MOST_OF_LIST and not any("," in option for option in options)
    if options and fits:
        first = _first_row(settings.DEMO)
        rule = DataValidation("list", formula1=f'"{",".join(options)}"', allow_blank=True, showErrorMessage=strict)
        rule.add(f"{letter}{first}:{letter}{first + TEMPLATE_ROWS}")
        sheet.data_validations.append(rule)


def _add_guide(book: Workbook, kind: TwoStepResource) -> None:
    same_row = _("The same “%(key)s” means the same row: sending a list twice changes nothing.")
    sheet = add_sheet(book, "Hướng dẫn", [(_("Column"), 26), (_("How it is filled"), 100)], settings.DEMO)
    for left, right in [
        *((column.said, _how(column)) for column in kind.explained if column.kept),
        ("", ""),
        (_("Example row"), _("The row marked “ví dụ” is not read; leave it or delete it.")),
        (_("Empty cells"), _("An empty cell changes nothing of what is recorded.")),
        (_("Rows"), same_row % {"key": kind.columns[kind.key].heading}),
        (_("Identity numbers"), _("Columns with citizen identity numbers (CCCD, CMND) are skipped and not kept.")),
    ]:
        sheet.append([cell(sheet, left, font=BOLD), cell(sheet, right, alignment=WRAPPED)])


def _how(column: Column) -> str:
    """How a column is filled."""
    is_date = column.widget.dates
    parts = [
        _("Day/month/year, for example 05/01/1990.") if is_date else "",
        str(column.hint),
        _("Needed for a new row.") if column.required else "",
    ]
    return " ".join(filter(None, parts))


# --- rows with errors ------------------------------------------------------------------------------


def error_book(kind: TwoStepResource, rows: list[Row], letters: dict[str, str]) -> bytes:
    """The rows with errors under the headings of the list, with what is wrong in a last column: cell, column, sentence.

    `letters`: column name → its letter in the file that was sent.
    """
    columns = {name: column for name, column in kind.columns.items() if name in letters}
    book = Workbook(write_only=True)
    sheet = add_sheet(book, "Dòng có lỗi", [("Dòng", 8), *heads(columns.values()), ("Lỗi", 90)], settings.DEMO)
    for row in rows:
        wrong = {fault.column for fault in row.faults}
        styles = [{"fill": BAD_FILL} if name in wrong else {} for name in columns]
        cells = [
            cell(sheet, as_text(row.cells.get(name)), **style) for name, style in zip(columns, styles, strict=True)
        ]
        sheet.append([cell(sheet, row.number), *cells, cell(sheet, "; ".join(_fault_lines(kind, row, letters)))])
    return _bytes(book)


def error_name(kind: TwoStepResource, sent: str) -> str:
    """What the workbook of errors of a file is called; that of one is called as that one."""
    start = f"loi-{kind.file_name}-"
    return f"{start}{Path(sent).stem.removeprefix(start)[:100]}.xlsx"


def _fault_lines(kind: TwoStepResource, row: Row, letters: dict[str, str]) -> list[str]:
    """Each fault with its cell and column: “D5 Ngày sinh: …”."""
    return [
        f"{_cells(letters[name], row)} {kind.columns[name].heading}: {message}" if name in letters else message
        for name, message in row.faults
    ]


def _cells(letters: str, row: Row) -> str:
    """The cells of a value: "D5", or "D5, E5" where it stands in one of several columns."""
    return ", ".join(f"{letter}{row.number}" for letter in letters.split(", "))
