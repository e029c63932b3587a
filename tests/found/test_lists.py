"""Lists as offices really write them: the numbers F17–F28, S1 and S2 of what went wrong in use."""

import io
import re
import time
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.found.browse import press, text_of

UPLOAD = "/nhap-xuat/employees/HT-BDT/"
HEAD = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Điện thoại"]
AN = [1, "ZZ01", "Nguyễn Văn Án", "05/01/1990", "0912345601"]
BINH = [2, "ZZ02", "Trần Thị Bính", "06/02/1991", "0912345602"]


@pytest.fixture
def hr(demo: Any, as_user: Any) -> Any:
    return as_user("buudien")


def book(*rows: list[Any], merged: tuple[str, ...] = (), change: Any = lambda sheet: None) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for place in merged:
        made.active.merge_cells(place)
    change(made.active)
    return saved(made)


def saved(made: Workbook) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def upload(client: Any, content: bytes, name: str = "danh sach.xlsx") -> Any:
    """Send a list; the page that answers."""
    return client.post(UPLOAD, {"workbook": SimpleUploadedFile(name, content)}, follow=True)


def address(page: Any) -> str:
    """Of the import that a page shows; fails where the list was refused."""
    assert page.redirect_chain, text_of(page)[-800:]
    found: str = page.redirect_chain[-1][0]
    return found


def answer(client: Any, page: Any, **given: str) -> Any:
    """Answer questions of the list, and look at it again."""
    return press(client, page, "/kiem-tra/", **given)


def write(client: Any, page: Any) -> Any:
    return press(client, page, "/ghi/")


def links_of(page: Any) -> list[str]:
    """The imports to which a page leads."""
    return re.findall(r'href="(/nhap-xuat/\d+/)"', page.content.decode())


def faults(page: Any) -> int:
    """How many rows of the import are said to have one."""
    batches = apps.get_model("exchange", "ImportBatch").objects
    return int(batches.get(pk=address(page).strip("/").split("/")[-1]).error_count)


def people(*names: str) -> dict[str, Any]:
    """Employees with these names → their date of birth."""
    rows = apps.get_model("staffing", "PostalEmployee").objects.filter(person__full_name__in=names)
    return {row.person.full_name: row.person.birth_date for row in rows.select_related("person")}


def test_f17_faults_of_excel_are_faults_of_their_cells(hr: Any) -> None:
    def spoil(sheet: Any) -> None:
        sheet["D2"].value, sheet["D2"].data_type = "#N/A", "e"
        sheet["B3"].value = sheet["C3"].value = True

    page = upload(hr, book(HEAD, AN, BINH, [3, "ZZ03", "Lê Cường", None, None], change=spoil))
    write(hr, page)
    assert sorted(people("Nguyễn Văn Án", "True")) == []
    assert re.findall("#N/A|TRUE", text_of(page))
    press(hr, page, "/ghi/", without_errors="1")
    assert set(people("Nguyễn Văn Án", "True", "Lê Cường")) == {"Lê Cường"}


def test_f18_numbers_of_columns_and_totals_are_no_rows(hr: Any) -> None:
    numbers = ["(1)", "(2)", "(3)", "(4)=(2)"]
    page = upload(hr, book(HEAD[1:], numbers, AN[1:], BINH[1:], ["Cộng: 2 nhân viên"]))
    assert faults(page) == 0
    write(hr, page)
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính")) == {"Nguyễn Văn Án", "Trần Thị Bính"}


def test_f19_dates_of_birth_in_columns_for_men_and_women_are_all_read(hr: Any) -> None:
    head = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", None, "Điện thoại"]
    halves = [None, None, None, "Nam", "Nữ", None]
    an, binh = [1, "ZZ01", "Nguyễn Văn Án", "05/01/1990"], [2, "ZZ02", "Trần Thị Bính", None, "06/02/1991"]
    write(hr, upload(hr, book(head, halves, an, binh, merged=("D1:E1", "A1:A2", "B1:B2", "C1:C2", "F1:F2"))))
    found = people("Nguyễn Văn Án", "Trần Thị Bính")
    assert {name: str(day) for name, day in found.items()} == {
        "Nguyễn Văn Án": "1990-01-05",
        "Trần Thị Bính": "1991-02-06",
    }


