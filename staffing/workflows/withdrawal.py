"""Withdrawal of the civil servants of a counter post (rút công chức).

Purpose: nobody is withdrawn without a proof that the counter stays covered. Source: KH giai đoạn II, III.3.2.1
(province, R10), III.3.2.2 (district, R11); communes never (R12); Sở Nội vụ after its own proposal (R13); departments of
phase I by the guidance 559 (R29), which is recorded from paper, unless they took the route over. Province: the
head of the agency proposes with the agreement of Văn phòng UBND tỉnh and the centre (who may decline it with a
reason), the committee advises, the provincial People's Committee decides. District: the chairman decides and answers
for it; the report to the committee (RP4) is made as soon as the decision has its number and date. A withdrawal decided
on paper is entered by one person and checked by another.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.paper import rules as paper_rules
from pilot.platform.cases.paper import workflows as paper
from pilot.platform.documents import issuing
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.platform.periods import add_days
from pilot.programme.models import Agency, CounterPost
from pilot.programme.selectors.thresholds import own
from staffing.models import CommitteeReport, Incumbency, WithdrawalDecision, WithdrawalRequest
from staffing.readiness import frozen, readiness
from staffing.rules import withdrawal as rules
from staffing.rules.cover import rule_cover_mended
from staffing.rules.readiness import judge
from staffing.selectors.cover import watched
from staffing.selectors.routes import Route, committee_of, decider_of, one_agency, route_of
from staffing.workflows.cover import Moment, keep, settle

S = WithdrawalRequest.Status
OPEN = (S.DRAFT, S.RETURNED)
JUDGED = (S.DRAFT, S.SUBMITTED, S.ADVISED)
WITHDRAWAL = Workflow(
    "withdrawal",
    _("Withdrawal of civil servants"),
    [
        Transition(
            "agree_provincial_office",
            (S.DRAFT,),
            None,
            _("Agree (Office of the provincial People's Committee)"),
            signed=True,
        ),
        Transition("agree_centre", (S.DRAFT,), None, _("Agree (director of the centre)"), signed=True),
        Transition(
            "decline_agreement", (S.DRAFT,), S.RETURNED, _("Do not agree to the proposal"), signed=True, reason=True
        ),
        Transition("ask_agreements", (S.RETURNED,), S.DRAFT, _("Completed: ask for the agreements")),
        Transition("ask_proposer", JUDGED, None, _("Ask the proposer"), reason=True),
        Transition("answer_question", JUDGED, None, _("Answer the question"), reason=True),
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
        Transition("restore_cover", (S.APPROVED, S.EFFECTIVE), None, _("Mend the cover of the counter")),
        Transition(
            "check_paper_withdrawal",
            (S.ENTERED,),
            S.EFFECTIVE,
            _("Checked against the document"),
            signed=True,
            not_by=("paper_entered_by",),
        ),
        Transition(
            "reject_paper_withdrawal", (S.ENTERED,), S.REJECTED, _("Does not agree with the document"), reason=True
        ),
    ],
)


@write(
    "draft_withdrawal",
    label=_("Propose a withdrawal"),
    rules=(
        rules.rule_in_pilot,
        rules.rule_bodies_known,
        rules.rule_r12_commune_never,
        rules.rule_r19_management_unit,
        rules.rule_r13_own_proposal,
        rules.rule_r29_guidance,
        rules.rule_route_exists,
        rules.rule_body_lives,
        rules.rule_effect_not_past,
        rules.rule_post_in_use,
        rules.rule_withdrawn_once,
        rules.rule_somebody_there,
    ),
)
def draft_withdrawal(
    post: CounterPost, call: Call, *, effective_on: dt.date, proposal_document: str = ""
) -> WithdrawalRequest:
    """Open a request for the post; `effective_on` is the first day without the civil servants.

    The conditions are judged and kept, and refuse nothing yet: a draft takes nobody away, and shows what is missing.
    Raises TransitionRefused no_rule_in_pilot, no_body_in_pilot, r12_commune, r19_management_unit, r13_own_proposal,
    r29_guidance, no_district_route, body_ended, effect_in_past, post_not_in_use, withdrawn_already, nobody_there.
    """
    request = _request(post, call, effective_on=effective_on, proposal_document=proposal_document)
    # without turns: whoever judges holds its agency before the post, and here the post is locked already
    keep(request, call, Moment.DRAFT, readiness([post], effective_on, bool(proposal_document))[post.pk])
    return request


def _request(post: CounterPost, call: Call, *, effective_on: dt.date, **columns: object) -> WithdrawalRequest:
    """A request on the route of the post's site."""
    route = route_of(post)
    on, due = call.act.on, next_step_due(post.pilot_id, call.act.on, effective_on)
    office = one_agency(post.pilot, on, kind=Agency.Kind.PROVINCIAL_OFFICE) if route == Route.PROVINCE else None
    return WithdrawalRequest.objects.create(
        pilot=post.pilot, post=post, route=route, decider=decider_of(post, on), provincial_office=office,
        post_office=one_agency(post.pilot, on, kind=Agency.Kind.POST_OFFICE), drafted_at=call.act.at,
        drafted_by=call.user, illustrative=post.illustrative, effective_on=effective_on, due_on=due, **columns,
    )  # fmt: skip


