"""Signed-off person-days: who might stand at a counter post, for which field, on which days.

Read from staffing, never stored: what `staffing.selectors.counter_days` says, per counter post. It is behind the
prefill and every refusal `unsigned_person_day`. Two queries for any number of posts and days.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pilot.programme.models import CounterPost
from staffing.models import Assignment, AssignmentRole, PostalEmployee
from staffing.selectors.counter_days import stands


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
    """Signed-off person-days at the posts on the given days; posts come with `received` prefetched."""
    posts, days = list(posts), sorted(days)
    found = PersonDays()
    if not posts or not days:
        return found
    by_place = defaultdict(list)
    for post in posts:
        by_place[post.agency_id, post.site_id].append((post.pk, list(post.received.all())))
    for stand in stands({p.agency_id for p in posts}, {p.site_id for p in posts}, days):
        row = stand.assignment
        for post_id, received in by_place[row.agency_id, row.site_id]:
            periods = [one.period for one in received if one.field_id == row.field_id]
            if held := [day for day in stand.days if any(period.contains(day) for period in periods)]:
                _add(found, post_id, row, held)
    return found


def _add(found: PersonDays, post_id: int, row: Assignment, held: Iterable[dt.date]) -> None:
    found.employees[row.employee_id] = row.employee
    for day in held:
        found.fields[post_id, row.employee_id].setdefault(day, set()).add(row.field_id)
        if row.role == AssignmentRole.PRIMARY:
            found.primary.add((post_id, row.employee_id, day))
