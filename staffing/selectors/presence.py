"""Who stands where on which half-day, who is away, who stands in, and what is uncovered. The one reader of that.

Week board, worklist, timesheets and the condition of readiness ask here. Whoever may stand at a counter comes from
counter_days.py; absences and stand-ins from their tables; which days are working days from the calendar of the pilot.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, Min, OuterRef, Q

from pilot.platform.half_days import Span, day_of, half_day, halves_of
from pilot.platform.periods import Period, add_days
from pilot.programme.models import ProcedureHandover, ProcedureSetEntry, Site
from staffing.models import Absence, Assignment, AssignmentRole, Employment, PostalEmployee, Recognition, Substitution
from staffing.selectors.counter_days import Stand, stands
from staffing.selectors.workdays import working_days


class Place(NamedTuple):
    """A field of an agency at a site, by their keys."""

    site: int
    agency: int
    field: int


@dataclass(frozen=True)
class Away:
    """Somebody in charge who is not there: absent, or standing in elsewhere."""

    employee: PostalEmployee
    absence: Absence | None = None
    elsewhere: Substitution | None = None


@dataclass
class Slot:
    """A half-day at a place."""

    standing: list[PostalEmployee] = field(default_factory=list)
    away: list[Away] = field(default_factory=list)
    stand_ins: list[Substitution] = field(default_factory=list)
    needed: bool = False  # a working day, and somebody is in charge or a procedure is handed over

    @property
    def uncovered(self) -> bool:
        return self.needed and not self.standing and not self.stand_ins


@dataclass
class Presence:
    """What `presence` has read; what else a slot needs is read, and the slot worked out, when it is asked for."""

    days: list[dt.date]
    pilots: Mapping[int, int]  # site → pilot
    stands: list[Stand]
    absences: Mapping[int, list[Absence]]  # of an employee
    substitutions: list[Substitution]

    @cached_property
    def working(self) -> dict[int, set[dt.date]]:
        """Working days among the days, by pilot. One query."""
        return working_days(set(self.pilots.values()), self.days)

    @cached_property
    def places(self) -> list[Place]:
        """Where somebody is needed on one of the days, or stands in."""
        held = {Place(s.assignment.site_id, s.assignment.agency_id, s.assignment.field_id) for s, _day in self._primary}
        return sorted({*held, *self._handed_over, *(place for place, _half in self._standing_in)})

    def halves(self, site: int) -> list[int]:
        """The half-days of the working days, in order."""
        working = self.working[self.pilots[site]]
        return [half for day in self.days if day in working for half in halves_of(day)]

    def absence(self, employee: int, half: int) -> Absence | None:
        """By which absence the employee is away."""
        return next((row for row in self.absences.get(employee, ()) if row.span.has(half)), None)

    def slot(self, place: Place, half: int) -> Slot:
        """Who stands there, who is away, who stands in."""
        day, slot = day_of(half), Slot()
        in_charge = self._in_charge.get((place, day), [])
        for employee in in_charge:
            away = self._away(employee, place, half)
            if away is None:
                slot.standing.append(employee)
            else:
                slot.away.append(away)
        slot.stand_ins = self.stand_ins(place, half)
        is_working = day in self.working[self.pilots[place.site]]
        slot.needed = is_working and (bool(in_charge) or self._handed_over.get(place, dt.date.max) <= day)
        return slot

    def stand_ins(self, place: Place, half: int) -> list[Substitution]:
        """The orders by which somebody stands in there, who is there, employed and recognised on the day."""
        return [row for row in self._standing_in.get((place, half), ()) if self._can(row, place, half)]

    def slots(self, sites: Collection[int] | None = None) -> Iterator[tuple[Place, int, Slot]]:
        """Every place on every half-day of a working day."""
        for place in self.places:
            if sites is None or place.site in sites:
                yield from ((place, half, self.slot(place, half)) for half in self.halves(place.site))

    def uncovered(self, sites: Collection[int] | None = None) -> list[tuple[Place, int]]:
        """Places without anybody, with the half-days."""
        return [(place, half) for place, half, slot in self.slots(sites) if slot.uncovered]

    def _away(self, employee: PostalEmployee, place: Place, half: int) -> Away | None:
        if absence := self.absence(employee.pk, half):
            return Away(employee, absence)
        for row in self._elsewhere.get((employee.pk, half), ()):
            if row.site_id != place.site:
                return Away(employee, elsewhere=row)
        swapped = (row for row in self._standing_in.get((place, half), ()) if row.swap)
        return next((Away(employee, elsewhere=row) for row in swapped if row.absentee_id == employee.pk), None)

    def _can(self, row: Substitution, place: Place, half: int) -> bool:
        day, employee = day_of(half), row.employee_id
        held = self._recognised.get((employee, place), ())
        employed = any(period.contains(day) for period in self._employed.get(employee, ()))
        return employed and any(period.contains(day) for period in held) and not self.absence(employee, half)

    @cached_property
    def _handed_over(self) -> dict[Place, dt.date]:
        return handed_over(self.pilots, self.days)

    @cached_property
    def _recognised(self) -> dict[tuple[int, Place], list[Period]]:
        return _recognised({row.employee_id for row in self.substitutions}, self.pilots)

    @cached_property
    def _employed(self) -> dict[int, list[Period]]:
        return _employed({row.employee_id for row in self.substitutions})

    @cached_property
    def _primary(self) -> list[tuple[Stand, dt.date]]:
        found = (stand for stand in self.stands if stand.assignment.role == AssignmentRole.PRIMARY)
        return [(stand, day) for stand in found for day in stand.days]

    @cached_property
    def _in_charge(self) -> dict[tuple[Place, dt.date], list[PostalEmployee]]:
        found: dict[tuple[Place, dt.date], list[PostalEmployee]] = defaultdict(list)
        for stand, day in self._primary:
            row = stand.assignment
            found[Place(row.site_id, row.agency_id, row.field_id), day].append(row.employee)
        return found

    @cached_property
    def _standing_in(self) -> dict[tuple[Place, int], list[Substitution]]:
        found: dict[tuple[Place, int], list[Substitution]] = defaultdict(list)
        for row, half in self._ordered():
            if row.site_id in self.pilots:
                for one in row.fields.all():
                    found[Place(row.site_id, row.agency_id, one.pk), half].append(row)
        return found

    @cached_property
    def _elsewhere(self) -> dict[tuple[int, int], list[Substitution]]:
        found: dict[tuple[int, int], list[Substitution]] = defaultdict(list)
        for row, half in self._ordered():
            found[row.employee_id, half].append(row)
        return found

    def _ordered(self) -> Iterator[tuple[Substitution, int]]:
        asked = {half for day in self.days for half in halves_of(day)}
        yield from ((row, half) for row in self.substitutions for half in range(*row.span) if half in asked)


def presence(sites: Collection[Site], days: Collection[dt.date]) -> Presence:
    """Who stands where at the sites on the days, morning and afternoon. At most nine queries, whatever their number.

    Two say who may stand there, three who is away and who stands in; the others are read with the first slot.

    As of any day: assignments, employment, recognitions and the ladder count on the day itself.
    """
    days, pilots = sorted(set(days)), {site.pk: site.pilot_id for site in sites}
    found = stands(None, pilots.keys(), days)
    substitutions = _substitutions(pilots, {stand.assignment.employee_id for stand in found}, days)
    everybody = {stand.assignment.employee_id for stand in found} | {row.employee_id for row in substitutions}
    return Presence(days, pilots, found, absences_of(everybody, days), substitutions)


def _within(days: Collection[dt.date]) -> Q:
    """Rows of which a half-day lies between the first and the last of the days."""
    if not days:
        return Q(pk__in=[])
    return Q(first_half__lt=half_day(add_days(max(days), 1)), past_half__gt=half_day(min(days)))


def absences_of(employees: Collection[int], days: Collection[dt.date]) -> dict[int, list[Absence]]:
    """The absences of these employees on the days, by employee. One query."""
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in Absence.objects.filter(Absence.COUNTED, _within(days), employee__in=employees):
        found[row.employee_id].append(row)
    return found


def _substitutions(
    pilots: Mapping[int, int], assigned: Collection[int], days: Collection[dt.date]
) -> list[Substitution]:
    """Whoever stands in at the sites, and wherever those stand in who are assigned at the sites. Two queries."""
    rows = Substitution.objects.filter(Substitution.COUNTED, _within(days))
    rows = rows.filter(Q(site__in=pilots) | Q(employee__in=assigned))
    rows = rows.select_related("employee__person", "absentee__person", "site", "agency")
    return list(rows.prefetch_related("fields").order_by("first_half", "pk"))


def handed_over(pilots: Mapping[int, int], days: Collection[dt.date]) -> dict[Place, dt.date]:
    """Fields of which a procedure of the agency's set is handed over at a site, and since when. One query."""
    if not days:
        return {}
    in_set = ProcedureSetEntry.objects.as_at(max(days)).filter(
        procedure=OuterRef("procedure"), procedure_set__agency=OuterRef("agency")
    )
    rows = ProcedureHandover.objects.filter(
        Exists(in_set), site__in=pilots, step=ProcedureHandover.Step.HANDED_OVER, since__lte=max(days)
    )
    found = rows.order_by().values_list("site", "agency", "procedure__field").annotate(first=Min("since"))
    return {Place(site, agency, one): first for site, agency, one, first in found}


