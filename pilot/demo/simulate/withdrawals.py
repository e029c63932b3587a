"""Withdrawals in every state: many in effect, some refused, taken back or rejected, a few dozen open."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model

from pilot.demo.simulate.events import Actor, moment, save
from pilot.demo.simulate.papers import Papers
from pilot.demo.simulate.timing import TODAY
from pilot.demo.simulate.words import MARK
from pilot.demo.simulate.world import Place, Stage, World
from pilot.platform.periods import add_days
from pilot.programme.models import CounterPost
from staffing.models import CommitteeReport, Incumbency, WithdrawalDecision, WithdrawalRequest
from staffing.readiness import Kept, frozen, readiness

S, Route, Outcome = WithdrawalRequest.Status, WithdrawalRequest.Route, WithdrawalDecision.Outcome
OPEN_PLACES = 48
LATER_STATES = (S.APPROVED, S.DRAFT, S.SUBMITTED, S.RETURNED, S.ENTERED, S.SUBMITTED)  # of the open ones, in turn
LONG_AGO = dt.date(2021, 3, 1)
LATELY = dt.date(2021, 6, 1)
WAY = {  # the steps that led to a state: verb, states before and after
    S.DRAFT: (),
    S.CANCELLED: (("cancel_withdrawal", "draft cancelled"),),
    S.SUBMITTED: (("submit_withdrawal", "draft submitted"),),
    S.ADVISED: (("submit_withdrawal", "draft submitted"), ("advise_withdrawal", "submitted advised")),
    S.RETURNED: (("submit_withdrawal", "draft submitted"), ("return_withdrawal", "submitted returned")),
    S.REFUSED: (("submit_withdrawal", "draft submitted"), ("refuse_withdrawal", "submitted refused")),
    S.APPROVED: (("submit_withdrawal", "draft submitted"), ("approve_withdrawal", "submitted approved")),
    S.EFFECTIVE: (
        ("submit_withdrawal", "draft submitted"), ("approve_withdrawal", "submitted approved"),
        ("number_withdrawal", "approved effective"),
    ),
    S.ENTERED: (),
    S.REJECTED: (("reject_paper_withdrawal", "entered rejected"),),
}  # fmt: skip
DECIDED = {S.EFFECTIVE: Outcome.APPROVED, S.APPROVED: Outcome.APPROVED, S.REFUSED: Outcome.REFUSED}
ON_PAPER = (S.ENTERED, S.REJECTED)


@dataclass
class Withdrawal:
    """One withdrawal: where, of which post, how far, and when it began."""

    place: Place
    post: CounterPost
    status: WithdrawalRequest.Status
    began: dt.date

    @property
    def effective_on(self) -> dt.date:
        return add_days(self.began, 21)

    @property
    def decided_on(self) -> dt.date:
        return add_days(self.began, 7)


def add_withdrawals(world: World, papers: Papers) -> None:
    withdrawals = [withdrawal for place in world.places for withdrawal in withdrawals_of(place)]
    proofs = {began: proof(withdrawals, began) for began in {withdrawal.began for withdrawal in withdrawals}}
    requests = save(request(world, withdrawal, proofs[withdrawal.began]) for withdrawal in withdrawals)
    found = list(zip(withdrawals, requests, strict=True))
    decide_withdrawals(world, papers, found)
    gone = [withdrawal.post for withdrawal in withdrawals if withdrawal.status == S.EFFECTIVE]
    Incumbency.objects.filter(post__in=gone).update(valid_to=add_days(LONG_AGO, 21))


def withdrawals_of(place: Place) -> Iterable[Withdrawal]:
    """Of the posts that are billed what is over, of those that are ready what is open."""
    n, billed, ready = place.number, place.of(Stage.BILLED), place.of(Stage.READY)
    over = [S.EFFECTIVE if n % 2 == 0 else None, (None, S.REFUSED, None, S.CANCELLED)[n % 4], S.REJECTED]
    for post, status in zip(billed, over, strict=False):
        if status and (status != S.REJECTED or n % 50 == 5):
            yield Withdrawal(place, post.row, status, LONG_AGO)
    if n < OPEN_PLACES and ready:
        status = S.ADVISED if place.provincial else LATER_STATES[n % len(LATER_STATES)]
        yield Withdrawal(place, ready[0].row, status, LATELY)


def proof(withdrawals: list[Withdrawal], began: dt.date) -> dict[int, list[Kept]]:
    """The conditions of all posts whose withdrawals began on a day, as the product judges them."""
    posts = [withdrawal.post for withdrawal in withdrawals if withdrawal.began == began]
    found = readiness(posts, add_days(began, 21), proposal=True)
    return {post.pk: frozen(found[post.pk]) for post in posts}


def request(world: World, withdrawal: Withdrawal, proofs: dict[int, list[Kept]]) -> WithdrawalRequest:
    place, at = withdrawal.place, moment(withdrawal.began)
    made: dict[str, object] = {"drafted_at": at, "drafted_by": proposer(place).user}
    if withdrawal.status not in (S.DRAFT, S.CANCELLED, *ON_PAPER):
        made |= {"submitted_at": at, "submitted_by": proposer(place).user, "readiness": proofs[withdrawal.post.pk]}
        made["due_on"] = withdrawal.decided_on
    if place.provincial and withdrawal.status not in (S.DRAFT, S.RETURNED, *ON_PAPER):
        made |= {"agreed_office_at": at, "agreed_office_by": world.provincial_office.user}
        made |= {"agreed_centre_at": at, "agreed_centre_by": place.director.user}
    if withdrawal.status in ON_PAPER:
        made |= on_paper(world, withdrawal)
    return WithdrawalRequest(
        pilot=world.pilot, post=withdrawal.post, route=Route.PROVINCE if place.provincial else Route.DISTRICT,
        decider=world.agency["HT-UBND"] if place.provincial else place.agency,
        provincial_office=world.agency["HT-VPUBND"] if place.provincial else None, post_office=world.office,
        status=withdrawal.status, effective_on=withdrawal.effective_on, illustrative=True,
        proposal_document=f"{place.number + 1}/TTr ngày {withdrawal.began:%d/%m/%Y} {MARK}" if place.provincial else "",
        **made,
    )  # fmt: skip


def on_paper(world: World, withdrawal: Withdrawal) -> dict[str, object]:
    return {
        "paper_source": f"{withdrawal.place.number + 1}/QĐ-UBND {MARK}", "paper_date": withdrawal.began,
        "paper_scan": world.scan,
        "paper_signers": f"Người ký {MARK}", "paper_entered_by": world.secretariat.user.person,
    }  # fmt: skip


def proposer(place: Place) -> Actor:
    return place.head if place.provincial else place.chairman


def decide_withdrawals(world: World, papers: Papers, found: list[tuple[Withdrawal, WithdrawalRequest]]) -> None:
    """Decisions with the proof frozen into them, their documents, and every step on the way."""
    decided = [(withdrawal, row) for withdrawal, row in found if withdrawal.status in DECIDED]
    rows = save(
        WithdrawalDecision(
            pilot=world.pilot, request=row, outcome=DECIDED[withdrawal.status],
            decided_at=moment(withdrawal.decided_on), decided_on=withdrawal.decided_on,
            decided_by=withdrawal.place.chairman.user, reason="Minh họa.", readiness=row.readiness,
            effective_on=withdrawal.effective_on, illustrative=True,
        )
        for withdrawal, row in decided
    )  # fmt: skip
    approved = [row for row in rows if row.outcome == Outcome.APPROVED]
    reports = save(
        CommitteeReport(pilot=world.pilot, decision=row, reported_at=row.decided_at)
        for row in approved
        if row.request.route == Route.DISTRICT and row.request.status == S.EFFECTIVE
    )
    by_request = {row.request_id: row for row in rows}
    report_of = {row.decision_id: row for row in reports}
    for withdrawal, row in found:
        made = by_request.get(row.pk)
        report = report_of.get(made.pk) if made else None
        wrote = {"approve_withdrawal": made, "refuse_withdrawal": made, "number_withdrawal": report}
        tell(world, withdrawal, row, wrote)
        if made and made.outcome == Outcome.APPROVED:
            issue(papers, withdrawal, made, report)


def issue(papers: Papers, withdrawal: Withdrawal, decision: WithdrawalDecision, report: CommitteeReport | None) -> None:
    """The decision is numbered where it is in effect, the report to the committee together with it."""
    number, who = "" if withdrawal.status == S.EFFECTIVE else None, withdrawal.place.chairman
    decision.issued = papers.issue("withdrawal_decision", decision, withdrawal.decided_on, who, number)
    if report:
        papers.issue("withdrawal_report", report, withdrawal.decided_on, who, number)


def tell(world: World, withdrawal: Withdrawal, row: WithdrawalRequest, wrote: Mapping[str, Model | None]) -> None:
    """The draft, or the entry from paper, and each step after it, with what it `wrote`; the decision on its own day."""
    log, place = world.log, withdrawal.place
    if withdrawal.status in ON_PAPER:
        log.made("record_withdrawal_from_paper", row, withdrawal.began, world.secretariat)
    else:
        log.made("draft_withdrawal", row, withdrawal.began, proposer(place), status=S.DRAFT)
    for verb, way in WAY[withdrawal.status]:
        early = verb in ("submit_withdrawal", "cancel_withdrawal", "advise_withdrawal")
        who = {"advise_withdrawal": world.committee, "submit_withdrawal": proposer(place)}.get(verb, place.chairman)
        day = withdrawal.began if early else min(withdrawal.decided_on, TODAY)
        log.moved(verb, row, day, who, *filter(None, [wrote.get(verb)]), way=way)
