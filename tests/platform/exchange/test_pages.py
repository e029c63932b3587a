"""The pages: upload, preview, confirmation, undo; who gets which file; fixed numbers of queries."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from pilot.platform.exchange.importing import reread
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.reading import read_workbook
from pilot.platform.kernel import files
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import Agency
from staffing.models import PostalEmployee
from tests.found.browse import forms_of, press, text_of
from tests.platform.exchange import books
from tests.platform.exchange.books import AN, BINH, HEAD, xlsx
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("office")
UPLOAD = "/nhap-xuat/employees/HT-BDT/"


def send(client, content, name="danh sach.xlsx", **more):
    return client.post(UPLOAD, {"workbook": SimpleUploadedFile(name, content), **more}, follow=True)


def test_from_upload_to_undo_through_the_pages(as_user):
    client = as_user("buudien")
    assert client.get("/nhap-xuat/employees/").headers["Location"] == UPLOAD
    page = send(client, xlsx(HEAD, AN, BINH))
    batch = page.context["batch"]
    assert "Nguyễn Văn An" in page.content.decode()
    assert not PostalEmployee.objects.exists()

    client.post(f"/nhap-xuat/{batch.pk}/ghi/", {"row_version": batch.row_version})
    assert PostalEmployee.objects.count() == 2
    assert client.get(f"/nhap-xuat/{batch.pk}/hoan-tac/").status_code == 200
    client.post(f"/nhap-xuat/{batch.pk}/hoan-tac/", {"reason": "Nhầm tệp.", "row_version": batch.row_version + 1})
    assert not PostalEmployee.objects.exists()
    assert client.get("/nhap-xuat/").status_code == 200


def written(client, *rows):
    batch = send(client, xlsx(HEAD, *rows)).context["batch"]
    client.post(f"/nhap-xuat/{batch.pk}/ghi/", {"row_version": batch.row_version})
    return batch


def test_an_undo_that_cannot_be_says_so_before_it_is_sent_and_names_person_and_later_list(as_user):
    client = as_user("buudien")
    first = written(client, AN, BINH)
    assert "<textarea" in client.get(f"/nhap-xuat/{first.pk}/hoan-tac/").content.decode()
    second = written(client, [1, "0012", "Nguyễn Văn An", "05/01/1990", "0987654321", "Thạc sĩ"])

    page = client.get(f"/nhap-xuat/{first.pk}/hoan-tac/").content.decode()

    assert "0012 (Nguyễn Văn An)" in page
    assert f'href="/nhap-xuat/{second.pk}/"' in page
    assert ("0013" in page, "<textarea" in page) == (False, False)
    client.post(f"/nhap-xuat/{second.pk}/hoan-tac/", {"reason": "Nhầm.", "row_version": second.row_version + 1})
    assert "<textarea" in client.get(f"/nhap-xuat/{first.pk}/hoan-tac/").content.decode()


def test_the_page_of_an_undone_import_leaves_nothing_open(as_user):
    client = as_user("buudien")
    batch = written(client, AN)
    assert "Mới" in client.get(f"/nhap-xuat/{batch.pk}/").content.decode().split('id="rows"')[0]
    client.post(f"/nhap-xuat/{batch.pk}/hoan-tac/", {"reason": "Nhầm.", "row_version": batch.row_version + 1})

    before_rows, rows = client.get(f"/nhap-xuat/{batch.pk}/").content.decode().split('id="rows"')

    assert "Danh sách này đã hoàn tác" in before_rows
    assert "Mới" not in before_rows
    assert before_rows.rindex("<details") > before_rows.rindex("</details>")  # the rows are folded
    assert "Nguyễn Văn An" in rows


def test_a_list_with_errors_leads_to_the_upload_of_the_same_place(as_user):
    wrong = [2, "0013", "Trần Thị Bình", "31/9/1990", "0912345679"]
    answer = send(as_user("buudien"), xlsx(HEAD, AN, wrong))
    again = rf'href="{re.escape(UPLOAD)}\?replaces={answer.context["batch"].pk}"[^>]*>\s*Tải lên tệp đã sửa'
    assert re.search(again, answer.content.decode())
    assert "Tải lên tệp đã sửa" not in send(as_user("buudien"), xlsx(HEAD, AN)).content.decode()


WRONG = [2, "0013", "Trần Thị Bình", "31/9/1990", "0912345679"]


def corrected(client, old, content):
    """The file that corrects the list `old`, sent from its page."""
    address = f"{UPLOAD}?replaces={old.pk}"
    return client.post(address, {"workbook": SimpleUploadedFile("da sua.xlsx", content)}, follow=True)


def test_a_corrected_list_says_which_one_it_replaces_and_puts_it_aside_when_it_is_written(as_user, act):
    client = as_user("buudien")
    old = send(client, xlsx(HEAD, AN, WRONG), "lan 1.xlsx").context["batch"]
    assert "Tệp này sửa danh sách lan 1.xlsx" in text_of(client.get(f"{UPLOAD}?replaces={old.pk}"))

    page = corrected(client, old, xlsx(HEAD, AN, BINH))
    assert "Sửa danh sách lan 1.xlsx" in text_of(page)
    old.refresh_from_db()
    assert old.status == "checked"
    press(client, page, "/ghi/")

    old.refresh_from_db()
    assert (old.status, PostalEmployee.objects.count()) == ("refused", 2)
    assert waits_for(act("buudien"), old) == []
    assert "Danh sách đã sửa và đã ghi" in text_of(client.get(f"/nhap-xuat/{old.pk}/"))
    assert "Tệp này sửa danh sách" not in text_of(client.get(f"{UPLOAD}?replaces={old.pk}"))


def test_a_workbook_of_errors_loses_no_row_of_its_list(as_user, act):
    """Sent without the rows that are right, it says so; its list keeps waiting until they are written."""
    client = as_user("buudien")
    page = send(client, xlsx(HEAD, AN, WRONG))
    old = page.context["batch"]
    assert "Tệp lỗi chỉ gồm các dòng này. Trước hết hãy ghi các dòng không có lỗi (1)" in text_of(page)
    book = load_workbook(io.BytesIO(b"".join(client.get(f"/nhap-xuat/{old.pk}/loi/").streaming_content)))
    for cell in (cell for row in book.active.iter_rows() for cell in row if cell.value == "31/9/1990"):
        cell.value = "30/9/1990"
    buffer = io.BytesIO()
    book.save(buffer)

    page = send(client, buffer.getvalue())
    assert "Còn 1 dòng không có lỗi chưa được ghi" in text_of(page)
    press(client, page, "/ghi/")
    old.refresh_from_db()
    assert (old.status, waits_for(act("buudien"), old)) == ("checked", ["check_employee_list"])

    page = press(client, client.get(f"/nhap-xuat/{old.pk}/"), "/ghi/", without_errors="1")
    assert "Các dòng có lỗi đã được sửa và ghi" in text_of(page)
    assert PostalEmployee.objects.count() == 2
    assert client.get("/nhap-xuat/").content.decode().count("trừ các dòng có lỗi") == 0


def test_after_a_list_is_discarded_there_is_a_way_to_send_another(as_user):
    client = as_user("buudien")
    batch = send(client, xlsx(HEAD, AN)).context["batch"]
    page = client.post(f"/nhap-xuat/{batch.pk}/bo/", {"row_version": batch.row_version}, follow=True).content.decode()
    assert re.search(rf'href="{UPLOAD}"[^>]*>\s*Tải lên tệp khác', page)


def test_a_list_with_an_open_question_can_be_discarded_and_replaced(as_user):
    other = [2, "0012", "Trần Thị Bình", "30/09/1990", "0912345679"]
    page = send(as_user("buudien"), xlsx(HEAD, AN, other))
    assert page.context["stopped"]
    assert "Tải lên tệp đã sửa" in text_of(page)
    assert any(form["action"].endswith("/bo/") for form in forms_of(page))


def test_where_nothing_is_asked_how_the_list_is_read_is_folded(as_user):
    page = send(as_user("buudien"), xlsx(HEAD, AN)).content.decode()
    assert re.search(r'<details id="questions"\s*>\s*<summary>Cách đọc danh sách', page)
    assert "Nội dung cần trả lời" not in page


def test_upload_sent_twice_is_one_import(as_user):
    client = as_user("buudien")
    content = xlsx(HEAD, AN)
    first = send(client, content, operation_key="k").context["batch"]
    assert send(client, content, operation_key="k").context["batch"] == first
    assert ImportBatch.objects.count() == 1


def test_hostile_file_says_why_on_the_form(as_user):
    page = send(as_user("buudien"), books.macro())
    assert page.status_code == 200
    assert "macro" in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_preview_shows_errors_first_and_the_error_workbook_names_cells(as_user):
    client = as_user("buudien")
    page = send(client, xlsx(HEAD, AN, [2, "0013", "Trần Thị Bình", "31/9/1990", "0912345679"]))
    text = page.content.decode()
    assert "31/9/1990" in text
    assert "0012" not in text.split("</thead>")[1]
    batch = page.context["batch"]
    book = load_workbook(io.BytesIO(b"".join(client.get(f"/nhap-xuat/{batch.pk}/loi/").streaming_content)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[-1][0] == 3
    assert rows[-1][-1].startswith("D3 Ngày sinh:")
    assert "31/9/1990" in rows[-1][-1]


def test_order_of_dates_is_chosen_by_a_person_for_the_whole_column(as_user):
    client = as_user("buudien")
    people = xlsx(HEAD, [1, "0012", "Nguyễn Văn An", "12/31/1990"], [2, "0013", "Trần Thị Bình", "03/04/1990"])
    batch = send(client, people).context["batch"]
    assert batch.error_count == 1
    client.post(f"/nhap-xuat/{batch.pk}/kiem-tra/", {"order_birth_date": "mdy", "row_version": batch.row_version})
    batch.refresh_from_db()
    assert (batch.error_count, batch.options) == (0, {"order_birth_date": "mdy"})
    assert sorted(row.after["birth_date"] for row in batch.rows.all()) == ["1990-03-04", "1990-12-31"]


def test_identity_numbers_are_kept_nowhere(as_user):
    page = send(as_user("buudien"), xlsx([*HEAD, "Số CCCD"], [*AN, "042090001234"]))
    batch = page.context["batch"]
    assert b"042090001234" not in files.read(batch.file)
    assert "042090001234" not in str(list(batch.rows.values()))
    assert "042090001234" not in page.content.decode()
    sheet = load_workbook(io.BytesIO(files.read(batch.file))).active
    assert (sheet["B2"].value, sheet["G1"].value, sheet["G2"].value) == ("0012", "Số CCCD", "*" * 12)


def test_discarded_list_writes_nothing(as_user):
    client = as_user("buudien")
    batch = send(client, xlsx(HEAD, AN)).context["batch"]
    client.post(f"/nhap-xuat/{batch.pk}/bo/")
    batch.refresh_from_db()
    client.post(f"/nhap-xuat/{batch.pk}/ghi/")
    assert (batch.status, PostalEmployee.objects.count()) == ("refused", 0)


@pytest.mark.parametrize("who", ["thuky", "thanhtra"])
def test_others_see_the_list_masked_and_get_no_file(as_user, who):
    batch = send(as_user("buudien"), xlsx(HEAD, AN, [2, "0013", "Lê Cường", "31/9/1990", "12345"])).context["batch"]
    text = as_user(who).get(f"/nhap-xuat/{batch.pk}/?rows=").content.decode()
    assert "Nguyễn Văn An" in text
    assert not any(value in text for value in ("0912345678", "0912.345.678", "05/01/1990", "31/9/1990", "12345"))
    assert as_user(who).get(f"/nhap-xuat/{batch.pk}/tep/").status_code == 403
    assert as_user(who).get(f"/nhap-xuat/{batch.pk}/loi/").status_code == 403
    assert as_user(who).post(f"/nhap-xuat/{batch.pk}/ghi/").status_code == 403


def test_strangers_get_404(as_user):
    batch = send(as_user("buudien"), xlsx(HEAD, AN)).context["batch"]
    for who in ("thuky.gialai", "gd.congthuong"):
        for address in (
            f"/nhap-xuat/{batch.pk}/",
            f"/nhap-xuat/{batch.pk}/tep/",
            f"/nhap-xuat/{batch.pk}/hoan-tac/",
        ):
            assert as_user(who).get(address).status_code == 404
    assert as_user("gd.congthuong").get(UPLOAD).status_code == 403
    assert as_user("thuky.gialai").get(UPLOAD).status_code == 404
    assert as_user("buudien").get("/nhap-xuat/nothing/").status_code == 404


def test_reading_the_file_is_an_event(as_user):
    client = as_user("buudien")
    batch = send(client, xlsx(HEAD, AN)).context["batch"]
    response = client.get(f"/nhap-xuat/{batch.pk}/tep/")
    assert load_workbook(io.BytesIO(b"".join(response.streaming_content))).active["B2"].value == "0012"
    assert AuditEvent.objects.filter(verb="read_import_file", object_id=str(batch.pk)).count() == 1


def waits_for(act, batch):
    """The steps for which the list waits for somebody."""
    return [step for step, line in lines(act.user, act.on) if line.url == f"/nhap-xuat/{batch.pk}/"]


def test_checked_list_waits_on_the_worklist(as_user, act):
    batch = send(as_user("buudien"), xlsx(HEAD, AN)).context["batch"]
    assert waits_for(act("buudien"), batch) == ["confirm_employee_list"]
    assert waits_for(act("thuky"), batch) == []


def test_list_with_errors_waits_for_a_new_file_and_for_no_confirmation(as_user, act):
    client = as_user("buudien")
    page = send(client, xlsx(HEAD, AN, [2, "0013", "Trần Thị Bình", "31/9/1990", "0912345678"]))
    batch = page.context["batch"]
    for shown in (page, client.get("/nhap-xuat/")):
        assert "có lỗi, cần sửa và tải lại" in shown.content.decode()
        assert batch.get_status_display() not in shown.content.decode()
    assert waits_for(act("buudien"), batch) == ["check_employee_list"]


def test_progress_page_lets_one_leave_and_come_back(as_user, staff):
    batch = staff(xlsx(HEAD, AN))
    ImportBatch.objects.filter(pk=batch.pk).update(status="uploaded", rows_done=0)
    client = as_user("buudien")
    assert "import-progress" in client.get(f"/nhap-xuat/{batch.pk}/").content.decode()
    client.post(f"/nhap-xuat/{batch.pk}/kiem-tra/")
    batch.refresh_from_db()
    assert batch.status == "checked"
    assert client.get(f"/nhap-xuat/{batch.pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_pages_take_the_same_number_of_queries_for_few_and_many_rows(as_user, staff):
    client = as_user("buudien")

    def queries(address):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = staff(xlsx(HEAD, AN))
    many = staff(xlsx(HEAD, *([n, f"N{n:04}", "Nguyễn Văn An"] for n in range(200))))
    assert queries(f"/nhap-xuat/{few.pk}/") == queries(f"/nhap-xuat/{many.pk}/") <= 40
    listed = queries("/nhap-xuat/")
    for _ in range(10):
        staff(xlsx(HEAD, AN))
    assert queries("/nhap-xuat/") == listed <= 25


def test_links_from_the_page_of_an_agency(as_user, rf, act):
    def links(who):
        request = rf.get("/")
        request.user, request.business_day = act(who).user, act(who).on
        return Template("{% load exchange %}{% workbook_links 'procedures' agency %}").render(
            Context({"request": request, "agency": Agency.objects.get(code="HT-SCT")})
        )

    assert "/nhap-xuat/procedures/HT-SCT/" in links("gd.congthuong")
    assert "/nhap-xuat/procedures/HT-SCT/" not in links("gd.taichinh")
    assert "/nhap-xuat/procedures/xuat/?agency=HT-SCT" in links("gd.taichinh")


def test_secretariat_chooses_whose_procedures_they_are(as_user):
    text = as_user("thuky").get("/nhap-xuat/procedures/").content.decode()
    assert "/nhap-xuat/procedures/HT-SCT/" in text
    assert "/nhap-xuat/procedures/HT-BDT/" not in text
    assert "GL-" not in text


def test_procedures_are_exported_without_a_reason(as_user):
    response = as_user("gd.taichinh").post("/nhap-xuat/procedures/xuat/?agency=HT-SCT", {"form": "xlsx"})
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[1] == ("Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện", "Phần sau của mã", "Từ ngày")
    assert AuditEvent.objects.filter(verb="export_procedures").count() == 1


def test_template_is_downloaded(as_user):
    response = as_user("buudien").get("/nhap-xuat/employees/mau.xlsx")
    assert load_workbook(io.BytesIO(response.content)).sheetnames == ["Danh sách", "Hướng dẫn"]


def test_the_example_of_the_demo_is_a_list_as_it_comes_in(as_user):
    """Beside the template, on the page of the kind, that of all kinds and that of setting up; where there is one."""
    client, example = as_user("buudien"), "/nhap-xuat/employees/vi-du.xlsx"
    for address in (UPLOAD, "/nhap-xuat/"):
        assert f'href="{example}"' in client.get(address).content.decode()
    batch = send(client, client.get(example).content).context["batch"]
    assert (batch.new_count, batch.error_count, batch.faults) == (60, 0, [])
    assert client.get("/nhap-xuat/sites/vi-du.xlsx").status_code == 404

    offered = re.findall(
        r"/nhap-xuat/([a-z-]+)/vi-du.xlsx", as_user("thuky").get("/thiet-lap/HATINH/").content.decode()
    )
    assert set(offered) == {"accounts", "procedures", "posts", "civil-servants", "employees"}


def workbook_of(*sheets, hidden=()):
    """A workbook of several sheets; `hidden`: places of those nobody sees."""
    book = Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Trang {place + 1}")
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if place in hidden else "visible"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("other", "hidden"),
    [
        ([["Họ và tên", "Giấy tờ"], ["Nguyễn Văn An", 42090001234]], ()),
        ([["Họ và tên", "Số CMND"], ["Nguyễn Văn An", "183456789"]], ()),
        ([["Nguyễn Văn An", "183456789"]], (1,)),
    ],
)
def test_of_a_file_with_identity_numbers_elsewhere_only_lists_without_them_are_kept(as_user, other, hidden):
    send(as_user("buudien"), workbook_of([HEAD, AN, BINH], other, hidden=hidden))
    kept = read_workbook(files.read(ImportBatch.objects.latest("id").file), "a.xlsx")
    assert kept[0].rows == [HEAD, AN, BINH]
    assert [len(sheet.rows) for sheet in kept[1:]] in ([], [2])
    assert not {42090001234, "183456789"}.intersection(cell for sheet in kept for row in sheet.rows for cell in row)


def test_a_file_without_them_is_kept_as_it_came(as_user):
    content = workbook_of([HEAD, AN, BINH], [["Ghi chú"], ["Không có"]])
    send(as_user("buudien"), content)
    assert files.read(ImportBatch.objects.latest("id").file) == content


def test_the_kept_copy_reads_as_the_file_did(as_user):
    """A head of two rows needs its merged cells when the list is checked again."""
    rows = (
        ["STT", "Mã NV", "Họ, tên", "Liên hệ", None, "CCCD"],
        [None, None, None, "Di động", "Email", None],
        [1, "0012", "Nguyễn Văn An", "0912345678", None, "042090001234"],
    )
    merged = ("D1:E1", "A1:A2", "B1:B2", "C1:C2", "F1:F2")
    send(as_user("buudien"), xlsx(*rows, merged=merged))
    batch = ImportBatch.objects.latest("id")
    again = reread(batch, {})
    assert (again.head, [row.number for row in again.rows]) == (2, [3])
    assert again.rows[0].cells["phone"] == "0912345678"
    assert "042090001234" not in str(read_workbook(files.read(batch.file), "a.xlsx"))


def test_the_copy_of_a_workbook_with_nothing_but_a_hidden_list_is_made(as_user):
    content = workbook_of([["Bìa"]], [[*HEAD, "CCCD"], [*AN, "042090001234"]], hidden=(1,))
    batch = send(as_user("buudien"), content).context["batch"]
    assert reread(batch, {}).rows[0].cells["staff_code"] == "0012"


def test_an_identity_number_in_a_heading_is_kept_nowhere(as_user):
    batch = send(as_user("buudien"), xlsx([*HEAD, "CCCD 042090001234"], [*AN, "042090001234"])).context["batch"]
    assert "CCCD ************" in str(batch.decisions)
    assert "042090001234" not in str(batch.decisions)
    assert "042090001234" not in str(read_workbook(files.read(batch.file), "a.xlsx"))


def test_a_list_that_is_checked_again_has_the_same_rows(as_user):
    """Identity numbers in the middle: without them the numbers of the columns are 1, 2, 4, 5, and still none of it."""
    head = ["TT", "Mã NV", "CCCD", "Họ và tên", "Dân tộc gì", "Ngày sinh"]
    numbers = [f"({place})" for place in range(1, 7)]
    content = xlsx(head, numbers, [1, "0012", "042090001234", "Nguyễn Văn An", "0912345678", "12/31/1990"])
    client = as_user("buudien")
    batch = send(client, content).context["batch"]
    assert batch.row_count == 1
    answers = {"order_birth_date": "mdy", "column_E": "phone", "row_version": batch.row_version}
    client.post(f"/nhap-xuat/{batch.pk}/kiem-tra/", answers)
    batch.refresh_from_db()
    assert (batch.row_count, batch.error_count, batch.new_count) == (1, 0, 1)
    assert [one["letter"] for one in batch.decisions if one["heading"] == "CCCD"] == ["C"]

    again = send(client, content).context["batch"]
    assert again.rows.get().cells["phone"] == "0912345678", "what was said of the column is remembered"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_copy_of_a_csv_has_its_separator_and_its_encoding(as_user, encoding):
    """Semicolons within a cell outnumber those between cells; what is no Unicode asks how it was typed, each time."""
    rows = ["TT;Mã NV;CCCD;Trình độ;Họ và tên", '1;0012;042090001234;"a;b;c;d;e;f;g;h;i;j;k";Nguyễn']
    content = "\r\n".join(rows).encode(encoding, "replace")
    batch = send(as_user("buudien"), content, "a.csv").context["batch"]
    again = reread(batch, {})
    assert [row.cells["staff_code"] for row in again.rows] == ["0012"]
    assert [one.name for one in again.questions] == [one.name for one in batch.asked]


def test_a_file_that_nobody_has_read_is_given_to_nobody_and_goes_with_its_list(as_user, settings):
    """It stands as it was sent, with the identity numbers that the reading takes out."""
    settings.READING_SECONDS = 0.001
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    client = as_user("buudien")
    batch = send(client, xlsx([*HEAD, "Số CCCD"], [*AN, "042090001234"])).context["batch"]
    assert batch.head_row == 0
    assert client.get(f"/nhap-xuat/{batch.pk}/tep/").status_code == 404
    client.post(f"/nhap-xuat/{batch.pk}/bo/", {"row_version": batch.row_version})
    batch.refresh_from_db()
    assert batch.status == "refused"
    assert not files.kept().filter(pk=batch.file_id).exists()
