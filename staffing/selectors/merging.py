"""The same person under two codes: who may be, and what one record holds."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from pilot.platform.vietnamese import is_mobile
from staffing.models import Assignment, AssignmentDecision, PaperRecord, PostalEmployee

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
    """How much of each kind stands under one code; the first four are not settled and move."""

    lines: int
    papers: int
    criteria: int
    account: bool
    assignments: int
    recognitions: int


def holdings(employee: PostalEmployee) -> Holdings:
    """Six queries."""
    return Holdings(
        employee.decision_lines.filter(decision__status=DRAFT).count(),
        employee.paper_records.filter(status=ENTERED).count(),
        employee.selection_checks.count(),
        hasattr(employee, "system_account"),
        employee.assignments.filter(Assignment.COUNTED).count(),
        employee.recognitions.count(),
    )
