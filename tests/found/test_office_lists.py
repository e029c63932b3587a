"""Ten ordinary lists of each kind and more come in as their offices print them (F20, F21, F23, F29).

`CLICKS`: how often a form is sent until the list is written: the upload, answers where something is asked, the writing.
"""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.found import office_books as books
from tests.found.browse import forms_of, press, send, text_of
from tests.found.office_books import EMPLOYEES, PEOPLE, PROCEDURE_LISTS, PROCEDURES, Form, Page

pytestmark = pytest.mark.usefixtures("demo")
STAFF, OWNER = "HT-BDT", "HT-CX"
HEAD = [
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Điện thoại",
    "Đơn vị",
    "Lĩnh vực phụ trách",
    "Chức danh",
    "Giới tính",
    "Ghi chú",
]
CLICKS = {
    "list and pay, Thông tư 11/2012/TT-BNV (form)": 2,
    "rise of pay (form)": 2,
    "short list after 2C (form)": 2,
    "quality of the staff (form)": 2,
    "staffing of the counters": 2,
    "cards, columns in another order, no codes": 2,
    "by post office, sums": 2,
    ".xls in TCVN3": 3,
    "CSV with semicolons": 2,
    "hidden column, frozen panes, filter": 3,
    "two pages, identity numbers": 2,
    "catalogue of a decision (form)": 2,
    "four on the spot (form)": 2,
    "groups with counts (form)": 2,
    "suffixes, levels of service": 2,
    "two rows of heads, fees": 2,
    "heads again, hidden column": 2,
    "columns in another order": 2,
}


def upload(client: Any, kind: str, agency: str, content: bytes, name: str = "danh sach.xlsx") -> Any:
    address = f"/nhap-xuat/{kind}/{agency}/"
    return client.post(address, {"workbook": SimpleUploadedFile(name, content)}, follow=True)


def can_press(page: Any, end: str) -> bool:
    return any(form["action"].endswith(end) for form in forms_of(page))


def bring_in(client: Any, kind: str, agency: str, form: Form) -> int:
    """Upload, answer what stands in the way, write; how many forms that took."""
    page, clicks = upload(client, kind, agency, form.content, form.name), 2
    if form.answers and not can_press(page, "/ghi/"):
        page, clicks = press(client, page, "/kiem-tra/", **form.answers), 3
    press(client, page, "/ghi/")
    return clicks


def employees() -> Any:
    return apps.get_model("staffing", "PostalEmployee").objects.filter(post_office__code=STAFF)


def entries(agency: str = OWNER) -> Any:
    rows = apps.get_model("pilot", "ProcedureSetEntry").objects.filter(procedure_set__agency__code=agency)
    return rows.select_related("procedure__field")


# --- ten lists of each kind -----------------------------------------------------------------------


@pytest.mark.parametrize("name", EMPLOYEES)
def test_f20_an_ordinary_list_of_employees_comes_in_untouched(name: str, as_user: Any) -> None:
    form, before = EMPLOYEES[name](), set(employees().values_list("pk", flat=True))
    clicks = bring_in(as_user("buudien"), "employees", STAFF, form)
    found = {row.person.full_name: row for row in employees().exclude(pk__in=before).select_related("person")}
    assert sorted(found) == sorted(person.name for person in PEOPLE)
    for person in PEOPLE:
        row = found[person.name]
        assert isinstance(person.born, dt.date)
        assert row.person.birth_date == (person.born.year if books.YEAR in form.holds else person.born)
        assert row.person.phone == (f"+84{person.phone[1:]}" if books.PHONE in form.holds else "")
        assert (row.staff_code == person.code) == (books.CODE in form.holds)
    assert clicks == CLICKS[name]


@pytest.mark.parametrize("name", PROCEDURE_LISTS)
def test_f21_an_ordinary_list_of_procedures_comes_in_untouched(name: str, as_user: Any) -> None:
    form, before = PROCEDURE_LISTS[name](), set(entries().values_list("pk", flat=True))
    clicks = bring_in(as_user("thuky"), "procedures", OWNER, form)
    found = {row.procedure.code: row for row in entries().exclude(pk__in=before)}
    assert sorted(found) == sorted(code for code, *_rest in PROCEDURES)
    for code, title, of in PROCEDURES:
        procedure = found[code].procedure
        assert procedure.name.removeprefix("Thủ tục ").rstrip(".") == title
        assert procedure.field.name.casefold() == of.casefold()
        assert procedure.level == ("commune" if books.LEVEL in form.holds else "district")
        assert getattr(found[code], "code_suffix", "") == ("000.00.00.H27" if books.SUFFIX in form.holds else "")
    assert clicks == CLICKS[name]


