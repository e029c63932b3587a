"""Each condition of readiness where it counts: on the page, at submission, at the decision, and in the frozen proof."""

import datetime as dt
import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from pilot.platform.half_days import Span
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import CounterPost, Parameter
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.workflows import rules
from staffing import readiness as proof_of
from staffing.models import (
    Assignment,
    PostalEmployee,
    Recognition,
    SystemAccount,
    WithdrawalDecision,
    WithdrawalRequest,
)
from staffing.presenters.readiness import shown
from staffing.readiness import CONDITIONS, POST, Condition, Evidence, Found, check_conditions, frozen, readiness
from staffing.workflows import presence as w
from staffing.workflows import withdrawal as verbs
from tests.guards import without_guards
from tests.staffing import people as p

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
REASON = "Đồng ý."
IDS = [condition.id for condition in CONDITIONS]
ALL_IN_ORDER = dict.fromkeys(IDS, "pass") | {"reserve": "warn"}  # the demo has no reserve at Can Lộc


@pytest.fixture
def waiting():
    """Can Lộc, waiting for its chairman."""
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


def at_a_commune(act, post):
    post.site.level = AdminLevel.COMMUNE  # sites, posts and agencies come from the facts, not from a verb
    post.site.save()


def of_the_management(act, post):
    CounterPost.objects.filter(pk=post.pk).update(management=True)


def of_an_exempt_agency(act, post):
    post.agency.withdrawal_rule = post.agency.WithdrawalRule.EXEMPT
    post.agency.save()


def of_a_department_of_phase_one(act, post):
    post.agency.withdrawal_rule = post.agency.WithdrawalRule.PER_GUIDANCE
    post.agency.save()


def paused(act, post):
    p.pause_one(act, post, "pct.canloc")


def unrecognised(act, post):
    p.newcomers_only(act, post)


def without_officers(act, post):
    post.incumbencies.update(valid_to=dt.date(2021, 6, 20))


def one_of_thirty_six(act, post):
    post.agency.procedure_set.planned_count = 36  # the document's number; only some of them are listed
    post.agency.procedure_set.save()


def nobody_has_learned(act, post):
    """Recognised here, with no time of learning behind it: no verb leads there, and the guards forbid it."""
    held = Recognition.objects.filter(agency=post.agency, site=post.site)
    with without_guards():
        held.update(paper=None)


def away(act, post):
    absent(act, post, dt.date(2021, 7, 2))


def absent(act, post, first, last=None, leave="sick", why="Sốt xuất huyết"):
    """Everybody in charge at the counter post is away on these days."""
    span = Span.inclusive(first, last or first)
    here = {"assignments__agency": post.agency, "assignments__site": post.site}
    for employee in PostalEmployee.objects.filter(**here).distinct():
        halves = {"first_half": span.first, "past_half": span.past}
        w.record_absence(employee, act("buudien"), leave=leave, why=why, **halves)


SITUATIONS = {
    "commune": at_a_commune,
    "management_unit": of_the_management,
    "exemption": of_an_exempt_agency,
    "guidance": of_a_department_of_phase_one,
    "officers": without_officers,
    "listed": one_of_thirty_six,
    "handed_over": paused,
    "learned": nobody_has_learned,
    "recognised": unrecognised,
    "present": away,
}
WARNED = {"reserve", "account", "workload", "regulation"}  # they warn, and what warns refuses nothing
failing = pytest.mark.parametrize(("condition", "situation"), SITUATIONS.items(), ids=SITUATIONS)


def states(proof):
    return {line["id"]: line["state"] for line in proof}


def on_the_page(as_user, request):
    conditions = as_user("ct.canloc").get(reverse("withdrawal", args=[request.pk])).context["conditions"]
    return dict(zip(IDS, (c.state for c in conditions), strict=True))


def returned(act, request):
    verbs.return_withdrawal(request, act("ct.canloc", reason="Bổ sung."))
    request.refresh_from_db()


def test_every_condition_has_its_situation():
    assert [id_ for id_ in IDS if id_ not in WARNED] == list(SITUATIONS)


def test_the_page_shows_all_of_them_in_order(waiting, as_user):
    assert on_the_page(as_user, waiting) == ALL_IN_ORDER


@failing
def test_the_page_shows_the_one_that_fails(condition, situation, waiting, act, as_user):
    situation(act, waiting.post)
    assert on_the_page(as_user, waiting) == ALL_IN_ORDER | {condition: "fail"}


@failing
def test_submission_is_refused(condition, situation, waiting, act):
    returned(act, waiting)
    situation(act, waiting.post)
    assert p.codes(lambda: verbs.submit_withdrawal(waiting, act("ct.canloc", reason=REASON))) == {condition}
    waiting.refresh_from_db()
    assert waiting.status == "returned"


