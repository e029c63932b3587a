"""Rules of the lease, named by their source. Each returns problems; the wording is the message."""

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, FacilityLease
from facilities.selectors.operating_costs import excluded_items, named_in
from pilot.platform.access.people import signers
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Pilot
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.selectors.rules import labels

Problems = list[Problem]


def rule_r25_lessee(facility: Facility, act: Act, inputs: Inputs) -> Problems:
    """ "Bưu điện đầu tư và cho các cơ quan nhà nước thuê sử dụng" (KH II, II.2).

    The tenant is the unit of the site.
    """
    if inputs["lessee"].pk in (facility.site.agency_id, facility.site.parent_agency_id):
        return []
    words = _("The tenant is the agency of the site or the one above it (%(rule)s).")
    return [Problem("r25_lessee", words % {"rule": labels(facility.pilot_id, act.on, "R25")})]


def rule_owner_known(facility: Facility, act: Act, inputs: Inputs) -> Problems:
    """Only the owner lets; for Gia Lai the documents do not say who that is."""
    if facility.owner_id is not None:
        return []
    return [Problem("owner_unknown", _("The documents do not say who owns these premises."))]


def rule_lease_dates(facility: Facility, act: Act, inputs: Inputs) -> Problems:
    """The last day is not before the first; the end may be open."""
    if inputs.get("last_day") is None or inputs["last_day"] >= inputs["first_day"]:
        return []
    return [Problem("lease_dates", _("The last day lies before the first day."))]


def rule_r27_not_in_the_lease(facility: Facility, act: Act, inputs: Inputs) -> Problems:
    """Operating costs stay with the agencies and are no part of a rent (KH II, III.6)."""
    return operating_cost_problems(facility.pilot, act, inputs.get("included", ""))


def operating_cost_problems(pilot: Pilot, act: Act, text: str) -> Problems:
    """One problem that names every running cost found in the text."""
    excluded = excluded_items(pilot, act.on)
    found = named_in(text, excluded.items)
    if not found:
        return []
    words = _("Running costs stay with the agency and cannot be part of it (%(rule)s): %(items)s.")
    return [Problem("r27_operating_cost", words % {"items": ", ".join(found), "rule": excluded.label})]


def rule_two_people(lease: FacilityLease, act: Act, inputs: Inputs) -> Problems:
    """Who drafted for the lessor does not sign for the lessee, not as principal either; persons are compared."""
    if lease.drafted_by_id not in signers(act, "sign_lease", lease):
        return []
    return [Problem("same_person", _("Somebody else than the one who drafted it has to sign."))]


def rule_r21_separation(lease: FacilityLease, act: Act, inputs: Inputs) -> Problems:
    """ "Về không gian làm việc có sự tách biệt, khoảng cách đảm bảo" (KH II, II.3.

    For phase II inferred, A29).
    """
    if lease.facility.site.level != AdminLevel.COMMUNE or lease.workspace_separated:
        return []
    words = _("Nobody has confirmed that civil servants and postal counter are separated (%(rule)s).")
    return [Problem("r21_separation", words % {"rule": labels(lease.pilot_id, act.on, "R21")})]


def rule_free_in_the_term(lease: FacilityLease, act: Act, inputs: Inputs) -> Problems:
    """No two leases over the same premises and day; a guard in the database says the same."""
    Facility.objects.select_for_update().get(pk=lease.facility_id)  # two leases of one facility take turns
    others = FacilityLease.objects.filter(facility=lease.facility_id, status__in=("in_force", "ended")).exclude(
        pk=lease.pk
    )
    if not any(other.period.overlaps(lease.period) for other in others):
        return []
    return [Problem("lease_overlap", _("Another lease is in force over these premises in this time."))]


def rule_end_inside(lease: FacilityLease, act: Act, inputs: Inputs) -> Problems:
    """A lease ends on one of its own days."""
    if lease.period.contains(inputs["last_day"]):
        return []
    return [Problem("end_outside", _("The lease does not run on this day."))]
