"""Each condition of readiness where it counts: on the page, at submission, at the decision, and in the frozen proof."""

import pytest
from django.urls import reverse

from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import CounterPost
from pilot.programme.models.organisation import AdminLevel
from staffing.models import WithdrawalDecision, WithdrawalRequest
from staffing.selectors.readiness import CONDITIONS
from staffing.workflows import withdrawal as verbs
from tests.staffing import people as p

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
REASON = "Đồng ý."
ALL_IN_ORDER = dict.fromkeys(CONDITIONS, "pass") | {"reserve": "warn"}  # the demo has no reserve at Can Lộc


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


def paused(act, post):
    p.pause_one(act, post, "pct.canloc")


def unrecognised(act, post):
    p.newcomers_only(act, post)


SITUATIONS = {
    "commune": at_a_commune,
    "management_unit": of_the_management,
    "exemption": of_an_exempt_agency,
    "handed_over": paused,
    "recognised": unrecognised,
}
failing = pytest.mark.parametrize(("condition", "situation"), SITUATIONS.items(), ids=SITUATIONS)


def states(proof):
    return {line["id"]: line["state"] for line in proof}


def on_the_page(as_user, request):
    conditions = as_user("ct.canloc").get(reverse("withdrawal", args=[request.pk])).context["conditions"]
    return dict(zip(CONDITIONS, (c.state for c in conditions), strict=True))


def returned(act, request):
    verbs.return_withdrawal(request, act("ct.canloc", reason="Bổ sung."))
    request.refresh_from_db()


def test_every_condition_has_its_situation():
    assert set(SITUATIONS) | {"reserve"} == set(CONDITIONS)


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
