"""Files of every kind as offices send them: read, or refused in a sentence that says what to do."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlwt
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.found.browse import text_of
from tests.platform.exchange.books import AN, BINH, HEAD, encrypted, fake_extension, ole, xls, xlsx

pytestmark = pytest.mark.usefixtures("office")
ROWS = [HEAD, AN, BINH]
SAVE_AGAIN = "Hãy mở tệp bằng Excel, lưu lại dạng Excel Workbook (.xlsx) rồi gửi tệp đó."
ORIGINAL = "Hãy gửi tệp Excel gốc của danh sách."
KINDS = "Không đọc loại tệp"
OTHER = "nội dung là loại khác"


def separated(mark: str, encoding: str = "utf-8-sig", first: str = "", rows: list[Any] | None = None) -> bytes:
    lines = [mark.join(map(str, row)) for row in rows or ROWS]
    return "\r\n".join([*([first] if first else []), *lines]).encode(encoding)


def packed(*names: str, **contents: bytes) -> bytes:
    """A zip of these parts: what an .ods, an .xlsb or a document of Word is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class Locked(xlwt.Workbook):
    """A workbook of Excel 97 that says that its records are encrypted."""

    def _Workbook__sst_rec(self) -> bytes:
        strings: bytes = super()._Workbook__sst_rec()
        return struct.pack("<HHHHH", 0x002F, 6, 0, 0x1234, 0x5678) + strings


def locked_xls() -> bytes:
    book, buffer = Locked(), io.BytesIO()
    book.add_sheet("Danh sách").write(0, 0, "Họ và tên")
    book.save(buffer)
    return buffer.getvalue()


