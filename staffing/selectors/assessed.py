"""What the assessments say: for each assignment the latest finding in each of the two capacities."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q

from staffing.models import Assignment, CompetencyAssessment, Recognition

As, Result = CompetencyAssessment.As, CompetencyAssessment.Result
Key = tuple[int, int, int, int]  # employee, agency, site, field


def key_of(row: object) -> Key:
    """What an assessment, an assignment or a recognition is about."""
    return row.employee_id, row.agency_id, row.site_id, row.field_id  # type: ignore[attr-defined]


def latest_assessments(
    rows: Sequence[Assignment], until: dt.date = dt.date.max
) -> dict[Key, dict[str, CompetencyAssessment]]:
    """Key → capacity → the newest assessment that counts, made on `until` at the latest. One query."""
    wanted = Q(employee__in={a.employee_id for a in rows}, site__in={a.site_id for a in rows}, day__lte=until)
    made = CompetencyAssessment.objects.filter(wanted, ~revoked_since(until)).select_related("assessor")
    made = made.order_by("day", "id")
    found: dict[Key, dict[str, CompetencyAssessment]] = {}
    for assessment in made:
        found.setdefault(key_of(assessment), {})[assessment.assessed_as] = assessment
    return found


def revoked_since(until: dt.date) -> Exists:
    """Of an assessment: whether what rests on it was revoked by `until`, on its own day or later."""
    same = {name: OuterRef(name) for name in ("employee", "agency", "site", "field")}
    return Exists(Recognition.objects.filter(revoked_on__gte=OuterRef("day"), revoked_on__lte=until, **same))


def both_proficient(found: dict[str, CompetencyAssessment]) -> tuple[CompetencyAssessment, CompetencyAssessment] | None:
    """The two assessments if both say proficient and come from two people, otherwise None."""
    head, director = found.get(As.AGENCY_HEAD), found.get(As.CENTRE_DIRECTOR)
    if head is None or director is None or head.assessor_id == director.assessor_id:
        return None
    return (head, director) if {head.result, director.result} == {Result.PROFICIENT} else None


def assessors(
    rows: Iterable[Assignment],
) -> dict[int, tuple[CompetencyAssessment, CompetencyAssessment] | None]:
    """Assignment id → head's and director's assessment, or None while not both find the employee proficient."""
    rows = list(rows)
    found = latest_assessments(rows)
    return {a.pk: both_proficient(found.get(key_of(a), {})) for a in rows}
