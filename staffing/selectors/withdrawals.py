"""What the withdrawal pages and the worklist show."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.access.capacity import capacities
from pilot.access.scope import capacity_for
from pilot.kernel.workflow import Transition
from pilot.models import User
from pilot.selectors.paper import paper_steps, without_own
from pilot.ui.shapes import Condition, Step, WorkItem
from staffing.models import WithdrawalRequest
from staffing.workflows.withdrawal import WITHDRAWAL, Route

S = WithdrawalRequest.Status
STATES = {
    S.EFFECTIVE: "pass",
    S.APPROVED: "pass",
    S.REFUSED: "fail",
    S.RETURNED: "warn",
    S.CANCELLED: "idle",
    S.DRAFT: "idle",
    S.REJECTED: "idle",
}
BACKWARD = {
    "return_withdrawal",
    "cancel_withdrawal",
    "reject_paper_withdrawal",
}  # alone they make no work: the step forward is somebody else's
PARTS = ("post__site", "post__agency", "decider", "provincial_office", "post_office", "pilot", "paper_entered_by")


def visible(user: User, on: dt.date) -> Any:
    """Requests the user may see, with what their row in a list needs."""
    return WithdrawalRequest.objects.visible_to(user, on).select_related(*PARTS)


def open_to(user: User, request: WithdrawalRequest, on: dt.date) -> list[Transition]:
    """Transitions that the status admits and the user may do."""
    held = capacities(user, on)
    possible = without_own(WITHDRAWAL.possible(request), request, user)
    return [t for t in possible if capacity_for(held, t.verb, request)]


def waits_for(request: WithdrawalRequest) -> str:
    """Who has to act now, in words."""
    if request.status == S.ENTERED:
        return _("somebody else than %(name)s") % {"name": request.paper_entered_by}
    if request.status in (S.DRAFT, S.RETURNED):
        return str(request.post.agency)
    if request.status == S.SUBMITTED and request.route == Route.PROVINCE:
        return _("Head of the steering committee")
    if request.status in (S.SUBMITTED, S.ADVISED):
        return (
            _("Chairman of %(name)s") % {"name": request.decider}
            if request.route == Route.DISTRICT
            else str(request.decider)
        )
    return str(request.decider) if request.status == S.APPROVED else ""


def conditions(frozen: list[dict[str, Any]]) -> list[Condition]:
    """Frozen or fresh readiness for the condition list."""
    return [
        Condition(
            c["state"],
            c["message"],
            " · ".join(filter(None, (c["rule"], c["source"]))),
            facts=c["facts"],
            assumed=c.get("assumed", False),
        )
        for c in frozen
    ]


def changed_since(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[str]:
    """Conditions that no longer read as they did when the request was submitted."""
    then = {c["id"]: c for c in before}
    return [
        c["message"]
        for c in now
        if c["id"] in then and (c["state"], c["facts"]) != (then[c["id"]]["state"], then[c["id"]]["facts"])
    ]


def steps(request: WithdrawalRequest) -> list[Step]:
    """The route with what is done, who acts and what is next."""
    if request.paper_source:
        return paper_steps(request)
    province = request.route == Route.PROVINCE
    plan = [
        (S.DRAFT, _("Draft, agreements"), str(request.post.agency)),
        (S.SUBMITTED, _("Submitted"), waits_for(request) if request.status == S.SUBMITTED else ""),
    ]
    if province:
        plan.append((S.ADVISED, _("Committee advises"), _("Head of the steering committee")))
    plan += [
        (S.APPROVED, _("Decision"), str(request.decider)),
        (S.EFFECTIVE, _("Number and date, in effect"), str(request.decider)),
    ]
    order = [status for status, _label, _who in plan]
    reached = order.index(request.status) if request.status in order else 0
    return [
        Step(
            label,
            "done" if i < reached or request.status == S.EFFECTIVE else "current" if i == reached else "todo",
            who,
        )
        for i, (_status, label, who) in enumerate(plan)
    ]


def work_items(user: User, on: dt.date) -> Iterator[WorkItem]:
    """Requests on which the user can act now: two queries whatever their number."""
    held = capacities(user, on)
    if not held:
        return
    for request in visible(user, on).filter(status__in=WithdrawalRequest.OPEN).order_by("due_on", "id"):
        mine = [t for t in WITHDRAWAL.possible(request) if capacity_for(held, t.verb, request)]
        mine = [t for t in without_own(mine, request, user) if t.verb not in BACKWARD]
        if mine:
            yield WorkItem(
                title=_("Withdrawal: %(post)s") % {"post": request.post}, url=reverse("withdrawal", args=[request.pk]),
                why=str(mine[0].label), unit=str(request.post.site), who=_("me"), due=request.due_on,
                step=request.get_status_display(), state=STATES.get(request.status, "wait"),
            )  # fmt: skip
