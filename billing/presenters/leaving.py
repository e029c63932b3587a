"""What a leaving touches of the money, in words."""

import datetime as dt

from django.utils.translation import gettext as _

from billing.models import Timesheet
from billing.rules.month import shortened
from billing.selectors.leaving import Touched, touched
from pilot.programme.models import Site
from staffing.models import PostalEmployee


def months_touched(employee: PostalEmployee, last_day: dt.date, site: Site | None = None) -> list[str]:
    """A line for each timesheet with days after the last one, or after the last recognised one at a site."""
    rows = touched(employee, last_day, site)
    return [_line(row) if site is None else _unrecognised(row) for row in rows]


def _unrecognised(row: Touched) -> str:
    """Another field may still be recognised there: which days count is judged when the timesheet is."""
    words = _("Timesheet %(month)s, %(contract)s (%(state)s): days not paid without a recognition: %(days)s.")
    return words % _said(row)


def _line(row: Touched) -> str:
    words = _("Timesheet %(month)s, %(contract)s (%(state)s): days after the last one: %(days)s.") % _said(row)
    if row.timesheet.status == Timesheet.Status.DRAFT:
        return words + " " + _("They no longer count then.")
    if row.timesheet.status == Timesheet.Status.SUBMITTED:
        return words + " " + _("The timesheet then has to be returned, so that they are taken out.")
    return words


def _said(row: Touched) -> dict[str, object]:
    month, days = row.timesheet.month, shortened([f"{day:%d/%m}" for day in row.days])
    return {"month": f"{month.month:%m/%Y}", "contract": month.contract, "state": _state(row), "days": days}


def _state(row: Touched) -> str:
    if row.requests:
        return _("payment requested")
    return _("acceptance signed") if row.accepted else str(row.timesheet.get_status_display())