def test_submission_freezes_them(waiting, act):
    returned(act, waiting)
    verbs.submit_withdrawal(waiting, act("ct.canloc", reason=REASON))
    waiting.refresh_from_db()
    assert states(waiting.readiness) == ALL_IN_ORDER
    assert all(line["rule"] and line["message"] for line in waiting.readiness)


@failing
def test_the_decision_is_refused(condition, situation, waiting, act):
    situation(act, waiting.post)
    assert p.codes(lambda: verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))) == {condition}
    assert not WithdrawalDecision.objects.filter(request=waiting).exists()


@failing
def test_a_refusal_keeps_the_one_that_fails_in_its_proof(condition, situation, waiting, act):
    situation(act, waiting.post)
    verbs.refuse_withdrawal(waiting, act("ct.canloc", reason="Chưa đủ điều kiện."))
    assert states(WithdrawalDecision.objects.get(request=waiting).readiness) == ALL_IN_ORDER | {condition: "fail"}


def test_an_approval_keeps_all_of_them_in_its_proof(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    proof = WithdrawalDecision.objects.get(request=waiting).readiness
    assert states(proof) == ALL_IN_ORDER
    assert next(line["facts"] for line in proof if line["id"] == "recognised")


@pytest.mark.parametrize("verb", [verbs.submit_withdrawal, verbs.approve_withdrawal])
def test_without_a_reserve_a_reason_is_asked(verb, waiting, act):
    if verb is verbs.submit_withdrawal:
        returned(act, waiting)
    with pytest.raises(TransitionRefused) as caught:
        verb(waiting, act("ct.canloc"))
    assert (caught.value.code, [p.code for p in caught.value.problems]) == ("reason_for_warning", ["reserve"])


def test_conditions_are_read_in_the_language_of_the_reader_and_kept_in_vietnamese(waiting, act, as_user):
    page = as_user("ct.canloc").get(reverse("withdrawal", args=[waiting.pk]), headers={"accept-language": "en"})
    assert page.status_code == 200
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    proof = WithdrawalDecision.objects.get(request=waiting).readiness
    assert next(line["message"] for line in proof if line["id"] == "commune") == "Vị trí không thuộc cấp xã."


# --- the conditions beside the first ones


def judged(post, on=dt.date(2021, 7, 1)):
    """What the condition says of the post on the day, by its id."""
    return {finding.id: finding for finding in readiness([post], on)[post.pk]}


def test_nobody_is_his_own_reserve(waiting):
    """So two roles in a field are two people (R03)."""
    row = Assignment.objects.filter(agency=waiting.post.agency, site=waiting.post.site, role="primary").earliest("pk")
    row.pk, row.role, row._state.adding = None, "reserve", True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("away_on", "state", "since"),
    [
        (dt.date(2021, 6, 30), "pass", None),  # the day before
        (dt.date(2021, 7, 1), "fail", None),
        (dt.date(2021, 7, 6), "fail", dt.date(2021, 7, 6)),  # the fifth day after
        (dt.date(2021, 7, 7), "pass", None),
        (dt.date(2021, 7, 3), "pass", None),  # a Saturday
    ],
)
def test_presence_counts_on_the_day_and_five_days_after(away_on, state, since, waiting, act):
    absent(act, waiting.post, away_on)
    found = judged(waiting.post)["present"]
    assert (found.state, found.since) == (state, since)


def test_the_days_after_are_a_threshold_of_the_pilot(waiting, act):
    absent(act, waiting.post, dt.date(2021, 7, 7))
    agreed = act("thuky", agreed=True, reason="Theo thực tế.")
    rules.set_threshold(waiting.pilot, agreed, code="NG07", day=p.TODAY, number=6)
    assert judged(waiting.post)["present"].state == "fail"


def test_who_stands_in_covers_the_half_days_and_no_reason_is_said(waiting, act, as_user):
    absent(act, waiting.post, dt.date(2021, 7, 2))
    found = judged(waiting.post)["present"]
    assert [str(line).endswith("02/07/2021") for line in found.lines] == [True] * len(waiting.post.fields_on(p.TODAY))
    page = as_user("ct.canloc").get(reverse("withdrawal", args=[waiting.pk])).content.decode()
    assert "02/07/2021" in page
    assert not any(word in page + json.dumps(frozen([found])) for word in ("Sốt xuất huyết", "nghỉ ốm", "sick"))


def test_without_an_account_there_is_a_warning(waiting, act):
    assert judged(waiting.post)["account"].state == "pass"
    SystemAccount.objects.update(ended_on=dt.date(2021, 6, 30))
    assert judged(waiting.post)["account"].state == "warn"


