"""What the page of an agency shows of its civil servants."""

import datetime as dt

from django.utils.translation import gettext as _

from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.cases.panels import Panel
from pilot.programme.models import Agency, User
from staffing.selectors.civil_servants import civil_servants

MOST = 20  # the list has the others


def agency_panels(agency: Agency, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """Civil servants with the posts they hold on the day; nothing for those who see none and enter none."""
    rows = list(civil_servants(user, on, day).filter(agency=agency).order_by("person__sort_key")[: MOST + 1])
    may_enter = capacity_for(capacities(user, on), "enter_civil_servant", agency) is not None
    if not rows and not may_enter:
        return []
    context = {
        "agency": agency, "people": rows[:MOST], "more": len(rows) > MOST, "today": day == on,
    }  # fmt: skip
    return [Panel(title=_("Civil servants of the agency"), template="staffing/agency_panel.html", context=context)]
