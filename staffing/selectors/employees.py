"""What the pages of postal employees show."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.cases.panels import Panel
from pilot.platform.ui.shapes import Step
from pilot.programme.models import Agency, CounterPost, User
from staffing.models import (
    Assignment,
    Incumbency,
    PaperRecord,
    PostalEmployee,
    Recognition,
    SelectionCheck,
    TeamReport,
    WithdrawalRequest,
)
from staffing.readiness import present, shown
from staffing.selectors.parameters import criteria
from staffing.selectors.standing import Standing, standings, visible

S = PostalEmployee.Status
STATES: dict[str, str] = {
    S.SELECTED: "idle",
    S.REPORTED: "wait",
    S.LEARNING: "wait",
    S.IN_CHARGE: "pass",
    S.ENDED: "idle",
}


def employees(user: User, on: dt.date) -> QuerySet[PostalEmployee]:
    """Employees the user may see, by given name in Vietnamese order."""
    return PostalEmployee.objects.visible_to(user, on).select_related("person", "post_office")


def post_offices(user: User, on: dt.date) -> QuerySet[Agency]:
    """Post offices the user may see; what he may do there is asked per row."""
    return Agency.objects.visible_to(user, on).filter(kind=Agency.Kind.POST_OFFICE)


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
    if employee.ended_on and employee.ended_on < day:
        employee.status = S.ENDED
    elif any(s.recognition for s in found):
        employee.status = S.IN_CHARGE
    elif any(s.learning for s in found):
        employee.status = S.LEARNING
    else:
        employee.status = S.REPORTED if reports else S.SELECTED
    return employee


def past_assignments(employee: PostalEmployee, user: User, on: dt.date, day: dt.date) -> QuerySet[Assignment]:
    """Assignments that on `day` were over or not begun."""
    rows = employee.assignments.visible_to(user, on).exclude(pk__in=employee.assignments.as_at(day).values("pk"))
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


def steps(employee: PostalEmployee, found: list[Standing], reports: list[TeamReport]) -> list[Step]:
    """Where the employee is on the way from selection to the counter; the first open step is the present one."""
    report = next(iter(reports), None)
    learning = first(s.learning.started_on for s in found if s.learning)
    recognised = first(s.recognition.valid_from for s in found if s.recognition)
    plan = [
        (_("Selected"), True, str(employee.post_office), None),
        (
            _("Reported to the committee"),
            employee.status != S.SELECTED,
            str(report.reported_by) if report else "",
            report.reported_on if report else None,
        ),
        (
            _("Assigned by decision"),
            bool(found),
            str(employee.post_office),
            first(s.assignment.valid_from for s in found),
        ),
        (
            _("Learning"),
            bool(learning or recognised),
            _("Head of agency or director of the centre"),
            learning,
        ),
        (
            _("Assessed by two people"),
            any(s.assessed or s.recognition for s in found),
            _("Head of agency and director of the centre"),
            None,
        ),
        (_("Recognised"), recognised is not None, _("Steering committee"), recognised),
        (_("In charge"), employee.status == S.IN_CHARGE, "", None),
    ]
    current = next((i for i, line in enumerate(plan) if not line[1]), len(plan))
    return [
        Step(label, "done" if done else "current" if i == current else "todo", who, at=at if done else None)
        for i, (label, done, who, at) in enumerate(plan)
    ]


def first(days: Iterable[dt.date | None]) -> dt.date | None:
    """The earliest of the days that are known."""
    return min((day for day in days if day), default=None)


def team_reports(user: User, on: dt.date) -> QuerySet[TeamReport]:
    return (
        TeamReport.objects.visible_to(user, on)
        .select_related("post_office", "reported_by")
        .prefetch_related("employees__person")
    )


def post_panels(post: CounterPost, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a counter post: who holds it, whether it may be withdrawn, the open request."""
    incumbents = Incumbency.objects.visible_to(user, on).as_at(on).filter(post=post)
    held = capacities(user, on)
    context = {
        "post": post,
        "incumbents": list(incumbents.select_related("civil_servant__person")),
        "requests": list(WithdrawalRequest.objects.visible_to(user, on).filter(post=post)),
        "may_draft": capacity_for(held, "draft_withdrawal", post),
        "may_record": capacity_for(held, "record_withdrawal_from_paper", post),
        "conditions": shown(present(post, on, False), post),
    }
    return [
        Panel(
            title=_("Withdrawal of the civil servants of this post"),
            template="staffing/post_panel.html",
            context=context,
        )
    ]
