"""The same person under two codes: who may be, and what one record holds."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilot.platform.vietnamese import is_mobile
from staffing.models import Absence, Assignment, AssignmentDecision, PaperRecord, PostalEmployee, Substitution

DRAFT, ENTERED = AssignmentDecision.Status.DRAFT, PaperRecord.Status.ENTERED


def alike(employee: PostalEmployee) -> QuerySet[PostalEmployee]:
    """Others of the post office with the same name, marks aside, and date of birth, or the same mobile number."""
    person = employee.person
    same = Q(pk__in=[])
    if person.birth_date:
        same |= Q(person__search_key=person.search_key, person__birth_date=person.birth_date)
    if is_mobile(person.phone):
        same |= Q(person__phone=person.phone)
    others = PostalEmployee.objects.filter(same, post_office=employee.post_office_id, merged_into=None)
    return others.exclude(pk=employee.pk).select_related("person").order_by("staff_code")


@dataclass(frozen=True)
class Holdings:
    """How much of each kind stands under one code; the first six move."""

    lines: int
    papers: int
    criteria: int
    absences: int
    orders: int
    account: bool
    assignments: int
    recognitions: int


def holdings(employee: PostalEmployee) -> Holdings:
    """Eight queries."""
    orders = Substitution.objects.filter(Substitution.COUNTED)
    return Holdings(
        employee.decision_lines.filter(decision__status=DRAFT).count(),
        employee.paper_records.filter(status=ENTERED).count(),
        employee.selection_checks.count(),
        employee.absences.filter(Absence.COUNTED).count(),
        orders.filter(Q(employee=employee) | Q(absentee=employee)).count(),
        hasattr(employee, "system_account"),
        employee.assignments.filter(Assignment.COUNTED).count(),
        employee.recognitions.count(),
    )


def absences_between(pair: set[int]) -> QuerySet[Absence]:
    """Absences of one of the two that share a half-day with one of the other; each pair once."""
    rows = Absence.objects.filter(Absence.COUNTED, employee__in=pair)
    other = rows.filter(first_half__lt=OuterRef("past_half"), past_half__gt=OuterRef("first_half"))
    return rows.filter(Exists(other.filter(employee__gt=OuterRef("employee")))).select_related("employee__person")


def orders_between(pair: set[int]) -> QuerySet[Substitution]:
    """Orders by which one of the two stands in for the other, or both at two sites on one half-day."""
    rows = Substitution.objects.filter(Substitution.COUNTED, employee__in=pair)
    other = rows.filter(first_half__lt=OuterRef("past_half"), past_half__gt=OuterRef("first_half"))
    elsewhere = Exists(other.filter(employee__gt=OuterRef("employee")).exclude(site=OuterRef("site")))
    return rows.filter(elsewhere | Q(absentee__in=pair)).select_related("employee__person", "absentee__person")
