"""Thresholds of our own: a default in one table, another number by two people with a reason, read as of a day."""

import datetime as dt

import pytest
from django.urls import reverse

from billing.models import LabourContract, WorkingCalendar
from billing.selectors.calendar import needed, years_needed
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import CounterPost, Parameter, Pilot, ProgrammeChange, Site, User
from pilot.programme.models.thresholds import OWN
from pilot.programme.selectors.thresholds import own
from pilot.programme.workflows.delegations import rule_delegation_bounded
from pilot.programme.workflows.rules import enter_rule, set_threshold
from staffing.readiness import readiness
from staffing.selectors.sites import not_now_at
from tests.found.browse import send, text_of
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
DAY = dt.date(2021, 6, 10)


@pytest.fixture
def pilot():
    return Pilot.objects.get(code="HATINH")


@pytest.fixture
def put(pilot, act):
    """Set a threshold by its key."""
    code = {one.key: one.code for one in OWN}

    def put(key, number, day=DAY, reason="Tỉnh quy định."):
        return set_threshold(pilot, act("thuky", reason=reason, agreed=True), code=code[key], number=number, day=day)

    return put


def test_the_table_is_whole():
    assert len({one.code for one in OWN}) == len({one.key for one in OWN}) == len(OWN)
    assert all(one.least <= one.default <= one.most for one in OWN)


def test_two_people_set_it_and_the_page_says_who_and_since_when(as_user, pilot):
    page = text_of(as_user("thuky").get(reverse("rules", args=["HATINH"])))
    assert "Ngưỡng (tài liệu không quy định)" in page
    answer = send(
        as_user("thuky"), f"{reverse('set-threshold', args=['HATINH'])}?code=NG01", number="14", day="10/6/2021",
        reason="Tỉnh báo trước hai tuần.",
    )  # fmt: skip
    assert "14" in text_of(answer)
    assert own(pilot.pk, "soon_days", DEMO_START) == 7
    change = ProgrammeChange.objects.latest("pk")
    send(as_user("truongban"), reverse("programme-change-step", args=[change.pk, "confirm_change"]), reason="")
    assert own(pilot.pk, "soon_days", DEMO_START) == 14
    assert own(pilot.pk, "soon_days", dt.date(2021, 6, 9)) == 7
    page = text_of(as_user("buudien").get(reverse("rules", args=["HATINH"])))
    assert "14 ngày" in page
    assert "Tỉnh báo trước hai tuần." in page
    for name in ("thuky", "truongban"):
        assert User.objects.get(username=name).person.full_name in page
    assert own(Pilot.objects.get(code="GIALAI").pk, "soon_days", DEMO_START) == 7


def test_it_stands_in_no_list_of_rules(as_user, pilot, put, act):
    rules = as_user("thuky").get(reverse("pilots"))
    put("soon_days", 14)
    assert text_of(as_user("thuky").get(reverse("pilots"))) == text_of(rules)
    with refusal("rule_unknown"):
        enter_rule(
            pilot, act("thuky", agreed=True), code="NG01", day=DEMO_START, text="–", least=None, most=None, lines=""
        )


def test_a_number_lies_within_its_bounds_and_has_a_reason(put):
    for number, reason, code in ((0, "Có.", "threshold_bounds"), (61, "Có.", "threshold_bounds"),
                                 (9, " ", "reason_needed")):  # fmt: skip
        with refusal(code):
            put("soon_days", number, reason=reason)
    put("soon_days", 9)
    with refusal("rule_later"):
        put("soon_days", 10)
    put("soon_days", 10, DEMO_START)
    assert Parameter.objects.filter(code="NG01").count() == 2


def test_readers_ask_for_it(pilot, put, act):
    """Who came or left; the longest delegation; the reserve of a post; the calendar of the next year."""
    site, user = Site.objects.get(code="HT-S-CX"), User.objects.get(username="thuky")
    near = len(not_now_at(site, user, DEMO_START, DEMO_START))
    put("near_days", 1)
    assert len(not_now_at(site, user, DEMO_START, DEMO_START)) <= near

    term = {"principal": user, "delegate": user, "valid_from": DEMO_START, "valid_to": dt.date(2022, 6, 1)}
    assert not rule_delegation_bounded(pilot, act("thuky"), term)
    put("delegation_months", 3)
    assert [problem.code for problem in rule_delegation_bounded(pilot, act("thuky"), term)] == ["too_long"]

    posts = list(CounterPost.objects.prefetch_related("received__field"))
    met = next(p for p in posts if state(p) == "pass")
    put("reserve_people", 10)
    assert state(met) == "warn"

    contract = LabourContract.objects.filter(pilot=pilot, status="in_force")[0]
    columns = {"pilot": pilot, "payer": contract.payer, "provider": contract.provider, "site": contract.site}
    on_paper_of = {"drafted_at": contract.drafted_at, "status": "in_force", "number": "9/HĐ", "date": DAY}
    LabourContract.objects.create(
        **columns, **on_paper_of, signed_at=contract.drafted_at, signed_by=user.person,
        valid_from=DAY, valid_to=dt.date(2023, 1, 1),
    )  # fmt: skip
    july = dt.date(2021, 7, 15)
    WorkingCalendar.objects.filter(pilot=pilot, year=2022).delete()
    assert years_needed(pilot.pk, july) == []
    put("calendar_months", 6)
    assert years_needed(pilot.pk, july) == [2022]
    later = WorkingCalendar.objects.create(pilot=pilot, year=2022)
    assert later in needed(WorkingCalendar.objects.all(), july)
    assert later not in needed(WorkingCalendar.objects.all(), dt.date(2021, 6, 30))


def state(post):
    return next(line.state for line in readiness([post], DEMO_START)[post.pk] if line.id == "reserve")
