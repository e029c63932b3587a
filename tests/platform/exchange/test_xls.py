"""Workbooks of Excel 97 as offices still send them: read like the others, refused for macros and passwords only."""

import datetime as dt
import io

import pytest
import xlwt
from django.utils import translation

from pilot.platform.exchange.reading import CellError, WorkbookRefused, read_workbook
from pilot.platform.exchange.resource import resource
from pilot.platform.exchange.sheet import find_table
from tests.platform.exchange.books import AN, BINH, HEAD, ole, xls, xlsx


def test_a_real_xls_is_read():
    """Titles, merged head, a real date, a number as a code."""
    content = xls(
        ["BƯU ĐIỆN TỈNH HÀ TĨNH"],
        ["STT", "Mã NV", "Họ, tên", "Sinh ngày", "Liên hệ", None],
        [None, None, None, None, "Di động", "Email"],
        [1, 12.0, "Nguyễn Văn An", dt.date(1990, 1, 5), "0912345678", None],
        merged=((1, 1, 4, 5), (1, 2, 0, 0)),
    )
    (sheet,) = read_workbook(content, "Danh sach.XLS")
    found = find_table([sheet], resource("employees"))
    cells = found.rows[0].cells
    assert (cells["full_name"], cells["birth_date"], cells["phone"]) == (
        "Nguyễn Văn An",
        dt.date(1990, 1, 5),
        "0912345678",
    )


def test_whole_numbers_are_read_as_in_an_xlsx():
    """Days as headings, the numbers of the columns, a date as the number that Excel keeps, below a divided head."""
    days = ["TT", "Họ và tên", 1, 2, 3, "Cộng"], [1, 2, 3, 4, 5, 6], [1, "Nguyễn Văn An", "x", 8, "P", 2]
    assert _read("timesheet", *days) == _read("timesheet", *days, suffix=".xlsx")
    born = (
        ["TT", "Mã NV", "Họ và tên", "Ngày sinh", None],
        [None, None, None, "Nam", "Nữ"],
        [1, 7, "Lê Bình", None, 33275],
    )
    rows = _read("employees", *born)
    assert rows == _read("employees", *born, suffix=".xlsx")
    assert rows[0]["sex"] == "Nữ"


def _read(kind, *rows, suffix=".xls"):
    content = xls(*rows) if suffix == ".xls" else xlsx(*rows)
    return [row.cells for row in find_table(read_workbook(content, f"a{suffix}"), resource(kind)).rows]


def test_cells_at_fault_and_what_is_hidden_are_told():
    """What is no value is a fault of its cell, never an empty one."""
    book, buffer = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Danh sách")
    for place, heading in enumerate(HEAD):
        sheet.write(0, place, heading)
    sheet.row(1).set_cell_error(1, "#REF!")
    sheet.row(1).set_cell_boolean(2, True)
    sheet.write(2, 1, "NV02")
    sheet.row(2).hidden = sheet.col(3).hidden = True
    book.save(buffer)
    (read,) = read_workbook(buffer.getvalue(), "a.xls")
    assert read.rows[1][1:3] == [CellError("#REF!"), CellError("TRUE")]
    assert (read.hidden_rows, read.hidden_columns) == ([2], [3])


def test_a_cell_that_names_vba_is_no_macro():
    (sheet,) = read_workbook(xls(HEAD, AN, [3, "VBARD", "Trần Thị Bình", None, "_VBA_PROJECT"], BINH), "a.xls")
    assert sheet.rows[2][1] == "VBARD"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("Workbook", "_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"), "macro"),
        (("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (("Workbook",), "damaged"),
    ],
)
def test_the_directory_tells_macros_and_passwords(names, code):
    with translation.override("en"), pytest.raises(WorkbookRefused) as caught:
        read_workbook(ole(*names), "a.xls")
    assert caught.value.code == code


@pytest.mark.parametrize("content", [b"", b"\0" * 600, ole("Workbook")[:700], ole()[:76] + b"\x01\0\0\0" * 400])
def test_a_broken_directory_is_refused(content):
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content[8:], "a.xls")
    assert caught.value.code == "damaged"
