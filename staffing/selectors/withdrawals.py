"""What the withdrawal pages and the worklist show."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.access.actors import Actors
from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.cases.paper.selectors import maker_of, paper_steps, without_own
from pilot.platform.kernel.workflow import Transition
from pilot.platform.periods import ONE_DAY
from pilot.platform.ui.shapes import Condition, Fact, Step, WorkItem
from pilot.programme.models import CounterPost, User
from staffing.models import Incumbency, WithdrawalRequest
from staffing.selectors.readiness import ReadinessCondition, frozen
from staffing.workflows.withdrawal import WITHDRAWAL, Route

S = WithdrawalRequest.Status
STATES = {
    S.EFFECTIVE: "pass",
    S.REFUSED: "fail",
    S.RETURNED: "warn",
    S.CANCELLED: "idle",
    S.DRAFT: "idle",
    S.REJECTED: "idle",
}
DECISIONS = ("approve_withdrawal", "return_withdrawal", "refuse_withdrawal")
AGREED = {"agree_provincial_office": "agreed_office_at", "agree_centre": "agreed_centre_at"}
DECIDE = ("submit_withdrawal", "approve_withdrawal", "number_withdrawal")
WAY = {Route.PROVINCE: (*AGREED, DECIDE[0], "advise_withdrawal", *DECIDE[1:]), Route.DISTRICT: DECIDE}
LAST_DONE = {S.SUBMITTED: "submit_withdrawal", S.ADVISED: "advise_withdrawal", S.APPROVED: "approve_withdrawal"}
PARTS = ("post__site", "post__agency", "decider", "provincial_office", "post_office", "pilot", "paper_entered_by")


def visible(user: User, on: dt.date) -> Any:
    """Requests the user may see, with what their row in a list needs."""
    return WithdrawalRequest.objects.visible_to(user, on).select_related(*PARTS)


def open_to(user: User, request: WithdrawalRequest, on: dt.date) -> list[Transition]:
    """Transitions that the status admits and the user may do."""
    held = capacities(user, on)
    possible = without_own(WITHDRAWAL.possible(request), request, user)
    return [t for t in possible if capacity_for(held, t.verb, request)]


def due_now(request: WithdrawalRequest) -> list[Transition]:
    """The steps forward for which the request waits; two at once while both agreements are missing."""
    if request.status in (S.DRAFT, S.RETURNED):
        missing = [v for v, at in AGREED.items() if v in WAY[Route(request.route)] and getattr(request, at) is None]
        verbs = missing or ["submit_withdrawal"]
    elif request.status == S.ENTERED:
        verbs = ["check_paper_withdrawal"]
    else:
        verbs = [v for v in [after(request, LAST_DONE.get(S(request.status), ""))] if v]
    return [WITHDRAWAL.transitions[verb] for verb in verbs]


def after(request: WithdrawalRequest, verb: str) -> str:
    """The step that follows `verb` on the way of the request; "" at its end."""
    way = WAY[Route(request.route)]
    return dict(itertools.pairwise(way)).get(verb, "")


def waits_for(request: WithdrawalRequest) -> str:
    """Who has to act now, in words."""
    if request.status == S.ENTERED:
        return _("somebody else than %(name)s") % {"name": request.paper_entered_by}
    if request.status in (S.DRAFT, S.RETURNED):
        return str(request.post.agency)
    if request.status == S.SUBMITTED and request.route == Route.PROVINCE:
        return _("Head of the steering committee")
    if request.status in (S.SUBMITTED, S.ADVISED):
        return decider_of(request)
    return str(request.decider) if request.status == S.APPROVED else ""


def decider_of(request: WithdrawalRequest) -> str:
    """Who decides, in words: in a district its chairman."""
    in_district = request.route == Route.DISTRICT
    return _("Chairman of %(name)s") % {"name": request.decider} if in_district else str(request.decider)


def conditions(kept: list[dict[str, Any]], post: CounterPost) -> list[Condition]:
    """Frozen or fresh readiness for the condition list, each with the way to what it is about."""
    ways = evidence(post)
    return [
        Condition(
            c["state"],
            c["message"],
            " · ".join(filter(None, (c["rule"], c["source"]))),
            **ways[c["id"]],
            facts=c["facts"],
            assumed=c.get("assumed", False),
        )
        for c in kept
    ]


def evidence(post: CounterPost) -> dict[str, dict[str, str]]:
    """Condition id → address and name of the page that shows what it was found from."""
    place = {"url": reverse("counter-post", args=[post.code]), "link": _("Counter post")}
    ladder = {"url": reverse("handover", args=[post.agency.code, post.site.code]), "link": _("Hand-over ladder")}
    matrix = {"url": reverse("site-competence", args=[post.site.code]), "link": _("Competence matrix")}
    agency = {"url": reverse("agency", args=[post.agency.code]), "link": _("Agency")}
    return {
        "commune": place, "management_unit": place, "exemption": agency,
        "handed_over": ladder, "recognised": matrix, "reserve": matrix,
    }  # fmt: skip


def present_at(request: WithdrawalRequest) -> list[Incumbency]:
    """The civil servants who are at the post until the day of effect. One query."""
    return list(Incumbency.objects.as_at(request.effective_on - ONE_DAY).filter(post=request.post_id))


def figures(request: WithdrawalRequest, kept: list[dict[str, Any]], present: int) -> list[Fact]:
    """The figures above the proof: fields, people, civil servants (`present`), day of effect."""
    counts = {c["id"]: c.get("counts", {}) for c in kept}
    handed_over, in_charge, reserve = (counts.get(id_, {}) for id_ in ("handed_over", "recognised", "reserve"))
    return [
        Fact(_("Fields handed over"), handed_over.get("whole"), note=f"/ {handed_over.get('fields', '–')}"),
        Fact(
            _("Employees in charge"),
            in_charge.get("people"),
            note=_("+ %(count)s in reserve") % {"count": reserve.get("people", "–")},
        ),
        Fact(_("Civil servants withdrawn"), present),
        Fact(_("Day of effect"), f"{request.effective_on:%d/%m/%Y}"),
    ]


def consequences(request: WithdrawalRequest, verb: str) -> list[str]:
    """What a decision on the request does, one line each; nothing for other steps."""
    district = request.route == Route.DISTRICT
    effects = {
        "approve_withdrawal": [
            _("The civil servants of the post are withdrawn from %(day)s.")
            % {"day": f"{request.effective_on:%d/%m/%Y}"},
            _("The conditions are checked again now; a failed one refuses the decision."),
            *([_("The report to the steering committee is made at the same moment.")] if district else []),
            _("It takes effect once number and date of the decision are entered."),
        ],
        "return_withdrawal": [
            _("The request goes back to its proposer with your reason and may be submitted again."),
            *([] if district else [_("Both agreements have to be given anew.")]),
        ],
        "refuse_withdrawal": [_("The request ends with your reason; the civil servants stay at the post.")],
    }
    return effects.get(verb, [])


def decisions(request: WithdrawalRequest, actions: list[Transition]) -> list[dict[str, Any]]:
    """The decisions open to the reader, each with its consequences; none unless approving is among them."""
    found = [t for verb in DECISIONS for t in actions if t.verb == verb]
    if DECISIONS[0] not in [t.verb for t in found]:
        return []
    return [{"step": t, "consequences": consequences(request, t.verb)} for t in found]


def changed_since(before: list[dict[str, Any]], now: list[ReadinessCondition]) -> list[str]:
    """Conditions that no longer read as they did when the request was submitted; compared as they are frozen."""
    then = {c["id"]: (c["state"], c["facts"]) for c in before}
    return [
        str(c.message)
        for c, kept in zip(now, frozen(now), strict=True)
        if c.id in then and (kept["state"], kept["facts"]) != then[c.id]
    ]


def steps(request: WithdrawalRequest) -> list[Step]:
    """The route with what is done, who acts and what is next."""
    if request.paper_source:
        return paper_steps(request)
    province = request.route == Route.PROVINCE
    plan = [
        (S.DRAFT, _("Draft, agreements"), str(request.post.agency)),
        (S.SUBMITTED, _("Submitted"), ""),
    ]
    if province:
        plan.append((S.ADVISED, _("Committee advises"), _("Head of the steering committee")))
    plan += [
        (S.APPROVED, _("Decision"), decider_of(request)),
        (S.EFFECTIVE, _("Number and date, in effect"), str(request.decider)),
    ]
    order = [status for status, _label, _who in plan]
    reached = order.index(request.status) if request.status in order else 0
    current = reached + 1 if reached else 0  # what the status names is done, except for a draft
    return [
        Step(label, "done" if i < current else "current" if i == current else "todo", who)
        for i, (_status, label, who) in enumerate(plan)
    ]


def work_items(user: User, on: dt.date, actors: Actors) -> list[WorkItem]:
    """Requests with the steps forward that are due. One query whatever their number.

    Until when: the documents give no time for deciding, but number and date have to stand before the day of effect.
    """
    if not actors.could(*WITHDRAWAL.transitions):
        return []
    waiting = visible(user, on).filter(status__in=WithdrawalRequest.OPEN).order_by("id")
    return list(_work_items(waiting, actors))


def _work_items(waiting: Iterable[WithdrawalRequest], actors: Actors) -> Iterator[WorkItem]:
    for request in waiting:
        for step in due_now(request):
            if who := actors(step.verb, request, maker_of(step, request)):
                following = WITHDRAWAL.transitions.get(after(request, step.verb))
                yield WorkItem(
                    title=_("Withdrawal: %(post)s") % {"post": request.post},
                    url=reverse("withdrawal", args=[request.pk]), why=str(step.label), unit=str(request.post.site),
                    who=who, due=request.effective_on, step=request.get_status_display(),
                    state=STATES.get(request.status, "wait"),
                    next=str(following.label) if following else _("the withdrawal takes effect"),
                )  # fmt: skip
