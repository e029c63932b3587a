"""F6, F7, S4: what stands in an address and is neither number nor name. From outside, against any version."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.found.browse import send, text_of

SignIn = Callable[[str], Client]
pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]


def status(client: Client, address: str, **data: str) -> int:
    client.raise_request_exception = False
    return (client.post(address, data) if data else client.get(address)).status_code


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("thanhtra", "/nhat-ky/?after=%C2%B2"),
        ("thanhtra", "/nhat-ky/?before=%C2%B2"),
        ("thuky", "/van-ban/?after=%C2%B2"),
        ("thuky", "/thu-tuc/?after=%C2%B2"),
        ("buudien", "/nhan-su/?after=%C2%B2"),
        ("buudien", "/nhap-xuat/timesheet/xuat/?timesheet=%C2%B2"),
        ("buudien", "/nhap-xuat/timesheet/xuat/?timesheet=" + "9" * 5000),
        ("thanhtra", "/nhat-ky/?after=" + "9" * 5000),
        ("thuky", "/thi-diem/HATINH/?muc=diem&after=%C2%B2"),
    ],
)
def test_f06_what_only_looks_like_a_number_counts_as_absent(as_user: SignIn, who: str, address: str) -> None:
    assert status(as_user(who), address) in (200, 404)


def test_f06_the_version_seen_is_a_number_or_absent(as_user: SignIn) -> None:
    row = apps.get_model("staffing.PostalEmployee").objects.exclude(status="ended").first()
    assert status(as_user("buudien"), f"/nhan-su/nhan-vien/{row.pk}/correct_employee/?seen=%C2%B2") == 200


@pytest.mark.parametrize("address", ["/xac-minh/%00/", "/xac-minh/a%00b/", "/dat-mat-khau/%00/%00/"])
def test_f07_a_nul_in_an_address_leads_nowhere(client: Client, address: str) -> None:
    assert status(client, address) == 404


@pytest.mark.parametrize(
    "address",
    ["/thi-diem/%00/", "/co-quan/%00/", "/diem/%00/", "/vi-tri/%00/", "/thu-tuc/%00/", "/van-ban-can-cu/%00/",
     "/van-de/%00/", "/ban-giao/%00/%00/", "/co-so/tru-so/%00/", "/ke-hoach-tham-chieu/%00/"],
)  # fmt: skip
def test_s04_a_nul_in_an_address_leads_nowhere_for_who_is_signed_in(as_user: SignIn, address: str) -> None:
    assert status(as_user("thuky"), address) == 404


@pytest.mark.parametrize("address", ["/tim-kiem/?q=a%00b", "/nhan-su/?q=%00", "/nhat-ky/?object_type=%00"])
def test_s04_a_nul_in_what_is_searched_for_counts_for_nothing(as_user: SignIn, address: str) -> None:
    assert status(as_user("thanhtra"), address) == 200


def test_s04_a_user_name_of_500_characters_is_refused_like_a_wrong_one(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.post("/dang-nhap/", {"username": "x" * 500, "password": "gì đó"})
    wrong = client.post("/dang-nhap/", {"username": "xyz", "password": "gì đó"})
    assert answer.status_code == wrong.status_code == 200
    assert "x" * 61 not in text_of(answer)


@pytest.mark.parametrize("version", ["²", "9" * 5000, "1.5"])
def test_s04_a_press_with_an_odd_row_version_is_refused_as_outdated(as_user: SignIn, version: str) -> None:
    sent = SimpleUploadedFile("nhan-vien.csv", "Mã nhân viên,Họ và tên\nNS0001,Nguyễn Văn Năm\n".encode())
    client = as_user("buudien")
    send(client, "/nhap-xuat/employees/HT-BDT/", workbook=sent)
    batches = apps.get_model("exchange.ImportBatch").objects
    batch = batches.latest("pk")
    assert status(client, f"/nhap-xuat/{batch.pk}/bo/", row_version=version) in (400, 409)
    assert batches.get(pk=batch.pk).status == batch.status
