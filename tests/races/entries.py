"""What is raced for: per workflow the rows to prepare and the attempt each racer makes.

And one control without a lock. The areas have files of their own, imported at the end.
"""

import datetime as dt
import itertools
import time
from collections.abc import Callable
from typing import Any

import pilot.urls  # noqa: F401 - every workflow is known once the addresses are
from pilot.platform.access.roles import Role
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.workflows import number_document
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import (
    Agency,
    CounterPost,
    Delegation,
    Inconsistency,
    Pilot,
    RoleGrant,
    SecondFactorRule,
    User,
)
from pilot.programme.workflows import accounts, delegations, second_factor
from pilot.programme.workflows.programme import settle_inconsistency
from staffing.models import WithdrawalRequest
from staffing.workflows import withdrawal
from tests.staffing.people import held

Prepare = Callable[[int], list[int]]
Attempt = Callable[[Any, int], Any]
PREPARE: dict[str, Prepare] = {}
ATTEMPTS: dict[str, Attempt] = {}


def act(name: str, **columns: Any) -> Act:
    given = {"on": DEMO_START, "confirmed": True, "reason": "Đua."} | columns
    return Act(user=User.objects.get(username=name), **given)


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


# --- withdrawal, and the control --------------------------------------------------------------------------


@race("withdrawal")
def submitted_requests(number: int, prefix: str = "RACE") -> list[int]:
    """Requests of Can Lộc, each on a post of its own, waiting for the chairman."""
    model = CounterPost.objects.get(code="HT-CL-Q1")
    fields, found = model.fields_on(DEMO_START), []
    for n in range(number):
        post = CounterPost.objects.create(
            pilot=model.pilot,
            code=f"{prefix}-{n}",
            name=f"Quầy đua {n}",
            agency=model.agency,
            site=model.site,
            illustrative=True,
        )
        post.receives(fields)
        held(post)
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
    """The same decision as it is often written: read, check, save.

    It has to show more than one winner, or the test of the race proves nothing.
    """
    request = WithdrawalRequest.objects.get(pk=pk)
    if request.status != WithdrawalRequest.Status.SUBMITTED:
        raise TransitionRefused("wrong_status", "")
    time.sleep(0.002)  # what rules and readiness take
    request.status = WithdrawalRequest.Status.REFUSED if number % 2 else WithdrawalRequest.Status.ADVISED
    request.save()


# --- roles, open questions, documents ---------------------------------------------------------------------


@race("role_grant")
def proposed_grants(number: int) -> list[int]:
    """Proposals of the first administrator for one account at many agencies."""
    pilot, user = Pilot.objects.get(code="HATINH"), User.objects.get(username="gd.noivu")
    roles = (Role.AGENCY_HEAD, Role.PAYER, Role.POST_OFFICE_HR)
    places = [(a, r) for a in Agency.objects.filter(pilot=pilot) for r in roles]
    free = [(a, r) for a, r in places if not RoleGrant.objects.filter(user=user, agency=a, role=r).exists()]
    return [accounts.propose_role(pilot, act("quantri1"), user=user, role=r, agency=a).pk for a, r in free[:number]]


@attempt("role_grant")
def confirm_role(pk: int, number: int) -> None:
    verb = accounts.refuse_role if number % 2 else accounts.confirm_role
    verb(RoleGrant.objects.get(pk=pk), act("quantri2"))


@race("second_factor")
def proposed_second_factors(number: int) -> list[int]:
    """Proposals of the first administrator, of a role that no racer acts in."""
    pilot = Pilot.objects.get(code="HATINH")
    given = {"roles": [Role.FINANCE_OFFICER.value], "required": True, "valid_from": DEMO_START}
    return [second_factor.require_second_factor(pilot, act("quantri1"), **given).pk for _n in range(number)]


@attempt("second_factor")
def confirm_second_factor(pk: int, number: int) -> None:
    verb = second_factor.refuse_second_factor if number % 2 else second_factor.confirm_second_factor
    verb(SecondFactorRule.objects.get(pk=pk), act("quantri2"))


