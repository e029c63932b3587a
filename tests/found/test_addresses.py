"""F6, F7, S4: what stands in an address and is neither number nor name. From outside, against any version."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests.found.browse import send, text_of

SignIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("demo")
only_postgres = pytest.mark.postgres  # SQLite keeps a NUL and a text of any length


def status(client: Client, address: str, **data: str) -> int:
    client.raise_request_exception = False
    return (client.post(address, data) if data else client.get(address)).status_code


@pytest.mark.parametrize("odd", ["%C2%B2", "9" * 5000], ids=["²", "5,000 digits"])
@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("thanhtra", "/nhat-ky/?before="),
        ("thuky", "/van-ban/?after="),
        ("buudien", "/nhap-xuat/{batch}/?after="),
        ("buudien", "/nhap-xuat/timesheet/xuat/?timesheet="),
        ("ct.canloc", "/nhan-su/rut-cong-chuc/{request}/approve_withdrawal/?seen="),
    ],
)
def test_f06_what_only_looks_like_a_number_counts_as_absent(as_user: SignIn, who: str, address: str, odd: str) -> None:
    named = {"batch": "", "request": ""}
    if "{batch}" in address:
        named["batch"] = str(listed(as_user(who)).pk)
    if "{request}" in address:
        named["request"] = str(apps.get_model("staffing.WithdrawalRequest").objects.get(post__code="HT-CL-Q1").pk)
    assert status(as_user(who), address.format(**named) + odd) in (200, 404)


@only_postgres
@pytest.mark.parametrize("address", ["/xac-minh/%00/", "/xac-minh/a%00b/", "/dat-mat-khau/%00/%00/"])
def test_f07_a_nul_in_an_address_leads_nowhere(client: Client, address: str) -> None:
    assert status(client, address) == 404


@only_postgres
@pytest.mark.parametrize(
    "address",
    ["/thi-diem/%00/", "/co-quan/%00/", "/diem/%00/", "/vi-tri/%00/", "/thu-tuc/%00/", "/van-ban-can-cu/%00/",
     "/van-de/%00/", "/ban-giao/%00/%00/", "/co-so/tru-so/%00/", "/ke-hoach-tham-chieu/%00/"],
)  # fmt: skip
def test_s04_a_nul_in_an_address_leads_nowhere_for_who_is_signed_in(as_user: SignIn, address: str) -> None:
    assert status(as_user("thuky"), address) == 404


@only_postgres
def test_s04_a_nul_in_what_is_searched_for_counts_for_nothing(as_user: SignIn) -> None:
    assert status(as_user("thanhtra"), "/tim-kiem/?q=a%00b") == 200


@only_postgres
def test_s04_a_user_name_of_500_characters_is_refused_like_a_wrong_one(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.post("/dang-nhap/", {"username": "x" * 500, "password": "gì đó"})
    wrong = client.post("/dang-nhap/", {"username": "xyz", "password": "gì đó"})
    assert answer.status_code == wrong.status_code == 200
    assert "x" * 61 not in text_of(answer)


def listed(client: Client) -> Any:
    """A list of one employee, uploaded and not yet written."""
    sent = SimpleUploadedFile("nhan-vien.csv", "Mã nhân viên,Họ và tên\nNS0001,Nguyễn Văn Năm\n".encode())
    send(client, "/nhap-xuat/employees/HT-BDT/", workbook=sent)
    return apps.get_model("exchange.ImportBatch").objects.latest("pk")


@pytest.mark.parametrize("version", ["²", "9" * 5000, "1.5"], ids=["²", "5,000 digits", "1.5"])
def test_s04_a_press_with_an_odd_row_version_is_refused_as_outdated(as_user: SignIn, version: str) -> None:
    client = as_user("buudien")
    batch = listed(client)
    assert status(client, f"/nhap-xuat/{batch.pk}/bo/", row_version=version) in (400, 409)
    now = apps.get_model("exchange.ImportBatch").objects.get(pk=batch.pk)
    assert now.status == batch.status


def routes(resolver: Any = None, start: str = "/") -> Iterator[str]:
    """Every address of the product, its parts written {int:pk} or {code}."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = start + re.sub(r"<([^>]+)>", r"{\1}", str(entry.pattern))
        if hasattr(entry, "url_patterns"):
            yield from routes(entry, here)
        else:
            yield here


ODD = [(str(2**63), "a%00b"), ("9" * 400, "%C2%B2"), ("0", "x" * 600)]  # a number, a text
ODD_QUERY = "?q=%00&after=%C2%B2&before=" + "9" * 400 + "&ngay=31/12/9999&seen=%C2%B2&page=%00&next=%00"


@only_postgres
@pytest.mark.parametrize("who", ["nobody", "thuky"])
def test_s04_no_address_of_the_product_is_answered_by_an_error_of_ours(as_user: SignIn, who: str) -> None:
    client = Client() if who == "nobody" else as_user(who)
    found = []
    for route in sorted(route for route in set(routes()) if "dang-xuat" not in route):
        for number, text in ODD:
            address = re.sub(r"{(\w+:)?\w+}", lambda part, n=number, t=text: n if part[1] == "int:" else t, route)
            with transaction.atomic():  # an error of the database ends what stands around it
                answer = status(client, address + ODD_QUERY)
                transaction.set_rollback(True)
            found += [f"{answer} {route}"] if answer >= 500 else []
    assert sorted(set(found)) == []
