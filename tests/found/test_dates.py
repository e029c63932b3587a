"""F5, F11: days that no calendar goes on after, and years that are no day. From outside, against any version."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from tests.found.browse import press, send, text_of

pytestmark = pytest.mark.usefixtures("demo")

SignIn = Callable[[str], Client]
PASSWORD = "minh-hoa-2021"
LAST_OF_ALL = "31/12/9999"


def model(label: str) -> Any:
    return apps.get_model(label)


def soft(client: Client) -> Client:
    """An error of ours is an answer of 500, as in a browser."""
    client.raise_request_exception = False
    return client


def test_f05_a_delegation_until_the_last_of_all_days_is_answered_with_a_sentence(as_user: SignIn) -> None:
    client = soft(as_user("ct.canloc"))
    page = client.get("/tai-khoan-cua-toi/uy-quyen/")
    fields = page.context["form"].fields
    answer = send(
        client, "/tai-khoan-cua-toi/uy-quyen/", "last_day",
        grant=fields["grant"].queryset.first().pk, delegate=fields["delegate"].queryset.first().pk,
        valid_from="16/06/2021", last_day=LAST_OF_ALL, document_number="1/UQ", secret=PASSWORD, title="Phó Chủ tịch",
    )  # fmt: skip
    assert answer.status_code == 200
    assert "31/12/9999" in text_of(answer)
    assert not model("pilot.Delegation").objects.filter(document_number="1/UQ").exists()


def test_f05_the_end_of_an_assignment_on_the_last_of_all_days_is_answered_with_a_sentence(as_user: SignIn) -> None:
    row = model("staffing.Assignment").objects.filter(valid_to=None).first()
    answer = send(
        soft(as_user("buudien")), f"/nhan-su/phan-cong/{row.pk}/ket-thuc/", last_day=LAST_OF_ALL, reason="Hết hạn."
    )
    assert answer.status_code == 200
    assert "không thời hạn" in text_of(answer)
    row.refresh_from_db()
    assert row.valid_to is None


def test_f05_an_assignment_line_until_the_last_of_all_days_is_open(as_user: SignIn) -> None:
    client = soft(as_user("buudien"))
    decisions = model("staffing.AssignmentDecision").objects
    send(client, "/nhan-su/quyet-dinh-cu/moi/HT-BDT/", subject="Cử nhân viên làm việc tại Trung tâm")
    draft = decisions.latest("pk")
    address = f"/nhan-su/quyet-dinh-cu/{draft.pk}/danh-sach/"
    for place in [key for key, _words in client.get(address).context["form"].fields["place"].choices if key]:
        page = client.get(address, {"place": place})
        fields = page.context["form"].fields
        if fields["fields_"].queryset.exists():
            break
    lines = model("staffing.AssignmentDecisionLine").objects.filter(decision=draft)
    role = next(key for key, _words in fields["role"].choices if key)
    answer = send(
        client, f"{address}?place={place}", "last_day", employee=fields["employee"].queryset.last().pk, role=role,
        fields_=[fields["fields_"].queryset.first().pk], valid_from="01/07/2021", last_day=LAST_OF_ALL,
    )  # fmt: skip
    assert answer.status_code == 200
    assert [line.valid_to for line in lines] == [None]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (LAST_OF_ALL, "“31/12/9999” nghĩa là không thời hạn"),
        ("9999-12-31", "“9999-12-31” nghĩa là không thời hạn"),
        ("01/01/0001", "01/01/0001 nằm ngoài khoảng từ năm 1900 đến năm 2100"),
    ],
)
def test_f05_a_site_as_of_a_day_that_cannot_be_says_so(as_user: SignIn, day: str, sentence: str) -> None:
    answer = soft(as_user("thuky")).get("/diem/HT-S-CL/", {"ngay": day})
    assert answer.status_code == 200
    assert sentence in text_of(answer)


def test_f05_the_demo_clock_goes_a_year_ahead_at_most_and_back(as_user: SignIn) -> None:
    client = soft(as_user("quantri1"))
    refused = send(client, "/ngay-lam-viec/", day=LAST_OF_ALL)
    assert refused.status_code == 200
    assert model("kernel.DemoClock").objects.get().day < dt.date(2100, 1, 1)
    far = send(client, "/ngay-lam-viec/", day="15/06/2031")
    assert "tối đa một năm" in text_of(far)
    send(client, "/ngay-lam-viec/", day="15/06/2022")
    assert model("kernel.DemoClock").objects.get().day == dt.date(2022, 6, 15)
    send(client, "/ngay-lam-viec/", day="20/06/2021")
    assert model("kernel.DemoClock").objects.get().day == dt.date(2021, 6, 20)
    assert client.get("/diem/HT-S-CL/").status_code == 200


HEAD = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Điện thoại"]


def listed(client: Client, *rows: list[object]) -> Any:
    """Upload a list of employees; gives the page of the import."""
    book, file = Workbook(), io.BytesIO()
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(file)
    sent = SimpleUploadedFile("nhan-vien.xlsx", file.getvalue())
    return send(client, "/nhap-xuat/employees/HT-BDT/", workbook=sent)


@pytest.mark.parametrize("cell", [1988, "1988", " 1988 "])
def test_f11_a_bare_year_of_birth_is_a_year(as_user: SignIn, cell: object) -> None:
    client = as_user("buudien")
    page = listed(client, [1, "NS1988", "Nguyễn Văn Năm", cell, ""])
    said = text_of(page)
    assert "116 tuổi" not in said
    assert "1905" not in said
    batch = model("exchange.ImportBatch").objects.latest("pk")
    assert (batch.error_count, batch.new_count) == (0, 1)
    press(client, page, "/ghi/")
    person = model("staffing.PostalEmployee").objects.get(staff_code="NS1988")
    page = client.get(f"/nhan-su/nhan-vien/{person.pk}/")
    assert "01/01/1988" not in text_of(page)
    shown = client.post(
        f"/du-lieu-ca-nhan/staffing.postalemployee/{person.pk}/birth_date/", {"reason": "Kiểm tra năm sinh."}
    )
    assert "1988" in text_of(shown)
    assert "01/01/1988" not in text_of(shown)


def test_f11_the_year_goes_out_and_comes_in_again_unchanged(as_user: SignIn) -> None:
    client = as_user("buudien")
    page = listed(client, [1, "NS1988", "Nguyễn Văn Năm", 1988, ""])
    assert "116 tuổi" not in text_of(page)
    press(client, page, "/ghi/")
    listed(client, [1, "NS1988", "Nguyễn Văn Năm", 1988, ""])
    again = model("exchange.ImportBatch").objects.latest("pk")
    assert (again.error_count, again.changed_count, again.new_count) == (0, 0, 0)
