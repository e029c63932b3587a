"""Withdrawal of the civil servants of a counter post (rút công chức).

Purpose: nobody is withdrawn without a proof that the counter stays covered. Source: KH giai đoạn II, III.3.2.1
(province, R10), III.3.2.2 (district, R11); communes never (R12); Sở Nội vụ after its own proposal (R13). Province: the
head of the agency proposes with the agreement of Văn phòng UBND tỉnh and the centre, the committee advises, the
provincial People's Committee decides. District: the chairman decides and answers for it; the report to the committee
(RP4) is made at once.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilot.documents import issuing
from pilot.documents.models import OfficialDocument
from pilot.kernel.workflow import Call, Transition, Workflow, write
from pilot.models import Agency, CounterPost
from staffing.models import CommitteeReport, Incumbency, WithdrawalDecision, WithdrawalRequest
from staffing.rules import withdrawal as rules
from staffing.selectors.readiness import frozen
from staffing.selectors.routes import Route, committee_of, decider_of, one_agency, route_of

S = WithdrawalRequest.Status
OPEN = (S.DRAFT, S.RETURNED)
WITHDRAWAL = Workflow(
    "withdrawal",
    _("Withdrawal of civil servants"),
    [
        Transition(
            "agree_provincial_office", OPEN, None, _("Agree (Office of the provincial People's Committee)"), signed=True
        ),
        Transition("agree_centre", OPEN, None, _("Agree (director of the centre)"), signed=True),
        Transition("submit_withdrawal", OPEN, S.SUBMITTED, _("Submit")),
        Transition("cancel_withdrawal", OPEN, S.CANCELLED, _("Cancel the request"), reason=True),
        Transition(
            "advise_withdrawal", (S.SUBMITTED,), S.ADVISED, _("Advise the provincial People's Committee"), signed=True
        ),
        Transition(
            "approve_withdrawal", (S.SUBMITTED, S.ADVISED), S.APPROVED, _("Approve the withdrawal"), signed=True
        ),
        Transition(
            "refuse_withdrawal", (S.SUBMITTED, S.ADVISED), S.REFUSED, _("Do not agree"), signed=True, reason=True
        ),
        Transition("return_withdrawal", (S.SUBMITTED, S.ADVISED), S.RETURNED, _("Return for completion"), reason=True),
        Transition("number_withdrawal", (S.APPROVED,), S.EFFECTIVE, _("Enter number and date")),
    ],
)


@write(
    "draft_withdrawal",
    label=_("Draft the request"),
    rules=(
        rules.rule_in_pilot,
        rules.rule_bodies_known,
        rules.rule_r12_commune_never,
        rules.rule_r19_management_unit,
        rules.rule_r13_own_proposal,
        rules.rule_route_exists,
        rules.rule_effect_not_past,
    ),
)
def draft_withdrawal(
    post: CounterPost, call: Call, *, effective_on: dt.date, proposal_document: str = ""
) -> WithdrawalRequest:
    """Open a request for the post; `effective_on` is the first day without the civil servants.

    Raises TransitionRefused no_rule_in_pilot, no_body_in_pilot, r12_commune, r19_management_unit,
    r13_own_proposal, no_district_route, effect_in_past.
    """
    route = route_of(post)
    office = one_agency(post.pilot, kind=Agency.Kind.PROVINCIAL_OFFICE) if route == Route.PROVINCE else None
    return WithdrawalRequest.objects.create(
        pilot=post.pilot, post=post, route=route, decider=decider_of(post), provincial_office=office,
        post_office=one_agency(post.pilot, kind=Agency.Kind.POST_OFFICE), effective_on=effective_on,
        proposal_document=proposal_document, drafted_at=call.act.at, drafted_by=call.act.user,
        illustrative=post.illustrative,
    )  # fmt: skip


@WITHDRAWAL.verb("agree_provincial_office")
def agree_provincial_office(request: WithdrawalRequest, call: Call) -> None:
    """Lãnh đạo Văn phòng UBND tỉnh agrees before the proposal is submitted (R10)."""
    request.agreed_office_at, request.agreed_office_by = call.act.at, call.act.user


@WITHDRAWAL.verb("agree_centre")
def agree_centre(request: WithdrawalRequest, call: Call) -> None:
    """Giám đốc Trung tâm agrees before the proposal is submitted (R10)."""
    request.agreed_centre_at, request.agreed_centre_by = call.act.at, call.act.user


@WITHDRAWAL.verb(
    "submit_withdrawal", rules=(rules.rule_r10_prior_agreement, rules.rule_r10_proposal_document, rules.rule_ready)
)
def submit_withdrawal(request: WithdrawalRequest, call: Call, *, proposal_document: str = "") -> None:
    """Submit with the readiness conditions frozen into the request. Raises TransitionRefused with every failed one."""
    request.proposal_document = proposal_document or request.proposal_document
    request.submitted_at, request.submitted_by = call.act.at, call.act.user
    request.readiness = frozen(request.post, request.effective_on, bool(request.proposal_document))


@WITHDRAWAL.verb("cancel_withdrawal")
def cancel_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """The proposer takes the request back before it is submitted; the post is free for another."""


@WITHDRAWAL.verb("advise_withdrawal")
def advise_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Ban Chỉ đạo has reviewed the proposal and advises the provincial People's Committee (R10)."""


