"""Who left, who came back, and one person under two codes (F9, F30, F31), from outside."""

import datetime as dt
import io

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from tests.found.browse import forms_of, send, text_of, verified
from tests.guards import without_guards

pytestmark = pytest.mark.usefixtures("demo")
PASSWORD = "minh-hoa-2021"  # printed on the sign-in page of the demo
PRICE_OF_A_MONTH = 7_000_000  # đồng for a counter post, VAT 10 %


def rows(label):
    return apps.get_model(label)._base_manager.all()


@pytest.fixture
def district():
    return rows("billing.LabourContract").get(payer__code="HT-CX")


@pytest.fixture
def leaver(district):
    """Who is in charge of a counter post of the district and is paid for June."""
    entry = rows("billing.TimesheetEntry").filter(timesheet__month__contract=district, day=dt.date(2021, 6, 1)).first()
    return entry.employee


def clock(as_user, day):
    send(as_user("quantri1"), reverse("demo-clock"), day=f"{day:%d/%m/%Y}")


def leave(client, employee, day):
    """The page shows what the day touches; who has read that sends it."""
    url = reverse("employee-act", args=[employee.pk, "end_employee"])
    page = send(client, url, day=f"{day:%d/%m/%Y}", reason="Nghỉ việc theo đơn.", shown=day.isoformat())
    again = [form["data"] for form in forms_of(page) if "shown" in form["fields"]]
    return client.post(url, again[0], follow=True) if again else page  # where the page says what cover it breaks


def assigned_again(as_user, employee, first):
    """A decision of June assigns the employee from that day on to the fields he has; those end the day before."""
    hr, head = as_user("buudien"), as_user("gd.buudien")
    held = list(rows("staffing.Assignment").filter(employee=employee, valid_to=None).select_related("agency", "site"))
    for row in held:
        last_day = f"{first - dt.timedelta(days=1):%d/%m/%Y}"
        send(hr, reverse("end-assignment", args=[row.pk]), last_day=last_day, reason="Có quyết định mới.")
    send(hr, reverse("assignment-draft", args=[employee.post_office.code]), subject="Cử nhân viên từ 12/07")
    decision = rows("staffing.AssignmentDecision").latest("id")
    line = reverse("assignment-line", args=[decision.pk]) + f"?place={held[0].agency_id}-{held[0].site_id}"
    send(
        hr, line, employee=str(employee.pk), role=held[0].role, fields_=[str(row.field_id) for row in held],
        valid_from=f"{first:%d/%m/%Y}",
    )  # fmt: skip
    approve = reverse("assignment-step", args=[decision.pk, "approve_assignment_decision"])
    send(head, approve, secret=PASSWORD)


def july(as_user, district):
    send(as_user("buudien"), reverse("billing-month-open", args=[district.pk]), month="07/2021")
    return rows("billing.Timesheet").get(month__contract=district, month__month=dt.date(2021, 7, 1))


def half_days(sheet, employee):
    return sum(row.half_days for row in rows("billing.TimesheetEntry").filter(timesheet=sheet, employee=employee))


def requested(as_user, sheet):
    """The timesheet handed in, checked, accepted by both and requested."""
    hr, centre, payer = (as_user(name) for name in ("buudien", "gd.tt.camxuyen", "chitra.camxuyen"))
    send(hr, reverse("timesheet-step", args=[sheet.pk, "submit_timesheet"]), having="operation_key")
    send(centre, reverse("timesheet-step", args=[sheet.pk, "check_timesheet"]), secret=PASSWORD)
    record = rows("billing.AcceptanceRecord").get(timesheet=sheet)
    send(centre, reverse("acceptance-step", args=[record.pk, "sign_acceptance_centre"]), secret=PASSWORD)
    send(payer, reverse("acceptance-step", args=[record.pk, "sign_acceptance_payer"]), secret=PASSWORD)
    send(hr, reverse("statement-issue", args=[record.pk]), having="operation_key", secret=PASSWORD)
    return rows("billing.Statement").get(acceptance=record)


