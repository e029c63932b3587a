"""What waits about employees before they are assigned: the report to the committee, the e-one-stop account."""

import datetime as dt
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import ngettext

from pilot.platform.cases.work import Work
from pilot.platform.kernel.workflow import Verb
from pilot.programme.models import Agency
from staffing.models import PostalEmployee, SystemAccount
from staffing.workflows import employees as w


class Team(Work):
    """A post office with selected employees who are not reported to the committee yet (R05, RP5)."""

    model = Agency
    due = {w.report_team: Q(selected__gt=0)}

    def rows(self, user: Any, on: dt.date) -> QuerySet[Any]:
        """Each office with how many `selected` there are."""
        selected = PostalEmployee.objects.visible_to(user, on).filter(status=PostalEmployee.Status.SELECTED)
        of_office = selected.filter(post_office=OuterRef("pk")).order_by().values("post_office")
        counted = of_office.annotate(count=Count("pk")).values("count")
        return Agency.objects.filter(kind=Agency.Kind.POST_OFFICE).annotate(selected=Subquery(counted))

    def thing(self, row: Any) -> str:
        count = row.selected
        words = ngettext("%(count)d selected employee to report", "%(count)d selected employees to report", count)
        return words % {"count": count}

    def unit(self, row: Agency) -> str:
        return str(row)

    def url(self, row: Agency, verb: Verb) -> str:
        return reverse("report-team", args=[row.code])

    def read_url(self, row: Agency, verb: Verb) -> str:
        return reverse("employees")


class Account(Work):
    """An account on the e-one-stop software that the post office has asked for (R17)."""

    model = SystemAccount
    due = {w.create_account: Q(created_on=None)}
    select_related = ("employee__person", "employee__post_office", "provincial_office")

    def thing(self, row: SystemAccount) -> str:
        return row.employee.person.full_name

    def unit(self, row: SystemAccount) -> str:
        return str(row.employee.post_office)

    def since(self, row: SystemAccount) -> dt.date:
        return row.requested_on

    def url(self, row: SystemAccount, verb: Verb) -> str:
        return reverse("create-account", args=[row.pk])

    def read_url(self, row: SystemAccount, verb: Verb) -> str:
        return reverse("employee", args=[row.employee_id])


TEAM, ACCOUNT = Team(), Account()
