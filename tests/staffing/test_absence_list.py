"""The list of absences as an office keeps it: read, refused, changed, undone; who sees what of it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pilot.platform.exchange.models import ImportBatch
from pilot.platform.half_days import half_day
from staffing.models import Absence, Assignment, PostalEmployee
from staffing.workflows import presence as w
from tests.platform.exchange.books import xlsx

pytestmark = pytest.mark.usefixtures("demo")
HEAD = ["STT", "Mã nhân viên", "Họ và tên", "Từ ngày", "Từ buổi", "Đến ngày", "Đến buổi", "Loại nghỉ", "Ghi chú"]
WHY = "Mổ ruột thừa"


@pytest.fixture
def ill():
    return Assignment.objects.filter(agency__code="HT-SCT", role="primary").earliest("id").employee


@pytest.fixture
def send(as_user):
    """Upload a list as the post office's personnel; the page and the batch."""

    def sent(*rows):
        address = reverse("import-upload", args=["absences", "HT-BDT"])
        book = SimpleUploadedFile("vang-mat.xlsx", xlsx(HEAD, *rows))
        page = as_user("buudien").post(address, {"workbook": book}, follow=True)
        return page, page.context["batch"]

    return sent


@pytest.fixture
def confirm(as_user):
    def confirmed(batch):
        batch.refresh_from_db()
        client, sent = as_user("buudien"), {"row_version": batch.row_version}
        read = client.post(reverse("import-confirm", args=[batch.pk]), sent, follow=True)
        batch.refresh_from_db()
        if batch.status == "confirmed":
            return read
        assert "Không có ai trực tại quầy" in read.content.decode()  # civil servants are withdrawn there
        return client.post(read.context["confirm_url"], sent, follow=True)

    return confirmed


def faults(batch):
    return [words for row in batch.rows.order_by("number") for _column, words in row.faults]


def test_an_office_s_list_is_written_as_it_stands(ill, send, confirm):
    other = PostalEmployee.objects.filter(post_office=ill.post_office).exclude(pk=ill.pk).earliest("id")
    _page, batch = send(
        [1, ill.staff_code, "", "21/06/2021", "", "23/06/2021", "Sáng", "Ô", WHY],
        [2, "", other.person.full_name, "22/06/2021", "Chiều", "", "", "Nghỉ phép", ""],
        [3, ill.staff_code, ill.person.full_name, "28/06/2021", "", "", "", "", ""],
    )
    assert (batch.new_count, batch.error_count) == (3, 0), faults(batch)
    confirm(batch)
    rows = [(a.employee, str(a.span), a.leave, a.why) for a in Absence.objects.order_by("first_half")]
    assert rows == [
        (ill, "sáng 21/06/2021 – sáng 23/06/2021", "sick", WHY),
        (other, "chiều 22/06/2021", "annual", ""),
        (ill, "28/06/2021", "other", ""),
    ]
    assert [site.code for site in Absence.objects.get(why=WHY).sites.all()] == ["HT-S-TTPVHCC"]


def test_what_cannot_be_is_refused_row_by_row(ill, send, act):
    span = {"first_half": half_day(dt.date(2021, 6, 24)), "past_half": half_day(dt.date(2021, 6, 24)) + 2}
    w.record_absence(ill, act("buudien"), leave="study", **span)
    ill.employments.update(valid_to=dt.date(2021, 7, 1))
    code = ill.staff_code
    _page, batch = send(
        [1, code, "", "23/06/2021", "", "25/06/2021", "", "P", ""],
        [2, code, "", "28/06/2021", "", "29/06/2021", "", "P", ""],
        [3, code, "", "29/06/2021", "", "", "", "P", ""],
        [4, code, "", "05/07/2021", "", "", "", "P", ""],
        [5, code, "", "18/06/2021", "", "17/06/2021", "", "P", ""],
        [6, "BD9999", "", "18/06/2021", "", "", "", "P", ""],
        [7, code, "", "16/06/2021", "", "", "", "L", ""],
    )
    said = faults(batch)
    assert batch.error_count == 7
    assert sum("Đã có lần vắng mặt khác" in words for words in said) == 3
    assert any("tham gia thí điểm" in words for words in said)
    assert any("Thời điểm kết thúc" in words for words in said)
    assert any("không có nhân viên này" in words for words in said)


def test_namesakes_need_the_staff_code(ill, send):
    PostalEmployee.objects.exclude(pk=ill.pk).earliest("id")
    other = PostalEmployee.objects.filter(post_office=ill.post_office).exclude(pk=ill.pk).earliest("id")
    other.person.full_name = ill.person.full_name
    other.person.save()
    _page, batch = send([1, "", ill.person.full_name, "21/06/2021", "", "", "", "P", ""])
    assert [f"{ill.staff_code}" in words for words in faults(batch)] == [True]


def test_a_list_changes_what_is_recorded_and_an_undo_brings_it_back(ill, send, confirm, act, as_user):
    first = half_day(dt.date(2021, 6, 21))
    row = w.record_absence(ill, act("buudien"), leave="annual", why="Việc riêng", first_half=first, past_half=first + 2)
    _page, batch = send([1, ill.staff_code, "", "21/06/2021", "Sáng", "22/06/2021", "Chiều", "TS", ""])
    assert (batch.changed_count, batch.error_count) == (1, 0)
    confirm(batch)
    row.refresh_from_db()
    assert (str(row.span), row.leave, row.why) == ("21/06/2021 – 22/06/2021", "maternity", "Việc riêng")
    batch.refresh_from_db()
    undo = reverse("import-undo", args=[batch.pk])
    as_user("buudien").post(undo, {"reason": "Gửi nhầm.", "row_version": batch.row_version}, follow=True)
    row.refresh_from_db()
    assert (str(row.span), row.leave) == ("21/06/2021", "annual")


def test_others_see_neither_kind_nor_reason_of_a_list(ill, send, as_user):
    _page, batch = send([1, ill.staff_code, "", "21/06/2021", "", "", "", "Ô", WHY])
    page = as_user("thuky").get(reverse("import", args=[batch.pk])).content.decode()
    assert ill.person.full_name in page
    assert WHY not in page
    assert "nghỉ ốm" not in page.lower()
    assert ImportBatch.objects.get(pk=batch.pk).new_count == 1


@pytest.mark.parametrize("who", ["taichinh", "thuky", "thanhtra"])
def test_an_export_of_others_holds_no_reason(who, ill, act, as_user):
    first = half_day(dt.date(2021, 6, 21))
    w.record_absence(ill, act("buudien"), leave="sick", why=WHY, first_half=first, past_half=first + 2)
    client, address = as_user(who), reverse("export", args=["absences"])
    answer = client.post(address, {"form": "csv", "reason": "Xem"})
    text = answer.getvalue().decode("utf-8-sig")
    assert ill.staff_code in text
    assert WHY not in text
    assert "nghỉ ốm" not in text.lower()