def test_f30_july_of_a_leaver_is_not_billed_after_the_last_day(as_user, district, leaver):
    """Two posts of a whole month, and 8 of 44 half-days: 15.272.727 đ, with VAT 16.800.000 đ; 5.250.001 đ were more."""
    assigned_again(as_user, leaver, dt.date(2021, 7, 12))
    clock(as_user, dt.date(2021, 7, 7))
    leave(as_user("buudien"), leaver, dt.date(2021, 7, 6))
    clock(as_user, dt.date(2021, 8, 2))

    sheet = july(as_user, district)
    counted = half_days(sheet, leaver)
    statement = requested(as_user, sheet)

    assert (counted, statement.total_vnd) == (8, 16_800_000)
    assert statement.amount_vnd == PRICE_OF_A_MONTH * 2 + round(PRICE_OF_A_MONTH * 8 / 44)
    assert verified()[-1] == "0 problems"


def test_f30_verify_names_an_assignment_after_the_last_day(as_user, leaver):
    leave(as_user("buudien"), leaver, dt.date(2021, 6, 15))
    row = rows("staffing.Assignment").filter(employee=leaver).latest("id")
    with without_guards():
        rows("staffing.Assignment").filter(pk=row.pk).update(valid_to=None)
    assert [line for line in verified() if f"assignment {row.pk} " in line]


def test_f30_the_page_says_who_loses_cover_before_it_is_confirmed(as_user, leaver):
    """The name of each field he leaves without anybody, or with one alone, and the days of June that are entered."""
    page = as_user("buudien").get(reverse("employee-act", args=[leaver.pk, "end_employee"]))

    said = text_of(page)
    field = rows("staffing.Assignment").filter(employee=leaver, valid_to=None).first().field
    assert f"{field} –" in said
    assert "06/2021" in said


def test_a_sheet_begun_before_a_leaving_is_saved_and_handed_in(as_user, district, leaver):
    """The days after the last one stand no more, and nothing has to be taken out of cells that nobody can reach."""
    hr = as_user("buudien")
    sheet = rows("billing.Timesheet").get(month__contract=district, month__month=dt.date(2021, 6, 1))
    page, before = reverse("timesheet", args=[sheet.pk]), half_days(sheet, leaver)
    leave(hr, leaver, dt.date(2021, 6, 15))
    clock(as_user, dt.date(2021, 7, 2))

    assert f"{leaver.person.full_name}: 16/06, 17/06" in text_of(hr.get(page))
    send(hr, page, having="row_version")
    assert "16/06, 17/06" not in text_of(hr.get(page))
    send(hr, reverse("timesheet-step", args=[sheet.pk, "submit_timesheet"]), having="operation_key")

    assert rows("billing.Timesheet").get(pk=sheet.pk).status == "submitted"
    assert 0 < half_days(sheet, leaver) < before
    assert not rows("billing.TimesheetEntry").filter(timesheet=sheet, employee=leaver, day__gt="2021-06-15").exists()


def test_f31_whoever_is_entered_again_under_his_code_is_told_of_the_step(as_user, leaver):
    leave(as_user("buudien"), leaver, dt.date(2021, 6, 15))

    url = reverse("add-employee", args=[leaver.post_office.code])
    page = send(as_user("buudien"), url, full_name=leaver.person.full_name, staff_code=leaver.staff_code)

    assert "Trở lại" in text_of(page), "the code is taken, and that is all"


def test_f31_somebody_who_left_comes_back_under_the_same_code(as_user, leaver):
    leave(as_user("buudien"), leaver, dt.date(2021, 6, 15))
    clock(as_user, dt.date(2021, 7, 1))
    back = reverse("employee-act", args=[leaver.pk, "return_employee"])
    assert "phải có quyết định phân công mới" in text_of(as_user("buudien").get(back))
    send(as_user("buudien"), back, day="01/07/2021", reason="Quay lại làm việc.")

    page = text_of(as_user("buudien").get(reverse("employee", args=[leaver.pk])))

    assert "– 15/06/2021" in page
    assert "từ 01/07/2021" in page


def test_who_has_no_staff_code_yet_gets_one_by_hand_as_in_a_list(as_user):
    send(as_user("buudien"), reverse("add-employee", args=["HT-BDT"]), full_name="Lê Thị Chưa Mã")
    send(as_user("buudien"), reverse("add-employee", args=["HT-BDT"]), full_name="Lê Thị Cũng Chưa")
    added = rows("staffing.PostalEmployee").filter(person__full_name__startswith="Lê Thị C").order_by("pk")
    assert [row.staff_code for row in added] == ["HT-BDT-0001", "HT-BDT-0002"]