@WITHDRAWAL.verb("return_withdrawal")
def return_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Back to the proposer for completion, with the reason; both agreements have to be given anew."""
    request.agreed_office_at = request.agreed_office_by = None
    request.agreed_centre_at = request.agreed_centre_by = None


@WITHDRAWAL.verb(
    "approve_withdrawal", rules=(rules.rule_r10_advised, rules.rule_ready, rules.rule_a31_assessor_decides)
)
def approve_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Decide for the withdrawal; at district level the report to the committee (RP4) is made in the same moment,
    where the pilot has a committee.

    Conditions are evaluated again under lock; a failed one refuses, a warning needs a reason.
    """
    decision = _decide(request, call, WithdrawalDecision.Outcome.APPROVED)
    call.note(document=issuing.issue("withdrawal_decision", decision, call).pk)
    if request.route == Route.DISTRICT and committee_of(request.pilot):
        report = CommitteeReport.objects.create(pilot=request.pilot, decision=decision, reported_at=call.act.at)
        call.note(report=issuing.issue("withdrawal_report", report, call).pk)


@WITHDRAWAL.verb("refuse_withdrawal", rules=(rules.rule_r10_advised,))
def refuse_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Decide against the withdrawal, with the reason; final for this request."""
    _decide(request, call, WithdrawalDecision.Outcome.REFUSED)


@WITHDRAWAL.verb("number_withdrawal", rules=(rules.rule_number_of_the_document, rules.rule_date_not_after_effect))
def number_withdrawal(request: WithdrawalRequest, call: Call, *, number: str, date: dt.date) -> None:
    """Enter number and date of the decision's document: it takes effect and the incumbencies end with it.

    Raises TransitionRefused number_shape, number_taken, date_in_future, date_before_approval, date_after_effect.
    """
    document = OfficialDocument.objects.of("withdrawal_decision", request.decision)
    issuing.number(document, call, number=number, date=date)
    ended = Incumbency.objects.as_at(request.effective_on).filter(post=request.post)
    call.note(incumbencies_ended=ended.update(valid_to=request.effective_on), number=document.number, date=date)


def _decide(request: WithdrawalRequest, call: Call, outcome: Any) -> WithdrawalDecision:
    return WithdrawalDecision.objects.create(
        pilot=request.pilot, request=request, outcome=outcome, decided_at=call.act.at, decided_on=call.act.on,
        decided_by=call.act.user,
        on_behalf_of_id=getattr(call.capacity, "principal_id", None), reason=call.act.reason,
        readiness=frozen(request.post, request.effective_on, bool(request.proposal_document)),
        effective_on=request.effective_on, illustrative=request.illustrative,
    )  # fmt: skip
