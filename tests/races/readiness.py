"""Deciding a withdrawal while what it rests on is taken away: whoever comes second reads what the first one wrote."""

import datetime as dt
import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from pilot.platform.kernel import audit
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import (
    CounterPost,
    Procedure,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    ServiceField,
)
from pilot.programme.workflows.handover import step_handover
from staffing.models import (
    Assignment,
    AssignmentRole,
    LearningPeriod,
    PostalEmployee,
    Recognition,
    WithdrawalRequest,
)
from staffing.readiness import readiness
from staffing.workflows import employees, withdrawal
from staffing.workflows.recognition import revoke_recognition
from tests.races.entries import act, attempt
from tests.races.people import person, place, staff
from tests.staffing.people import held

SINCE, EFFECT = dt.date(2021, 3, 1), dt.date(2021, 7, 1)
DECIDED, NUMBERED = "approve_withdrawal", "number_withdrawal"


def ready_requests(number: int, prefix: str) -> list[dict[str, int]]:
    """Requests that wait for the chairman of Can Lộc, each ready by one procedure and one employee of its own."""
    where, pilot = place("HT-CL", "HT-S-CL"), CounterPost.objects.get(code="HT-CL-Q1").pilot
    names = [f"Lĩnh vực đua {prefix} {n}" for n in range(number)]
    fields = ServiceField.objects.bulk_create(ServiceField(name=name) for name in names)
    procedures = Procedure.objects.bulk_create(
        Procedure(code=f"9.{ord(prefix[0])}{n:04}", name=f.name, field=f, level="district")
        for n, f in enumerate(fields)
    )
    whole = ProcedureSet.objects.get(agency=where["agency"])
    ProcedureSetEntry.objects.bulk_create(
        ProcedureSetEntry(pilot=pilot, procedure_set=whole, procedure=p, valid_from=SINCE) for p in procedures
    )
    ProcedureHandover.objects.bulk_create(
        ProcedureHandover(pilot=pilot, procedure=p, step="handed_over", since=SINCE, **where) for p in procedures
    )
    people = staff(number, f"R{prefix[0]}", PostalEmployee.Status.IN_CHARGE)
    return [
        waiting(f"{prefix}-{n}", *one, where=where)
        for n, one in enumerate(zip(fields, procedures, people, strict=True))
    ]


def waiting(code: str, field: Any, procedure: Any, employee: Any, where: dict[str, Any]) -> dict[str, int]:
    days = {"pilot_id": employee.pilot_id, "employee": employee, "field": field, "valid_from": SINCE, **where}
    assigned = Assignment.objects.create(role=AssignmentRole.PRIMARY, **days)
    LearningPeriod.objects.create(pilot_id=employee.pilot_id, assignment=assigned, started_on=SINCE)
    names = {"by_agency_head": "gd.congthuong", "by_centre_director": "gd.tt.camxuyen", "recognised_by": "truongban"}
    signed = {column: person(name) for column, name in names.items()}
    recognised = Recognition.objects.create(document_number="Đua", **signed, **days)
    post = CounterPost.objects.create(pilot_id=employee.pilot_id, code=code, name=f"Quầy {code}", **where)
    post.receives([field])
    held(post)
    request = withdrawal.draft_withdrawal(post, act("ct.canloc"), effective_on=EFFECT)
    withdrawal.submit_withdrawal(request, act("ct.canloc"))
    return {
        "request": request.pk, "procedure": procedure.pk, "assignment": assigned.pk, "employee": employee.pk,
        "recognition": recognised.pk,
    }  # fmt: skip


@attempt("readiness")
def decide_or_worsen(case: dict[str, int], number: int) -> None:
    """Even racers approve, odd ones take away what the request rests on."""
    if number % 2:
        return worsen(case, number)
    withdrawal.approve_withdrawal(WithdrawalRequest.objects.get(pk=case["request"]), act("ct.canloc"))
    return None


@attempt("readiness_unlocked")
def decide_unlocked_or_worsen(case: dict[str, int], number: int) -> None:
    """The control: the same, with the decision as it is often written: lock the request, read, decide."""
    if number % 2:
        return worsen(case, number)
    with transaction.atomic():
        request = WithdrawalRequest.objects.select_for_update().get(pk=case["request"])
        conditions = readiness([request.post], request.effective_on)[request.post_id]
        if request.status != "submitted" or any(c.state == "fail" for c in conditions):
            raise TransitionRefused("wrong_status", "")
        time.sleep(0.1)  # what decision, document and report take
        WithdrawalRequest.objects.filter(pk=request.pk).update(status="approved")
        audit.append(
            request.pilot.code, outcome=AuditEvent.Outcome.DONE, verb=DECIDED, object_type=request._meta.label,
            object_id=str(request.pk), at=timezone.now(), business_day=DEMO_START,
        )  # fmt: skip
    return None