def test_f31_nobody_comes_back_who_has_not_left(as_user, leaver):
    hr, back = as_user("buudien"), reverse("employee-act", args=[leaver.pk, "return_employee"])
    page = hr.get(back, follow=True)
    assert page.redirect_chain == [(reverse("employee", args=[leaver.pk]), 302)]
    assert "Không thực hiện được “Trở lại tham gia thí điểm” khi trạng thái là" in text_of(page)


def test_f31_a_code_of_one_who_left_names_the_step(as_user, leaver):
    hr, url = as_user("buudien"), reverse("add-employee", args=[leaver.post_office.code])
    assert "Trở lại" not in text_of(send(hr, url, full_name="Người Mới", staff_code=leaver.staff_code))
    leave(hr, leaver, dt.date(2021, 6, 15))
    page = text_of(send(hr, url, full_name="Người Mới", staff_code=leaver.staff_code.lower()))
    assert leaver.person.full_name in page
    assert "Trở lại" in page


def test_f30_another_last_day_is_shown_first_and_is_no_fault(as_user, leaver):
    hr, url = as_user("buudien"), reverse("employee-act", args=[leaver.pk, "end_employee"])
    page = send(hr, url, day="10/06/2021", reason="Nghỉ việc theo đơn.")
    said = text_of(page)
    assert "Nếu ngày làm việc cuối là 10/06/2021" in said
    assert "Biểu mẫu chưa được lưu" not in said
    assert "data-invalid" not in page.content.decode()
    assert rows("staffing.PostalEmployee").get(pk=leaver.pk).status != "ended"
    for _time in range(2):  # the day it touches is shown, then the cover that it breaks
        form = next(form for form in forms_of(page) if "day" in form["fields"])
        page = hr.post(url, form["data"])
    assert rows("staffing.PostalEmployee").get(pk=leaver.pk).status == "ended"


def the_list(*people):
    book = Workbook()
    for line in (("Mã nhân viên", "Họ và tên", "Ngày sinh", "Điện thoại"), *people):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("nhan-vien.xlsx", out.getvalue())


def uploaded(client, office, *people):
    """The preview of a list."""
    url = reverse("import-upload", args=["employees", office.code])
    form = next(form for form in forms_of(client.get(url)) if "workbook" in form["fields"])
    return client.post(form["action"] or url, form["data"] | {"workbook": the_list(*people)}, follow=True)


def test_f31_a_list_does_not_change_who_left_and_names_the_step(as_user, leaver):
    hr = as_user("buudien")
    leave(hr, leaver, dt.date(2021, 6, 15))

    page = text_of(uploaded(hr, leaver.post_office, (leaver.staff_code, "Người Khác Hẳn", "", "")))

    batch = rows("exchange.ImportBatch").latest("id")
    assert (batch.changed_count, batch.error_count) == (0, 0)
    assert "Trở lại" in page


@pytest.fixture
def known(leaver):
    """Somebody on record, with a date of birth and a telephone number."""
    person = leaver.person
    person.birth_date, person.phone = dt.date(1990, 1, 5), "+84912345678"
    person.save()
    return leaver


def test_f09_the_same_person_under_a_second_code_is_named_on_the_page(as_user, known):
    url = reverse("add-employee", args=[known.post_office.code])

    page = send(as_user("buudien"), url, full_name=known.person.full_name, staff_code="BD8801", birth_date="05/01/1990")

    assert rows("staffing.PostalEmployee").filter(staff_code="BD8801").exists()  # a remark, not a refusal
    assert known.staff_code in text_of(page)


def test_f09_the_same_telephone_number_under_a_second_code_is_named_on_the_page(as_user, known):
    client, url = as_user("buudien"), reverse("add-employee", args=[known.post_office.code])

    page = send(client, url, full_name="Tên Khác", staff_code="BD8802", phone="0912 345 678")

    assert rows("staffing.PostalEmployee").filter(staff_code="BD8802").exists()
    assert known.staff_code in text_of(page)


def test_f09_the_same_person_under_a_second_code_is_named_in_the_list(as_user, known):
    people = (("BD8801", known.person.full_name, "05/01/1990", ""), ("BD8802", "Tên Khác", "", "0912 345 678"))

    page = text_of(uploaded(as_user("buudien"), known.post_office, *people))

    batch = rows("exchange.ImportBatch").latest("id")
    assert (batch.new_count, batch.error_count) == (2, 0)
    assert known.staff_code in page
    assert page.count(known.staff_code) >= 2
