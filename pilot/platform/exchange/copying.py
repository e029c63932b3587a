"""The child process that writes the copy of an uploaded file that is kept: its lists without identity numbers.

`python -m pilot.platform.exchange.copying .xlsx '{"Sheet": {"head": 0, "gone": [6], "read": [1, 2]}}' < file > copy`.
Stars stand in their place; every other cell, merged range and hidden row stays, so that the copy reads as the file did.
Without Django.
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
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from pilot.platform.exchange.guard import MAX_FILE
from pilot.platform.exchange.identity import starred
from pilot.platform.exchange.marks import BARE
from pilot.platform.exchange.parse import LATIN, MEMORY, OUTPUT, SECONDS, SEPARATORS, read_sheets, separator
from pilot.platform.kernel import confined

Plan: TypeAlias = dict[str, dict[str, Any]]  # sheet → last row of the head, columns that go, columns that are read
Streamed: TypeAlias = Any  # a sheet that openpyxl writes row by row, which has no public name
BYTES = {letter: code for code, letter in enumerate(LATIN)}
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def main(suffix: str, plan: Plan) -> None:
    confined.limit_self(MEMORY, OUTPUT, SECONDS)
    sheets: list[dict[str, Any]] = read_sheets(sys.stdin.buffer.read(MAX_FILE + 1), suffix)
    kept = [one | {"rows": starred(one["rows"], **plan[one["name"]])} for one in sheets if one["name"] in plan]
    sys.stdout.buffer.write(as_csv(kept[0]) if suffix == ".csv" else as_workbook(kept))


def as_csv(sheet: Any) -> bytes:
    """Each record with as many fields as it had, behind a separator that the reader finds, in the old encoding."""
    texts = {mark: _separated(sheet, mark) for mark in SEPARATORS}
    text = next((text for mark, text in texts.items() if separator(text) == mark), texts[","])
    return bytes(map(BYTES.__getitem__, text)) if sheet["encoding"] else text.encode("utf-8-sig")


def _separated(sheet: Any, mark: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=mark)
    for row, length in zip(sheet["rows"], sheet["lengths"], strict=False):
        cells = [_csv_cell(cell) for cell in row]
        writer.writerow(cells + [""] * (length - len(cells)))
    return text.getvalue()


def _csv_cell(cell: object) -> str:
    text = cell["e"] if isinstance(cell, dict) else "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(STARTS_FORMULA) else text


def as_workbook(sheets: list[Any]) -> bytes:
    """The sheets with what they hide, and their merged ranges; of hidden sheets alone there is no workbook."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        copy = book.create_sheet(sheet["name"][:31])
        for place in sheet["hidden_columns"]:
            copy.column_dimensions[get_column_letter(place + 1)].hidden = True
        for place in sheet["hidden_rows"]:
            copy.row_dimensions[place + 1].hidden = True
        for row in sheet["rows"]:
            copy.append([_cell(copy, value) for value in row])
        copy.merged_cells = MultiCellRange(  # at once: each one added by itself is compared with all others
            CellRange(None, left + 1, top + 1, right + 1, bottom + 1) for top, left, bottom, right in sheet["merged"]
        )
        copy.auto_filter.ref = "A1" if sheet["filtered"] else None
        copy.sheet_state = "hidden" if sheet.get("hidden") else "visible"
    if all(sheet.get("hidden") for sheet in sheets):
        book.create_sheet()
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
