"""A labour contract signed on paper: entered with its lines and scan, checked by the payer's side, then in force."""

import datetime as dt

import pytest
from django.urls import reverse

from billing.cases import CONTRACT
from billing.models import LabourContract
from billing.workflows import contract as verbs
from billing.workflows.timesheet import open_month
from pilot.demo.accounts import PASSWORD
from pilot.programme.models import Agency, CounterPost, Site
from tests.billing.refused import codes
from tests.paper import SCAN, evidence, scan
from tests.worklist import by_account

pytestmark = pytest.mark.usefixtures("demo")
FIRST = dt.date(2021, 1, 1)


@pytest.fixture
def entered(act):
    def make(**more):
        data = {
            "payer": Agency.objects.get(code="HT-CL"),
            "site": Site.objects.get(code="HT-S-CL"),
            "number": "02/HĐNC",
            "first_day": FIRST,
            "document": "02/HĐNC, Bưu điện tỉnh – UBND huyện Can Lộc",
            "document_date": dt.date(2020, 12, 28),
            "scan": evidence(),
            "signers": "Nguyễn Văn Ký, Giám đốc",
        } | more
        return verbs.record_contract_from_paper(Agency.objects.get(code="HT-BDT"), act("buudien"), **data)

    return make


@pytest.fixture
def with_line(entered, act):
    row = entered()
    post = CounterPost.objects.filter(site=row.site).order_by("code").first()
    line = {"post": post, "description": "Nhân công Bưu điện", "first_day": FIRST, "vat_category": "standard"}
    verbs.add_contract_line(row, act("buudien"), unit_price_vnd=7_000_000, **line)
    return row


def test_checked_it_is_in_force_and_bills_months(with_line, act):
    verbs.check_paper_contract(with_line, act("thuky"))
    with_line.refresh_from_db()
    assert (with_line.status, with_line.number, with_line.date) == ("in_force", "02/HĐNC", dt.date(2020, 12, 28))
    assert with_line.lines.get().live
    assert open_month(with_line, act("buudien"), month=dt.date(2021, 5, 1)).pk


def test_a_contract_without_lines_is_not_whole(entered, act):
    assert codes(lambda: verbs.check_paper_contract(entered(), act("thuky"))) == ["no_line"]


def test_rejected_it_never_counted(with_line, act):
    verbs.reject_paper_contract(with_line, act("thuky", reason="Sai đơn giá."))
    with_line.refresh_from_db()
    assert (with_line.status, with_line.lines.get().live) == ("rejected", False)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scan": None}, "paper_without_scan"),
        ({"signers": ""}, "paper_without_signers"),
        ({"document_date": dt.date(2021, 6, 16)}, "paper_ahead"),
    ],
)
def test_refused(entered, more, code):
    assert codes(lambda: entered(**more)) == [code]


def test_through_the_pages(as_user):
    typed = {
        "provider": Agency.objects.get(code="HT-BDT").pk, "payer": Agency.objects.get(code="HT-CL").pk,
        "site": Site.objects.get(code="HT-S-CL").pk, "number": "02/HĐNC", "document": "02/HĐNC",
        "document_date": "28/12/2020", "signers": "Nguyễn Văn Ký, Giám đốc", "first_day": "01/01/2021",
    }  # fmt: skip
    answer = as_user("buudien").post(reverse("contract-from-paper"), typed | {"scan": scan()})
    row = LabourContract.objects.get(number="02/HĐNC")
    assert answer.url == reverse("contract", args=[row.pk])

    secretary = as_user("thuky")
    assert secretary.get(reverse("contract-scan", args=[row.pk])).getvalue() == SCAN
    assert "Nguyễn Văn Ký, Giám đốc" in secretary.get(answer.url).content.decode()
    step = reverse("contract-step", args=[row.pk, "check_paper_contract"])
    refused = secretary.post(step, {"secret": PASSWORD, "row_version": row.row_version})
    assert refused.status_code == 200  # it has no line yet


def test_waiting_for_the_check(with_line):
    assert by_account([CONTRACT], FIRST) == {"thuky": ["check_paper_contract"]}