def next_step_due(pilot_id: int, on: dt.date, effective_on: dt.date) -> dt.date:
    """Until when what follows on a step of `on` is to be done: the pilot's own number of days later (NG08).

    At the latest on the day of effect, before which all of it has to stand. Nothing follows from its passing but that
    the step is late on its worklists: silence agrees to nothing.
    """
    return min(add_days(on, own(pilot_id, "step_days", on)), effective_on)


def _begin_next_step(request: WithdrawalRequest, call: Call) -> None:
    request.due_on = next_step_due(request.pilot_id, call.act.on, request.effective_on)


def _keep(request: WithdrawalRequest, call: Call, moment: str) -> list[Any]:
    """The conditions as the rules of the step have judged them; the next step is due from here on."""
    _begin_next_step(request, call)
    return keep(request, call, moment, judge(request, bool(request.proposal_document), call.act.on))


@WITHDRAWAL.verb("agree_provincial_office", rules=(rules.rule_ready,))
def agree_provincial_office(request: WithdrawalRequest, call: Call) -> None:
    """Lãnh đạo Văn phòng UBND tỉnh agrees before the proposal is submitted (R10), to what is ready."""
    request.agreed_office_at, request.agreed_office_by = call.act.at, call.act.user
    _keep(request, call, Moment.OFFICE)


@WITHDRAWAL.verb("agree_centre", rules=(rules.rule_ready,))
def agree_centre(request: WithdrawalRequest, call: Call) -> None:
    """Giám đốc Trung tâm agrees before the proposal is submitted (R10), to what is ready."""
    request.agreed_centre_at, request.agreed_centre_by = call.act.at, call.act.user
    _keep(request, call, Moment.CENTRE)


@WITHDRAWAL.verb("decline_agreement", rules=(rules.rule_r10_asks_agreement,))
def decline_agreement(request: WithdrawalRequest, call: Call) -> None:
    """Whoever is asked for an agreement does not give it, or takes it back: to the proposer, with the reason.

    Both agreements have to be given anew. Raises TransitionRefused r10_nobody_agrees on the district route.
    """
    _back_to_the_proposer(request, call)


@WITHDRAWAL.verb("ask_agreements", rules=(rules.rule_r10_asks_agreement,))
def ask_agreements(request: WithdrawalRequest, call: Call) -> None:
    """The proposer has completed what was returned and asks for both agreements again (R10)."""
    _begin_next_step(request, call)


@WITHDRAWAL.verb("ask_proposer", rules=(rules.rule_asker_is_to_judge, rules.rule_one_question))
def ask_proposer(request: WithdrawalRequest, call: Call) -> None:
    """Whoever is to agree, advise or decide asks for more before that; the request stays where it is.

    The words are the reason of the event. Raises TransitionRefused not_yours_to_judge, question_open.
    """
    request.asked_at, request.asked_by = call.act.at, call.act.user
    request.answered_at = request.answered_by = None


@WITHDRAWAL.verb("answer_question", rules=(rules.rule_question_open,))
def answer_question(request: WithdrawalRequest, call: Call) -> None:
    """The proposer answers, in the reason of the event. Raises TransitionRefused no_question."""
    request.answered_at, request.answered_by = call.act.at, call.act.user


