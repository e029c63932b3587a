"""What a last day would touch: the fields that lose somebody, the assignments and the account that end."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from pilot.platform.periods import add_days
from pilot.programme.models import CounterPost, Site
from staffing.models import Assignment, PostalEmployee, Recognition, SystemAccount, WithdrawalRequest
from staffing.selectors.counter_days import Stand, stands

# of an employee, the last day, and the site where alone it is one (None: everywhere): lines in words
Told = Callable[[PostalEmployee, dt.date, Site | None], list[str]]
TOLD: dict[str, Told] = {}


def register(name: str, told: Told) -> None:
    """A higher app says what else a leaving touches (billing: months)."""
    TOLD[name] = told


@dataclass(frozen=True)
class Lost:
    """A field in which the employee may stand at a counter, without him: at which posts, and who else may."""

    assignment: Assignment
    posts: list[CounterPost]
    others: list[Assignment]


def lasting(employee: PostalEmployee, last_day: dt.date) -> list[Assignment]:
    """Assignments that hold after the last day. One query."""
    later = Q(valid_to=None) | Q(valid_to__gt=add_days(last_day, 1))
    rows = employee.assignments.filter(Assignment.COUNTED, later)
    return list(rows.select_related("agency", "site", "field").order_by("valid_from", "site", "field"))


def resting_on(recognition: Recognition, last_day: dt.date) -> list[Assignment]:
    """Assignments that last longer and in which the employee stands by this recognition. One query."""
    same = {"agency": recognition.agency_id, "site": recognition.site_id, "field": recognition.field_id}
    later = Q(valid_to=None) | Q(valid_to__gt=add_days(last_day, 1))
    rows = recognition.employee.assignments.filter(Assignment.COUNTED, later, **same)
    return list(rows.select_related("agency", "site", "field"))


def requests_at(lost: list[Lost]) -> list[WithdrawalRequest]:
    """Open and decided withdrawals of the posts that lose somebody. One query, none without posts."""
    posts = {post.pk for one in lost for post in one.posts}
    if not posts:
        return []
    alive = Q(status__in=WithdrawalRequest.OPEN) | Q(status__in=WithdrawalRequest.DECIDED)
    return list(WithdrawalRequest.objects.filter(alive, post__in=posts).select_related("post__site").order_by("pk"))


def lost(rows: list[Assignment], last_day: dt.date) -> list[Lost]:
    """Of these assignments of one employee those with which he could stand at a counter the day after. Four queries."""
    agencies, sites = {row.agency_id for row in rows}, {row.site_id for row in rows}
    without = add_days(last_day, 1)
    found = stands(agencies, sites, [without])
    posts = list(CounterPost.objects.filter(agency__in=agencies, site__in=sites).prefetch_related("received__field"))
    able = {stand.assignment.pk for stand in found}
    return [Lost(row, _posts(row, posts, without), _others(row, found)) for row in rows if row.pk in able]


def _posts(row: Assignment, posts: list[CounterPost], day: dt.date) -> list[CounterPost]:
    here = (post for post in posts if (post.agency_id, post.site_id) == (row.agency_id, row.site_id))
    return [post for post in here if row.field_id in {field.pk for field in post.fields_on(day)}]


def _others(row: Assignment, found: list[Stand]) -> list[Assignment]:
    rows = (stand.assignment for stand in found if stand.assignment.employee_id != row.employee_id)
    place = row.agency_id, row.site_id, row.field_id
    return [other for other in rows if (other.agency_id, other.site_id, other.field_id) == place]


def account(employee: PostalEmployee) -> SystemAccount | None:
    """The e-one-stop account that is asked for or in use."""
    return SystemAccount.objects.filter(employee=employee, ended_on=None).first()


def first_day_back(employee: PostalEmployee, on: dt.date) -> dt.date:
    """The day that is proposed for coming back: today, or the day after the last one, if that is later."""
    ends = employee.employments.values_list("valid_to", flat=True)  # the day after the last one
    return max([on, *filter(None, ends)])
