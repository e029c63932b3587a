"""What an .xls says and calamine does not: the same marks as of an .xlsx (marks.py), by another reader of that format.

Runs in the child process. A formula without its value cannot be told there: Excel always writes one into an .xls.
"""

import io

import xlrd
from xlrd.sheet import Sheet

from pilot.platform.exchange.guard import Refusal
from pilot.platform.exchange.marks import MAX_MERGED, Marks

FILTER = "_FilterDatabase"  # the built-in name of what a filter is set on
FAULTY = (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_BOOLEAN)


def xls_marks(content: bytes) -> dict[str, Marks]:
    """The marks of each sheet by its name. Raises Refusal for a book that is not whole."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except MemoryError:
        raise
    except Exception as wrong:  # the reader fails in many ways on a damaged book
        if "encrypted" in str(wrong):
            raise Refusal("encrypted") from None
        raise Refusal("damaged", detail=str(wrong)[:80]) from None
    filtered = {name.scope for name in book.name_obj_list if name.name == FILTER}
    return {sheet.name: _marks(sheet, sheet.number in filtered) for sheet in book.sheets()}


def _marks(sheet: Sheet, filtered: bool) -> Marks:
    if len(sheet.merged_cells) > MAX_MERGED:
        raise Refusal("too_many_marks", what="mergeCell", most=MAX_MERGED)
    return Marks(
        {
            (row, column): _shown(cell)
            for row in range(sheet.nrows)
            for column, cell in enumerate(sheet.row(row))
            if cell.ctype in FAULTY
        },
        sorted(row for row, how in sheet.rowinfo_map.items() if how.hidden),
        sorted(column for column, how in sheet.colinfo_map.items() if how.hidden),
        filtered,
        merged=[[top, left, bottom - 1, right - 1] for top, bottom, left, right in sheet.merged_cells],
    )


def _shown(cell: xlrd.sheet.Cell) -> str:
    """What Excel shows in the cell."""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