@WITHDRAWAL.verb(
    "submit_withdrawal", rules=(rules.rule_r10_prior_agreement, rules.rule_r10_proposal_document, rules.rule_ready)
)
def submit_withdrawal(request: WithdrawalRequest, call: Call, *, proposal_document: str = "") -> None:
    """Submit with the readiness conditions frozen into the request. Raises TransitionRefused with every failed one."""
    request.proposal_document = proposal_document or request.proposal_document
    request.submitted_at, request.submitted_by = call.act.at, call.act.user
    request.readiness = _keep(request, call, Moment.SUBMISSION)


@WITHDRAWAL.verb("cancel_withdrawal")
def cancel_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """The proposer takes the request back before it is submitted; the post is free for another."""


@WITHDRAWAL.verb("advise_withdrawal", rules=(rules.rule_ready,))
def advise_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Ban Chỉ đạo has reviewed the proposal and advises the provincial People's Committee (R10)."""
    _keep(request, call, Moment.ADVICE)


@WITHDRAWAL.verb("return_withdrawal")
def return_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Back to the proposer for completion, with the reason; both agreements have to be given anew."""
    _back_to_the_proposer(request, call)


def _back_to_the_proposer(request: WithdrawalRequest, call: Call) -> None:
    """Nobody has agreed to what will come again, nor waits for an answer; the proposer is the next to act."""
    request.agreed_office_at = request.agreed_office_by = None
    request.agreed_centre_at = request.agreed_centre_by = None
    request.asked_at = request.asked_by = request.answered_at = request.answered_by = None
    _begin_next_step(request, call)


@WITHDRAWAL.verb(
    "approve_withdrawal", rules=(rules.rule_r10_advised, rules.rule_ready, rules.rule_a31_assessor_decides)
)
def approve_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Decide for the withdrawal.

    Conditions are evaluated again under lock; a failed one refuses, a warning needs a reason.
    """
    decision = _decide(request, call, WithdrawalDecision.Outcome.APPROVED)
    _keep(request, call, Moment.DECISION)
    call.note(document=issuing.issue("withdrawal_decision", decision, call).pk)


def is_reported(request: WithdrawalRequest) -> bool:
    """Whether a decision at district level is reported to a committee at the same time (III.3.2.2)."""
    return bool(request.route == Route.DISTRICT and committee_of(request.pilot))


