"""What the timeline of premises tells of their leases (pilot/platform/cases)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Model, Q

from facilities.models import Facility, FacilityLease
from pilot.platform.cases.timeline import Related, events_of
from pilot.programme.models import User


def of_facility(facility: Facility, user: User, on: dt.date) -> Iterator[Q]:
    """Its leases."""
    yield events_of(FacilityLease.objects.visible_to(user, on).filter(facility=facility))


STORIES: dict[type[Model], Related] = {Facility: of_facility}