def test_f19_both_columns_of_a_divided_value_are_named(hr: Any) -> None:
    head, halves = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", None], [None, None, None, "Nam", "Nữ"]
    wrong = [1, "ZZ01", "Nguyễn Văn Án", "31/9/1990", None]
    page = upload(hr, book(head, halves, wrong, merged=("D1:E1", "A1:A2", "B1:B2", "C1:C2")))
    assert "Ngày sinh D, E" in text_of(page)
    left = load_workbook(io.BytesIO(hr.get(f"{address(page)}loi/").getvalue()))
    assert any("D3, E3 Ngày sinh" in str(cell.value) for row in left.worksheets[0].iter_rows() for cell in row)


def test_a_telephone_number_as_a_number_gets_its_zero_back_without_a_warning(hr: Any) -> None:
    page = upload(hr, book(HEAD, [1, 1001, "Nguyễn Văn Án", "05/01/1990", 912345601]))
    assert text_of(page).count("số 0 ở đầu") == 1  # of the code alone
    assert "0912.345.601" in text_of(page)


def test_f20_people_without_codes_are_known_by_name_and_birth_date(hr: Any) -> None:
    rows = [[cell for place, cell in enumerate(row) if place != 1] for row in (HEAD, AN, BINH)]
    write(hr, upload(hr, book(*rows)))
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính")) == {"Nguyễn Văn Án", "Trần Thị Bính"}


def test_f22_hidden_rows_and_further_sheets_are_asked_about(hr: Any) -> None:
    made = Workbook()
    for row in (HEAD, AN, BINH):
        made.active.append(row)
    made.active.row_dimensions[3].hidden = True
    other = made.create_sheet("Huyện khác")
    for row in (HEAD, [1, "ZZ03", "Lê Cường", "07/03/1992", None]):
        other.append(row)
    page = upload(hr, saved(made))
    write(hr, page)
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính", "Lê Cường")) == set()
    assert "Huyện khác" in text_of(page)
    page = answer(hr, page, sheet="Sheet", hidden_rows="leave")
    write(hr, page)
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính", "Lê Cường")) == {"Nguyễn Văn Án"}


def test_f22_a_hidden_sheet_with_people_is_named(hr: Any) -> None:
    made = Workbook()
    for row in (HEAD, AN):
        made.active.append(row)
    other = made.create_sheet("Dự phòng")
    for row in (HEAD, BINH):
        other.append(row)
    other.sheet_state = "hidden"
    page = upload(hr, saved(made))
    assert "Dự phòng" in text_of(page)
    write(hr, page)
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính")) <= {"Nguyễn Văn Án"}


@pytest.mark.parametrize("record", ["2,ZZ02,Trần Thị Bính,06/02/1991,0912345602,thừa", "2,ZZ02,Trần Thị Bính"])
def test_f22_a_record_too_long_or_short_is_asked_about(hr: Any, record: str) -> None:
    text = "STT,Mã nhân viên,Họ và tên,Ngày sinh,Điện thoại\n1,ZZ01,Nguyễn Văn Án,05/01/1990,0912345601\n"
    page = upload(hr, f"{text}{record}\n".encode(), "a.csv")
    write(hr, page)
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính")) == set()
    write(hr, answer(hr, page, records="leave"))
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính")) == {"Nguyễn Văn Án"}


def test_f24_one_faulty_row_among_forty_does_not_hold_up_the_others(hr: Any) -> None:
    names = [f"Nguyễn {middle} {given}" for middle in ("Văn", "Hữu", "Đức") for given in "ABCDEGHIKLMNO"]
    good = [[n, f"ZZ{n:02}", name, "05/01/1990", None] for n, name in enumerate(names, 1)]
    page = upload(hr, book(HEAD, *good, [40, "ZZ40", "Trần Thị Bính", "31/9/1991", None]))
    press(hr, page, "/ghi/", without_errors="1")
    assert len(people(*names, "Trần Thị Bính")) == 39


