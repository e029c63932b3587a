"""Rows of the people's half: employees, decisions about them, withdrawals."""

import datetime as dt

from django.utils import timezone

from pilot.platform.half_days import half_day
from pilot.programme.models import CounterPost, ServiceField
from staffing.models import (
    Absence,
    Assignment,
    AssignmentDecision,
    AssignmentDecisionLine,
    CivilServant,
    CompetencyAssessment,
    CoverBreak,
    Incumbency,
    LearningPeriod,
    PaperRecord,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
    SelectionCheck,
    Substitution,
    SystemAccount,
    TeamReport,
    WithdrawalDecision,
    WithdrawalRequest,
)
from tests.lists.here import DAY, PAST, Here
from tests.lists.programme import procedures
from tests.paper import on_paper


def employee(here: Here) -> PostalEmployee:
    person = here.person()
    return PostalEmployee.objects.create(
        pilot=here.pilot, post_office=here.office, person=person, staff_code=f"GL{person.pk:05}"
    )


def employees(here: Here, numbers: range) -> list[Assignment]:
    """Employees at the counter, in their learning time, assessed by both; their accounts are asked for."""
    found = []
    for _i in numbers:
        somebody = employee(here)
        row = Assignment.objects.create(**here.at, employee=somebody, field=here.field, role="primary", valid_from=PAST)
        LearningPeriod.objects.create(
            pilot=here.pilot, assignment=row, started_on=PAST, attested_on=DAY, attested_by=here.person()
        )
        for capacity in CompetencyAssessment.As.values:
            CompetencyAssessment.objects.create(
                **here.at,
                employee=somebody,
                field=here.field,
                assessor=here.person(),
                assessed_as=capacity,
                result="proficient",
                day=DAY,
            )
        SystemAccount.objects.create(
            pilot=here.pilot,
            employee=somebody,
            requested_on=DAY,
            requested_by=here.person(),
            provincial_office=here.agency,
        )
        found.append(row)
    return found


def team_reports(here: Here, numbers: range) -> None:
    """Reports, the first with many employees."""
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        report = TeamReport.objects.create(
            pilot=here.pilot,
            post_office=here.office,
            document=f"{i}/BC",
            reported_on=DAY,
            reported_at=timezone.now(),
            reported_by=here.person(),
        )
        report.employees.add(row.employee)
        TeamReport.objects.earliest("id").employees.add(row.employee)


def assignment_decisions(here: Here, numbers: range) -> None:
    """Decisions, the first with many lines."""
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        decision = AssignmentDecision.objects.create(
            pilot=here.pilot,
            post_office=here.office,
            subject=f"Cử {i}",
            drafted_at=timezone.now(),
            drafted_by=here.person(),
        )
        for to in {decision, AssignmentDecision.objects.earliest("id")}:
            AssignmentDecisionLine.objects.create(
                **here.at, decision=to, employee=row.employee, field=here.field, role="primary", valid_from=DAY
            )


def recognitions(here: Here, numbers: range) -> None:
    """Decisions that wait for their second signature, the first about many employees."""
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        decision = RecognitionDecision.objects.create(
            **here.at,
            status="waiting",
            document_number=f"{i}/QĐ",
            recognised_at=timezone.now(),
            recognised_by=here.person(),
            valid_from=DAY,
        )
        decision.assignments.add(row)
        RecognitionDecision.objects.earliest("id").assignments.add(row)


def paper_records(here: Here, numbers: range) -> None:
    """Records to be checked, the first about many fields."""
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        paper = PaperRecord.objects.create(
            **here.at,
            post_office=here.office,
            kind="assignment",
            **on_paper(here.person(), PAST, f"{i}/QĐ"),
            role="primary",
            employee=row.employee,
            entered_at=timezone.now(),
            entered_on=DAY,
            valid_from=PAST,
        )
        paper.fields.add(here.field)
        PaperRecord.objects.earliest("id").fields.add(field(i))


def field(i: int) -> ServiceField:
    return ServiceField.objects.get_or_create(name=f"Lĩnh vực {i}")[0]


def post(here: Here, i: int) -> CounterPost:
    row, new = CounterPost.objects.get_or_create(code=f"GL-Q{i}", defaults={**here.at, "name": f"Quầy {i}"})
    if new:
        row.receives([here.field])
    return row


def withdrawals(here: Here, numbers: range) -> list[WithdrawalRequest]:
    return [
        WithdrawalRequest.objects.create(
            pilot=here.pilot,
            post=post(here, i),
            route="district",
            decider=here.agency,
            post_office=here.office,
            provincial_office=here.agency,
            status="submitted",
            effective_on=DAY,
            drafted_at=timezone.now(),
            drafted_by=here.user,
        )
        for i in numbers
    ]


