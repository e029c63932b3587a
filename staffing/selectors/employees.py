"""Postal employees, and the rows about one of them on a day."""

import datetime as dt
from collections.abc import Iterator
from itertools import count

from django.db.models import Count, QuerySet

from pilot.programme.models import Agency, User
from staffing.models import (
    Assignment,
    PaperRecord,
    PostalEmployee,
    Recognition,
    SelectionCheck,
    TeamReport,
)
from staffing.selectors.parameters import criteria
from staffing.selectors.standing import Standing, standings, visible

S = PostalEmployee.Status


def employees(user: User, on: dt.date) -> QuerySet[PostalEmployee]:
    """Employees the user may see, by given name in Vietnamese order."""
    return PostalEmployee.objects.visible_to(user, on).select_related("person", "post_office")


def post_offices(user: User, on: dt.date) -> QuerySet[Agency]:
    """Post offices the user may see; what he may do there is asked per row."""
    return Agency.objects.visible_to(user, on).filter(kind=Agency.Kind.POST_OFFICE)


def next_codes(office: Agency) -> Iterator[str]:
    """The codes that the system gives where the post office has none yet: HT-BDT-0001, … One query."""
    codes = PostalEmployee.objects.filter(post_office=office).values_list("staff_code", flat=True)
    ours = [code.removeprefix(f"{office.code}-") for code in codes if code.startswith(f"{office.code}-")]
    last = max((int(number) for number in ours if number.isdecimal()), default=0)
    return (f"{office.code}-{number:04}" for number in count(last + 1))


def standings_of(employee: PostalEmployee, user: User, on: dt.date, day: dt.date) -> list[Standing]:
    """The employee's fields on `day`, as far as the user may see them on `on`."""
    return standings(visible(user, on, day).filter(employee=employee), day)


def reports_of(employee: PostalEmployee, day: dt.date) -> QuerySet[TeamReport]:
    """Reports to the committee with this employee, made by `day`, the first one first."""
    return employee.team_reports.filter(reported_on__lte=day).select_related("reported_by").order_by("reported_on")


def with_status_of(
    employee: PostalEmployee, found: list[Standing], reports: list[TeamReport], day: dt.date
) -> PostalEmployee:
    """The employee with the status that the dated rows of `day` show; for reading, never to be saved."""
    begun = [row.valid_from for row in employee.employments.all() if row.period.contains(day)]
    reports = [report for report in reports if not begun or begun[0] is None or report.reported_on >= begun[0]]
    if not begun:
        employee.status = S.ENDED
    elif any(s.recognition for s in found):
        employee.status = S.IN_CHARGE
    elif any(s.learning for s in found):
        employee.status = S.LEARNING
    else:
        employee.status = S.REPORTED if reports else S.SELECTED
    return employee


def past_assignments(employee: PostalEmployee, user: User, on: dt.date, day: dt.date) -> QuerySet[Assignment]:
    """Assignments that on `day` were over, not begun or given up before they began."""
    running = employee.assignments.as_at(day).filter(Assignment.COUNTED)
    rows = employee.assignments.visible_to(user, on).exclude(pk__in=running.values("pk"))
    return rows.select_related("agency", "site", "field", "paper").order_by("-valid_from")


def recognitions_of(employee: PostalEmployee, user: User, on: dt.date, day: dt.date) -> QuerySet[Recognition]:
    """Recognitions begun by `day`; today also those dated ahead."""
    related = (
        "agency",
        "site",
        "field",
        "by_agency_head",
        "by_centre_director",
        "recognised_by",
        "cosigned_by",
        "revoked_by",
    )
    begun = {} if day == on else {"valid_from__lte": day}
    return (
        employee.recognitions.visible_to(user, on)
        .filter(**begun)
        .select_related(*related, "decision", "paper__paper_entered_by", "paper__paper_checked_by")
    )


def papers_of(employee: PostalEmployee, user: User, on: dt.date) -> QuerySet[PaperRecord]:
    """Records from paper about the employee that still wait for their check."""
    return employee.paper_records.visible_to(user, on).filter(status=PaperRecord.Status.ENTERED)


def checklist(employee: PostalEmployee, on: dt.date) -> list[tuple[str, SelectionCheck | None]]:
    """Each criterion of R05 with its evidence, or None while it is not ticked; criteria no longer listed stay shown."""
    ticked = {c.criterion: c for c in employee.selection_checks.select_related("checked_by")}
    names = list(dict.fromkeys([*criteria(employee.pilot_id, on), *ticked]))
    return [(name, ticked.get(name)) for name in names]


def criteria_lacking(people: QuerySet[PostalEmployee], pilot_id: int, on: dt.date) -> list[str]:
    """The criteria of R05 of which at least one of these employees has no evidence yet. Three queries."""
    names, count = criteria(pilot_id, on), people.count()
    checks = SelectionCheck.objects.filter(employee__in=people.order_by(), criterion__in=names).order_by()
    ticked = dict(checks.values_list("criterion").annotate(people=Count("employee")))
    return [name for name in names if ticked.get(name, 0) < count]


def team_reports(user: User, on: dt.date) -> QuerySet[TeamReport]:
    return (
        TeamReport.objects.visible_to(user, on)
        .select_related("post_office", "reported_by")
        .prefetch_related("employees__person")
    )
