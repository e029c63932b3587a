"""The week at sites: whose week a reader watches, and which days, places and people of it he sees."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import Role
from pilot.platform.access.scope import acting_filter
from pilot.platform.half_days import day_of
from pilot.platform.periods import add_days
from pilot.programme.models import Agency, ServiceField, Site, User
from staffing.models import Absence, Assignment, PostalEmployee
from staffing.selectors.presence import Place, Presence, presence


@dataclass
class Week:
    """Presence at some sites from a Monday to its Sunday, and what the reader sees of it."""

    monday: dt.date
    sites: dict[int, Site]
    found: Presence
    places: list[Place]
    seen: set[int]  # employees whom the reader sees by name,
    recordable: set[int]  # and those whose absence he records
    absences: set[int]  # whose page the reader sees
    agencies: dict[int, Agency]
    fields: dict[int, ServiceField]

    def uncovered(self, since: dt.date | None = None, until: dt.date | None = None) -> int:
        """How many half-days of fields are uncovered, on the days from `since` to `until`, both included."""
        shown, first, last = set(self.places), since or self.monday, until or self.found.days[-1]
        days = [day_of(half) for place, half in self.found.uncovered() if place in shown]
        return sum(first <= day <= last for day in days)


def monday_of(day: dt.date) -> dt.date:
    return add_days(day, -day.weekday())


def watched(user: User, on: dt.date) -> list[Site]:
    """The sites that a director leads, and those where personnel has people assigned on `on`. Two queries."""
    held = capacities(user, on)
    led = {c.anchor_id for c in held if c.role == Role.CENTRE_DIRECTOR}
    offices = {c.anchor_id for c in held if c.role == Role.POST_OFFICE_HR}
    assigned = Assignment.objects.as_at(on).filter(Assignment.COUNTED, employee__post_office__in=offices)
    return list(Site.objects.filter(Q(pk__in=led) | Q(pk__in=assigned.values("site"))).order_by("name"))


def seen_sites(user: User, on: dt.date) -> list[Site]:
    """The sites at which the user sees somebody assigned on `on`. One query."""
    assigned = Assignment.objects.visible_to(user, on).as_at(on).filter(Assignment.COUNTED)
    return list(Site.objects.visible_to(user, on).filter(pk__in=assigned.order_by().values("site")).order_by("name"))


def read_week(sites: Collection[Site], day: dt.date, user: User, on: dt.date) -> Week:
    """The week of the day at the sites, as far as the user sees its people on `on`. At most fifteen queries."""
    monday = monday_of(day)
    found = presence(sites, [add_days(monday, n) for n in range(7)])
    mine = Assignment.objects.visible_to(user, on).filter(site__in=found.pilots).order_by()
    visible = set(mine.values_list("site", "agency", "field").distinct())
    places = [place for place in found.places if place in visible]
    people = {s.assignment.employee_id for s in found.stands} | {row.employee_id for row in found.substitutions}
    rows = PostalEmployee.objects.visible_to(user, on).filter(pk__in=people)
    own = PostalEmployee.objects.filter(acting_filter(PostalEmployee, "record_absence", capacities(user, on)))
    return Week(
        monday, {site.pk: site for site in sites}, found, places,
        set(rows.order_by().values_list("pk", flat=True)),
        set(own.filter(pk__in=people).order_by().values_list("pk", flat=True)),
        set(Absence.objects.visible_to(user, on).filter(employee__in=people).order_by().values_list("pk", flat=True)),
        Agency.objects.in_bulk({place.agency for place in places}),
        ServiceField.objects.in_bulk({place.field for place in places}),
    )  # fmt: skip
