"""What is raced for: per workflow the rows to prepare and the attempt each racer makes. And one control without a lock."""

import datetime as dt
import time
from collections.abc import Callable

from pilot.access.roles import Role
from pilot.kernel.clock import DEMO_START
from pilot.kernel.workflow import Act
from pilot.models import Agency, CounterPost, Pilot, RoleGrant, User
from pilot.workflows import accounts
from staffing.models import WithdrawalRequest
from staffing.workflows import withdrawal

Prepare = Callable[[int], list[int]]
Attempt = Callable[[int, int], None]
PREPARE: dict[str, Prepare] = {}
ATTEMPTS: dict[str, Attempt] = {}


def act(name: str, **columns: object) -> Act:
    return Act(user=User.objects.get(username=name), on=DEMO_START, confirmed=True, reason="Đua.", **columns)  # type: ignore[arg-type]


def race(name: str) -> Callable[[Prepare], Prepare]:
    def keep(prepare: Prepare) -> Prepare:
        PREPARE[name] = prepare
        return prepare

    return keep


def attempt(*names: str) -> Callable[[Attempt], Attempt]:
    def keep(function: Attempt) -> Attempt:
        ATTEMPTS.update(dict.fromkeys(names, function))
        return function

    return keep


@race("withdrawal")
def submitted_requests(number: int, prefix: str = "RACE") -> list[int]:
    """Requests of Can Lộc, each on a post of its own, waiting for the chairman."""
    model = CounterPost.objects.get(code="HT-CL-Q1")
    fields, found = list(model.fields.all()), []
    for n in range(number):
        post = CounterPost.objects.create(
            pilot=model.pilot, code=f"{prefix}-{n}", name=f"Quầy đua {n}", agency=model.agency, site=model.site
        )
        post.fields.set(fields)
        request = withdrawal.draft_withdrawal(post, act("ct.canloc"), effective_on=dt.date(2021, 7, 1))
        withdrawal.submit_withdrawal(request, act("ct.canloc"))
        found.append(request.pk)
    return found


@attempt("withdrawal")
def decide(pk: int, number: int) -> None:
    """Even racers approve, odd ones refuse: only one decision may stand."""
    verb = withdrawal.refuse_withdrawal if number % 2 else withdrawal.approve_withdrawal
    verb(WithdrawalRequest.objects.get(pk=pk), act("ct.canloc"))


@attempt("control")
def decide_naively(pk: int, number: int) -> None:
    """The same decision as it is often written: read, check, save. It must show the race, or the race test proves nothing."""
    from pilot.kernel.refusals import TransitionRefused

    request = WithdrawalRequest.objects.get(pk=pk)
    if request.status != "submitted":
        raise TransitionRefused("wrong_status")
    time.sleep(0.002)  # what rules and readiness take
    request.status = "refused" if number % 2 else "approved"
    request.save()


@race("role_grant")
def proposed_grants(number: int) -> list[int]:
    """Proposals of the first administrator for one account at many agencies."""
    pilot, user = Pilot.objects.get(code="HATINH"), User.objects.get(username="gd.noivu")
    places = [(a, r) for a in Agency.objects.filter(pilot=pilot) for r in (Role.AGENCY_HEAD, Role.PAYER, Role.POST_OFFICE_HR)]
    free = [(a, r) for a, r in places if not RoleGrant.objects.filter(user=user, agency=a, role=r).exists()]
    return [
        accounts.propose_role(pilot, act("quantri1"), user=user, role=r, agency=a).pk for a, r in free[:number]
    ]


@attempt("role_grant")
def confirm(pk: int, number: int) -> None:
    verb = accounts.refuse_role if number % 2 else accounts.confirm_role
    verb(RoleGrant.objects.get(pk=pk), act("quantri2"))