def test_f21_procedures_without_codes_are_known_by_their_names(as_user: Any) -> None:
    """The tenth list: a catalogue for the postal service, in which only names stand. Two clicks."""
    known = [("2.000908", "Cấp bản sao từ sổ gốc"), ("1.001612", "Đăng ký thành lập hộ kinh doanh")]
    assert entries("HT-SNGV").count() == 0
    clicks = bring_in(as_user("thuky"), "procedures", "HT-SNGV", books.by_post(known))
    assert sorted(row.procedure.code for row in entries("HT-SNGV")) == ["1.001612", "2.000908"]
    assert clicks == 2


# --- F20, F21, F23, F29 ---------------------------------------------------------------------------


def people(*rows: list[Any]) -> bytes:
    page = Page()
    page.row(*HEAD)
    for number, row in enumerate(rows, 1):
        page.row(number, *row)
    return page.content()


AN = [
    "Nguyễn Văn Án",
    "05/01/1990",
    "0912345601",
    "Bưu điện huyện Cẩm Xuyên",
    "Hộ tịch, Bói toán",
    "Giao dịch viên",
    "Nam",
]
BINH = ["Trần Thị Bính", "06/02/1991", "0912345602", "Bưu điện tỉnh Quảng Bình", "Chứng thực", "Giao dịch viên", "Nữ"]


def arrived(*names: str) -> set[str]:
    return set(employees().filter(person__full_name__in=names).values_list("person__full_name", flat=True))


def test_f20_unit_field_and_role_are_read_compared_and_offered_for_the_decision(as_user: Any) -> None:
    client = as_user("buudien")
    page = upload(client, "employees", STAFF, people(AN))
    assert "Không có trong danh mục lĩnh vực: “Bói toán”" in text_of(page)
    press(client, page, "/ghi/")
    draft = send(client, reverse("assignment-draft", args=[STAFF]), subject="Cử nhân viên")
    line = reverse("assignment-line", args=[draft.redirect_chain[-1][0].rstrip("/").split("/")[-1]])
    site = apps.get_model("pilot", "Site").objects.filter(agency__code="HT-CX").first()
    offered = text_of(client.get(line, {"place": f"{site.agency_id}-{site.pk}"}))
    assert "theo danh sách: Hộ tịch, Bói toán, Giao dịch viên, Bưu điện huyện Cẩm Xuyên" in offered


def test_f21_a_level_that_the_list_leaves_out_is_guessed_from_the_agency_and_shown(as_user: Any) -> None:
    sheet = Page()
    sheet.row("STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực")
    sheet.row(1, "9.820001.000.00.00.H27", "Thủ tục mẫu", "Lĩnh vực mẫu")
    page = upload(as_user("thuky"), "procedures", OWNER, sheet.content())
    press(as_user("thuky"), page, "/ghi/")
    assert list(entries().values_list("procedure__code", "procedure__level").filter(procedure__name="Thủ tục mẫu")) == [
        ("9.820001", "district")
    ]
    assert entries().get(procedure__code="9.820001").code_suffix == "000.00.00.H27"
    assert "lấy theo cơ quan: Cấp huyện" in text_of(page)


@pytest.mark.parametrize(("answer", "came"), [("leave", {AN[0]}), ("take", {AN[0], BINH[0]})])
def test_f23_a_unit_of_another_province_is_asked_about(as_user: Any, answer: str, came: set[str]) -> None:
    client = as_user("buudien")
    sheet = Page()
    sheet.row(*HEAD, "Mã nhân viên")
    for number, row in enumerate((AN, BINH), 1):
        sheet.row(number, *row, None, f"ZZ0{number}")
    page = upload(client, "employees", STAFF, sheet.content())
    press(client, page, "/ghi/")
    assert arrived(AN[0], BINH[0]) == set()
    assert "“Bưu điện tỉnh Quảng Bình” (dòng 3)" in text_of(page)
    press(client, press(client, page, "/kiem-tra/", unit_3=answer), "/ghi/")
    assert arrived(AN[0], BINH[0]) == came


