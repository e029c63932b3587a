"""Premises by screen: entered by their post office or the secretariat, corrected, changed from a day on, closed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities.models import Facility, FacilityLease
from facilities.workflows import facility as w
from facilities.workflows.lease import draft_lease
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Agency, Site
from tests.found.browse import send, text_of
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
GROUND = "15/QĐ-UBND ngày 10/06/2021 của UBND huyện Cẩm Xuyên"
FIRST = dt.date(2021, 6, 1)


@pytest.fixture
def site():
    return Site.objects.get(code="HT-S-CX")


@pytest.fixture
def office():
    return Agency.objects.get(code="HT-BDT")


@pytest.fixture
def premises(site, office, act):
    return w.enter_facility(
        site, act("buudien"), name="Nhà mới", kind="existing_centre", owner=office, area_m2=Decimal("120.5"),
        valid_from=FIRST, legal_basis=GROUND,
    )  # fmt: skip


def test_the_post_office_enters_its_own_on_the_page_of_the_site(as_user, site):
    client = as_user("buudien")
    assert "Thêm trụ sở" in text_of(client.get(reverse("site", args=[site.code])))
    assert "Thêm trụ sở" not in text_of(as_user("ct.camxuyen").get(reverse("site", args=[site.code])))
    for tab in (f"{reverse('site', args=[site.code])}?muc=tru-so", reverse("facilities")):
        assert "Thêm trụ sở" in text_of(client.get(tab))
    assert "Thêm trụ sở" not in text_of(as_user("ct.camxuyen").get(reverse("facilities")))
    chosen = client.get(reverse("facilities"), {"enter_at": site.code})
    assert chosen.headers["Location"] == reverse("enter-facility", args=[site.code])
    answer = send(
        client, reverse("enter-facility", args=[site.code]), name="Nhà mới", kind="existing_centre", area_m2="120,5",
        address="Số 1 đường Hà Huy Tập", valid_from="1/6/2021", legal_basis=GROUND,
    )  # fmt: skip
    made = Facility.objects.get(name="Nhà mới")
    assert (made.owner.code, made.area_m2, made.code) == ("HT-BDT", Decimal("120.5"), "HT-S-CX-TS1")
    page = text_of(answer)
    assert "Đã thêm trụ sở" in page
    assert GROUND in page
    assert "Nhà mới" in text_of(client.get(reverse("facilities")))


def test_premises_of_others_are_entered_by_the_secretariat(site, act):
    given = {"name": "Trung tâm", "kind": "existing_centre", "owner": site.agency, "legal_basis": GROUND}
    with refusal("not_own"):
        w.enter_facility(site, act("buudien"), **given)
    assert w.enter_facility(site, act("thuky"), **given).owner == site.agency
    with refusal("premises_there"):
        w.enter_facility(site, act("thuky"), **given)


def test_a_change_holds_from_its_day_and_a_correction_always(as_user, premises, act):
    known = {"name": premises.name, "owner": premises.owner, "address": "Số 2", "legal_basis": GROUND}
    w.change_facility(premises, act("buudien"), day=dt.date(2021, 6, 10), area_m2=Decimal(200), **known)
    client, address = as_user("thuky"), reverse("facility", args=[premises.code])
    assert "Số 2" not in text_of(client.get(f"{address}?ngay=09/06/2021"))
    assert "Số 2" in text_of(client.get(f"{address}?ngay=10/06/2021"))
    with refusal("day_ahead"):
        w.change_facility(premises, act("buudien"), day=dt.date(2021, 9, 1), area_m2=None, **known)
    send(client, reverse("facility-step", args=[premises.pk, "correct_facility"]), name="Nhà số 2", reason="Gõ nhầm.")
    former = client.get(f"{address}?ngay=09/06/2021")
    assert "Nhà số 2" in text_of(former)
    assert "correct_facility" not in former.content.decode()
    assert "Gõ nhầm." in text_of(client.get(address))


def test_what_is_let_is_neither_closed_nor_given_away(premises, site, act):
    draft_lease(premises, act("buudien"), lessee=site.agency, first_day=DEMO_START)
    FacilityLease.objects.filter(facility=premises).update(valid_to=dt.date(2021, 8, 1))
    known = {"name": premises.name, "address": "", "area_m2": None, "legal_basis": GROUND}
    with refusal("lease_left"):
        w.change_facility(premises, act("thuky"), day=DEMO_START, owner=site.agency, **known)
    with refusal("lease_left"):
        w.close_facility(premises, act("buudien"), last_day=dt.date(2021, 6, 30), legal_basis=GROUND)
    w.close_facility(premises, act("buudien"), last_day=dt.date(2021, 7, 31), legal_basis=GROUND)


def test_closed_premises_are_let_no_more_and_leave_room_for_others(as_user, premises, site, office, act):
    w.close_facility(premises, act("buudien"), last_day=dt.date(2021, 6, 12), legal_basis=GROUND)
    client = as_user("thuky")
    assert "Nhà mới" not in text_of(client.get(reverse("facilities")))
    place = f"{reverse('site', args=[site.code])}?muc=tru-so"
    assert "Nhà mới" not in text_of(client.get(place))
    assert "Nhà mới" in text_of(client.get(f"{place}&ngay=12/06/2021"))
    premises = Facility.objects.get(pk=premises.pk)
    with refusal("premises_closed"):
        draft_lease(premises, act("buudien"), lessee=site.agency, first_day=DEMO_START)
    given = {"name": "Nhà khác", "kind": "existing_centre", "owner": office, "legal_basis": GROUND}
    w.enter_facility(site, act("buudien"), valid_from=DEMO_START, **given)
