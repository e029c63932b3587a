"""Labour contracts: who pays whom, what is no line of one, who signs."""

import datetime as dt

import pytest

from billing.models import LabourContract
from billing.workflows import contract as verbs
from pilot.platform.kernel.refusals import NotAllowed, StepUpNeeded
from pilot.programme.models import Agency, CounterPost, Parameter, Site
from tests.billing.refused import codes

pytestmark = pytest.mark.usefixtures("demo")
FIRST = dt.date(2021, 7, 1)


def agency(code):
    return Agency.objects.get(code=code)


@pytest.fixture
def draft(act):
    """Drafts a contract; by default UBND huyện Can Lộc for its own centre."""

    def make(site="HT-S-CL", payer="HT-CL", **more):
        data = {"site": Site.objects.get(code=site), "payer": agency(payer), "first_day": FIRST} | more
        return verbs.draft_contract(agency("HT-BDT"), act("buudien"), **data)

    return make


@pytest.fixture
def add(act):
    """Adds a line for the first post of the contract's site."""

    def line(row, reason="", **more):
        post = CounterPost.objects.filter(site=row.site).order_by("code").first()
        data = {
            "post": post,
            "description": "Nhân công Bưu điện",
            "first_day": FIRST,
            "vat_category": "standard",
        } | more
        return verbs.add_contract_line(row, act("buudien", reason=reason), **data)

    return line


@pytest.mark.parametrize(
    ("site", "payer"), [("HT-S-CL", "HT-VPUBND"), ("HT-S-TTPVHCC", "HT-UBND"), ("HT-S-CL", "HT-CX")]
)
def test_draft_with_another_payer_is_refused(draft, site, payer):
    assert codes(lambda: draft(site, payer)) == ["r26_payer"]


def test_draft_with_the_right_payer(draft):
    assert draft().status == "draft"
    assert draft("HT-S-TTPVHCC", "HT-VPUBND").payer.code == "HT-VPUBND"


def test_draft_across_pilots_is_refused(draft):
    assert codes(lambda: draft("GL-S-PLEIKU", "GL-PLEIKU")) == ["other_pilot"]


def test_without_the_rule_no_payer_is_refused(draft):
    Parameter.objects.filter(code="R26", pilot__code="HATINH").delete()
    assert draft(payer="HT-CX").payer.code == "HT-CX"


@pytest.mark.parametrize(
    "text",
    ["Tiền điện tháng", "tien dien", "Văn phòng phẩm", "Cước INTERNET", "Giấy in, mực in", "nước uống"],
)
def test_line_that_names_running_costs_is_refused_at_the_district(draft, add, text):
    assert codes(lambda: add(draft(), description=text)) == ["r27_operating_cost"]


@pytest.mark.parametrize(
    "text",
    ["Nhân viên Bưu điện đại diện tại quầy", "Hồ sơ điện tử của cơ quan nhà nước", "Nhan vien buu dien"],
)
def test_words_that_only_sound_like_running_costs_are_accepted(draft, add, text):
    row = draft()
    add(row, description=text)
    assert row.lines.count() == 1


def test_at_the_provincial_centre_it_warns_and_asks_for_a_reason(draft, add):
    row = draft("HT-S-TTPVHCC", "HT-VPUBND")
    assert codes(lambda: add(row, description="Điện thoại hỗ trợ")) == ["r27_operating_cost"]
    add(row, description="Điện thoại hỗ trợ", reason="Văn phòng UBND tỉnh đồng ý.")
    assert row.lines.count() == 1


def test_line_for_a_post_elsewhere_or_outside_the_term_is_refused(draft, add):
    row = draft(last_day=dt.date(2021, 12, 31))
    other = CounterPost.objects.get(code="HT-CX-Q1")
    assert codes(lambda: add(row, post=other, last_day=row.period.last_day)) == ["other_site"]
    assert codes(lambda: add(row, last_day=dt.date(2022, 1, 1))) == ["outside_term"]
    assert codes(lambda: add(row, last_day=FIRST - dt.timedelta(days=1))) == ["dates"]
    add(row, last_day=dt.date(2021, 12, 31))
    assert codes(lambda: add(row, last_day=dt.date(2021, 12, 31))) == ["post_twice"]


def test_agree_needs_lines_with_prices(draft, add, act):
    """No account pays for Can Lộc in the demo: the system asks, the rules answer the same."""
    row = draft("HT-S-TTPVHCC", "HT-VPUBND")
    agree = lambda: verbs.agree_contract(row, act("chitra"))  # noqa: E731
    assert codes(agree) == ["no_line"]
    add(row)
    assert codes(agree) == ["price_not_given"]
    verbs.remove_contract_line(row, act("buudien"), line=row.lines.get())
    assert row.lines.count() == 0


def test_post_in_another_contract_in_force_is_refused(draft, add, act):
    row = draft("HT-S-TTPVHCC", "HT-VPUBND")
    post = LabourContract.objects.get(payer__code="HT-VPUBND", status="in_force").lines.first().post
    add(row, post=post, unit_price_vnd=6_000_000)
    verbs.agree_contract(row, act("chitra"))
    verbs.return_contract(row, act("chitra", reason="Xem lại."))
    verbs.agree_contract(row, act("chitra"))
    with pytest.raises(StepUpNeeded):
        verbs.sign_contract(row, act("chitra", confirmed=False), number="9/HĐ", date=FIRST)
    verbs.sign_contract(row, act("chitra"), number="9/HĐ", date=FIRST)
    assert codes(lambda: verbs.put_contract_in_force(row, act("buudien"))) == ["post_in_other_contract"]


def test_who_drafted_does_not_sign(draft, add, act):
    row = draft("HT-S-TTPVHCC", "HT-VPUBND")
    add(row, unit_price_vnd=6_000_000)
    verbs.agree_contract(row, act("chitra"))
    LabourContract.objects.filter(pk=row.pk).update(drafted_by=act("chitra").user.person)
    assert codes(lambda: verbs.sign_contract(row, act("chitra"), number="9/HĐ", date=FIRST)) == ["same_person"]


def test_payer_of_another_agency_may_not_agree(draft, act):
    with pytest.raises(NotAllowed):
        verbs.agree_contract(draft("HT-S-TTPVHCC", "HT-VPUBND"), act("chitra.camxuyen"))


def test_liquidation_ends_the_lines(district, act):
    last = dt.date(2021, 6, 30)
    pay = lambda day: verbs.liquidate_contract(district, act("chitra.camxuyen", reason="Hết."), last_day=day)  # noqa: E731
    assert codes(lambda: pay(dt.date(2022, 1, 1))) == ["end_outside"]
    pay(last)
    district.refresh_from_db()
    assert (district.status, district.period.last_day) == ("liquidated", last)
    assert {line.period.last_day for line in district.lines.all()} == {last}