@WITHDRAWAL.verb("refuse_withdrawal", rules=(rules.rule_r10_advised,))
def refuse_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Decide against the withdrawal, with the reason; final for this request."""
    _decide(request, call, WithdrawalDecision.Outcome.REFUSED)


@WITHDRAWAL.verb(
    "number_withdrawal",
    rules=(rules.rule_number_of_the_document, rules.rule_date_not_after_effect, rules.rule_still_ready),
)
def number_withdrawal(request: WithdrawalRequest, call: Call, *, number: str, date: dt.date) -> None:
    """Enter number and date of the decision's document: it is issued, and the incumbencies end with its day of effect.

    At district level the report to the committee (RP4) is made at once, citing both, where the pilot has a committee.

    A condition that has failed since the decision refuses; of warnings only a new one asks for a reason. Raises
    TransitionRefused number_shape, number_taken, date_in_future, date_before_approval, date_after_effect, and the id
    of each failed condition.
    """
    _keep(request, call, Moment.NUMBER)
    document = OfficialDocument.objects.of("withdrawal_decision", request.decision)
    issuing.give_number(document, call, number=number, date=date)
    if is_reported(request) and not hasattr(request.decision, "committee_report"):  # one of before 0.8.0 has its own
        _report(request.decision, document, call)
    call.note(incumbencies_ended=_end_incumbencies(request), number=document.number, date=date)


def _report(decision: WithdrawalDecision, document: OfficialDocument, call: Call) -> None:
    """RP4, signed by whoever signed the decision, not by who has entered its number."""
    report = CommitteeReport.objects.create(pilot=decision.pilot, decision=decision, reported_at=call.act.at)
    call.wrote(report)
    call.note(report=issuing.issue_beside(document, "withdrawal_report", report, call).pk)


@WITHDRAWAL.verb("restore_cover", rules=(rule_cover_mended,))
def restore_cover(request: WithdrawalRequest, call: Call) -> None:
    """Judge the cover of a decided withdrawal again; what was broken is closed. Raises cover_broken while it is not."""
    found = judge(request, bool(request.proposal_document), call.act.on)
    for one in watched(call.act.on, CounterPost.objects.filter(pk=request.post_id)):
        settle(one, call)
    keep(request, call, Moment.REPAIR, found)


@write(
    "record_withdrawal_from_paper",
    label=_("Record a withdrawal from paper"),
    rules=(
        rules.rule_in_pilot,
        rules.rule_bodies_known,
        rules.rule_r12_commune_never,
        rules.rule_r19_management_unit,
        rules.rule_r13_own_proposal,
        rules.rule_route_exists,
        rules.rule_withdrawn_once,
        rules.rule_paper_not_after_effect,
        paper_rules.rule_scan,
        paper_rules.rule_signers,
        paper_rules.rule_past,
    ),
)
def record_withdrawal_from_paper(
    post: CounterPost, call: Call, *, effective_on: dt.date, proposal_document: str = "", **document: Any
) -> WithdrawalRequest:
    """Enter a withdrawal that was decided on paper; nothing counts before the check.

    `document`: see pilot/platform/cases/paper/workflows.py.

    Raises TransitionRefused no_rule_in_pilot, no_body_in_pilot, r12_commune, r19_management_unit, r13_own_proposal,
    no_district_route, withdrawn_already, date_after_effect, paper_without_scan, paper_without_signers, paper_ahead.
    """
    on_paper = paper.entered(call, **document)
    return _request(
        post, call, status=S.ENTERED, effective_on=effective_on, proposal_document=proposal_document, **on_paper
    )


@WITHDRAWAL.verb(
    "check_paper_withdrawal",
    rules=(paper_rules.two_people("check_paper_withdrawal"), rules.rule_paper_withdrawn_once),
)
def check_paper_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Confirm that the record agrees with its document: the withdrawal is in effect and the incumbencies are over.

    The conditions are kept as they are read now for the day of effect; they refuse nothing, since it happened.
    Raises TransitionRefused same_person, withdrawn_already.
    """
    paper.check(request, call)
    _keep_paper(request, call)
    _decision(request, call, WithdrawalDecision.Outcome.APPROVED, decided_on=request.paper_date)
    call.note(incumbencies_ended=_end_incumbencies(request))


def _keep_paper(request: WithdrawalRequest, call: Call) -> None:
    keep(request, call, Moment.PAPER, judge(request, bool(request.proposal_document)))


@WITHDRAWAL.verb("reject_paper_withdrawal")
def reject_paper_withdrawal(request: WithdrawalRequest, call: Call) -> None:
    """Close a record that does not agree with its document; it never counted."""


def _end_incumbencies(request: WithdrawalRequest) -> int:
    """The civil servants of the post leave with the day of effect; how many they are."""
    held = Incumbency.objects.as_at(request.effective_on).filter(post=request.post)
    return held.update(valid_to=request.effective_on)


def _decide(request: WithdrawalRequest, call: Call, outcome: WithdrawalDecision.Outcome) -> WithdrawalDecision:
    """Who acts decides now, for himself or for a principal."""
    behalf = getattr(call.capacity, "principal_id", None)
    return _decision(request, call, outcome, decided_on=call.act.on, decided_by=call.act.user, on_behalf_of_id=behalf)


def _decision(
    request: WithdrawalRequest, call: Call, outcome: WithdrawalDecision.Outcome, **decided: object
) -> WithdrawalDecision:
    """The decision with the conditions frozen into it."""
    decision = WithdrawalDecision.objects.create(
        pilot=request.pilot, request=request, outcome=outcome, decided_at=call.act.at, reason=call.act.reason,
        readiness=frozen(judge(request, bool(request.proposal_document), call.act.on)),
        effective_on=request.effective_on, illustrative=request.illustrative, **decided,
    )  # fmt: skip
    call.wrote(decision)
    return decision
