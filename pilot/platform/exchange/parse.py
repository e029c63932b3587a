"""The child process that opens an uploaded workbook.

`python -m pilot.platform.exchange.parse .xlsx < file > cells.json`. It limits itself before it reads a byte, so
whatever a file does to the parser ends here: a few bytes can make it ask for half a terabyte (reliability.md, finding
4), and that aborts the process without an exception. Writes one JSON object: {"sheets": [{"name", "rows", "merged"}]}
or {"refused": code, "facts": {…}}. No Django, no database, no settings.
"""

import csv
import datetime as dt
import io
import json
import sys
from typing import TYPE_CHECKING, TypeAlias

from pilot.platform.exchange import guard
from pilot.platform.exchange.guard import MAX_COLUMNS, MAX_FILE, MAX_ROWS, MIB, Refusal
from pilot.platform.kernel import confined

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Found: TypeAlias = dict[str, object]  # a sheet as JSON
MEMORY = 300 * MIB  # address space
OUTPUT = 48 * MIB
AROUND = 200  # rows of titles above and signatures below, which do not count
MAX_CELLS = 1_000_000
MAX_TEXT = 5_000  # characters of one cell
ENCODINGS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))
QUOTED = tuple(f"'{mark}" for mark in "=+-@\t\r")  # how our own export keeps a cell from starting a formula


def main(suffix: str) -> None:
    confined.limit_self(MEMORY, OUTPUT)
    content = sys.stdin.buffer.read(MAX_FILE + 1)
    try:
        guard.check(content, suffix)
        answer: Found = {"sheets": csv_sheets(content) if suffix == ".csv" else workbook_sheets(content)}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": "too_heavy", "facts": {}}
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))


def workbook_sheets(content: bytes) -> list[Found]:
    """The sheets of an .xlsx or .xls file, as calamine reads them.

    Formulas by their last computed value, hidden sheets only by their names.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = [one for one in enumerate(book.sheets_metadata) if one[1].typ is SheetTypeEnum.WorkSheet]
        if len(found) > guard.MAX_SHEETS:
            raise Refusal("too_many_sheets", count=len(found), most=guard.MAX_SHEETS)
        return [
            _sheet(book.get_sheet_by_index(place), sheet.name)
            if sheet.visible is SheetVisibleEnum.Visible
            else {"name": sheet.name, "rows": [], "hidden": True}
            for place, sheet in found
        ]
    except PasswordError:
        raise Refusal("encrypted") from None
    except (CalamineError, ValueError, IndexError, KeyError) as wrong:
        raise Refusal("damaged", detail=str(wrong)[:80]) from None


def _sheet(sheet: "CalamineSheet", name: str) -> Found:
    if sheet.total_height > MAX_ROWS + AROUND or sheet.total_height * max(sheet.total_width, 1) > 4 * MAX_CELLS:
        raise Refusal("too_many_rows", count=sheet.total_height, most=MAX_ROWS)
    rows = [_trimmed([_cell(value) for value in row]) for row in sheet.to_python(skip_empty_area=False)]
    return {"name": name, "rows": _counted(rows), "merged": _merged(sheet)}


def _merged(sheet: "CalamineSheet") -> list[list[int]]:
    """First and last row and column of each merged range, from 0."""
    try:
        ranges = sheet.merged_cell_ranges or []
    except Exception:
        return []
    return [[*first, *last] for first, last in ranges]


def _cell(value: object) -> object:
    """A cell as JSON: text, number, truth value, nothing, or {"d": day}."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + "…"
    if isinstance(value, (bool, int, float)):
        return value
    return {"d": value.isoformat()[:10]} if isinstance(value, dt.date) else str(value)


def _trimmed(row: list[object]) -> list[object]:
    while row and row[-1] is None:
        row.pop()
    return row


def _counted(rows: list[list[object]]) -> list[list[object]]:
    """The rows without the empty ones at the end. Raises Refusal beyond the limits of rows, columns and cells."""
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MAX_ROWS + AROUND:
        raise Refusal("too_many_rows", count=len(rows), most=MAX_ROWS)
    if (widest := max(map(len, rows), default=0)) > MAX_COLUMNS:
        raise Refusal("too_many_columns", count=widest, most=MAX_COLUMNS)
    if sum(map(len, rows)) > MAX_CELLS:
        raise Refusal("too_many_cells", most=MAX_CELLS)
    return rows


def csv_sheets(content: bytes) -> list[Found]:
    """A text file with separators as one sheet; every cell is text."""
    text = csv_text(content)
    csv.field_size_limit(MAX_TEXT * 4)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True):
            rows.append(_trimmed([_cell(cell.removeprefix("'") if cell[:2] in QUOTED else cell) for cell in row]))
            if len(rows) > MAX_ROWS + AROUND:
                raise Refusal("too_many_rows", count=len(rows), most=MAX_ROWS)
    except csv.Error as wrong:
        raise Refusal("damaged", detail=str(wrong)[:80]) from None
    return [{"name": "CSV", "rows": _counted(rows)}]


def csv_text(content: bytes) -> str:
    """The text of a CSV file. Raises Refusal for Windows-1258 and other old encodings, which nobody should guess."""
    encoding = next((name for name, mark in ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Refusal("encoding", found=_old_encoding(content)) from None
    if "\x00" in text:
        raise Refusal("not_what_it_says", suffix=".csv", found="?")
    return text


def _old_encoding(content: bytes) -> str:
    """Windows-1258 writes tones as marks of their own after the letter (0xCC, 0xD2, 0xDE, 0xEC, 0xF2)."""
    return "Windows-1258" if any(mark in content for mark in (0xCC, 0xD2, 0xDE, 0xEC, 0xF2)) else "?"


def separator(text: str) -> str:
    """The separator most frequent in the first lines; Vietnamese Excel writes semicolons, Unicode text tabs."""
    head = "\n".join(text.splitlines()[:20])
    return max(",;\t", key=head.count)


if __name__ == "__main__":
    main(sys.argv[1])
