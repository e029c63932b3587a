"""What steering adds to the page of an agency: what the plans that bind it ask of it."""

import datetime as dt

from pilot.platform.cases.panels import Panel
from pilot.programme.models import Agency, User
from pilot.steering.presenters import binding_panels
from pilot.steering.selectors import binding_agency


def agency_panels(agency: Agency, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """Targets, duties and reports of its plans; a plan has no days of its own, so `day` changes nothing."""
    return binding_panels(binding_agency(agency, user, on))