def _recognised(employees: Collection[int], sites: Mapping[int, int]) -> dict[tuple[int, Place], list[Period]]:
    """For which fields, where and when those are recognised who stand in. One query."""
    found: dict[tuple[int, Place], list[Period]] = defaultdict(list)
    rows = Recognition.objects.filter(Recognition.COUNTED, employee__in=employees, site__in=sites)
    for row in rows.only("employee", "site", "agency", "field", "valid_from", "valid_to"):
        found[row.employee_id, Place(row.site_id, row.agency_id, row.field_id)].append(row.period)
    return found


def _employed(employees: Collection[int]) -> dict[int, list[Period]]:
    """When those are with the pilot who stand in. One query."""
    found: dict[int, list[Period]] = defaultdict(list)
    for row in Employment.objects.filter(employee__in=employees):
        found[row.employee_id].append(row.period)
    return found


def sites_touched(rows: Collection[tuple[int, Span]]) -> list[set[int]]:
    """For each employee and span the sites at which he is assigned on a day of it. One query."""
    held: dict[int, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.filter(Assignment.COUNTED, employee__in={employee for employee, _span in rows}):
        held[row.employee_id].append(row)
    spans = ((employee, Period.inclusive(span.days()[0], span.days()[-1])) for employee, span in rows)
    return [{row.site_id for row in held[employee] if row.period.overlaps(days)} for employee, days in spans]
