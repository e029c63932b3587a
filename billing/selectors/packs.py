"""Which withdrawals a billed month rests on: those behind the work of the people in its timesheet."""

from django.db.models import Q

from billing.models import BillingMonth, TimesheetEntry
from pilot.platform.periods import add_months
from staffing.models import Recognition
from staffing.selectors.packs import Source, rest_on


def of_month(month: BillingMonth) -> Q:
    """Those in effect before the month was over that rest on somebody who worked in it at the site of the contract."""
    worked = TimesheetEntry.objects.filter(timesheet__month=month, half_days__gt=0).values("employee")
    here = Recognition.objects.filter(employee__in=worked, site=month.contract.site_id)
    return rest_on(here) & Q(effective_on__lt=add_months(month.month, 1))


MONTH = Source("thang", BillingMonth, of_month)
