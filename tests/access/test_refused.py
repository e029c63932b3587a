"""What people read when they are refused: both values of a lost update, the right words, and nothing typed lost."""

import re

import pytest
from django.http import HttpResponse
from django.urls import reverse

from billing.models import Timesheet
from billing.workflows.acceptance import dispute_line
from pilot.demo.accounts import PASSWORD
from pilot.platform.access.middleware import AccessMiddleware
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import StepUpNeeded
from staffing.models import PostalEmployee
from staffing.workflows.employees import correct_employee
from tests.billing.conftest import district, june, steps  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def employee():
    return PostalEmployee.objects.filter(status="in_charge").select_related("person").first()


@pytest.fixture
def address(employee):
    return reverse("employee-act", args=[employee.pk, "correct_employee"])


def fields(employee, **other):
    person = employee.person
    return {
        "full_name": person.full_name, "staff_code": employee.staff_code, "birth_date": person.birth_date,
        "phone": person.phone, "qualification": employee.qualification, **other,
    }  # fmt: skip


def opened(client, address):
    """The fields of the form as the browser would send them."""
    form = client.get(address).context["form"]
    return {bound.name: bound.value() or "" for bound in form}


def hidden(answer):
    """The fields that the page of the lost update gives back."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_lost_update_shows_both_values_and_who_was_first(employee, address, as_user, act):
    client = as_user("buudien")
    mine = opened(client, address) | {"qualification": "Đại học", "phone": "0987654321", "reason": "Nhập nhầm."}
    theirs = fields(employee, qualification="Cao đẳng", phone="+84911111111")
    correct_employee(employee, act("buudien", reason="Sửa."), **theirs)

    answer = client.post(address, mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert [(c["label"], c["before"], c["after"]) for c in answer.context["changes"] if c["label"] != "Điện thoại"] == [
        ("Trình độ", "Đại học", "Cao đẳng")
    ]
    assert "Điện thoại" in [c["label"] for c in answer.context["changes"]]
    assert "911111111" not in page
    assert answer.context["last"]["what"] == correct_employee.transition.label
    assert answer.context["last"]["who"] in page
    employee.refresh_from_db()
    assert (employee.qualification, employee.person.phone) == ("Cao đẳng", "+84911111111")


def test_nothing_typed_is_lost_and_nothing_is_saved_before_it_is_sent_again(employee, address, as_user, act):
    client = as_user("buudien")
    mine = opened(client, address) | {"qualification": "Đại học", "reason": "Nhập nhầm."}
    correct_employee(employee, act("buudien", reason="Sửa."), **fields(employee, qualification="Cao đẳng"))

    back = client.post(address, hidden(client.post(address, mine)))

    form = back.context["form"]
    assert (back.status_code, form["qualification"].value(), form["reason"].value()) == (
        200, "Đại học", "Nhập nhầm.",
    )  # fmt: skip
    employee.refresh_from_db()
    assert employee.qualification == "Cao đẳng"
    again = {bound.name: bound.value() or "" for bound in form}
    assert client.post(address, again).status_code == 302
    employee.refresh_from_db()
    assert employee.qualification == "Đại học"


def test_a_phone_alone_changed_is_not_silently_put_back(employee, address, as_user, act):
    client = as_user("buudien")
    mine = opened(client, address) | {"reason": "Nhập nhầm."}
    correct_employee(employee, act("buudien", reason="Sửa."), **fields(employee, phone="+84911111111"))
    assert client.post(address, mine).status_code == 409
    employee.refresh_from_db()
    assert employee.person.phone == "+84911111111"


def test_a_lost_update_of_the_grid_names_the_cells(june, as_user):  # noqa: F811
    client = as_user("buudien")
    address = reverse("timesheet", args=[june.pk])
    cell = june.entries.select_related("employee__person").first()
    name = f"d-{cell.line_id}-{cell.employee_id}-{cell.day:%Y%m%d}"
    body = {"row_version": june.row_version, name: "0.5", f"why-{cell.line_id}-{cell.employee_id}": "Nghỉ nửa ngày"}
    Timesheet.objects.filter(pk=june.pk).update(row_version=june.row_version + 1)

    answer = client.post(address, body)

    (change,) = answer.context["changes"]
    assert (answer.status_code, change["before"], change["after"]) == (409, "0,5", "1")
    assert cell.employee.person.full_name in change["label"]
    assert hidden(answer)[name] == "0.5"


def test_a_signature_is_asked_again_over_lines_disputed_in_between(steps, as_user, act):  # noqa: F811
    record = steps.check()
    client = as_user("chitra.camxuyen")
    address = reverse("acceptance-step", args=[record.pk, "sign_acceptance_payer"])
    mine = opened(client, address) | {"secret": PASSWORD}
    dispute_line(record, act("gd.tt.camxuyen"), line=record.lines.first(), remark="Thiếu ngày.")
    assert client.post(address, mine).status_code == 409
    record.refresh_from_db()
    assert record.payer_signed_at is None


def test_what_changed_before_the_page_of_the_signature_was_opened_counts_too(steps, as_user, act):  # noqa: F811
    """The lines stand on the page before; its link says which version was seen there."""
    record = steps.check()
    client = as_user("chitra.camxuyen")
    before = client.get(reverse("acceptance", args=[record.pk])).content.decode()
    link = re.search(r'href="([^"]*sign_acceptance_payer[^"]*)"', before)[1]
    dispute_line(record, act("gd.tt.camxuyen"), line=record.lines.first(), remark="Thiếu ngày.")
    mine = opened(client, link) | {"secret": PASSWORD}
    assert client.post(link, mine).status_code == 409


def test_a_form_sent_twice_with_other_contents_says_so(employee, address, as_user):
    client = as_user("buudien")
    mine = opened(client, address) | {"qualification": "Đại học", "reason": "Nhập nhầm."}
    assert client.post(address, mine).status_code == 302
    answer = client.post(address, mine | {"qualification": "Cao đẳng"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Biểu mẫu này đã được gửi" in page
    assert "có người" not in page.lower()


def test_a_missing_signature_is_told_in_its_own_words(rf, act):
    request = rf.post("/")
    request.user, request.business_day = act("ct.canloc").user, DEMO_START
    answer = AccessMiddleware(lambda _request: HttpResponse()).process_exception(request, StepUpNeeded())
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "mật khẩu hoặc mã" in page
    assert "không có quyền" not in page


def test_a_refusal_names_capacity_and_object(employee, as_user):
    answer = as_user("gd.tt.canloc").get(reverse("employee-act", args=[employee.pk, "correct_employee"]))
    event = AuditEvent.objects.first()
    assert answer.status_code in (403, 404)
    assert (event.outcome, event.capacity.split("@")[0]) == ("refused", "centre_director")
