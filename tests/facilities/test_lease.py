"""Premises from the documents, and the way of a lease with each of its refusals."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from facilities.cases import LEASE
from facilities.models import Facility, FacilityLease
from facilities.opening import sync_facilities
from facilities.selectors.operating_costs import named_in
from facilities.workflows import lease as verbs
from pilot.demo.accounts import PASSWORD
from pilot.platform.kernel.refusals import NotAllowed
from pilot.programme.models import Agency, User
from tests.billing.refused import codes
from tests.worklist import by_account

pytestmark = pytest.mark.usefixtures("demo")
FIRST = dt.date(2021, 7, 1)
ITEMS = ["Điện", "nước", "văn phòng phẩm", "giấy in", "mực in", "điện thoại", "Internet"]


def facility(site):
    return Facility.objects.get(site__code=site)


@pytest.fixture
def draft(act):
    def make(site="HT-S-CAMTHANH", **more):
        place = facility(site)
        data = {"lessee": place.site.agency, "first_day": FIRST} | more
        return verbs.draft_lease(place, act("buudien"), **data)

    return make


@pytest.fixture
def signed(draft, act):
    def make(**more):
        row = draft(**more)
        verbs.agree_lease(row, act("ct.camthanh"))
        verbs.sign_lease(row, act("ct.camthanh"), number="9/HĐ", date=dt.date(2021, 6, 15))
        return row

    return make


def test_premises_are_those_of_the_documents():
    """Two district buildings, six communes and Kỳ Bắc in Hà Tĩnh (R24), four communes in Gia Lai.

    Nothing invented.
    """
    counts = {}
    for row in Facility.objects.select_related("pilot"):
        key = row.pilot.code, row.kind
        counts[key] = counts.get(key, 0) + 1
    assert counts == {
        ("HATINH", "district_post_office"): 2,
        ("HATINH", "postal_cultural_point"): 7,
        ("GIALAI", "postal_cultural_point"): 4,
    }
    assert set(Facility.objects.values_list("address", "area_m2")) == {("", None)}
    assert set(Facility.objects.filter(pilot__code="GIALAI").values_list("owner__code", flat=True)) == {None}
    assert set(Facility.objects.filter(pilot__code="HATINH").values_list("owner__code", flat=True)) == {"HT-BDT"}


def test_premises_are_added_once():
    assert sync_facilities() == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tiền điện, nước", ["Điện", "nước"]), ("tien dien thoai", ["Điện", "điện thoại"]), ("bàn ghế", []),
        ("Bưu điện tỉnh, diện tích 30 m²", []), ("cước internet", ["Internet"]), ("mực-in", ["mực in"]),
    ],
)  # fmt: skip
def test_running_costs_are_found_as_words(text, found):
    assert named_in(text, ITEMS) == found


def test_rent_not_given_stays_empty(draft):
    assert draft().rent_vnd is None


def test_refusals_of_a_draft(draft):
    assert codes(lambda: draft(lessee=Agency.objects.get(code="HT-CL"))) == ["r25_lessee"]
    assert codes(lambda: draft(last_day=FIRST - dt.timedelta(days=1))) == ["lease_dates"]
    assert codes(lambda: draft(included="Gian giao dịch và tiền điện")) == ["r27_operating_cost"]


def test_premises_without_known_owner_are_not_let(act):
    with pytest.raises(NotAllowed):
        verbs.draft_lease(
            facility("GL-S-IATO"), act("buudien"), lessee=facility("GL-S-IATO").site.agency, first_day=FIRST
        )


def test_commune_without_separation_is_not_put_in_force(signed, act):
    row = signed(first_day=dt.date(2023, 5, 1))
    force = lambda: verbs.put_lease_in_force(row, act("buudien"))  # noqa: E731
    assert codes(force) == ["r21_separation"]
    verbs.confirm_separation(row, act("ct.camthanh"))
    force()
    row.refresh_from_db()
    assert (row.status, row.workspace_separated) == ("in_force", True)


def test_no_two_leases_over_the_same_day(signed, act):
    row = signed()
    verbs.confirm_separation(row, act("ct.camthanh"))
    assert codes(lambda: verbs.put_lease_in_force(row, act("buudien"))) == ["lease_overlap"]


@pytest.mark.both_engines
def test_the_database_refuses_two_leases_over_the_same_day(signed):
    row = signed()
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE facilities_facilitylease SET status = 'in_force' WHERE id = %s", [row.pk])


@pytest.mark.both_engines
def test_signed_lease_is_frozen(signed):
    row = signed()
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE facilities_facilitylease SET rent_vnd = 1 WHERE id = %s", [row.pk])


def test_who_drafted_does_not_sign(draft, act):
    row = draft()
    verbs.agree_lease(row, act("ct.camthanh"))
    verbs.return_lease(row, act("ct.camthanh", reason="Xem lại."))
    verbs.agree_lease(row, act("ct.camthanh"))
    FacilityLease.objects.filter(pk=row.pk).update(drafted_by=User.objects.get(username="ct.camthanh").person)
    sign = lambda: verbs.sign_lease(row, act("ct.camthanh"), number="9/HĐ", date=FIRST)  # noqa: E731
    assert codes(sign) == ["same_person"]


def test_lease_ends_on_one_of_its_days(act):
    row = FacilityLease.objects.get(status="in_force")
    end = lambda day: verbs.end_lease(row, act("ct.camthanh", reason="Trả lại."), last_day=day)  # noqa: E731
    assert codes(lambda: end(dt.date(2020, 1, 1))) == ["end_outside"]
    end(dt.date(2021, 6, 30))
    row.refresh_from_db()
    assert (row.status, row.period.last_day) == ("ended", dt.date(2021, 6, 30))


def send(client, url, **data):
    form = client.get(url).context["form"]
    return client.post(url, {bound.name: bound.value() for bound in form.hidden_fields()} | data)


def test_lease_through_the_pages(as_user):
    office, commune = as_user("buudien"), as_user("ct.camthanh")
    place = facility("HT-S-CAMTHANH")
    for url in (reverse("facilities"), reverse("facility", args=[place.code])):
        assert office.get(url).status_code == 200
        assert commune.get(url).status_code == 200
    draft_url = reverse("lease-draft", args=[place.code])
    form = {"lessee": place.site.agency_id, "first_day": "01/05/2023"}
    assert send(office, draft_url, **form, included="Tiền điện").status_code == 200
    assert send(office, draft_url, **form).status_code == 302
    row = FacilityLease.objects.order_by("-pk").first()
    signature = {"secret": PASSWORD}
    paper = {"number": "12/HĐ", "date": "15/06/2021"} | signature
    for verb, data in (("agree_lease", {}), ("confirm_separation", signature), ("sign_lease", paper)):
        assert send(commune, reverse("lease-step", args=[row.pk, verb]), **data).status_code == 302
    assert "lease" in commune.get(reverse("lease", args=[row.pk])).templates[0].name
    assert send(office, reverse("lease-step", args=[row.pk, "put_lease_in_force"])).status_code == 302
    assert office.get(reverse("lease-step", args=[row.pk, "nonsense"])).status_code == 404
    assert as_user("thuky.gialai").get(reverse("lease", args=[row.pk])).status_code == 404
    assert commune.get(draft_url).status_code == 403


def test_what_waits_along_the_way(draft, act):
    """The lessee agrees, signs and confirms R21; the post office puts in force; then nothing waits."""
    lessee, office = "ct.camthanh", ("buudien", "gd.buudien")
    row = draft(first_day=dt.date(2023, 5, 1))
    assert by_account([LEASE], FIRST) == {lessee: ["agree_lease"]}
    verbs.agree_lease(row, act(lessee))
    assert by_account([LEASE], FIRST) == {lessee: ["sign_lease"]}
    verbs.sign_lease(row, act(lessee), number="9/HĐ", date=dt.date(2021, 6, 15))
    in_force = {name: ["put_lease_in_force"] for name in office}
    assert by_account([LEASE], FIRST) == in_force | {lessee: ["confirm_separation"]}
    verbs.confirm_separation(row, act(lessee))
    assert by_account([LEASE], FIRST) == in_force
    verbs.put_lease_in_force(row, act("buudien"))
    assert by_account([LEASE], FIRST) == {}


def test_page_says_who_acts_and_what_is_missing(draft, as_user):
    row = draft()
    page = as_user("ct.camthanh").get(reverse("lease", args=[row.pk]))
    assert page.context["primary"].label == "Thống nhất việc thuê"
    assert [step.state for step in page.context["way"]] == ["current", "todo", "todo"]
    assert "/quy-dinh/#R21" in page.content.decode()