def test_f24_the_rows_left_over_come_back_in_their_workbook(hr: Any) -> None:
    """It is named after the list, stays on the page, and its columns of row numbers and faults are no news."""
    page = press(
        hr, upload(hr, book(HEAD, AN, [2, "ZZ02", "Trần Thị Bính", "31/9/1991", None])), "/ghi/", without_errors="1"
    )
    assert "1 dòng đã ghi, 1 dòng còn lại trong tệp lỗi" in text_of(page)
    assert f'href="{address(page)}loi/"' in page.content.decode()
    left = hr.get(f"{address(page)}loi/")
    assert "loi-nhan-vien-buu-dien-danh" in left["Content-Disposition"]
    made = load_workbook(io.BytesIO(left.getvalue()))
    cell = next(cell for row in made.worksheets[0].iter_rows() for cell in row if cell.value == "31/9/1991")
    cell.value = "30/9/1991"
    again = upload(hr, saved(made), "loi.xlsx")
    assert re.search(r"Lỗi Lỗi của dòng ở lần kiểm tra trước", text_of(again))
    write(hr, again)
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính")) == {"Nguyễn Văn Án", "Trần Thị Bính"}


@pytest.mark.parametrize(("chosen", "came"), [("take", 2), ("leave", 1)])
def test_one_person_under_two_codes_can_be_left_out(hr: Any, chosen: str, came: int) -> None:
    page = upload(hr, book(HEAD, AN, [2, "ZZ09", *AN[2:]]))
    assert re.search(r"Dòng 3: trùng họ tên.*ZZ01 \(dòng 2\)", text_of(page))
    write(hr, answer(hr, page, same_person_3=chosen))
    rows = apps.get_model("staffing", "PostalEmployee").objects.filter(person__full_name="Nguyễn Văn Án")
    assert rows.count() == came


def test_a_unit_outside_the_pilot_is_not_said_to_be_outside_the_province(hr: Any) -> None:
    page = upload(hr, book([*HEAD, "Đơn vị"], [*AN, "BĐ huyện Hương Sơn"]))
    assert "không thuộc các địa bàn thí điểm của Hà Tĩnh" in text_of(page)
    assert "Danh sách vẫn được ghi bình thường" in text_of(page)
    assert "chỉ lưu cùng danh sách này" in text_of(page)
    assert "để đối chiếu, không lưu" not in text_of(page)


@pytest.mark.parametrize("unit", ["Trung tâm Phục vụ hành chính công tỉnh", "Sở Công Thương"])
def test_a_site_or_an_agency_of_the_pilot_is_known_as_a_unit(hr: Any, unit: str) -> None:
    page = upload(hr, book([*HEAD, "Đơn vị"], [*AN, unit]))
    assert unit in text_of(page)
    assert "không thuộc các địa bàn thí điểm" not in text_of(page)


def procedures(client: Any, *rows: list[Any]) -> Any:
    address = "/nhap-xuat/procedures/HT-CX/"
    return client.post(address, {"workbook": SimpleUploadedFile("danh muc.xlsx", book(*rows))}, follow=True)


def test_a_new_field_in_capitals_above_its_rows_is_stored_like_the_others(demo: Any, as_user: Any) -> None:
    client = as_user("thuky")
    head = ["STT", "Mã TTHC", "Tên TTHC", "Mức độ"]
    page = procedures(client, head, ["I. LĨNH VỰC VẬT LIỆU MẪU"], [1, "9.840001", "Thủ tục mẫu", 4])
    assert "1 dòng là tên nhóm" in text_of(page)
    assert "dòng không được đọc" not in text_of(page)
    assert "số 0 ở đầu" not in text_of(page)
    press(client, page, "/ghi/")
    procedure = apps.get_model("pilot", "Procedure").objects.get(code="9.840001")
    assert procedure.field.name == "Vật liệu mẫu"
    assert "công khai" not in text_of(client.get("/thu-tuc/9.840001/"))