def decided_requests(number: int, prefix: str) -> list[dict[str, int]]:
    """The same, approved by the chairman; number and date are missing."""
    cases = ready_requests(number, prefix)
    for case in cases:
        withdrawal.approve_withdrawal(WithdrawalRequest.objects.get(pk=case["request"]), act("ct.canloc"))
    return cases


@attempt("number_or_leave")
def number_or_leave(case: dict[str, int], number: int) -> None:
    """Even racers enter the number, odd ones let the employee go."""
    if number % 2:
        return leave(case, number)
    return enter_number(case)


def enter_number(case: dict[str, int]) -> None:
    row = WithdrawalRequest.objects.get(pk=case["request"])
    withdrawal.number_withdrawal(row, act("ct.canloc"), number=f"{row.pk}/QĐ-UBND", date=DEMO_START)


@attempt("number_or_revoke")
def number_or_revoke(case: dict[str, int], number: int) -> None:
    """Even racers enter the number, odd ones revoke the recognition."""
    if number % 2 == 0:
        return enter_number(case)
    time.sleep(0.004 * number)  # one of them comes while the number is entered
    row = Recognition.objects.get(pk=case["recognition"])
    revoke_recognition(row, act("truongban"), day=DEMO_START, document_number="1/QĐ-BCĐ ngày 15/06/2021")
    return None


@attempt("number_unlocked_or_leave")
def number_unlocked_or_leave(case: dict[str, int], number: int) -> None:
    """The control: the same, with the number as it was entered before: lock the request, read, write."""
    if number % 2:
        return leave(case, number)
    with transaction.atomic():
        request = WithdrawalRequest.objects.select_for_update().get(pk=case["request"])
        conditions = readiness([request.post], request.effective_on)[request.post_id]
        if request.status != "approved" or any(c.state == "fail" for c in conditions):
            raise TransitionRefused("wrong_status", "")
        time.sleep(0.1)  # what the document takes
        WithdrawalRequest.objects.filter(pk=request.pk).update(status="effective")
        audit.append(
            request.pilot.code, outcome=AuditEvent.Outcome.DONE, verb=NUMBERED, object_type=request._meta.label,
            object_id=str(request.pk), at=timezone.now(), business_day=DEMO_START,
        )  # fmt: skip
    return None


def leave(case: dict[str, int], number: int) -> None:
    time.sleep(0.004 * number)  # one of them comes while the number is entered
    employees.end_employee(PostalEmployee.objects.get(pk=case["employee"]), act("buudien"), day=DEMO_START)


def worsen(case: dict[str, int], number: int) -> None:
    """One racer ends the assignment, one lets the employee go, the others pause the procedure."""
    if number == 1:
        row = Assignment.objects.get(pk=case["assignment"])
        employees.end_assignment(row, act("buudien"), last_day=DEMO_START)
    elif number == 3:
        employees.end_employee(PostalEmployee.objects.get(pk=case["employee"]), act("buudien"), day=DEMO_START)
    else:
        where, chosen = place("HT-CL", "HT-S-CL"), [Procedure.objects.get(pk=case["procedure"])]
        paused = {"procedures": chosen, "step": ProcedureHandover.Step.PAUSED, "day": DEMO_START}
        step_handover(where["agency"], act("ct.canloc"), site=where["site"], **paused)


def decided_too_late(cases: list[dict[str, int]], since: int, verb: str = DECIDED) -> list[int]:
    """Requests that were approved, or numbered, after what they rest on had been taken away.

    The chain has the order of commits.
    """
    done = AuditEvent.objects.filter(pk__gt=since, outcome=AuditEvent.Outcome.DONE).order_by("seq")
    what = [{(e.verb, e.object_id), *((e.verb, code) for code in e.after.get("procedures", []))} for e in done]
    return [case["request"] for case in cases if _too_late(case, what, verb)]


def _too_late(case: dict[str, int], done: list[set[tuple[str, str]]], verb: str) -> bool:
    code = Procedure.objects.get(pk=case["procedure"]).code
    worse = {
        ("step_handover", code), ("end_assignment", str(case["assignment"])), ("end_employee", str(case["employee"])),
        ("revoke_recognition", str(case["recognition"])),
    }  # fmt: skip
    decided = [n for n, what in enumerate(done) if (verb, str(case["request"])) in what]
    return bool(decided) and any(worse & what for what in done[: decided[0]])
