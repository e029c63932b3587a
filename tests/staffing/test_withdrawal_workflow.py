"""Each refusal of the withdrawal, by the code a clerk would meet, and what an approval leaves behind."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from pilot.platform.access.roles import Role
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.workflows import number_document
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed, StepUpNeeded, TransitionRefused
from pilot.programme.models import CounterPost, User
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.workflows.rules import set_threshold
from staffing.models import CommitteeReport, Incumbency, WithdrawalDecision, WithdrawalRequest
from staffing.readiness import readiness
from staffing.workflows import withdrawal as verbs
from tests.delegating import delegated
from tests.staffing import people as p
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")
EFFECT = dt.date(2021, 7, 1)
BY_DELEGATION = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
REASON = "Đồng ý rút từ 01/07/2021."


def post(code):
    return CounterPost.objects.get(code=code)


@pytest.fixture
def waiting():
    """Can Lộc, submitted on 11/06/2021, waiting for the chairman; a warning stands (no reserve)."""
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


@pytest.fixture
def provincial(act):
    """A second counter of Sở Công Thương, drafted by its director."""
    return verbs.draft_withdrawal(post("HT-SCT-Q2"), act("gd.congthuong"), effective_on=EFFECT)


def tasks(name, request):
    """The steps on the request that stand on the worklist of an account."""
    url = reverse("withdrawal", args=[request.pk])
    return [step for step, line in lines(User.objects.get(username=name), DEMO_START) if line.url.startswith(url)]


def refused_code(call):
    with pytest.raises(TransitionRefused) as caught:
        call()
    return [p.code for p in caught.value.problems] or caught.value.code


def test_approve_district_leaves_the_decision_and_no_report_yet(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))

    waiting.refresh_from_db()
    assert waiting.status == "approved"
    decision = WithdrawalDecision.objects.get(request=waiting)
    assert (decision.outcome, decision.decided_on, decision.reason) == ("approved", dt.date(2021, 6, 15), REASON)
    assert not CommitteeReport.objects.filter(decision=decision).exists()
    event = AuditEvent.objects.filter(verb="approve_withdrawal").first()
    assert event.capacity.startswith("district_chairman@agency:")
    assert event.after["warnings"] == ["reserve"]


def test_each_step_is_due_so_many_days_after_the_one_before(waiting, act):
    """The pilot's own number of days, ten where it set none; never later than the day of effect."""
    assert waiting.due_on == dt.date(2021, 6, 21), "handed in on 11/06"
    act_of_secretariat = act("thuky", agreed=True, reason="Tỉnh quy định ba ngày.")
    set_threshold(waiting.pilot, act_of_secretariat, code="NG08", number=3, day=dt.date(2021, 6, 15))
    verbs.return_withdrawal(waiting, act("ct.canloc", reason="Bổ sung danh sách."))
    waiting.refresh_from_db()
    assert waiting.due_on == dt.date(2021, 6, 18)
    soon = verbs.draft_withdrawal(post("HT-SCT-Q2"), act("gd.congthuong"), effective_on=dt.date(2021, 6, 17))
    assert soon.due_on == dt.date(2021, 6, 17)


@pytest.mark.parametrize(
    ("signer", "lines"), [("ct.canloc", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]), ("pct.canloc", BY_DELEGATION)]
)
def test_the_report_cites_number_and_date_and_is_signed_by_who_signed_the_decision(signer, lines, waiting, act):
    """The clerk enters the number and signs nothing; a deputy who signed the decision signs the report as deputy."""
    if signer == "pct.canloc":
        delegated("ct.canloc", signer, authority="kt", title="Phó Chủ tịch")
    verbs.approve_withdrawal(waiting, act(signer, reason=REASON))
    day = act("vt.canloc", on=dt.date(2021, 6, 17))
    verbs.number_withdrawal(waiting, day, number="55/QĐ-UBND", date=dt.date(2021, 6, 16))

    report = CommitteeReport.objects.get(decision__request=waiting)
    document = OfficialDocument.objects.of("withdrawal_report", report)
    assert "Quyết định số 55/QĐ-UBND ngày 16 tháng 6 năm 2021" in str(document.snapshot["context"]).replace("\xa0", " ")
    assert document.snapshot["signature"]["lines"] == lines
    decided = OfficialDocument.objects.of("withdrawal_decision", waiting.decision)
    for column in ("signer", "approved_by", "on_behalf_of", "signer_name"):
        assert getattr(document, column) == getattr(decided, column), column
    assert document.signer.username == signer
    number_document(document, day, number="9", date=dt.date(2021, 6, 16))  # reported on the day of the decision
    assert AuditEvent.objects.filter(verb="number_withdrawal").first().after["report"] == document.pk


