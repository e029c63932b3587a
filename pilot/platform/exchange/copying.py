"""The child process that writes the copy of an uploaded file that is kept: its lists without identity numbers.

`python -m pilot.platform.exchange.copying .xlsx '{"Sheet": {"gone": [6], "read": [1, 2]}}' < file > copy`. Every other
cell, merged range and hidden row stands at its place, so that the copy reads as the file did. Without Django.
"""

import csv
import datetime as dt
import io
import json
import sys
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from pilot.platform.exchange.guard import MAX_FILE
from pilot.platform.exchange.identity import is_identity
from pilot.platform.exchange.marks import BARE
from pilot.platform.exchange.parse import MEMORY, OUTPUT, SECONDS, Found, read_sheets
from pilot.platform.kernel import confined

Plan: TypeAlias = dict[str, dict[str, list[int]]]  # sheet → columns that go, columns that are read
Streamed: TypeAlias = Any  # a sheet that openpyxl writes row by row, which has no public name
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def main(suffix: str, plan: Plan) -> None:
    confined.limit_self(MEMORY, OUTPUT, SECONDS)
    sheets = read_sheets(sys.stdin.buffer.read(MAX_FILE + 1), suffix)
    kept = [sheet | {"rows": _kept(sheet, **plan[str(sheet["name"])])} for sheet in sheets if sheet["name"] in plan]
    sys.stdout.buffer.write(as_csv(kept[0]) if suffix == ".csv" else as_workbook(kept))


def _kept(sheet: Found, gone: list[int], read: list[int]) -> list[list[object]]:
    """The cells that stay: none of the columns that go, no identity number outside the columns that are read."""
    rows: Any = sheet["rows"]
    return [
        [None if place in gone or (place not in read and is_identity(cell)) else cell for place, cell in enumerate(row)]
        for row in rows
    ]


def as_csv(sheet: Any) -> bytes:
    """Each record with as many fields as it had."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row, length in zip(sheet["rows"], sheet["lengths"], strict=False):
        cells = [_csv_cell(cell) for cell in row]
        writer.writerow(cells + [""] * (length - len(cells)))
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: object) -> str:
    text = cell["e"] if isinstance(cell, dict) else "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(STARTS_FORMULA) else text


def as_workbook(sheets: list[Any]) -> bytes:
    """The sheets with what they hide, and their merged ranges."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        copy = book.create_sheet(sheet["name"][:31])
        for place in sheet["hidden_columns"]:
            copy.column_dimensions[get_column_letter(place + 1)].hidden = True
        for place in sheet["hidden_rows"]:
            copy.row_dimensions[place + 1].hidden = True
        for row in sheet["rows"]:
            copy.append([_cell(copy, value) for value in row])
        for top, left, bottom, right in sheet["merged"]:
            copy.merged_cells.add(CellRange(None, left + 1, top + 1, right + 1, bottom + 1))
        copy.auto_filter.ref = "A1" if sheet["filtered"] else None
        copy.sheet_state = "hidden" if sheet.get("hidden") else "visible"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(sheet: Streamed, value: Any) -> object:
    """Text is text even when it begins like a formula; a fault stays a fault."""
    if isinstance(value, dict):
        return _special(sheet, value)
    made = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        made.data_type, made.number_format = "s", "@"
    return made


def _special(sheet: Streamed, value: dict[str, str]) -> object:
    if "d" in value:
        made = WriteOnlyCell(sheet, value=dt.date.fromisoformat(value["d"]))
        made.number_format = "dd/mm/yyyy"
        return made
    if value["e"] in ("TRUE", "FALSE"):
        return WriteOnlyCell(sheet, value=value["e"] == "TRUE")
    if value["e"] == BARE:
        return WriteOnlyCell(sheet, value="=0")  # without a value, as it came
    made = WriteOnlyCell(sheet, value=value["e"] if value["e"].startswith("#") else "#NUM!")
    made.data_type = "e"
    return made


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
