"""What a leaving touches of the money, in words."""

import datetime as dt

from django.utils.translation import gettext as _

from billing.models import Timesheet
from billing.rules.month import shortened
from billing.selectors.leaving import Touched, touched
from staffing.models import PostalEmployee


def months_touched(employee: PostalEmployee, last_day: dt.date) -> list[str]:
    """A line for each timesheet with days after the last one."""
    return [_line(row) for row in touched(employee, last_day)]


def _line(row: Touched) -> str:
    month = row.timesheet.month
    days = shortened([f"{day:%d/%m}" for day in row.days])
    values = {"month": f"{month.month:%m/%Y}", "contract": month.contract, "state": _state(row), "days": days}
    words = _("Timesheet %(month)s, %(contract)s (%(state)s): days after the last one: %(days)s.") % values
    if row.timesheet.status == Timesheet.Status.DRAFT:
        return words + " " + _("They no longer count then.")
    if row.timesheet.status == Timesheet.Status.SUBMITTED:
        return words + " " + _("The timesheet then has to be returned, so that they are taken out.")
    return words


def _state(row: Touched) -> str:
    if row.requests:
        return _("payment requested")
    return _("acceptance signed") if row.accepted else str(row.timesheet.get_status_display())