def test_f29_five_procedures_of_a_list_are_five_of_the_planned_36(as_user: Any) -> None:
    client, sheet = as_user("thuky"), Page()
    sheet.row("STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện")
    for number in range(1, 6):
        sheet.row(number, f"9.83000{number}", f"Thủ tục mẫu {number}", "Lĩnh vực mẫu", "Cấp tỉnh")
    press(client, upload(client, "procedures", "HT-SLDTBXH", sheet.content()), "/ghi/")
    page = text_of(client.get(reverse("agency", args=["HT-SLDTBXH"])))
    coverage = re.search(r"\d+ [\w ,]{1,40}đã có danh sách(; \d+ minh họa)?", page)
    assert coverage
    assert coverage[0] == "5 trong 36 thủ tục đã có danh sách; 8 minh họa"


def test_f24_a_procedure_left_over_comes_back_alone_with_its_group(as_user: Any) -> None:
    """Its field stood in a line above it; the workbook of errors has it in a column, and the corrected row comes in."""
    client, sheet = as_user("thuky"), Page()
    sheet.row("STT", "Mã TTHC", "Tên TTHC", "Cấp thực hiện")
    sheet.row("I. Lĩnh vực Mẫu một")
    sheet.row(1, "9.850001", "Thủ tục mẫu 1", "Cấp huyện")
    sheet.row("II. Lĩnh vực Mẫu hai")
    sheet.row(2, "9-85", "Thủ tục mẫu 2", "Cấp huyện")
    before = set(entries().values_list("pk", flat=True))
    page = press(client, upload(client, "procedures", OWNER, sheet.content()), "/ghi/", without_errors="1")
    left = load_workbook(io.BytesIO(client.get(f"{page.redirect_chain[-1][0]}loi/").getvalue()))
    assert not any(cell.value == "9.850001" for row in left.worksheets[0].iter_rows() for cell in row)
    next(cell for row in left.worksheets[0].iter_rows() for cell in row if cell.value == "9-85").value = "9.850002"
    buffer = io.BytesIO()
    left.save(buffer)
    again = upload(client, "procedures", OWNER, buffer.getvalue(), "loi.xlsx")
    assert (again.context["batch"].new_count, again.context["batch"].row_count) == (1, 1)
    press(client, again, "/ghi/")
    found = {row.procedure.code: row.procedure.field.name for row in entries().exclude(pk__in=before)}
    assert found == {"9.850001": "Mẫu một", "9.850002": "Mẫu hai"}


@pytest.mark.parametrize(("answer", "came"), [("leave", ["Một", "Hai"]), ("take", ["Một", "Hai", "Ba"])])
@pytest.mark.parametrize("line", ["C. Thủ tục hành chính bị bãi bỏ", "DANH MỤC THỦ TỤC HÀNH CHÍNH BỊ BÃI BỎ"])
def test_f21_what_a_decision_abolishes_is_asked_about(line: str, answer: str, came: list[str], as_user: Any) -> None:
    """The parts of the annex of a decision (Thông tư 02/2017/TT-VPCP): new, changed, abolished; fields within each."""
    client, sheet = as_user("thuky"), Page()
    sheet.row("DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH, SỬA ĐỔI, BỔ SUNG, BÃI BỎ")
    sheet.row("TT", "Mã số TTHC", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Căn cứ pháp lý")
    parts = ("A. Thủ tục hành chính mới ban hành", "B. THỦ TỤC HÀNH CHÍNH ĐƯỢC SỬA ĐỔI, BỔ SUNG", line)
    for number, (part, name) in enumerate(zip(parts, ("Một", "Hai", "Ba"), strict=True), 1):
        sheet.row(part)
        sheet.row("I", f"Lĩnh vực {name}")
        sheet.row(1, f"9.86000{number}", f"Thủ tục {name}", "05 ngày", "Luật mẫu")
    before = set(entries().values_list("pk", flat=True))
    page = upload(client, "procedures", OWNER, sheet.content())
    assert "là bị bãi bỏ: dòng 11" in text_of(page)
    press(client, page, "/ghi/")
    assert set(entries().values_list("pk", flat=True)) == before
    press(client, press(client, page, "/kiem-tra/", abolished=answer), "/ghi/")
    new = entries().exclude(pk__in=before)
    assert {row.procedure.name: row.procedure.field.name for row in new} == {f"Thủ tục {name}": name for name in came}