def test_number_ends_the_incumbencies(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    assert Incumbency.objects.as_at(EFFECT).filter(post=waiting.post).count() == 2

    verbs.number_withdrawal(waiting, act("ct.canloc"), number="55/QĐ-UBND", date=dt.date(2021, 6, 15))

    waiting.refresh_from_db()
    assert waiting.status == "effective"
    assert Incumbency.objects.as_at(EFFECT).filter(post=waiting.post).count() == 0
    assert Incumbency.objects.as_at(EFFECT - dt.timedelta(days=1)).filter(post=waiting.post).count() == 2


def test_approve_without_recognition_is_refused(waiting, act):
    p.newcomers_only(act, waiting.post)
    assert refused_code(lambda: verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))) == ["recognised"]


def test_approve_with_a_procedure_not_handed_over_is_refused(waiting, act):
    p.pause_one(act, waiting.post, "pct.canloc")
    assert refused_code(lambda: verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))) == ["handed_over"]


def test_approve_with_warning_needs_a_reason(waiting, act):
    assert refused_code(lambda: verbs.approve_withdrawal(waiting, act("ct.canloc"))) == ["reserve"]


def test_second_decision_is_refused(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    assert refused_code(lambda: verbs.refuse_withdrawal(waiting, act("ct.canloc", reason="Đổi ý."))) == "wrong_status"
    assert WithdrawalDecision.objects.filter(request=waiting).count() == 1


def test_approve_unsigned_asks_for_the_password(waiting, act):
    with pytest.raises(StepUpNeeded):
        verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, confirmed=False))


def test_chairman_of_another_district_may_not_approve(waiting, act):
    with pytest.raises(NotAllowed) as caught:
        verbs.approve_withdrawal(waiting, act("ct.camxuyen", reason=REASON))
    assert any("Chairman" in who or "Chủ tịch" in who for who in caught.value.who_can)


def test_refuse_and_return_need_a_reason(waiting, act):
    assert refused_code(lambda: verbs.refuse_withdrawal(waiting, act("ct.canloc"))) == "reason_needed"
    assert refused_code(lambda: verbs.return_withdrawal(waiting, act("ct.canloc"))) == "reason_needed"


def test_commune_is_refused_with_its_reason(act):
    commune = post("HT-CL-Q1")
    commune.site.level = AdminLevel.COMMUNE
    commune.site.save()
    assert refused_code(lambda: verbs.draft_withdrawal(commune, act("ct.canloc"), effective_on=EFFECT)) == [
        "r12_commune"
    ]


def test_management_unit_is_refused(act):
    CounterPost.objects.filter(code="HT-CL-Q2").update(management=True)
    code = refused_code(lambda: verbs.draft_withdrawal(post("HT-CL-Q2"), act("ct.canloc"), effective_on=EFFECT))
    assert code == ["r19_management_unit"]


def test_so_noi_vu_needs_its_own_proposal(act):
    exempt = post("HT-SCT-Q2")
    exempt.agency = exempt.agency.__class__.objects.get(code="HT-SNV")
    exempt.save()
    draft = lambda document: verbs.draft_withdrawal(  # noqa: E731
        exempt, act("gd.noivu"), effective_on=EFFECT, proposal_document=document
    )
    assert refused_code(lambda: draft("")) == ["r13_own_proposal"]
    assert draft("12/SNV-VP ngày 14/06/2021").status == "draft"


def test_provincial_route_needs_agreements_proposal_and_advice(provincial, act):
    submit = lambda **more: verbs.submit_withdrawal(provincial, act("gd.congthuong"), **more)  # noqa: E731
    assert refused_code(submit) == ["r10_office_not_agreed", "r10_centre_not_agreed", "r10_proposal"]

    verbs.agree_provincial_office(provincial, act("vp.ubnd"))
    verbs.agree_centre(provincial, act("gd.trungtam"))
    submit(proposal_document="90/SCT-VP ngày 15/06/2021")
    assert refused_code(lambda: verbs.approve_withdrawal(provincial, act("ubnd.tinh"))) == ["r10_not_advised"]

    verbs.advise_withdrawal(provincial, act("truongban"))
    verbs.approve_withdrawal(provincial, act("ubnd.tinh"))
    provincial.refresh_from_db()
    assert provincial.status == "approved"
    assert not CommitteeReport.objects.filter(decision__request=provincial).exists()


