"""The child process that opens an uploaded workbook.

`python -m pilot.platform.exchange.parse .xlsx < file > cells.json`. It limits itself before it reads a byte, so
whatever a file does to the parser ends here: a few bytes can make it ask for half a terabyte (reliability.md, finding
4), and that aborts the process without an exception. Writes one JSON object: {"sheets": [{"name", "rows", …}]} or
{"refused": code, "facts": {…}}. No Django, no database, no settings.
"""

import csv
import datetime as dt
import io
import json
import math
import posixpath
import re
import sys
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias
from xml.etree import ElementTree  # behind the guard: no DTD, no entities, sizes known

from pilot.platform.exchange import guard
from pilot.platform.exchange.guard import MAX_COLUMNS, MAX_FILE, MAX_ROWS, MIB, Refusal
from pilot.platform.exchange.marks import TELLING, Marks, read_marks, telling_ranges
from pilot.platform.kernel import confined

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Found: TypeAlias = dict[str, object]  # a sheet as JSON
MEMORY = 300 * MIB  # address space
SECONDS = 9  # of processor time; while a web worker waits, its clock ends the child sooner
OUTPUT = 48 * MIB
AROUND = 200  # rows of titles above and signatures below, which do not count
MAX_CELLS = 1_000_000
MAX_TEXT = 5_000  # characters of one cell
ENCODINGS = (("utf-8-sig", b"\xef\xbb\xbf"), *(("utf-16", mark) for mark in guard.UTF_16))
SEPARATORS = ",;\t|"
SAID = re.compile(rf'"?sep=([{SEPARATORS}])"?\s*$', re.IGNORECASE)  # a first line of Excel's own that names the mark
IN_QUOTES = re.compile('"[^"]*"')
LATIN = [bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)]  # each byte a letter
BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FAULTS = {
    *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"),
    *("#FIELD!", "#BLOCKED!", "#CONNECT!", "TRUE", "FALSE"),
}
UNPRINTED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no workbook and no database takes them
KEPT_TEXT = re.compile("^'(?=[0-9])")  # other programs write the apostrophe that makes text of digits into the cell
QUOTED = tuple(f"'{mark}" for mark in "=+-@\t\r")  # how our own export keeps a cell from starting a formula


def main(suffix: str) -> None:
    confined.limit_self(MEMORY, OUTPUT, SECONDS)
    content = sys.stdin.buffer.read(MAX_FILE + 1)
    try:
        answer: Found = {"sheets": read_sheets(content, suffix)}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": "too_heavy", "facts": {}}
    except BaseException as wrong:  # a panic of calamine is no Exception; whatever it is, the file caused it
        answer = {"refused": "damaged", "facts": {"detail": type(wrong).__name__}}
    json.dump(answer, sys.stdout, ensure_ascii=False, separators=(",", ":"))


def read_sheets(content: bytes, suffix: str) -> list[Found]:
    """The sheets of a file that the guard lets through. Raises Refusal."""
    guard.check(content, suffix)
    return csv_sheets(content) if suffix == ".csv" else workbook_sheets(content, suffix)


def workbook_sheets(content: bytes, suffix: str) -> list[Found]:
    """The sheets of an .xlsx or .xls file as calamine reads them, with what only their markup says.

    Formulas by their last computed value; a hidden sheet says so.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    from pilot.platform.exchange.xls import xls_marks

    try:
        marks = sheet_marks(content) if suffix == ".xlsx" else xls_marks(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = [one for one in enumerate(book.sheets_metadata) if one[1].typ is SheetTypeEnum.WorkSheet]
        if len(found) > guard.MAX_SHEETS:
            raise Refusal("too_many_sheets", count=len(found), most=guard.MAX_SHEETS)
        return [
            _sheet(book.get_sheet_by_index(place), one.name, marks.get(one.name))
            | ({} if one.visible is SheetVisibleEnum.Visible else {"hidden": True})
            for place, one in found
        ]
    except PasswordError:
        raise Refusal("encrypted") from None
    except (CalamineError, ValueError, IndexError, KeyError, ElementTree.ParseError, zipfile.BadZipFile) as wrong:
        raise Refusal("damaged", detail=str(wrong)[:80]) from None


def sheet_marks(content: bytes) -> dict[str, Marks]:
    """The marks of each sheet of an .xlsx by its name. Raises Refusal for a sheet whose markup is not found."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {part.filename.lower(): part for part in archive.infolist()}
        if not {BOOK, LINKS} <= parts.keys():
            raise Refusal("damaged", detail=BOOK)
        paths = _paths_of_sheets(archive.read(parts[BOOK]), archive.read(parts[LINKS]))
        if not parts.keys() >= set(paths.values()):
            raise Refusal("damaged", detail="sheets")
        return {name: _marks(archive, parts[path]) for name, path in paths.items()}


