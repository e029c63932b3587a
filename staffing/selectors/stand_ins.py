"""Who can stand in where somebody is away, and what each still lacks; how often each stood in this year."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q, QuerySet

from pilot.platform.access.rows import ScopedQuerySet
from pilot.platform.half_days import Span, day_of, half_day, spans_of
from pilot.platform.periods import Period
from pilot.programme.models import Agency, ServiceField, Site, User
from staffing.models import Absence, Assignment, AssignmentRole, PostalEmployee, Recognition, Substitution
from staffing.selectors.counter_days import stands
from staffing.selectors.presence import Presence, absences_of, presence
from staffing.selectors.workdays import working_days

MOST_OFFERED = 12


class Busy(NamedTuple):
    """Why a half-day is not free: `at` the site where the employee stands then, None where he is away or has left."""

    half: int
    at: Site | None


@dataclass
class Candidate:
    """Somebody who may be asked for a gap."""

    employee: PostalEmployee
    here: list[ServiceField] = field(default_factory=list)  # recognised here for these, on every day of the gap
    elsewhere: dict[int, Recognition] = field(default_factory=dict)  # by field: recognised at another place alone
    role: str = ""  # at this site and agency
    free: list[int] = field(default_factory=list)  # half-days of the gap
    busy: list[Busy] = field(default_factory=list)
    stood: int = 0  # half-days in the year of the gap

    @property
    def rank(self) -> tuple[int, bool, int, int, str]:
        reserve = self.role == AssignmentRole.RESERVE
        return (-len(self.here), not reserve, -len(self.free), self.stood, self.employee.person.sort_key)


@dataclass
class Gap:
    """What is uncovered at one agency's counter while the employee is away, and who could stand in."""

    site: Site
    agency: Agency
    fields: list[ServiceField]
    halves: list[int]  # uncovered in one of the fields at least
    open_days: list[int]  # all half-days of the absence on which the counters are open
    candidates: list[Candidate] = field(default_factory=list)

    def spans(self, candidate: Candidate) -> list[Span]:
        """What can be ordered of the candidate with one click each."""
        return list(spans_of(candidate.free, self.open_days)) if candidate.here else []

    @property
    def days(self) -> list[dt.date]:
        return sorted({day_of(half) for half in self.halves})


def gaps(absence: Absence, user: User, on: dt.date) -> list[Gap]:
    """Where the absent one is missed, each with the candidates whom the user sees on `on`, the best ones first.

    At most twelve candidates for each agency; the number of queries grows with its agencies (three at most, R01).
    """
    sites = {site.pk: site for site in absence.sites.select_related("pilot")}
    found = presence(sites.values(), absence.span.days())
    missed = _missed(found, absence)
    agencies = Agency.objects.in_bulk({agency for _site, agency in missed})
    fields = ServiceField.objects.in_bulk({one for by_field in missed.values() for one in by_field})
    known = []
    for (site, agency), by_field in missed.items():
        open_days = [half for half in found.halves(site) if absence.span.has(half)]
        halves = sorted({half for halves in by_field.values() for half in halves})
        of = [fields[one] for one in by_field]
        gap = Gap(sites[site], agencies[agency], of, halves, open_days)
        gap.candidates = _candidates(gap, absence, user, on)
        known.append(gap)
    return known


def _missed(found: Presence, absence: Absence) -> dict[tuple[int, int], dict[int, list[int]]]:
    """(site, agency) → field → uncovered half-days at which this employee is missed."""
    missed: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, half, slot in found.slots():
        is_away = any(away.absence == absence for away in slot.away)
        if is_away and slot.uncovered:
            missed[place.site, place.agency][place.field].append(half)
    return missed


def _candidates(gap: Gap, absence: Absence, user: User, on: dt.date) -> list[Candidate]:
    """Recognised for one of the fields, here or elsewhere, or in reserve here. Nine queries."""
    wanted = Recognition.objects.filter(Recognition.COUNTED, field__in=gap.fields)
    reserve = Assignment.objects.as_at(gap.days[0]).filter(
        Assignment.COUNTED, site=gap.site, agency=gap.agency, role=AssignmentRole.RESERVE
    )
    known = Q(pk__in=wanted.values("employee")) | Q(pk__in=reserve.values("employee"))
    people = _present(PostalEmployee.objects.visible_to(user, on), gap.days).filter(known)
    rows = people.exclude(pk=absence.employee_id).select_related("person")
    found = {row.pk: Candidate(row) for row in rows}
    _add_recognitions(found, gap, wanted)
    _add_roles(found, gap)
    _add_days(found, gap)
    for pk, stood in stood_in(found, gap.days[0]).items():
        found[pk].stood = stood
    return sorted(found.values(), key=lambda candidate: candidate.rank)[:MOST_OFFERED]