def test_no_figures_of_dossiers_fail_for_nobody(waiting):
    found = judged(waiting.post)["workload"]
    assert (found.state, found.rule) == ("pass", "R02")
    with translation.override("vi"):
        assert str(found.message).startswith("Chưa có số liệu")


def test_a_withdrawal_in_effect_asks_for_nobody_at_the_post():
    post = CounterPost.objects.get(code="HT-SCT-Q1")
    assert judged(post)["officers"].state == "pass"
    assert not post.incumbencies.filter(valid_to=None).exists()


# --- the declaration of a condition -----------------------------------------------------------------


class Staffed(Condition):
    """A threshold of our own: so many civil servants at least."""

    id, threshold, evidence = "staffed", "T01", POST
    yes, no = "Đủ.", "Thiếu."

    def find(self, post, cover):
        return Found(cover.rules[post.pilot_id]["T01"].value["min"] <= 2)


class WithoutRules(Staffed):
    threshold = ""


class WithBoth(Staffed):
    rules = ("R03",)


class OfNoRule(Staffed):
    threshold, rules = "", ("R99",)


class WithoutEvidence(Staffed):
    evidence = None


class ShownNowhere(Staffed):
    evidence = Evidence("no-such-page", lambda post: [], "–")


class Finding(Staffed):
    find = Condition.find


@pytest.mark.parametrize(("least", "state"), [(1, "pass"), (2, "warn")])
def test_a_pilot_may_ask_for_several_reserves(least, state, act):
    proofs = readiness(list(CounterPost.objects.filter(pilot__code="HATINH")), p.TODAY)
    post = next(
        CounterPost.objects.get(pk=pk) for pk, found in proofs.items() if found[IDS.index("reserve")].state == "pass"
    )
    rules.enter_rule(
        post.pilot, act("thuky", agreed=True), code="R03", day=p.TODAY, text="Có dự phòng", least=least, most=None
    )
    found = readiness([post], p.TODAY)[post.pk][IDS.index("reserve")]
    assert found.state == state
    assert (str(least) in str(found.message)) == (least > 1)


def test_all_conditions_are_whole():
    assert check_conditions() == []
    assert check_conditions([Staffed()]) == []


@pytest.mark.parametrize(
    ("condition", "lacks"),
    [
        (WithoutRules(), "rules"), (WithBoth(), "rules"), (OfNoRule(), "R99"),
        (WithoutEvidence(), "evidence"), (ShownNowhere(), "evidence"), (Finding(), "finds nothing"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_a_condition_lacks_stops_the_start(condition, lacks, monkeypatch):
    monkeypatch.setattr(proof_of, "CONDITIONS", (*CONDITIONS, condition))
    with pytest.raises(SystemCheckError, match=lacks):
        call_command("check")


def test_so_does_an_id_that_two_have(monkeypatch):
    monkeypatch.setattr(proof_of, "CONDITIONS", (*CONDITIONS, CONDITIONS[0]))
    with pytest.raises(SystemCheckError, match="commune"):
        call_command("check")


@pytest.mark.parametrize(("least", "state"), [(2, "pass"), (3, "fail")])
def test_a_threshold_of_our_own_is_a_parameter_and_says_so(least, state, waiting, monkeypatch):
    monkeypatch.setattr(proof_of, "CONDITIONS", (Staffed(),))
    day = dt.date(2021, 7, 1)
    (unstated,) = readiness([waiting.post], day)[waiting.post_id]
    assert (unstated.state, unstated.source) == ("fail", "")
    Parameter.objects.create(
        pilot=waiting.pilot, code="T01", key="staffed", value={"min": least}, valid_from=dt.date(2021, 1, 1)
    )
    (kept,) = frozen(readiness([waiting.post], day)[waiting.post_id])
    assert (kept["state"], kept["rule"], kept["source"]) == (
        state,
        "T01",
        "ngưỡng của phần mềm, không có trong văn bản",
    )


def test_a_kept_line_of_a_former_condition_is_shown_without_a_way(waiting):
    kept = {"id": "former", "state": "pass", "message": "Đã đủ.", "rule": "R01", "source": "", "facts": []}
    (line,) = shown([kept], waiting.post)
    assert (line.title, line.url) == ("Đã đủ.", "")


def test_the_table_of_the_docs_is_that_of_the_code():
    lines = (settings.BASE_DIR / "docs" / "readiness.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:5]] for line in lines if line.startswith("| ")][1:]
    assert rows == [[c.id, ", ".join(c.codes), c.not_met, c.without_rule or c.not_met] for c in CONDITIONS]