def test_the_page_of_procedures_leads_to_the_import(demo: Any, as_user: Any) -> None:
    page = "/thu-tuc/"
    assert "/nhap-xuat/procedures/" in as_user("thuky").get(page).content.decode()
    assert "/nhap-xuat/procedures/" not in as_user("gd.buudien").get(page).content.decode()


def test_f24_a_formula_that_nobody_computed_is_a_fault_of_its_cell(hr: Any) -> None:
    page = upload(hr, book(HEAD, AN, [2, "ZZ02", "Trần Thị Bính", "=D2", None]))
    press(hr, page, "/ghi/", without_errors="1")
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính")) == {"Nguyễn Văn Án"}


@pytest.mark.parametrize(
    ("encoding", "an", "binh"),
    [
        ("TCVN3", "NguyÔn V¨n Th¾ng", "TrÇn ThÞ B×nh"),
        ("VNI", "Nguyeãn Vaên Thaéng", "Traàn Thò Bình"),
        ("Windows-1258", "NguyêÞn Vãn Thãìng", "TrâÌn Thiò BiÌnh"),
    ],
)
def test_f25_old_encodings_are_converted_when_confirmed(hr: Any, encoding: str, an: str, binh: str) -> None:
    page = upload(hr, book(HEAD, [1, "ZZ01", an, "05/01/1990", None], [2, "ZZ02", binh, "06/02/1991", None]))
    write(hr, page)
    assert set(people(an, binh)) == set()
    write(hr, answer(hr, page, encoding=encoding))
    assert set(people("Nguyễn Văn Thắng", "Trần Thị Bình")) == {"Nguyễn Văn Thắng", "Trần Thị Bình"}
    assert re.search(rf"{an}.*Nguyễn Văn Thắng", text_of(page))


def test_f26_of_two_rows_of_one_person_one_is_chosen(hr: Any) -> None:
    page = upload(hr, book(HEAD, AN, [2, *AN[1:4], "0912345699"]))
    write(hr, answer(hr, page, row_2="3"))
    rows = apps.get_model("staffing", "PostalEmployee").objects.filter(person__full_name="Nguyễn Văn Án")
    assert [row.person.phone for row in rows] == ["+84912345699"]
    assert re.search(r"0912\.345\.601.*0912\.345\.699", text_of(page))


@pytest.mark.parametrize(("answered", "phones"), [("3", ["+84912345699"]), ("both", ["+84912345601", "+84912345699"])])
def test_f26_two_rows_of_one_person_without_codes_are_a_pair(hr: Any, answered: str, phones: list[str]) -> None:
    head, an = [HEAD[0], *HEAD[2:]], [1, *AN[2:]]
    page = upload(hr, book(head, an, [2, *an[1:3], "0912345699"]))
    write(hr, page)
    assert people("Nguyễn Văn Án") == {}
    write(hr, answer(hr, page, row_2=answered))
    rows = apps.get_model("staffing", "PostalEmployee").objects.filter(person__full_name="Nguyễn Văn Án")
    assert sorted(row.person.phone for row in rows) == phones


@pytest.mark.parametrize(("answered", "born"), [("is:ZZ01", [1991]), ("take", [1990, 1991])])
def test_a_row_that_has_name_and_phone_of_somebody_is_asked_about(hr: Any, answered: str, born: list[int]) -> None:
    write(hr, upload(hr, book(HEAD, AN)))
    page = upload(hr, book([HEAD[0], *HEAD[2:]], [1, AN[2], "05/01/1991", AN[4]]))
    write(hr, page)
    assert len(people("Nguyễn Văn Án")) == 1
    write(hr, answer(hr, page, same_person_2=answered))
    rows = apps.get_model("staffing", "PostalEmployee").objects.filter(person__full_name="Nguyễn Văn Án")
    assert sorted(row.person.birth_date.year for row in rows) == born


