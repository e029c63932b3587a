"""What billing has to say before two records of employees are taken for one person's."""

from django.utils.translation import gettext_lazy as _

from billing.rules.month import shortened
from billing.selectors.leaving import same_days
from pilot.platform.kernel.refusals import Problem
from staffing.models import PostalEmployee


def veto_same_days(employee: PostalEmployee, keep: PostalEmployee) -> list[Problem]:
    """Who worked under both codes on one day is two people, or one who was paid twice: either is cleared up first."""
    if not (days := same_days(employee, keep)):
        return []
    words = _("Both codes have work in timesheets on %(days)s. Clear that up first.")
    return [Problem("merge_same_days", words % {"days": shortened([f"{day:%d/%m/%Y}" for day in days])})]