def _present(rows: QuerySet[PostalEmployee], days: list[dt.date]) -> QuerySet[PostalEmployee]:
    """Those who are with the pilot from the first to the last of the days."""
    begun = Q(employments__valid_from=None) | Q(employments__valid_from__lte=days[0])
    lasts = Q(employments__valid_to=None) | Q(employments__valid_to__gt=days[-1])
    return rows.filter(begun & lasts).distinct()


def _add_recognitions(found: dict[int, Candidate], gap: Gap, wanted: QuerySet[Recognition]) -> None:
    here: dict[tuple[int, int], list[Period]] = defaultdict(list)
    for row in wanted.filter(employee__in=found).select_related("site", "agency"):
        if (row.site_id, row.agency_id) == (gap.site.pk, gap.agency.pk):
            here[row.employee_id, row.field_id].append(row.period)
        elif row.period.contains(gap.days[0]):
            found[row.employee_id].elsewhere[row.field_id] = row
    for (employee, of), periods in here.items():
        if all(any(period.contains(day) for period in periods) for day in gap.days):
            found[employee].here += [one for one in gap.fields if one.pk == of]


def _add_roles(found: dict[int, Candidate], gap: Gap) -> None:
    rows = Assignment.objects.as_at(gap.days[0]).filter(Assignment.COUNTED, employee__in=found)
    for row in rows.filter(site=gap.site, agency=gap.agency).order_by("-role"):
        found[row.employee_id].role = row.role


def _add_days(found: dict[int, Candidate], gap: Gap) -> None:
    """Which half-days are free: neither away nor at another site."""
    away = absences_of(found, gap.days)
    others = _at_other_sites(found, gap)
    for pk, candidate in found.items():
        for half in gap.halves:
            at = others.get((pk, half))
            if at or any(row.span.has(half) for row in away.get(pk, ())):
                candidate.busy.append(Busy(half, at))
            else:
                candidate.free.append(half)


def _at_other_sites(found: Collection[int], gap: Gap) -> dict[tuple[int, int], Site]:
    """(employee, half-day) → the other site where the employee is in charge or stands in. Three queries."""
    busy: dict[tuple[int, int], Site] = {}
    sites = Site.objects.in_bulk()
    held = (stand for stand in stands(None, None, gap.days, found) if stand.assignment.site_id != gap.site.pk)
    for stand in held:
        if stand.assignment.role == AssignmentRole.PRIMARY:
            busy |= _at(stand.assignment.employee_id, sites[stand.assignment.site_id], gap, stand.days)
    rows = Substitution.objects.filter(Substitution.COUNTED, employee__in=found).exclude(site=gap.site)
    for row in rows.filter(first_half__lte=gap.halves[-1], past_half__gt=gap.halves[0]):
        busy |= {(row.employee_id, half): sites[row.site_id] for half in gap.halves if row.span.has(half)}
    return busy


def _at(employee: int, site: Site, gap: Gap, days: Collection[dt.date]) -> dict[tuple[int, int], Site]:
    return {(employee, half): site for half in gap.halves if day_of(half) in days}


def stood_in(employees: Iterable[int], day: dt.date) -> dict[int, int]:
    """On how many half-days of working days each stood, or will stand, in for somebody in the year of the day.

    Two queries; a half-day counts once, however many fields.
    """
    first, past = half_day(dt.date(day.year, 1, 1)), half_day(dt.date(day.year + 1, 1, 1))
    rows = Substitution.objects.filter(Substitution.COUNTED, employee__in=employees)
    rows = rows.filter(first_half__lt=past, past_half__gt=first)
    halves: dict[tuple[int, int], set[int]] = defaultdict(set)
    for row in rows:
        halves[row.employee_id, row.pilot_id] |= set(range(max(row.first_half, first), min(row.past_half, past)))
    days = {day_of(half) for found in halves.values() for half in found}
    working = working_days({pilot for _employee, pilot in halves}, days)
    return {e: sum(day_of(half) in working[pilot] for half in found) for (e, pilot), found in halves.items()}


def orders_for(absence: Absence) -> ScopedQuerySet[Substitution]:
    """The orders to stand in for the absent one on a half-day of the absence."""
    rows = Substitution.objects.filter(Substitution.COUNTED, absentee=absence.employee_id)
    return rows.filter(first_half__lt=absence.past_half, past_half__gt=absence.first_half).order_by("first_half")
