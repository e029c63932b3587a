"""The worked cases on the facts: the end of the district level on 30/6/2025, and the communes that were merged."""

import datetime as dt

import pytest

from pilot.platform.cases.history import as_they_were
from pilot.platform.kernel.clock import business_moment
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import AdminUnit, Agency, CounterPost, Person, Pilot, Site, User
from pilot.programme.workflows.hanging import left_in
from pilot.programme.workflows.reforms import reorganise
from staffing.models import WithdrawalRequest
from staffing.workflows.withdrawal import draft_withdrawal
from tests.programme.test_reforms import asked
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("facts")
LAST, FIRST = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
SUCCESSORS = {  # of the sites' communes, typed from public_facts.md §3; None: no document names it
    "HT-S-THACHMY": "xã Mai Phụ", "HT-S-MAIPHU": "xã Mai Phụ", "HT-S-TRUNGLUONG": "phường Bắc Hồng Lĩnh",
    "HT-S-DUCTHUAN": "phường Bắc Hồng Lĩnh", "HT-S-THUANLOC": "phường Nam Hồng Lĩnh", "HT-S-CAMTHANH": "xã Cẩm Bình",
    "HT-S-CAMTHINH": "xã Cẩm Hưng", "HT-S-KYBAC": "xã Kỳ Xuân", "HT-S-KYDONG": "xã Kỳ Anh", "GL-S-IARSUOM": "xã Uar",
    "GL-S-IATO": "xã Ia Krái", "GL-S-DAKYA": "xã Mang Yang", "GL-S-PHUHOA": "xã Chư Păh",
}  # fmt: skip


def on_the_day(pilot, kind, **given):
    inputs = asked(kind, **{"day": FIRST, "legal_basis": "Luật 72/2025/QH15", **given})
    return reorganise(pilot, Act(on=FIRST, source="test"), **inputs)


def then(row, day):
    as_they_were([row], day)
    return row


@pytest.fixture
def hatinh():
    return Pilot.objects.get(code="HATINH")


@pytest.fixture
def request_of_duc_tho(hatinh):
    """Submitted to the chairman on 20/6/2025."""
    agency, site = Agency.objects.get(code="HT-DT"), Site.objects.get(code="HT-S-DT")
    post = CounterPost.objects.create(pilot=hatinh, code="HT-DT-Q1", name="Quầy Đức Thọ", agency=agency, site=site)
    user = User.objects.create_user("nguoi.soan", Person.objects.create(pilot=hatinh, full_name="Người soạn"))
    return WithdrawalRequest.objects.create(
        pilot=hatinh, post=post, route="district", decider=agency, status="submitted", effective_on=FIRST,
        post_office=Agency.objects.get(code="HT-BDT"), drafted_at=business_moment(LAST), drafted_by=user,
    )  # fmt: skip


def test_the_district_level_ends(hatinh, request_of_duc_tho):
    districts = Agency.objects.filter(pilot=hatinh, kind="peoples_committee", level="district")
    units = AdminUnit.objects.filter(pilot=hatinh, level="district")
    on_the_day(hatinh, "dissolve", agencies=list(districts), units=list(units))
    assert not Agency.objects.as_at(FIRST).filter(pilot=hatinh, level="district").exists()
    assert Agency.objects.as_at(LAST).filter(pilot=hatinh, level="district").count() == 7
    site = then(Site.objects.get(code="HT-S-DT"), LAST)
    assert (site.agency.name, site.admin_unit.name) == ("UBND huyện Đức Thọ", "huyện Đức Thọ")
    request = then(WithdrawalRequest.objects.get(pk=request_of_duc_tho.pk), LAST)
    assert request.decider.period.contains(LAST)
    assert not request.decider.period.contains(FIRST)
    left = [str(one.words) for one in left_in(hatinh, FIRST)]
    assert "Trung tâm Hành chính công huyện Đức Thọ: không còn cơ quan quản lý" in left
    assert any("Quầy Đức Thọ" in words and "không có cơ quan quyết định" in words for words in left)
    assert left_in(hatinh, dt.date(2024, 12, 31)) == []


def test_no_decider_is_invented_after_the_district_level(hatinh, request_of_duc_tho):
    post = request_of_duc_tho.post
    WithdrawalRequest.objects.filter(pk=request_of_duc_tho.pk).update(status="cancelled")
    on_the_day(hatinh, "dissolve", agencies=[Agency.objects.get(code="HT-DT")])
    for code in ("no_district_route", "body_ended"):
        with refusal(code):
            draft_withdrawal(post, Act(on=FIRST), effective_on=FIRST)


def test_a_successor_that_a_document_names_takes_over_what_waits(hatinh, request_of_duc_tho):
    on_the_day(hatinh, "merge", agencies=[Agency.objects.get(code="HT-DT")], into=Agency.objects.get(code="HT-UBND"))
    request = WithdrawalRequest.objects.get(pk=request_of_duc_tho.pk)
    assert (request.decider.code, then(request, LAST).decider.code) == ("HT-UBND", "HT-DT")
    site = Site.objects.get(code="HT-S-DT")
    assert (site.agency.code, site.level) == ("HT-UBND", "province")
    assert (then(site, LAST).agency.code, site.level) == ("HT-DT", "district")


@pytest.mark.parametrize("code", ["HATINH", "GIALAI"])
def test_each_commune_goes_into_the_successor_on_record(code):
    pilot = Pilot.objects.get(code=code)
    units = AdminUnit.objects.filter(pilot=pilot, level="commune", valid_to=FIRST)
    before = {site.code: site.admin_unit.name for site in Site.objects.filter(pilot=pilot).select_related("admin_unit")}
    on_the_day(pilot, "merge", units=list(units))
    sites = Site.objects.filter(pilot=pilot, code__in=SUCCESSORS)
    assert {site.code: site.admin_unit.name for site in sites} == {
        key: name for key, name in SUCCESSORS.items() if key in before
    }
    assert {site.code: then(site, LAST).admin_unit.name for site in sites} == {s.code: before[s.code] for s in sites}
    assert not AdminUnit.objects.as_at(FIRST).filter(pk__in=units).exists()


def test_two_communes_and_their_committees_become_one_with_the_name_of_one(hatinh):
    """xã Thạch Mỹ and xã Mai Phụ → xã Mai Phụ (18583)."""
    old = list(Agency.objects.filter(code__in=["HT-U-THACHMY", "HT-U-MAIPHU"]))
    units = list(AdminUnit.objects.filter(code__in=["18577", "18670"]))
    on_the_day(hatinh, "merge", agencies=old, units=units, name="UBND xã Mai Phụ")
    site = Site.objects.get(code="HT-S-THACHMY")
    assert (site.agency.name, site.agency.valid_from, site.agency.admin_unit.code) == (
        "UBND xã Mai Phụ",
        FIRST,
        "18583",
    )
    before = then(site, LAST)
    assert (before.agency.name, before.admin_unit.name) == ("UBND xã Thạch Mỹ", "xã Thạch Mỹ")