def test_f27_a_list_sent_again_after_cleaning_is_said_to_be_the_same(hr: Any) -> None:
    content = book([*HEAD, "CCCD"], [*AN, "042090001234"])
    first = upload(hr, content)
    write(hr, first)
    again = upload(hr, content)
    assert address(first) in links_of(again)


def test_f28_a_failed_list_waits_until_the_next_one_is_sent(hr: Any) -> None:
    faulty = [2, "ZZ02", "Trần Thị Bính", "31/9/1991", None]
    first = upload(hr, book(HEAD, faulty))
    assert address(first) in links_of(hr.get("/"))
    again = upload(hr, book(HEAD, AN, faulty))
    assert links_of(hr.get("/")) == [address(again)]


def test_f28_a_failed_list_waits_for_nobody_but_its_uploader(hr: Any, as_user: Any) -> None:
    failed = address(upload(hr, book(HEAD, [2, "ZZ02", "Trần Thị Bính", "31/9/1991", None])))
    told = [name for name in ("buudien", "gd.buudien") if failed in links_of(as_user(name).get("/"))]
    assert told == ["buudien"]


def unfolded(page: Any) -> str:
    """What a page shows before anything is opened."""
    return re.sub(r"(?s)<details\b.*?</details>", "", page.content.decode())


def test_f28_a_failed_list_is_no_work_of_a_colleague_and_folds_away(hr: Any, as_user: Any) -> None:
    faulty = [2, "ZZ02", "Trần Thị Bính", "31/9/1991", None]
    first, colleague = upload(hr, book(HEAD, faulty)), as_user("gd.buudien")
    assert address(first) not in colleague.get("/").content.decode()
    assert address(first) in unfolded(hr.get("/nhap-xuat/"))
    theirs = colleague.get("/nhap-xuat/")
    assert address(first) in theirs.content.decode()
    assert address(first) not in unfolded(theirs)
    good = upload(hr, book(HEAD, AN))
    assert address(good) in colleague.get("/").content.decode()
    assert address(first) not in unfolded(hr.get("/nhap-xuat/"))
    assert address(good) in unfolded(hr.get("/nhap-xuat/"))


def test_f28_a_list_without_news_waits_for_nobody(hr: Any) -> None:
    write(hr, upload(hr, book(HEAD, AN)))
    again = upload(hr, book(HEAD, AN, merged=("A1:A1",)))
    assert address(again) not in hr.get("/").content.decode()


def merged(content: bytes, *ranges: str) -> bytes:
    """The workbook with these merged ranges in its first sheet, as a stranger would write them."""
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return changed(content, "</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>")


def changed(content: bytes, old: str, new: str, **more: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(old.encode(), new.encode(), 1)
            copy.writestr(part.filename, data)
        for name, data in more.items():
            copy.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def test_s1_a_merged_range_of_millions_of_columns_holds_nobody_up(hr: Any) -> None:
    began = time.monotonic()
    page = upload(hr, merged(book(HEAD, AN), "A1:ZZZZZ1"))
    assert time.monotonic() - began < 3
    assert not page.redirect_chain


def test_s1_a_list_of_very_many_merged_ranges_is_refused(hr: Any) -> None:
    page = upload(hr, merged(book(HEAD, AN), *(f"A{row}:B{row}" for row in range(50, 30_000))))
    assert not page.redirect_chain


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_s2_a_package_with_two_parts_of_one_name_is_refused(hr: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(book(HEAD, BINH))) as other:
        second = other.read("xl/worksheets/sheet1.xml")
    page = upload(hr, changed(book(HEAD, AN), "", "", **{"xl__worksheets__sheet1.xml": second}))
    write(hr, page)
    assert set(people("Nguyễn Văn Án", "Trần Thị Bính")) == set()
    assert not page.redirect_chain
