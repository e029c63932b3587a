"""A pilot whose documents give no staffing rule (Gia Lai): nothing is done by Hà Tĩnh's rules until they are taken
over, and what was taken over is marked as assumed wherever it shows."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from pilot.platform.access.grants import give
from pilot.platform.access.roles import Role
from pilot.platform.documents.models import OfficialDocument
from pilot.programme.models import Agency, CounterPost, Parameter, Person, Pilot, ServiceField, Site, User
from pilot.programme.workflows.programme import adopt_rules
from staffing.models import Assignment, CommitteeReport, PostalEmployee, WithdrawalDecision, WithdrawalRequest
from staffing.readiness import CONDITIONS, present
from staffing.rules.competence import rule_r08_in_pilot
from staffing.rules.recognition import rule_in_pilot
from staffing.workflows import withdrawal as verbs
from tests.staffing.people import codes, held

pytestmark = pytest.mark.usefixtures("demo")
TODAY, EFFECT = dt.date(2021, 6, 15), dt.date(2021, 7, 1)


@pytest.fixture
def gia_lai():
    return Pilot.objects.get(code="GIALAI")


@pytest.fixture
def chairman(gia_lai):
    """The chairman of Chư Sê."""
    person = Person.objects.create(pilot=gia_lai, full_name="Chủ tịch Chư Sê", illustrative=True)
    user = User.objects.create_user("ct.chuse", person)
    give(user, Role.DISTRICT_CHAIRMAN, Agency.objects.get(code="GL-CHUSE"))
    return user


@pytest.fixture
def post(gia_lai, chairman):
    """A counter of Chư Sê."""
    agency, site = Agency.objects.get(code="GL-CHUSE"), Site.objects.get(code="GL-S-CHUSE")
    row = CounterPost.objects.create(
        pilot=gia_lai, code="GL-CHUSE-Q1", name="Quầy 1", agency=agency, site=site, illustrative=True
    )
    row.receives(ServiceField.objects.filter(name="Hộ tịch"))
    return held(row)


@pytest.fixture
def adopted(gia_lai, act):
    adopt_rules(gia_lai, act("thuky.gialai", reason="Chạy thử"), source=Pilot.objects.get(code="HATINH"))


def draft(post, act, name="ct.chuse"):
    return verbs.draft_withdrawal(post, act(name), effective_on=EFFECT)


def test_without_the_rules_nobody_is_withdrawn(post, act):
    assert codes(lambda: draft(post, act)) == {"no_rule_in_pilot"}
    assert not WithdrawalRequest.objects.filter(pilot=post.pilot).exists()


def test_a_counter_of_the_province_names_what_is_missing(post, chairman, act):
    post.agency, post.site = Agency.objects.get(code="GL-SKHCN"), Site.objects.get(code="GL-S-TTPVHCC")
    post.save()
    give(chairman, Role.AGENCY_HEAD, post.agency)
    assert codes(lambda: draft(post, act)) == {"no_rule_in_pilot", "no_body_in_pilot"}


def test_readiness_without_rules_says_not_stated(post):
    found = {c["id"]: c for c in present(post, EFFECT, False)}
    assert {id_: c["state"] for id_, c in found.items()} == {c.id: c.without_rule or c.not_met for c in CONDITIONS}
    assert all("chưa có trong tài liệu" in c["message"] and c["source"] == "" for c in found.values())


def test_readiness_by_adopted_rules_is_marked_and_cites_the_row(post, adopted):
    found = {c["id"]: c for c in present(post, EFFECT, False)}
    local = {"exemption", "guidance"}  # R13, R29
    assert {id_ for id_, c in found.items() if c["assumed"]} == {c.id for c in CONDITIONS} - local
    assert found["reserve"]["source"] == "KH UBND tỉnh Hà Tĩnh, mục III-a.3.1.1"
    assert (found["commune"]["state"], found["recognised"]["state"]) == ("pass", "fail")


def test_readiness_is_that_of_the_day(post, adopted):
    assert "chưa có trong tài liệu" in present(post, TODAY - dt.timedelta(days=1), False)[0]["message"]


def test_after_adoption_the_chairman_may_propose_and_the_page_says_assumed(post, adopted, act, signed_in, chairman):
    request = draft(post, act)
    for page in (reverse("withdrawal", args=[request.pk]), reverse("counter-post", args=[post.code])):
        assert "giả định" in signed_in(chairman).get(page).content.decode()
    assert codes(lambda: verbs.submit_withdrawal(request, act("ct.chuse"))) >= {"recognised", "handed_over"}


def test_a_decision_by_adopted_rules_says_so_and_reports_to_no_committee(act):
    """Can Lộc, ready, as if its pilot had taken its rules over and named no committee."""
    Parameter.objects.filter(pilot__code="HATINH").update(assumed=True)
    Agency.objects.filter(code="HT-BCD").update(kind=Agency.Kind.DEPARTMENT)
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    verbs.approve_withdrawal(request, act("ct.canloc", reason="Đồng ý."))
    decision = WithdrawalDecision.objects.get(request=request)
    context = OfficialDocument.objects.of("withdrawal_decision", decision).snapshot["context"]
    (base,) = [base for base in context["bases"] if base.startswith("Vận dụng")]
    assert "III-a.3.1.1" in base
    assert "Kế hoạch triển khai thực hiện Đề án thí điểm" in base
    assert base.endswith("giai đoạn II (giả định);")
    assert not re.search(r"\bR\d\d\b", str(context["bases"]))
    assert not any("Ban Chỉ đạo" in line for line in context["recipients"])
    assert not CommitteeReport.objects.filter(decision=decision).exists()


LISTS = {"employees": ("R01", "R09"), "withdrawals": ("R10", "R11"), "contracts": ("R26", "R27"),
         "billing": ("R26", "R27"), "facilities": ("R25",)}  # fmt: skip


def test_lists_say_not_stated(as_user):
    client = as_user("thuky.gialai")
    for name in LISTS:
        page = client.get(reverse(name)).content.decode()
        assert "Chưa có trong tài liệu" in page, name
        assert "giả định" not in page, name
    page = client.get(reverse("pilot", args=["GIALAI"])).content.decode()
    assert page.count("chưa có trong tài liệu") >= 3


def test_lists_say_which_of_their_rules_are_assumed_and_from_where(as_user, adopted):
    client = as_user("thuky.gialai")
    for name, codes_ in LISTS.items():
        answer_ = client.get(reverse(name))
        (ground,) = answer_.context["grounds"]
        page = answer_.content.decode()
        assert set(codes_) <= {rule.code for rule in ground.assumed}, name
        assert all(f'/thi-diem/GIALAI/quy-dinh/#{code}"' in page for code in codes_), name
        assert "giả định" in page, name
        assert "lấy từ KH" in re.sub(r"</?abbr[^>]*>", "", page), name
        assert "Chưa có trong tài liệu" not in page, name


def test_lists_of_ha_tinh_assume_nothing(as_user):
    client = as_user("thuky")
    assert not any(client.get(reverse(name)).context["grounds"] for name in LISTS)


def test_the_pilot_page_counts_the_assumed_rules(as_user, adopted):
    page = as_user("thuky.gialai").get(reverse("pilot", args=["GIALAI"])).content.decode()
    assert "trong đó 35 giả định" in page


def test_assessment_and_recognition_need_their_rules(post, act):
    row = Assignment(pilot=post.pilot, employee=PostalEmployee.objects.first())
    for rule in (rule_r08_in_pilot, rule_in_pilot):
        assert {p.code for p in rule(row, act("thuky"), {})} == {"no_rule_in_pilot"}


def test_what_binds_ha_tinh_is_not_assumed(act):
    page = present(CounterPost.objects.get(code="HT-SCT-Q1"), EFFECT, False)
    assert not any(c["assumed"] for c in page)
    assert Parameter.objects.get(pilot__code="HATINH", code="R27").label == "R27"
