"""A withdrawal decided on paper: entered by one, checked by another, shown as such; guards and rules hold."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pilot.demo.accounts import PASSWORD
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import CounterPost
from staffing.models import CommitteeReport, Incumbency, WithdrawalRequest
from staffing.workflows import withdrawal as verbs
from tests.paper import SCAN, evidence, scan
from tests.worklist import addresses

pytestmark = pytest.mark.django_db
EFFECT = dt.date(2021, 4, 1)
MARK = "ghi nhận theo văn bản giấy: 77/QĐ-UBND của UBND huyện Can Lộc, 29/03/2021"


@pytest.fixture(autouse=True)
def _demo(demo):
    """Can Lộc: two posts, the first with a request that waits."""


@pytest.fixture
def post():
    return CounterPost.objects.filter(agency__code="HT-CL").latest("code")


def entered(post, act, who="thuky", **more):
    values = {
        "document": "77/QĐ-UBND của UBND huyện Can Lộc",
        "document_date": dt.date(2021, 3, 29),
        "scan": evidence(),
        "signers": "Nguyễn Văn Ký, Chủ tịch",
        "effective_on": EFFECT,
    } | more
    return verbs.record_withdrawal_from_paper(post, act(who), **values)


def test_checked_it_is_in_effect_with_its_decision(post, act):
    request = entered(post, act)
    assert request.status == "entered"
    assert Incumbency.objects.as_at(EFFECT).filter(post=post).exists()

    verbs.check_paper_withdrawal(request, act("ct.canloc"))

    request.refresh_from_db()
    decision = request.decision
    assert (request.status, request.paper_mark) == ("effective", MARK)
    assert (decision.outcome, decision.decided_by, decision.decided_on) == ("approved", None, dt.date(2021, 3, 29))
    assert {line["id"] for line in decision.readiness} >= {"handed_over", "recognised"}
    assert not Incumbency.objects.as_at(EFFECT).filter(post=post).exists()
    assert not CommitteeReport.objects.filter(decision=decision).exists()  # it was reported on paper


def test_rejected_it_never_counted(post, act):
    request = entered(post, act)
    verbs.reject_paper_withdrawal(request, act("ct.canloc", reason="Sai ngày."))
    request.refresh_from_db()
    assert (request.status, hasattr(request, "decision")) == ("rejected", False)
    assert Incumbency.objects.as_at(EFFECT).filter(post=post).exists()
    assert entered(post, act).status == "entered"  # the post is free for another record


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scan": None}, "paper_without_scan"),
        ({"signers": " "}, "paper_without_signers"),
        ({"effective_on": dt.date(2021, 6, 16)}, "paper_ahead"),
        ({"document_date": dt.date(2021, 4, 2)}, "date_after_effect"),
    ],
)
def test_refused(more, code, post, act):
    with pytest.raises(TransitionRefused) as refused:
        entered(post, act, **more)
    assert code in {p.code for p in refused.value.problems}
    assert not WithdrawalRequest.objects.filter(post=post).exists()


def test_a_commune_is_never_withdrawn_on_paper_either(act):
    post = CounterPost.objects.filter(site__level="commune").first()
    with pytest.raises(TransitionRefused) as refused:
        entered(post, act)
    assert refused.value.code == "r12_commune"


def test_the_enterer_does_not_check(post, act):
    request = entered(post, act, who="ct.canloc")
    with pytest.raises(TransitionRefused) as refused:
        verbs.check_paper_withdrawal(request, act("ct.canloc"))
    assert refused.value.code == "same_person"


def test_a_post_is_withdrawn_once(post, act):
    verbs.check_paper_withdrawal(entered(post, act), act("ct.canloc"))
    with pytest.raises(TransitionRefused) as refused:
        entered(post, act)
    assert refused.value.code == "withdrawn_already"


def test_the_database_wants_scan_and_two_people(post, act):
    request = entered(post, act)
    rows = WithdrawalRequest.objects.filter(pk=request.pk)
    for wrong in ({"paper_scan": None}, {"paper_signers": ""}, {"paper_checked_by": request.paper_entered_by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_through_the_pages(post, as_user):
    """The secretariat enters with a scan, the chairman finds it on his list, reads the scan and checks."""
    address = reverse("withdrawal-from-paper", args=[post.code])
    typed = {
        "document": "77/QĐ-UBND của UBND huyện Can Lộc", "document_date": "29/03/2021", "effective_on": "01/04/2021",
        "signers": "Nguyễn Văn Ký, Chủ tịch",
    }  # fmt: skip
    refused = as_user("thuky").post(address, typed)
    assert refused.status_code == 200
    assert "scan" in refused.context["form"].errors
    assert as_user("thuky").post(address, typed | {"scan": scan()}).status_code == 302

    request = WithdrawalRequest.objects.get(post=post)
    chairman, page = as_user("ct.canloc"), reverse("withdrawal", args=[request.pk])
    assert page in addresses(chairman)
    assert page not in addresses(as_user("thuky"))
    assert chairman.get(reverse("withdrawal-scan", args=[request.pk])).getvalue() == SCAN
    signed = {"secret": PASSWORD, "row_version": request.row_version}
    step = reverse("withdrawal-step", args=[request.pk, "check_paper_withdrawal"])
    assert chairman.post(step, signed).status_code == 302
    answer = chairman.get(page).content.decode()
    assert "77/QĐ-UBND của UBND huyện Can Lộc" in answer
    assert "Nguyễn Văn Ký, Chủ tịch" in answer