@race("delegation")
def proposed_delegations(number: int) -> list[int]:
    """Proposals of the first administrator, all for the chairman of Can Lộc."""
    pilot, users = Pilot.objects.get(code="HATINH"), User.objects
    written = {
        "document_number": "07/UQ", "authority": "kt", "title": "Phó Chủ tịch", "role": Role.DISTRICT_CHAIRMAN,
        "principal": users.get(username="ct.canloc"), "delegate": users.get(username="pct.canloc"),
    }  # fmt: skip
    weeks = [DEMO_START + dt.timedelta(weeks=n) for n in range(number + 1)]
    return [
        delegations.propose_delegation(pilot, act("quantri1"), valid_from=first, valid_to=past, **written).pk
        for first, past in itertools.pairwise(weeks)
    ]


@attempt("delegation")
def confirm_delegation(pk: int, number: int) -> None:
    verb = delegations.refuse_delegation if number % 2 else delegations.confirm_delegation
    verb(Delegation.objects.get(pk=pk), act("quantri2"))


@race("question")
def open_questions(number: int) -> list[int]:
    pilot = Pilot.objects.get(code="HATINH")
    rows = Inconsistency.objects.bulk_create(
        Inconsistency(code=f"Z{n:02}", what="Đua", treatment="Đua", status=Inconsistency.Status.OPEN)
        for n in range(number)
    )
    for row in rows:
        row.pilots.add(pilot)
    return [row.pk for row in rows]


@attempt("question")
def settle(pk: int, number: int) -> None:
    """Each racer has another answer."""
    answer = {"settlement": f"Câu trả lời {number}", "document": f"{number + 1}/CV"}
    settle_inconsistency(Inconsistency.objects.get(pk=pk), act("thuky"), **answer)


@race("official_document")
def approved_documents(number: int, first: int = 1) -> list[int]:
    """Reports of Cẩm Xuyên that wait for number and date; the demo has issued one of the kind."""
    model = OfficialDocument.objects.filter(kind="withdrawal_report", issuer__code="HT-CX").earliest("id")
    columns = {
        name: getattr(model, name)
        for name in (
            *("pilot_id", "kind", "issuer_id", "site_id", "committee_id", "object_type", "summary"),
            *("snapshot", "signer_id", "signer_name", "signer_title", "signing_authority", "approved_at"),
            *("approved_by_id", "approved_on", "symbol", "place", "illustrative"),
        )
    }
    rows = OfficialDocument.objects.bulk_create(
        OfficialDocument(status=OfficialDocument.Status.APPROVED, object_id=-n, **columns)
        for n in range(first, first + number)
    )
    return [row.pk for row in rows]


@attempt("official_document")
def give_number(pk: int, number: int) -> None:
    """Each racer has another number for the document."""
    number_document(
        OfficialDocument.objects.get(pk=pk),
        act("ct.camxuyen"),
        number=str(1000 + 10 * pk + number),
        date=DEMO_START,
    )


@attempt("one_number")
def give_the_same_number(pks: list[int], number: int) -> None:
    """Each racer has another document, all want the same number."""
    give = {"number": str(100_000 + pks[0]), "date": DEMO_START}
    number_document(OfficialDocument.objects.get(pk=pks[number]), act("ct.camxuyen"), **give)


# each area adds its own; they import from here, so this stands at the end
from tests.billing import races as _billing  # noqa: E402, F401
from tests.races import guesses as _guesses  # noqa: E402, F401
from tests.races import lists as _lists  # noqa: E402, F401
from tests.races import people as _people  # noqa: E402, F401
from tests.races import posts as _posts  # noqa: E402, F401
from tests.races import presence as _presence  # noqa: E402, F401
from tests.races import readiness as _readiness  # noqa: E402, F401
from tests.races import retries as _retries  # noqa: E402, F401
