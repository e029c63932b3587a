"""Races of the people's half: prepared as rows, since 50 of each through the verbs would take minutes."""

import datetime as dt

from django.utils import timezone

from pilot.platform.half_days import half_day
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Agency, Person, Pilot, ServiceField, Site, User
from staffing.models import (
    Absence,
    Assignment,
    AssignmentDecision,
    AssignmentDecisionLine,
    AssignmentRole,
    CompetencyAssessment,
    Employment,
    PaperRecord,
    PostalEmployee,
    RecognitionDecision,
    Substitution,
    first_employment,
)
from staffing.workflows import assignment, employees, paper, presence, recognition
from tests.paper import on_paper
from tests.races.entries import act, attempt, race

FIRST = dt.date(2021, 6, 21)
As, Result = CompetencyAssessment.As, CompetencyAssessment.Result


def staff(number: int, prefix: str, status: str) -> list[PostalEmployee]:
    pilot, office = Pilot.objects.get(code="HATINH"), Agency.objects.get(code="HT-BDT")
    people = Person.objects.bulk_create(
        Person(pilot=pilot, full_name=f"Người Đua {prefix} {n}", illustrative=True) for n in range(number)
    )
    rows = PostalEmployee.objects.bulk_create(
        PostalEmployee(
            pilot=pilot,
            post_office=office,
            person=person,
            staff_code=f"{prefix}{n:03}",
            status=status,
            illustrative=True,
        )
        for n, person in enumerate(people)
    )
    Employment.objects.bulk_create(map(first_employment, rows))
    return rows


def person(name: str) -> Person:
    return User.objects.get(username=name).person


def field() -> ServiceField:
    return ServiceField.objects.filter(procedures__set_entries__procedure_set__agency__code="HT-STC")[0]


def place(agency: str, site: str) -> dict[str, object]:
    return {"agency": Agency.objects.get(code=agency), "site": Site.objects.get(code=site)}


# --- absences and standing in ------------------------------------------------------------------------------


def absences(number: int, prefix: str) -> list[Absence]:
    """Of employees who are assigned nowhere, on the morning of FIRST."""
    first = half_day(FIRST)
    return [
        Absence.objects.create(pilot=e.pilot, employee=e, leave="other", first_half=first, past_half=first + 1)
        for e in staff(number, prefix, PostalEmployee.Status.SELECTED)
    ]


@race("absence")
def recorded_absences(number: int) -> list[int]:
    return [row.pk for row in absences(number, "DV")]


@attempt("absence")
def take_back(pk: int, number: int) -> None:
    presence.take_back_absence(Absence.objects.get(pk=pk), act("buudien"))


@race("substitution")
def ordered(number: int) -> list[int]:
    somebody = staff(1, "DT", PostalEmployee.Status.SELECTED)[0]
    common = {**place("HT-STC", "HT-S-TTPVHCC"), "employee": somebody, "ordered_at": timezone.now()}
    rows = []
    for row in absences(number, "DU"):
        span = {"first_half": row.first_half, "past_half": row.past_half}
        rows.append(Substitution.objects.create(pilot=row.pilot, absentee=row.employee, **common, **span))
    return [row.pk for row in rows]


@attempt("substitution")
def take_order_back(pk: int, number: int) -> None:
    presence.take_back_stand_in(Substitution.objects.get(pk=pk), act("buudien"))


# --- postal employees -------------------------------------------------------------------------------------


@race("employee")
def present_employees(number: int) -> list[int]:
    return [e.pk for e in staff(number, "DE", PostalEmployee.Status.SELECTED)]


@attempt("employee")
def leave(pk: int, number: int) -> None:
    employees.end_employee(PostalEmployee.objects.get(pk=pk), act("buudien"), day=DEMO_START)


# --- assignment decision ----------------------------------------------------------------------------------