def _paths_of_sheets(book: bytes, links: bytes) -> dict[str, str]:
    """Path of each sheet by its name, as the workbook and its links list them."""
    targets = {link.get("Id"): link.get("Target", "") for link in ElementTree.fromstring(links)}  # noqa: S314 - no DTD
    found = {}
    for sheet in ElementTree.fromstring(book).iter():  # noqa: S314 - no DTD passes the guard
        if sheet.tag.endswith("}sheet"):
            target = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), ""), "")
            found[sheet.get("name", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
    return found


def _marks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Marks:
    """The markup is followed only where a look at it says that it tells something."""
    if not any(word in piece for piece in guard.pieces(archive, part) for word in TELLING):
        return Marks()
    with archive.open(part) as stream:
        return read_marks(iter(lambda: stream.read(guard.PIECE), b""))


def _sheet(sheet: "CalamineSheet", name: str, marks: Marks | None) -> Found:
    if sheet.total_height > MAX_ROWS + AROUND or sheet.total_height * max(sheet.total_width, 1) > 4 * MAX_CELLS:
        raise Refusal("too_many_rows", count=sheet.total_height, most=MAX_ROWS)
    if marks is None:
        marks = Marks(merged=_merged(sheet))
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), shown in marks.faults.items():
        if row < len(rows) and column < MAX_COLUMNS:
            rows[row] += [None] * (column + 1 - len(rows[row]))
            rows[row][column] = {"e": shown}
    rows = _counted([_trimmed(row) for row in rows])
    width = max(map(len, rows), default=0)
    return {
        "name": name,
        "rows": rows,
        "merged": telling_ranges(marks.merged, width, len(rows)),
        "hidden_rows": [row for row in marks.hidden_rows if row < len(rows) and rows[row]],
        "hidden_columns": [column for column in marks.hidden_columns if column < width],
        "filtered": marks.filtered,
    }


def _merged(sheet: "CalamineSheet") -> list[list[int]]:
    """First and last row and column of each merged range, from 0: of an .xls, or of a sheet without any."""
    try:
        ranges = sheet.merged_cell_ranges or []
    except Exception:
        return []
    return [[*first, *last] for first, last in ranges]


def _cell(value: object) -> object:
    """A cell as JSON: text, number, nothing, {"d": day}, or {"e": what stands instead of a value}."""
    if value is None:
        return None
    if isinstance(value, str):
        return {"e": value} if value in FAULTS else _text(KEPT_TEXT.sub("", UNPRINTED.sub("", value)))
    if isinstance(value, bool):
        return {"e": str(value).upper()}
    if isinstance(value, float) and not math.isfinite(value):
        return {"e": "#NUM!"}
    if isinstance(value, (int, float)):
        return float(value)  # an .xls tells whole numbers apart, an .xlsx does not: one kind for all who read them
    if isinstance(value, dt.datetime) and value.time() != dt.time.min:
        return str(value)  # with its time of day, which no day of ours has
    return {"d": value.isoformat()[:10]} if isinstance(value, dt.date) else str(value)


def _text(text: str) -> str | None:
    return text[:MAX_TEXT] + "…" if len(text) > MAX_TEXT else text or None


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
    """A text file with separators as one sheet; every cell is text. `lengths`: fields of each record as it came."""
    text, encoding = csv_text(content)
    csv.field_size_limit(MAX_TEXT * 4)
    rows, lengths = [], []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True):
            lengths.append(len(row))
            rows.append(_trimmed([_cell(cell.removeprefix("'") if cell[:2] in QUOTED else cell) for cell in row]))
            if len(rows) > MAX_ROWS + AROUND:
                raise Refusal("too_many_rows", count=len(rows), most=MAX_ROWS)
    except csv.Error as wrong:
        raise Refusal("damaged", detail=str(wrong)[:80]) from None
    return [{"name": "CSV", "rows": _counted(rows), "lengths": lengths, "encoding": encoding}]


def csv_text(content: bytes) -> tuple[str, str]:
    """The text of a CSV file, and its encoding where that is not Unicode: then the reader is asked.

    Bytes that are no Unicode are taken for what Vietnamese Windows wrote: Latin letters (TCVN3, VNI and
    Windows-1258 are found in them column by column, as in a workbook).
    """
    encoding = next((name for name, mark in ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise Refusal("damaged", detail=encoding) from None
        text, encoding = "".join(map(LATIN.__getitem__, content)), "Windows"
    if "\x00" in text:
        raise Refusal("not_what_it_says", suffix=".csv", found="?")
    return text, encoding if encoding == "Windows" else ""


def separator(text: str) -> str:
    """The separator that the first line names, or that most of the first lines hold equally often, outside quotes.

    Vietnamese Excel writes semicolons, Unicode text tabs; commas stand in titles and addresses.
    """
    lines = text[: 20 * MAX_TEXT].splitlines()[:20]
    if lines and (said := SAID.match(lines[0])):
        return said[1]
    bare = IN_QUOTES.sub("", "\n".join(lines)).splitlines()

    def usual(mark: str) -> tuple[int, int]:
        found = Counter(line.count(mark) for line in bare if mark in line)
        return max(((lines, count) for count, lines in found.items()), default=(0, 0))

    return max(SEPARATORS, key=usual)


if __name__ == "__main__":
    main(sys.argv[1])
