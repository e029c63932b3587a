"""Rules of premises: one of a kind at a site, the own ones of a post office, none taken away from under a lease."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, FacilityLease
from pilot.platform.access.capacity import read_capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period, day_after
from pilot.programme.models import Agency, Site

Problems = list[Problem]
S = FacilityLease.Status
OVER = (S.ENDED, S.REJECTED)


def rule_one_of_a_kind(row: Site | Facility, act: Act, inputs: Inputs) -> Problems:
    """At a site there is one of a kind at a time; more rooms of it are its area."""
    site = row if isinstance(row, Site) else inputs.get("site", row.site)
    others = Facility.objects.filter(site=site, kind=inputs["kind"])
    if isinstance(row, Facility):
        others = others.exclude(pk=row.pk)
    first, end = inputs.get("valid_from"), inputs.get("valid_to")
    if first and end and end <= first:  # rule_days_in_order says so
        return []
    there = [other for other in others if other.period.overlaps(Period(first, end))]
    if not there:
        return []
    words = _("The site has such premises already: %(name)s.")
    return [Problem("premises_there", words % {"name": there[0].name}, field="kind")]


def rule_own_premises(row: Site | Facility, act: Act, inputs: Inputs) -> Problems:
    """A post office enters its own premises, the secretariat those of everybody; none is given to another pilot."""
    owner: Agency | None = inputs.get("owner")
    pilot = row.pilot
    if owner is not None and owner.pilot_id != pilot.pk:
        return [Problem("other_pilot", _("The agency belongs to another pilot."), field="owner")]
    as_entered = Facility(pilot=pilot, site=row if isinstance(row, Site) else row.site, owner=owner)
    if act.user is None or capacity_for(read_capacities(act.user.pk, act.on), "correct_facility", as_entered):
        return []
    return [Problem("not_own", _("Of other owners the secretariat enters premises."), field="owner")]


def rule_owner_lets(facility: Facility, act: Act, inputs: Inputs) -> Problems:
    """Under a lease that is not over the lessor stays the owner."""
    leases = facility.leases.exclude(status__in=OVER)
    rows = [] if inputs["owner"] == facility.owner else list(leases)
    return _leases_left(rows, "owner")


def rule_no_lease_left(facility: Facility, act: Act, inputs: Inputs) -> Problems:
    """Premises are not closed while they are let, or are about to be."""
    last: dt.date = inputs["last_day"]
    after = Q(valid_to=None) | Q(valid_to__gt=day_after(last))
    return _leases_left(list(facility.leases.exclude(status__in=OVER).filter(after)), "last_day")


def _leases_left(rows: list[FacilityLease], column: str) -> Problems:
    if not rows:
        return []
    words = _("A lease rests on these premises: %(leases)s. End it first.")
    named = ", ".join(f"{lease.number or lease.get_status_display()}" for lease in rows)
    return [Problem("lease_left", words % {"leases": named}, field=column)]


def rule_stands_in_the_term(facility: Facility, act: Act, inputs: Inputs) -> Problems:
    """Only premises that there are in the whole term are let."""
    first, end = inputs["first_day"], day_after(inputs.get("last_day"))
    begun = facility.valid_from is None or facility.valid_from <= first
    if begun and (facility.valid_to is None or (end is not None and end <= facility.valid_to)):
        return []
    return [Problem("premises_closed", _("There are no such premises in the whole term."), field="first_day")]
