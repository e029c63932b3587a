"""Who decides a withdrawal: routes by level, as dated data."""

import datetime as dt

from pilot.programme.models import AdminUnit, Agency, CounterPost, Pilot
from pilot.programme.models.organisation import AdminLevel
from staffing.models import WithdrawalRequest

Route = WithdrawalRequest.Route


def district_level_exists(on: dt.date) -> bool:
    """Whether any district is valid on the day (they ended on 30/6/2025)."""
    return AdminUnit.objects.as_at(on).filter(level=AdminLevel.DISTRICT).exists()


def route_of(post: CounterPost) -> Route:
    """Provincial centre: R10. District centre: R11."""
    return Route.DISTRICT if post.site.level == AdminLevel.DISTRICT else Route.PROVINCE


def decider_of(post: CounterPost, on: dt.date) -> Agency:
    """The provincial People's Committee, or the district's own whose chairman decides."""
    if route_of(post) == Route.DISTRICT:
        return post.agency
    return one_agency(post.pilot, on, kind=Agency.Kind.PEOPLES_COMMITTEE, level=AdminLevel.PROVINCE)


def committee_of(pilot: Pilot) -> Agency | None:
    """The pilot's own steering committee; None where the documents name none."""
    return Agency.objects.filter(pilot=pilot, kind=Agency.Kind.STEERING_COMMITTEE).first()


def bodies_of(pilot_id: int, on: dt.date) -> dict[str, Agency]:
    """The pilot's post office and provincial office by their kinds, as far as the documents name them. One query."""
    kinds = (Agency.Kind.POST_OFFICE, Agency.Kind.PROVINCIAL_OFFICE)
    return {row.kind: row for row in Agency.objects.as_at(on).filter(pilot=pilot_id, kind__in=kinds)}


def one_agency(pilot: Pilot, on: dt.date, **lookup: str) -> Agency:
    """The pilot's only agency of a kind on the day. Raises Agency.DoesNotExist where the documents name none."""
    return Agency.objects.as_at(on).get(pilot=pilot, **lookup)
