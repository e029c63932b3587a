"""Signed-off person-days: who was assigned and validly recognised for a field of a counter post, on which days.

Read from staffing, never stored: the one source behind the prefill, every refusal `unsigned_person_day` and the
explanation of an amount. Two queries for any number of posts and days.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q, QuerySet

from pilot.platform.kernel.types import Row
from pilot.programme.models import CounterPost
from staffing.models import Assignment, AssignmentRole, PostalEmployee, Recognition
from staffing.selectors.assessed import key_of


@dataclass
class PersonDays:
    """(post, employee) → day → fields in which the employee stood there signed off.

    `primary` where in charge.
    """

    fields: dict[tuple[int, int], dict[dt.date, set[int]]] = field(default_factory=lambda: defaultdict(dict))
    primary: set[tuple[int, int, dt.date]] = field(default_factory=set)
    employees: dict[int, PostalEmployee] = field(default_factory=dict)

    @cached_property
    def by_post(self) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for key in self.fields:
            found[key[0]].append(key)
        return found

    def at(self, posts: Iterable[int]) -> "PersonDays":
        """What is said of these posts, and nobody else: read once for many sheets, it is the same for each of them."""
        fields = {key: self.fields[key] for post in posts for key in self.by_post.get(post, ())}
        primary = {(*key, day) for key, days in fields.items() for day in days if (*key, day) in self.primary}
        return PersonDays(fields, primary, {employee: self.employees[employee] for _post, employee in fields})

    def holds(self, post_id: int, employee_id: int, day: dt.date) -> bool:
        """Whether the employee may be paid for that post on that day."""
        return day in self.fields.get((post_id, employee_id), {})

    def of_post(self, post_id: int) -> list[PostalEmployee]:
        """Everybody with a signed-off day at the post, by staff code."""
        found = [self.employees[employee] for post, employee in self.fields if post == post_id]
        return sorted(found, key=lambda employee: employee.staff_code)

    def in_charge(self, post_id: int, day: dt.date) -> list[int]:
        """Employees in charge of the post on the day, who covers most fields first, then by staff code."""
        held = [e.pk for e in self.of_post(post_id) if (post_id, e.pk, day) in self.primary]
        return sorted(held, key=lambda pk: -len(self.fields[post_id, pk][day]))


def person_days(posts: Iterable[CounterPost], days: Iterable[dt.date]) -> PersonDays:
    """Signed-off person-days at the posts on the given days; posts come with `fields` prefetched."""
    posts, days = list(posts), sorted(days)
    found = PersonDays()
    if not posts or not days:
        return found
    recognitions = _valid_on(Recognition.objects.filter(Recognition.COUNTED), posts, days)
    assigned = _valid_on(Assignment.objects.filter(Assignment.COUNTED), posts, days).select_related("employee__person")
    recognised = defaultdict(list)
    for recognition in recognitions:
        recognised[key_of(recognition)].append(recognition.period)
    by_place = defaultdict(list)
    for post in posts:
        by_place[post.agency_id, post.site_id].append((post.pk, {f.pk for f in post.fields.all()}))
    for row in assigned:
        signed_off = recognised[key_of(row)]
        held = [d for d in days if row.period.contains(d) and any(p.contains(d) for p in signed_off)]
        for post_id, fields in by_place[row.agency_id, row.site_id]:
            if held and row.field_id in fields:
                _add(found, post_id, row, held)
    return found


def _valid_on(rows: QuerySet[Row], posts: list[CounterPost], days: list[dt.date]) -> QuerySet[Row]:
    """Rows at the places of the posts that are valid on any of the days."""
    return rows.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=days[0]), valid_from__lte=days[-1],
        agency__in={p.agency_id for p in posts}, site__in={p.site_id for p in posts},
    )  # fmt: skip


def _add(found: PersonDays, post_id: int, row: Assignment, held: list[dt.date]) -> None:
    found.employees[row.employee_id] = row.employee
    for day in held:
        found.fields[post_id, row.employee_id].setdefault(day, set()).add(row.field_id)
        if row.role == AssignmentRole.PRIMARY:
            found.primary.add((post_id, row.employee_id, day))
