"""What a file holds and its reader may not have seen is named and asked about: in an .xlsx and in an .xls."""

import io
import struct
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import xlwt
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from staffing.models import PostalEmployee
from tests.found.browse import press, text_of
from tests.platform.exchange.books import AN, BINH, HEAD

pytestmark = pytest.mark.usefixtures("office")
COVER = [["Bìa"], ["Công ty"]]
Sheets = Mapping[str, list[list[Any]]]


def an_xlsx(sheets: Sheets, rows: tuple[int, ...], columns: tuple[int, ...], unseen: str, filtered: bool) -> bytes:
    """Rows, columns (from 0) hidden in the first sheet, the sheet that is hidden, whether a filter is set."""
    book, buffer = Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
        sheet.sheet_state = "hidden" if name == unseen else "visible"
    first = book.worksheets[0]
    for row in rows:
        first.row_dimensions[row + 1].hidden = True
    for column in columns:
        first.column_dimensions[get_column_letter(column + 1)].hidden = True
    first.auto_filter.ref = first.dimensions if filtered else None
    book.save(buffer)
    return buffer.getvalue()


class Filtered(xlwt.Workbook):
    """A workbook whose first sheet has a filter, as Excel says it: by the built-in name of what is filtered."""

    def _Workbook__sst_rec(self) -> bytes:  # names stand before this part of the book
        name = struct.pack("<HBBHHHBBBBBB", 0x0021, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0x0D)
        strings: bytes = super()._Workbook__sst_rec()
        return struct.pack("<HH", 0x0018, len(name)) + name + strings


def an_xls(sheets: Sheets, rows: tuple[int, ...], columns: tuple[int, ...], unseen: str, filtered: bool) -> bytes:
    book, buffer = Filtered() if filtered else xlwt.Workbook(), io.BytesIO()
    for name, lines in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = name == unseen
        for number, line in enumerate(lines):
            for place, value in enumerate(line):
                sheet.write(number, place, value)
    first = book.get_sheet(0)
    for row in rows:
        first.row(row).hidden = True
    for column in columns:
        first.col(column).hidden = True
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(params=["xlsx", "xls"])
def send(request: Any, as_user: Any) -> Callable[..., Any]:
    """Upload a workbook of these sheets; the page that answers."""

    def do(
        sheets: Sheets, rows: tuple[int, ...] = (), columns: tuple[int, ...] = (), unseen: str = "", *,
        filtered: bool = False,
    ) -> Any:  # fmt: skip
        made = {"xlsx": an_xlsx, "xls": an_xls}[request.param](sheets, rows, columns, unseen, filtered)
        file = SimpleUploadedFile(f"danh sach.{request.param}", made)
        return as_user("buudien").post("/nhap-xuat/employees/HT-BDT/", {"workbook": file}, follow=True)

    return do


@pytest.fixture
def write(as_user: Any) -> Callable[..., set[tuple[str, str]]]:
    """Answer, if something is given, and write; names and phones of those who came."""

    def do(page: Any, **given: str) -> set[tuple[str, str]]:
        client = as_user("buudien")
        press(client, press(client, page, "/kiem-tra/", **given) if given else page, "/ghi/")
        return set(PostalEmployee.objects.values_list("person__full_name", "person__phone"))

    return do


@pytest.mark.parametrize(("said", "phone"), [("take", "+84912345678"), ("leave", "")])
def test_a_hidden_column_is_named_and_asked_about(send: Any, write: Any, said: str, phone: str) -> None:
    page = send({"Danh sách": [HEAD, AN]}, columns=(4,))
    assert "Có cột của danh sách đang bị ẩn trong tệp: “Điện thoại”" in text_of(page)
    assert write(page) == set()
    assert write(page, hidden_columns=said) == {("Nguyễn Văn An", phone)}


@pytest.mark.parametrize("filtered", [True, False])
def test_rows_that_are_hidden_or_filtered_are_named_and_asked_about(send: Any, write: Any, filtered: bool) -> None:
    page = send({"Danh sách": [HEAD, AN, BINH]}, rows=(2,), filtered=filtered)
    assert "1 dòng của danh sách đang bị ẩn trong tệp (dòng 3)" in text_of(page)
    assert ("bộ lọc" in text_of(page)) == filtered
    assert write(page) == set()
    assert {name for name, _phone in write(page, hidden_rows="leave")} == {"Nguyễn Văn An"}


@pytest.mark.parametrize("unseen", ["", "Huyện khác"])
def test_another_sheet_with_a_list_is_named_and_asked_about(send: Any, write: Any, unseen: str) -> None:
    page = send({"Danh sách": [HEAD, AN], "Huyện khác": [HEAD, BINH]}, unseen=unseen)
    assert "Huyện khác (2 dòng có dữ liệu" in text_of(page)
    assert write(page) == set()
    assert {name for name, _phone in write(page, sheet="Huyện khác")} == {"Trần Thị Bình"}


@pytest.mark.parametrize(("unseen", "said"), [("", ""), ("Bìa", ", đang ẩn")])
def test_a_sheet_without_a_list_is_named(send: Any, write: Any, unseen: str, said: str) -> None:
    page = send({"Danh sách": [HEAD, AN], "Bìa": COVER}, unseen=unseen)
    assert f"Bìa (2 dòng có dữ liệu{said})" in text_of(page)
    assert len(write(page)) == 1


def test_a_hidden_sheet_that_alone_holds_the_list_is_asked_about(send: Any, write: Any) -> None:
    page = send({"Bìa": COVER, "Danh sách": [HEAD, AN]}, unseen="Danh sách")
    assert write(page) == set()
    assert len(write(page, sheet="Danh sách")) == 1