ODS = packed("mimetype", "content.xml", "META-INF/manifest.xml")
XLSB = packed("[Content_Types].xml", "xl/workbook.bin")
TITLE = "Danh sách, kèm công văn số 12, ngày 01/6, của BĐT"
COMMAS = [[TITLE], ["STT", "Mã NV", "Họ, tên"], [1, "0012", "Lê An"], [2, "0013", "Lê Bình"]]
NOTES = [["Mã NV", "Họ và tên", "Nơi ở, cũ, mới"], ["0012", "Lê An", "a, b, c"], ["0013", "Lê Bình", "a, b, c"]]
FILL = "Hãy điền danh sách rồi gửi lại."
READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "semicolons": (lambda: separated(";"), "a.csv"),
    "semicolons without a mark": (lambda: separated(";", "utf-8"), "a.csv"),
    "tabs": (lambda: separated("\t"), "a.csv"),
    "the separator in a line of its own": (lambda: separated(";", first="sep=;"), "a.csv"),
    "the separator in quotes": (lambda: separated(";", first='"sep=;"'), "a.csv"),
    "UTF-16 with tabs": (lambda: separated("\t", "utf-16"), "a.csv"),
    "UTF-16, high bytes first": (lambda: b"\xfe\xff" + separated("\t", "utf-16-be"), "a.csv"),
    "more commas than semicolons": (lambda: separated(";", rows=COMMAS), "a.csv"),
    "a line that names it against the look": (lambda: separated("|", first="sep=|", rows=NOTES), "a.csv"),
    "capitals": (lambda: xlsx(*ROWS), "DANH SACH.XLSX"),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str, str, str]] = {  # name → (bytes, name of the file, what, what to do)
    "OpenDocument": (lambda: ODS, "a.ods", f"{KINDS} “.ods”", SAVE_AGAIN),
    "OpenDocument called .xlsx": (lambda: ODS, "a.xlsx", f"{OTHER} (ZIP)", SAVE_AGAIN),
    "binary workbook": (lambda: XLSB, "a.xlsb", f"{KINDS} “.xlsb”", SAVE_AGAIN),
    "binary workbook called .xlsx": (lambda: XLSB, "a.xlsx", f"{OTHER} (ZIP)", SAVE_AGAIN),
    "workbook for macros": (lambda: xlsx(*ROWS), "a.xlsm", f"{KINDS} “.xlsm”", SAVE_AGAIN),
    "text": (lambda: separated("\t", "utf-16"), "a.txt", f"{KINDS} “.txt”", SAVE_AGAIN),
    "no extension": (lambda: xlsx(*ROWS), "danh sach", f"{KINDS} “không có đuôi”", ".xlsx, .xls hoặc .csv."),
    ".xls called .xlsx": (lambda: xls(*ROWS), "a.xlsx", f"{OTHER} (Excel .xls)", SAVE_AGAIN),
    ".xlsx called .xls": (lambda: xlsx(*ROWS), "a.xls", f"{OTHER} (Excel .xlsx)", SAVE_AGAIN),
    ".xlsx called .csv": (lambda: xlsx(*ROWS), "a.csv", f"{OTHER} (Excel .xlsx)", SAVE_AGAIN),
    "CSV called .xlsx": (lambda: separated(","), "a.xlsx", f"{OTHER} (văn bản thuần)", SAVE_AGAIN),
    "web page called .xls": (fake_extension, "a.xls", f"{OTHER} (trang web)", SAVE_AGAIN),
    "PDF called .xlsx": (lambda: b"%PDF-1.7\n", "a.xlsx", f"{OTHER} (PDF)", ORIGINAL),
    "PDF called .csv": (lambda: b"%PDF-1.7\n", "a.csv", f"{OTHER} (PDF)", ORIGINAL),
    "picture called .csv": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "a.csv", f"{OTHER} (ảnh)", ORIGINAL),
    "UTF-16 without its mark": (lambda: separated("\t", "utf-16-le"), "a.csv", f"{OTHER} (không nhận ra)", SAVE_AGAIN),
    "password of an .xlsx": (encrypted, "a.xlsx", "Tệp có đặt mật khẩu", "Hãy bỏ mật khẩu rồi gửi lại."),
    "password of an .xls": (locked_xls, "a.xls", "Tệp có đặt mật khẩu", "Hãy bỏ mật khẩu rồi gửi lại."),
    "no workbook at all": (lambda: ole("WordDocument"), "a.xls", "Tệp bị hỏng", SAVE_AGAIN),
    "half a file": (lambda: xlsx(*ROWS)[:3_000], "a.xlsx", "Tệp bị hỏng", SAVE_AGAIN),
    "blank lines": (lambda: b"\r\n\r\n", "a.csv", "Tệp rỗng.", "Hãy gửi tệp có danh sách."),
    "empty sheet": (xlsx, "a.xlsx", "Tệp rỗng.", "Hãy gửi tệp có danh sách."),
    "head alone": (lambda: xlsx(HEAD), "a.xlsx", "không có dòng nào", FILL),
    "head alone, .xls": (lambda: xls(HEAD), "a.xls", "không có dòng nào", FILL),
    "head alone, CSV": (lambda: separated(";", rows=[HEAD]), "a.csv", "không có dòng nào", FILL),
}  # fmt: skip


@pytest.fixture
def send(as_user: Any) -> Callable[[bytes, str], Any]:
    def do(content: bytes, name: str) -> Any:
        form = {"workbook": SimpleUploadedFile(name, content)}
        return as_user("buudien").post("/nhap-xuat/employees/HT-BDT/", form, follow=True)

    return do


@pytest.mark.parametrize("name", READ)
def test_what_excel_and_others_write_is_read(send: Any, name: str) -> None:
    make, called = READ[name]
    batch = send(make(), called).context["batch"]
    assert [row.key for row in batch.rows.all()] == ["0012", "0013"]
    assert (batch.status, batch.faults) == ("checked", [])


@pytest.mark.parametrize("name", REFUSED)
def test_other_files_are_refused_with_what_to_do(send: Any, name: str) -> None:
    make, called, what, to_do = REFUSED[name]
    page = send(make(), called)
    assert page.status_code == 200
    (said,) = page.context["form"].errors["workbook"]
    assert what in said
    assert said.endswith(to_do)
    assert said in text_of(page)


def test_a_file_of_no_bytes_is_refused(send: Any) -> None:
    page = send(b"", "a.xlsx")
    (said,) = page.context["form"].errors["workbook"]
    assert "rỗng" in said
