"""Amounts, Treasury vouchers and payments, as a payer types them (F1–F4), and a payment that was recorded wrongly."""

import re

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.found.browse import forms_of, send, text_of
from tests.found.test_files import pdf

pytestmark = pytest.mark.usefixtures("demo")
PASSWORD = "minh-hoa-2021"
AMOUNT_IN_DIGITS = "Ghi số tiền bằng chữ số, ví dụ 7.000.000."


def payments():
    return apps.get_model("billing.Payment").objects.order_by("pk")


@pytest.fixture
def recorded(demo):
    """The amounts that were recorded since, in đồng."""
    before = set(payments().values_list("pk", flat=True))
    return lambda: list(payments().exclude(pk__in=before).values_list("amount_vnd", flat=True))


@pytest.fixture
def payer(as_user):
    return as_user("chitra.camxuyen")


@pytest.fixture
def owed(payer):
    """The request of which the payer of Cẩm Xuyên still owes a part."""
    page = payer.get("/").content.decode()
    return next(int(pk) for pk in re.findall(r"/thanh-toan/de-nghi/(\d+)/", page))


@pytest.fixture
def pay(payer, owed):
    """Fills the form as the payer does; gives the page that answers."""

    def fill(amount, voucher="KB 1506/88", **more):
        url = f"/thanh-toan/de-nghi/{owed}/tra-tien/"
        return send(payer, url, amount_vnd=amount, paid_on="15/06/2021", treasury_reference=voucher, **more)

    return fill


@pytest.mark.parametrize("written", ["500.000", "500,000", "500 000", "500.000 đ", "500.000 VND", "500000đồng"])
def test_f01_a_payment_of_500_000_is_one_of_500_000(written, pay, recorded):
    pay(written)
    assert recorded() == [500_000]


def test_f01_the_page_says_beforehand_what_the_server_will_read(payer):
    answer = payer.get("/so-tien/", {"amount_vnd": "500.000"})
    assert answer.status_code == 200
    assert answer.content.decode() == "500.000 đ: năm trăm nghìn đồng"
    assert "7,5 đ" in text_of(payer.get("/so-tien/", {"amount_vnd": "7,5"}))


@pytest.mark.parametrize(
    ("written", "readings"),
    [("7,5", ("75 đ", "7,5 đ")), ("500.00", ("50.000 đ", "500,00 đ")), ("1.234,5", ("12.345 đ", "1.234,5 đ"))],
)
def test_f01_an_amount_that_can_be_read_in_two_ways_is_refused_and_both_are_named(written, readings, pay, recorded):
    page = text_of(pay(written))
    assert recorded() == []
    assert [reading for reading in readings if reading in page] == list(readings)


def test_f02_the_sum_is_paid_exactly_as_the_page_prints_it(pay, owed, recorded):
    request = apps.get_model("billing.Statement").objects.get(pk=owed)
    left = request.total_vnd - sum(request.payments.values_list("amount_vnd", flat=True))
    page = text_of(pay(f"{left:,}".replace(",", ".")))
    assert "Nhập một số tổng thể" not in page
    assert recorded() == [left]


@pytest.mark.parametrize("written", ["bảy triệu", "1e6", "x"])
def test_f02_what_is_no_amount_is_answered_in_our_words(written, pay):
    page = text_of(pay(written))
    assert "Nhập một số tổng thể" not in page
    assert AMOUNT_IN_DIGITS in page


@pytest.mark.parametrize("written", ["99999999999999999999", "9223372036854775808"])
def test_f03_a_rent_beyond_all_bounds_is_a_sentence_with_the_bound(written, as_user):
    office = as_user("buudien")
    codes = apps.get_model("facilities.Facility").objects.order_by("pk").values_list("code", flat=True)
    url = next(url for code in codes if office.get(url := reverse("lease-draft", args=[code])).status_code == 200)
    office.raise_request_exception = False
    answer = send(office, url, rent_vnd=written, first_day="01/07/2021")
    assert answer.status_code == 200
    assert "1.000.000.000.000.000 đ" in text_of(answer)


def test_f03_a_payment_beyond_all_bounds_too(pay):
    assert "1.000.000.000.000.000 đ" in text_of(pay("99999999999999999999"))


@pytest.mark.parametrize("again", ["KB 1506/88", "kb 1506/88 ", "KB1506/88", "KB.1506/88"])
def test_f04_one_treasury_voucher_is_recorded_once_however_it_is_spelt(again, pay, recorded):
    pay("500000", "KB 1506/88")
    page = text_of(pay("400000", again))
    assert recorded() == [500_000]
    assert "KB 1506/88: 500.000 đ, ngày 15/06/2021" in page


def test_f04_a_voucher_that_reads_almost_alike_is_asked_about(pay, payer, recorded):
    """A note that was typed before the warning stood there is no reason for it."""
    pay("500000", "KB 1506/88")
    page = pay("500000", "KB 1506/89", reason="Trả tiền tháng 5")
    assert recorded() == [500_000]
    assert "KB 1506/88: 500.000 đ" in text_of(page)
    form = next(form for form in forms_of(page) if "treasury_reference" in form["fields"])
    payer.post(page.request["PATH_INFO"], form["data"] | {"reason": "Hai chứng từ khác nhau"})
    assert recorded() == [500_000, 500_000]


def test_a_payment_recorded_wrongly_is_reversed_by_another_and_recorded_anew(pay, payer, owed, as_user):
    page = f"/thanh-toan/de-nghi/{owed}/"
    before = owed_by(payer, page)
    pay("500")
    wrong = payments().last()
    url = f"{page}tra-tien/{wrong.pk}/dao/"
    said = {"reason": "Ghi thiếu ba số 0", "document": "12/CV-TC", "document_date": "15/06/2021", "secret": PASSWORD}
    send(payer, url, **said, scan=scan())
    assert payments().last() == wrong  # who recorded it does not reverse it
    send(as_user("taichinh"), url, **said, scan=scan())
    assert payments().last().amount_vnd == -500
    assert owed_by(payer, page) == before
    assert "Ghi thiếu ba số 0" in text_of(payer.get(page))
    pay("500.000")
    assert owed_by(payer, page) == before - 500_000


def scan():
    return SimpleUploadedFile("cong-van.pdf", pdf(), "application/pdf")


def owed_by(client, page):
    """What the page of a request says is still owed."""
    return int(re.search(r"Còn phải trả\s+([\d.]+)", text_of(client.get(page)))[1].replace(".", ""))
