"""The civil servants at the post of a withdrawal, and what was kept of its proof."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser

from pilot.platform.access.rows import DatedQuerySet
from pilot.platform.periods import add_days
from staffing.models import CoverBreak, Incumbency, ReadinessJudgement, WithdrawalDecision, WithdrawalRequest


def held_until(post: int, effective_on: dt.date) -> DatedQuerySet[Incumbency]:
    """Who holds the post on the last day before."""
    return Incumbency.objects.as_at(add_days(effective_on, -1)).filter(post=post)


def present_at(request: WithdrawalRequest) -> DatedQuerySet[Incumbency]:
    """The civil servants who are at the post until the day of effect."""
    return held_until(request.post_id, request.effective_on).select_related("civil_servant__person")


def names_of(held: DatedQuerySet[Incumbency], user: AbstractBaseUser, on: dt.date) -> list[str]:
    """Their names, as far as the reader may see civil servants."""
    return [row.civil_servant.person.full_name for row in held.visible_to(user, on)]


def judgements_of(request: WithdrawalRequest) -> list[ReadinessJudgement]:
    """Each judgement of its conditions, the newest first. One query."""
    return list(request.judgements.select_related("judged_by__person").order_by("-pk"))


def breaks_of(decision: WithdrawalDecision) -> list[CoverBreak]:
    """The open breaks of its cover, each with the event that did it. One query."""
    return list(decision.breaks.filter(closed_at=None).select_related("cause__user__person").order_by("first_day"))


def steps_to_judge(request: WithdrawalRequest) -> list[str]:
    """Names of the steps by which somebody other than its proposer gives an opinion on it or decides it next."""
    state, by_province = request.status, request.route == request.Route.PROVINCE
    if state == request.Status.DRAFT and by_province:
        agreed = {"agree_provincial_office": request.agreed_office_at, "agree_centre": request.agreed_centre_at}
        return [step for step, at in agreed.items() if at is None]
    if state == request.Status.SUBMITTED and by_province:
        return ["advise_withdrawal"]
    return ["approve_withdrawal"] if state in (request.Status.SUBMITTED, request.Status.ADVISED) else []
