"""Signed-off person-days: who might stand at a counter post, for which field, on which days; who is away, stands in.

Read from staffing, never stored: what `staffing.selectors.presence` says, per counter post. It is behind the prefill
and every refusal `unsigned_person_day` and `away_that_day`. At most seven queries for any number of posts and days.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pilot.platform.half_days import IN_A_DAY, halves_of
from pilot.programme.models import CounterPost
from staffing.models import Assignment, AssignmentRole, PostalEmployee
from staffing.selectors.presence import Place, Presence, presence


@dataclass(frozen=True)
class Away:
    """Half-days of a day on which an employee is away, and the kind of leave."""

    half_days: int
    leave: str


@dataclass
class StoodIn:
    """Half-days of a day on which an employee stands in at a post, and for whom."""

    employee: PostalEmployee
    absentee: PostalEmployee
    half_days: int = 0


@dataclass
class PersonDays:
    """(post, employee) → day → fields in which the employee stood there signed off.

    `primary` where in charge.
    """

    fields: dict[tuple[int, int], dict[dt.date, set[int]]] = field(default_factory=lambda: defaultdict(dict))
    primary: set[tuple[int, int, dt.date]] = field(default_factory=set)
    employees: dict[int, PostalEmployee] = field(default_factory=dict)
    away: dict[tuple[int, dt.date], Away] = field(default_factory=dict)  # by employee and day
    stood_in: dict[tuple[int, dt.date], list[StoodIn]] = field(default_factory=dict)  # by post and day

    @cached_property
    def by_post(self) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for key in self.fields:
            found[key[0]].append(key)
        return found

    def at(self, posts: Collection[int]) -> "PersonDays":
        """What is said of these posts, and nobody else: read once for many sheets, it is the same for each of them."""
        fields = {key: self.fields[key] for post in posts for key in self.by_post.get(post, ())}
        primary = {(*key, day) for key, days in fields.items() for day in days if (*key, day) in self.primary}
        employees = {employee: self.employees[employee] for _post, employee in fields}
        stood_in = {key: found for key, found in self.stood_in.items() if key[0] in posts}
        return PersonDays(fields, primary, employees, self.away, stood_in)

    def holds(self, post_id: int, employee_id: int, day: dt.date) -> bool:
        """Whether the employee may be paid for that post on that day."""
        return day in self.fields.get((post_id, employee_id), {})

    def present(self, employee_id: int, day: dt.date) -> int:
        """The half-days of a working day on which the employee is not away: 0 to 2."""
        away = self.away.get((employee_id, day))
        return IN_A_DAY - away.half_days if away else IN_A_DAY

    def of_post(self, post_id: int) -> list[PostalEmployee]:
        """Everybody with a signed-off day at the post, by staff code."""
        found = [self.employees[employee] for post, employee in self.fields if post == post_id]
        return sorted(found, key=lambda employee: employee.staff_code)

    def in_charge(self, post_id: int, day: dt.date) -> list[int]:
        """Employees in charge of the post on the day, who covers most fields first, then by staff code."""
        held = [e.pk for e in self.of_post(post_id) if (post_id, e.pk, day) in self.primary]
        return sorted(held, key=lambda pk: -len(self.fields[post_id, pk][day]))


def person_days(posts: Iterable[CounterPost], days: Iterable[dt.date]) -> PersonDays:
    """Signed-off person-days at the posts on the given days; posts come with their site, and `received` prefetched."""
    posts, days = list(posts), sorted(days)
    found = PersonDays()
    if not posts or not days:
        return found
    by_place = defaultdict(list)
    for post in posts:
        by_place[post.agency_id, post.site_id].append((post.pk, list(post.received.all())))
    here = presence({post.site for post in posts}, days)
    for stand in here.stands:
        row = stand.assignment
        for post_id, received in by_place[row.agency_id, row.site_id]:
            periods = [one.period for one in received if one.field_id == row.field_id]
            if held := [day for day in stand.days if any(period.contains(day) for period in periods)]:
                _add(found, post_id, row, held)
    found.away = _away(here)
    for post in posts:
        _add_stand_ins(found, here, post)
    return found


def _away(here: Presence) -> dict[tuple[int, dt.date], Away]:
    found = {}
    for employee in here.absences:
        for day in here.days:
            rows = [row for half in halves_of(day) if (row := here.absence(employee, half))]
            if rows:
                found[employee, day] = Away(len(rows), rows[0].leave)
    return found


def _add_stand_ins(found: PersonDays, here: Presence, post: CounterPost) -> None:
    """Who stands in for a field of the post, by day; nobody where nobody was ordered."""
    for day in here.days if here.substitutions else ():
        fields = [one.field_id for one in post.received.all() if one.period.contains(day)]
        rows: dict[int, StoodIn] = {}
        for half in halves_of(day):
            ordered = (row for one in fields for row in here.stand_ins(Place(post.site_id, post.agency_id, one), half))
            for row in {row.employee_id: row for row in ordered}.values():
                rows.setdefault(row.employee_id, StoodIn(row.employee, row.absentee)).half_days += 1
        if rows:
            found.stood_in[post.pk, day] = list(rows.values())


def _add(found: PersonDays, post_id: int, row: Assignment, held: Iterable[dt.date]) -> None:
    found.employees[row.employee_id] = row.employee
    for day in held:
        found.fields[post_id, row.employee_id].setdefault(day, set()).add(row.field_id)
        if row.role == AssignmentRole.PRIMARY:
            found.primary.add((post_id, row.employee_id, day))