@race("assignment_decision")
def drafted_decisions(number: int) -> list[int]:
    """Drafts with one line each, for a reported employee of its own."""
    chosen, by = staff(number, "DA", PostalEmployee.Status.REPORTED), act("buudien")
    decisions = AssignmentDecision.objects.bulk_create(
        AssignmentDecision(
            pilot_id=e.pilot_id,
            post_office_id=e.post_office_id,
            subject="Đua",
            drafted_at=by.at,
            drafted_by=by.user.person,
        )
        for e in chosen
    )
    where = place("HT-STC", "HT-S-TTPVHCC") | {"field": field(), "role": AssignmentRole.PRIMARY}
    AssignmentDecisionLine.objects.bulk_create(
        AssignmentDecisionLine(pilot_id=d.pilot_id, decision=d, employee=e, valid_from=FIRST, **where)
        for d, e in zip(decisions, chosen, strict=True)
    )
    return [d.pk for d in decisions]


@attempt("assignment_decision")
def approve_or_cancel(pk: int, number: int) -> None:
    """Even racers approve, odd ones give the draft up."""
    verb = assignment.cancel_assignment_decision if number % 2 else assignment.approve_assignment_decision
    verb(AssignmentDecision.objects.get(pk=pk), act("gd.buudien"))


# --- recognition ------------------------------------------------------------------------------------------


@race("recognition")
def waiting_recognitions(number: int) -> list[int]:
    """Signed once, assessed by two, waiting for the second signature."""
    chosen, by = staff(number, "DR", PostalEmployee.Status.LEARNING), act("truongban")
    where = place("HT-STC", "HT-S-TTPVHCC")
    days = {"valid_from": DEMO_START, "illustrative": True}
    rows = Assignment.objects.bulk_create(
        Assignment(pilot_id=e.pilot_id, employee=e, field=field(), role=AssignmentRole.PRIMARY, **where, **days)
        for e in chosen
    )
    assessors = ((As.AGENCY_HEAD, person("gd.taichinh")), (As.CENTRE_DIRECTOR, person("gd.trungtam")))
    CompetencyAssessment.objects.bulk_create(
        CompetencyAssessment(
            pilot_id=row.pilot_id,
            employee_id=row.employee_id,
            field_id=row.field_id,
            assessor=assessor,
            assessed_as=assessed_as,
            result=Result.PROFICIENT,
            day=DEMO_START,
            **where,
        )
        for row in rows
        for assessed_as, assessor in assessors
    )
    decisions = RecognitionDecision.objects.bulk_create(
        RecognitionDecision(
            pilot_id=row.pilot_id,
            status=RecognitionDecision.Status.WAITING,
            document_number="99/QĐ-BCĐ",
            recognised_at=by.at,
            recognised_by=by.user.person,
            **where,
            **days,
        )
        for row in rows
    )
    for decision, row in zip(decisions, rows, strict=True):
        decision.assignments.add(row)
    return [d.pk for d in decisions]


@attempt("recognition")
def cosign_or_decline(pk: int, number: int) -> None:
    verb = recognition.decline_recognition if number % 2 else recognition.cosign_recognition
    verb(RecognitionDecision.objects.get(pk=pk), act("thuky"))


# --- recorded from paper ----------------------------------------------------------------------------------


@race("paper_record")
def entered_records(number: int) -> list[int]:
    """Assignments at a commune, entered by the post office."""
    chosen, by = staff(number, "DP", PostalEmployee.Status.REPORTED), act("buudien")
    site = Site.objects.get(code="HT-S-CAMTHANH")
    paper_of = on_paper(by.user.person, DEMO_START, "02/QĐ-BĐHT")
    records = PaperRecord.objects.bulk_create(
        PaperRecord(
            pilot_id=e.pilot_id,
            post_office_id=e.post_office_id,
            kind=PaperRecord.Kind.ASSIGNMENT,
            **paper_of,
            agency=site.agency,
            site=site,
            employee=e,
            role=AssignmentRole.COMMUNE_SUPPORT,
            valid_from=DEMO_START,
            entered_at=by.at,
            entered_on=by.on,
        )
        for e in chosen
    )
    one = field()
    for record in records:
        record.fields.add(one)
    return [r.pk for r in records]


@attempt("paper_record")
def check_or_reject(pk: int, number: int) -> None:
    verb = paper.reject_paper_record if number % 2 else paper.check_paper_record
    verb(PaperRecord.objects.get(pk=pk), act("thuky"))
