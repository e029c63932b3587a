"""What the timelines of employees, posts, sites, agencies tell of the people's half (pilot/platform/cases)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Model, Q

from pilot.platform.cases.timeline import Related, events_of
from pilot.platform.exchange.models import ImportBatch
from pilot.programme.models import Agency, CounterPost, Site, User
from staffing.models import (
    Absence,
    Assignment,
    AssignmentDecision,
    CivilServant,
    Incumbency,
    PaperRecord,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
    Substitution,
    SystemAccount,
    TeamReport,
    WithdrawalRequest,
)

PAGES = {
    TeamReport: "team-report",
    ImportBatch: "import",
}
LOG_PAGES: dict[type[Model], tuple[str, str]] = {
    PostalEmployee: ("employee", "pk"),
    Assignment: ("employee", "employee"),
    Recognition: ("employee", "employee"),
    SystemAccount: ("employee", "employee"),
}


def of_employee(employee: PostalEmployee, user: User, on: dt.date) -> Iterator[Q]:
    """The list that brought the employee in, report, decisions, recognition, account, absences, standing in."""
    yield events_of(ImportBatch.objects.visible_to(user, on).filter(kind="employees", rows__object_id=employee.pk))
    yield events_of(TeamReport.objects.visible_to(user, on).filter(employees=employee))
    yield events_of(AssignmentDecision.objects.visible_to(user, on).filter(lines__employee=employee))
    yield events_of(RecognitionDecision.objects.visible_to(user, on).filter(assignments__employee=employee))
    for model in (Assignment, Recognition, PaperRecord, SystemAccount, Absence):
        yield events_of(model.objects.visible_to(user, on).filter(employee=employee))
    yield events_of(Substitution.objects.visible_to(user, on).filter(Q(employee=employee) | Q(absentee=employee)))


def of_post(post: CounterPost, user: User, on: dt.date) -> Iterator[Q]:
    """The list that brought it in, who holds it, requests for a withdrawal, who stood in for its fields."""
    yield events_of(ImportBatch.objects.visible_to(user, on).filter(kind="posts", rows__object_id=post.pk))
    yield events_of(Incumbency.objects.visible_to(user, on).filter(post=post))
    yield events_of(WithdrawalRequest.objects.visible_to(user, on).filter(post=post))
    there = {"site": post.site_id, "agency": post.agency_id, "fields__in": post.received.values("field")}
    yield events_of(Substitution.objects.visible_to(user, on).filter(**there))


def of_civil_servant(row: CivilServant, user: User, on: dt.date) -> Iterator[Q]:
    """The list that brought him in, and the posts he held."""
    yield events_of(ImportBatch.objects.visible_to(user, on).filter(kind="civil-servants", rows__object_id=row.pk))
    yield events_of(Incumbency.objects.visible_to(user, on).filter(civil_servant=row))


def of_site(site: Site, user: User, on: dt.date) -> Iterator[Q]:
    """Withdrawals, recognitions and records from paper there."""
    yield events_of(WithdrawalRequest.objects.visible_to(user, on).filter(post__site=site))
    for model in (RecognitionDecision, PaperRecord):
        yield events_of(model.objects.visible_to(user, on).filter(site=site))


def of_agency(agency: Agency, user: User, on: dt.date) -> Iterator[Q]:
    """Withdrawals and recognitions of its people."""
    yield events_of(WithdrawalRequest.objects.visible_to(user, on).filter(post__agency=agency))
    yield events_of(RecognitionDecision.objects.visible_to(user, on).filter(agency=agency))


STORIES: dict[type[Model], Related] = {
    CivilServant: of_civil_servant,
    PostalEmployee: of_employee,
    CounterPost: of_post,
    Site: of_site,
    Agency: of_agency,
}