def decided_withdrawals(here: Here, numbers: range) -> None:
    """Decided by one person with a warning, each broken since."""
    for request in withdrawals(here, numbers):
        shared = {"pilot": here.pilot}
        kept = [{"id": "reserve", "state": "warn", "message": "Chưa có dự phòng.", "facts": []}]
        decision = WithdrawalDecision.objects.create(
            **shared, request=request, outcome="approved", decided_at=timezone.now(), decided_on=PAST,
            decided_by=here.user, reason="Đã có người.", readiness=kept, effective_on=DAY,
        )  # fmt: skip
        CoverBreak.objects.create(
            **shared, post=request.post, decision=decision, condition="recognised", first_day=DAY, noted_on=DAY,
            noted_at=timezone.now(), finding={"message": "Thiếu người.", "facts": []}, sha256="0" * 64,
        )  # fmt: skip


def withdrawals_of_one_servant(here: Here, numbers: range) -> None:
    """Requests for posts that one civil servant holds."""
    civil_servants(here, numbers)
    withdrawals(here, numbers)


def selected(here: Here, numbers: range) -> None:
    """Employees that the post office may report, with what shows a criterion."""
    for _i in numbers:
        SelectionCheck.objects.create(
            pilot=here.pilot, employee=employee(here), criterion="Tuổi", evidence="CCCD", checked_on=PAST,
            checked_by=here.person(),
        )  # fmt: skip


def recognised(here: Here, row: Assignment) -> None:
    people = {name: here.person() for name in ("by_agency_head", "by_centre_director", "recognised_by", "cosigned_by")}
    Recognition.objects.create(
        **here.at, **people, employee=row.employee, field=row.field, document_number="1/QĐ", valid_from=PAST
    )


def in_charge(here: Here, numbers: range) -> list[Assignment]:
    """Employees in charge of one field, recognised, each away on the same day and stood in for."""
    rows = employees(here, numbers)
    for row in rows:
        recognised(here, row)
        away(here, row.employee)
    return rows


def away(here: Here, somebody: PostalEmployee) -> Absence:
    first = half_day(DAY)
    row = Absence.objects.create(
        pilot=here.pilot, employee=somebody, leave="sick", why="Sốt", first_half=first, past_half=first + 2
    )
    row.sites.add(here.site)
    return row


def absences(here: Here, numbers: range) -> None:
    for _i in numbers:
        away(here, employee(here))


def away_from_the_first(here: Here, numbers: range) -> None:
    """One in charge is away; the others are in reserve and recognised."""
    if not Absence.objects.exists():
        in_charge(here, range(1))
    for _i in numbers:
        row = Assignment(**here.at, employee=employee(here), field=here.field, role="reserve", valid_from=PAST)
        row.save()
        recognised(here, row)


def stand_ins(here: Here, numbers: range) -> None:
    for _i in numbers:
        order = Substitution.objects.create(
            **here.at, employee=employee(here), absentee=employee(here), first_half=half_day(DAY),
            past_half=half_day(DAY) + 2, ordered_at=timezone.now(), ordered_by=here.person(),
        )  # fmt: skip
        order.fields.add(here.field)


def one_employee(here: Here, numbers: range) -> None:
    """Somebody with many fields: assigned and recognised, selected by many criteria, with papers to be checked."""
    row = PostalEmployee.objects.order_by("id").first() or employee(here)
    for i in numbers:
        columns = {**here.at, "employee": row, "role": "primary"}
        recognised(here, Assignment.objects.create(**columns, field=field(i), valid_from=PAST))
        Assignment.objects.create(**columns, field=here.field, valid_from=_day(i), valid_to=_day(i + 1))
        SelectionCheck.objects.create(
            pilot=here.pilot, employee=row, criterion=f"Tiêu chí {i}", evidence="CCCD", checked_on=PAST,
            checked_by=here.person(),
        )  # fmt: skip
        PaperRecord.objects.create(
            **here.at, **on_paper(here.person(), PAST, f"{i}/QĐ"), post_office=here.office, kind="assignment",
            role="primary", employee=row, entered_at=timezone.now(), entered_on=DAY, valid_from=PAST,
        )  # fmt: skip


def _day(i: int) -> dt.date:
    return PAST - dt.timedelta(days=100 - i)


def civil_servants(here: Here, numbers: range) -> None:
    """Civil servants with a counter post each; the first one holds all of them."""
    for i in numbers:
        person, at = here.person(), post(here, i)
        servant = CivilServant.objects.create(pilot=here.pilot, agency=here.agency, person=person, staff_code=f"CC{i}")
        for holder in {servant, CivilServant.objects.earliest("id")}:
            Incumbency.objects.create(pilot=here.pilot, post=at, civil_servant=holder, valid_from=PAST)


def at_the_post(here: Here, numbers: range) -> None:
    """One counter post: civil servants, recognised employees, procedures of its field, a request to withdraw."""
    at = post(here, 0)
    if not WithdrawalRequest.objects.filter(post=at).exists():
        withdrawals(here, range(1))
    procedures(here, numbers)
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        recognised(here, row)
        servant = CivilServant.objects.create(
            pilot=here.pilot, agency=here.agency, person=here.person(), staff_code=f"CC{i}"
        )
        Incumbency.objects.create(pilot=here.pilot, post=at, civil_servant=servant, valid_from=PAST)
        at.receives([field(i)])