def test_return_asks_for_the_agreements_anew(provincial, act):
    verbs.agree_provincial_office(provincial, act("vp.ubnd"))
    verbs.agree_centre(provincial, act("gd.trungtam"))
    verbs.submit_withdrawal(provincial, act("gd.congthuong"), proposal_document="90/SCT-VP")
    verbs.return_withdrawal(provincial, act("truongban", reason="Bổ sung danh sách."))

    provincial.refresh_from_db()
    assert (provincial.status, provincial.agreed_office_by, provincial.agreed_centre_by) == ("returned", None, None)


@pytest.mark.parametrize("who", ["vp.ubnd", "gd.trungtam"])
def test_who_is_asked_declines_with_a_reason_and_the_proposer_asks_again(who, provincial, act, as_user):
    """Symmetrical to agreeing: the same people, signed; the other agreement goes with it, as when it is returned."""
    verbs.agree_provincial_office(provincial, act("vp.ubnd"))
    assert refused_code(lambda: verbs.decline_agreement(provincial, act(who))) == "reason_needed"
    with pytest.raises(StepUpNeeded):
        verbs.decline_agreement(provincial, act(who, reason="Chưa đủ người.", confirmed=False))
    verbs.decline_agreement(provincial, act(who, reason="Chưa đủ người."))

    provincial.refresh_from_db()
    assert (provincial.status, provincial.agreed_office_by) == ("returned", None)
    waits = {name: tasks(name, provincial) for name in ("gd.congthuong", "vp.ubnd", "gd.trungtam")}
    assert waits == {"gd.congthuong": ["ask_agreements"], "vp.ubnd": [], "gd.trungtam": []}
    page = as_user("gd.congthuong").get(reverse("withdrawal", args=[provincial.pk]))
    assert [entry.detail for entry in page.context["told"]] == ["Chưa đủ người."]
    assert page.context["timeline"][0].verb == "decline_agreement"
    assert page.content.decode().count("Chưa đủ người.") == 2, "in the notice and under what happened"

    verbs.ask_agreements(provincial, act("gd.congthuong", reason="Đã bổ sung hai người."))
    assert tasks("vp.ubnd", provincial) == ["agree_provincial_office"]
    assert tasks("gd.trungtam", provincial) == ["agree_centre"]
    assert as_user("vp.ubnd").get(reverse("withdrawal", args=[provincial.pk])).context["told"] == []


def test_only_who_is_asked_to_agree_may_decline(provincial, act):
    for other in ("gd.congthuong", "truongban", "ubnd.tinh", "buudien"):
        with pytest.raises(NotAllowed):
            verbs.decline_agreement(provincial, act(other, reason="Không."))


def test_in_a_district_nobody_is_asked_and_nobody_declines(act, as_user):
    request = verbs.draft_withdrawal(post("HT-CL-Q2"), act("ct.canloc"), effective_on=EFFECT)
    decline = lambda: verbs.decline_agreement(request, act("gd.tt.canloc", reason="Không."))  # noqa: E731
    assert refused_code(decline) == ["r10_nobody_agrees"]
    page = as_user("gd.tt.canloc").get(reverse("withdrawal", args=[request.pk]))
    assert "decline_agreement" not in [verb.name for verb in page.context["steps"]]


