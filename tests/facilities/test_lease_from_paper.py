"""A lease signed on paper: entered with its scan, checked by another, in force only then."""

import datetime as dt

import pytest
from django.urls import reverse

from facilities.cases import LEASE
from facilities.models import Facility, FacilityLease
from facilities.workflows import lease as verbs
from pilot.demo.accounts import PASSWORD
from pilot.platform.cases.history import as_they_were
from tests.billing.refused import codes
from tests.paper import SCAN, evidence, scan
from tests.worklist import addresses, by_account

pytestmark = pytest.mark.usefixtures("demo")
FIRST, LAST = dt.date(2020, 9, 1), dt.date(2020, 12, 31)


@pytest.fixture
def entered(act):
    def make(who="buudien", **more):
        place = Facility.objects.get(site__code="HT-S-CAMTHANH")
        data = {
            "lessee": place.site.agency,
            "number": "04/HĐTTS",
            "first_day": FIRST,
            "last_day": LAST,
            "rent_vnd": 1_500_000,
            "document": "04/HĐTTS, Bưu điện tỉnh",
            "document_date": dt.date(2020, 8, 25),
            "scan": evidence(),
            "signers": "Nguyễn Văn Ký, Giám đốc",
        } | more
        return verbs.record_lease_from_paper(place, act(who), **data)

    return make


def test_checked_it_is_in_force(entered, act):
    row = entered()
    assert row.status == "entered"
    assert codes(lambda: verbs.check_paper_lease(row, act("thuky"))) == ["r21_separation"]

    verbs.confirm_separation(row, act("ct.camthanh"))
    verbs.check_paper_lease(row, act("thuky"))

    row.refresh_from_db()
    assert (row.status, row.number, row.date, row.valid_from) == ("in_force", "04/HĐTTS", dt.date(2020, 8, 25), FIRST)
    assert row.signed_by is None  # nobody signed here
    assert row.paper_mark == "ghi nhận theo văn bản giấy: 04/HĐTTS, Bưu điện tỉnh, 25/08/2020"


def test_checked_it_held_from_the_day_of_the_paper(entered, act):
    row = entered()
    verbs.confirm_separation(row, act("ct.camthanh"))
    verbs.check_paper_lease(row, act("thuky"))
    row = FacilityLease.objects.get(pk=row.pk)
    assert as_they_were([row], dt.date(2020, 8, 24)) == []
    assert [found.status for found in as_they_were([row], dt.date(2020, 8, 25))] == ["in_force"]


def test_rejected_it_never_counted(entered, act):
    row = entered()
    verbs.reject_paper_lease(row, act("ct.camthanh", reason="Sai giá."))
    row.refresh_from_db()
    assert row.status == "rejected"
    assert not FacilityLease.objects.as_at(FIRST).filter(facility=row.facility, status="in_force")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scan": None}, "paper_without_scan"),
        ({"signers": ""}, "paper_without_signers"),
        ({"first_day": dt.date(2021, 7, 1), "last_day": None}, "paper_ahead"),
        ({"included": "Tiền điện và nước"}, "r27_operating_cost"),
    ],
)
def test_refused(entered, more, code):
    assert codes(lambda: entered(**more)) == [code]


def test_the_enterer_does_not_check(entered, act):
    row = entered(who="thuky")
    verbs.confirm_separation(row, act("ct.camthanh"))
    assert codes(lambda: verbs.check_paper_lease(row, act("thuky"))) == ["same_person"]


def test_two_leases_over_the_same_days(entered, act):
    first, second = entered(), entered(number="05/HĐTTS")
    for row in (first, second):
        verbs.confirm_separation(row, act("ct.camthanh"))
    verbs.check_paper_lease(first, act("thuky"))
    assert codes(lambda: verbs.check_paper_lease(second, act("thuky"))) == ["lease_overlap"]


def test_through_the_pages(as_user):
    place = Facility.objects.get(site__code="HT-S-CAMTHANH")
    typed = {
        "lessee": place.site.agency_id, "number": "04/HĐTTS", "document": "04/HĐTTS", "document_date": "25/08/2020",
        "signers": "Nguyễn Văn Ký, Giám đốc", "first_day": "01/09/2020", "last_day": "31/12/2020",
    }  # fmt: skip
    address = reverse("lease-from-paper", args=[place.code])
    assert as_user("buudien").post(address, typed | {"scan": scan()}).status_code == 302

    row = FacilityLease.objects.get(number="04/HĐTTS")
    secretary, page = as_user("thuky"), reverse("lease", args=[row.pk])
    assert page in addresses(secretary)
    assert secretary.get(reverse("lease-scan", args=[row.pk])).getvalue() == SCAN
    verb = reverse("lease-step", args=[row.pk, "check_paper_lease"])
    refused = secretary.post(verb, {"secret": PASSWORD, "row_version": row.row_version})
    assert "R21" in refused.content.decode()
    assert "Nguyễn Văn Ký, Giám đốc" in secretary.get(page).content.decode()


@pytest.mark.parametrize(("who", "checks"), [("buudien", {"thuky": ["check_paper_lease"]}), ("thuky", {})])
def test_waiting_for_the_check_but_not_by_who_entered_it(entered, who, checks):
    entered(who)
    assert by_account([LEASE], FIRST) == {"ct.camthanh": ["confirm_separation"], **checks}