def test_a_question_goes_to_the_proposer_and_its_answer_to_who_asked_while_the_request_stays(provincial, act, as_user):
    """Asked before agreeing: no change of state; the step that it was asked for waits on the asker's worklist."""
    verbs.ask_proposer(provincial, act("vp.ubnd", reason="Ai trực buổi chiều?"))
    provincial.refresh_from_db()
    assert provincial.status == "draft"
    assert tasks("gd.congthuong", provincial) == ["answer_question"]
    again = lambda: verbs.ask_proposer(provincial, act("gd.trungtam", reason="Còn ai nữa?"))  # noqa: E731
    assert refused_code(again) == ["question_open"]
    page = as_user("gd.congthuong").get(reverse("withdrawal", args=[provincial.pk]))
    assert [entry.detail for entry in page.context["told"]] == ["Ai trực buổi chiều?"]
    assert page.context["primary"].label == "Trả lời câu hỏi"

    verbs.answer_question(provincial, act("gd.congthuong", reason="Chị Hòa."))
    assert tasks("gd.congthuong", provincial) == []
    assert tasks("vp.ubnd", provincial) == ["agree_provincial_office"]
    page = as_user("vp.ubnd").get(reverse("withdrawal", args=[provincial.pk]))
    assert [entry.detail for entry in page.context["told"]] == ["Chị Hòa.", "Ai trực buổi chiều?"]
    answer = lambda: verbs.answer_question(provincial, act("gd.congthuong", reason="Nữa."))  # noqa: E731
    assert refused_code(answer) == ["no_question"]

    verbs.ask_proposer(provincial, act("gd.trungtam", reason="Từ ngày nào?"))
    verbs.decline_agreement(provincial, act("vp.ubnd", reason="Chưa đủ người."))
    assert tasks("gd.congthuong", provincial) == ["ask_agreements"], "what came back is no question any more"


def test_who_asks_is_to_agree_advise_or_decide_next(provincial, act, as_user):
    ask = lambda name: refused_code(lambda: verbs.ask_proposer(provincial, act(name, reason="Ai?")))  # noqa: E731
    assert ask("truongban") == ask("ubnd.tinh") == ["not_yours_to_judge"]
    verbs.agree_provincial_office(provincial, act("vp.ubnd"))
    assert ask("vp.ubnd") == ["not_yours_to_judge"]
    for name, offered in (("gd.trungtam", True), ("vp.ubnd", False), ("truongban", False)):
        page = as_user(name).get(reverse("withdrawal", args=[provincial.pk]))
        assert ("ask_proposer" in [verb.name for verb in page.context["steps"]]) is offered, name


def test_the_committee_and_the_decider_ask_in_their_turn(provincial, waiting, act, as_user):
    verbs.agree_provincial_office(provincial, act("vp.ubnd"))
    verbs.agree_centre(provincial, act("gd.trungtam"))
    verbs.submit_withdrawal(provincial, act("gd.congthuong"), proposal_document="90/SCT-VP")
    for name, then in (("truongban", verbs.advise_withdrawal), ("ubnd.tinh", verbs.approve_withdrawal)):
        verbs.ask_proposer(provincial, act(name, reason="Ai trực?"))
        assert tasks("gd.congthuong", provincial) == ["answer_question"]
        verbs.answer_question(provincial, act("gd.congthuong", reason="Chị Hòa."))
        assert tasks(name, provincial) == [then.name]
        then(provincial, act(name))
    page = as_user("ct.canloc").get(reverse("withdrawal", args=[waiting.pk]))
    assert "ask_proposer" not in [verb.name for verb in page.context["steps"]], "he has proposed it himself"


def test_no_district_route_after_30_6_2025(act):
    late = dt.date(2025, 7, 1)
    code = refused_code(lambda: verbs.draft_withdrawal(post("HT-CL-Q2"), act("ct.canloc"), effective_on=late))
    assert code == ["no_district_route"]


def test_one_open_request_per_post(waiting, act):
    assert (
        refused_code(lambda: verbs.draft_withdrawal(waiting.post, act("ct.canloc"), effective_on=EFFECT)) == "conflict"
    )


def test_assessor_who_decides_gets_a_warning(waiting, act):
    assessor = act("pct.canloc").user
    p.granted(act, assessor, Role.DISTRICT_CHAIRMAN, waiting.decider)
    with pytest.raises(TransitionRefused) as caught:
        verbs.approve_withdrawal(waiting, act("pct.canloc"))
    assert {p.code for p in caught.value.problems} == {"reserve", "a31_assessor_decides"}


def test_a_guessed_procedure_counts_for_no_real_post(act):
    """Sở Công Thương has illustrative procedures only: a real post of it has no list, in the demo it has."""
    real = post("HT-SCT-Q2")
    assert condition(real, "handed_over").state == "pass"
    real.illustrative = False
    found = condition(real, "handed_over")
    with translation.override("vi"):
        assert (found.state, str(found.message)) == ("fail", "Chưa có danh sách thủ tục của vị trí này.")


def condition(row, id_):
    return next(c for c in readiness([row], EFFECT)[row.pk] if c.id == id_)
