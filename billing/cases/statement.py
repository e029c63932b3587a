"""The payment request that is not paid yet."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import Statement
from billing.selectors.payments import PAID_VND, SUMS
from billing.workflows.statement import record_payment
from pilot.platform.cases.work import Work
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import Verb


class StatementWork(Work[Statement]):
    """A payment request that is not paid, or in part."""

    model = Statement
    due = {record_payment: Q(total_vnd__gt=PAID_VND)}
    select_related = ("contract__site", "contract__payer")

    def rows(self, user: User, on: dt.date) -> QuerySet[Statement]:
        return super().rows(user, on).annotate(**SUMS)

    def thing(self, row: Statement) -> str:
        return _("Month %(month)s: %(site)s") % {"month": f"{row.month:%m/%Y}", "site": row.site_name}

    def unit(self, row: Statement) -> str:
        return row.payer_name

    def since(self, row: Statement) -> dt.date:
        return row.issued_on

    def amount_vnd(self, row: Statement) -> int:
        """What is still owed, with VAT."""
        return row.total_vnd - row.paid_vnd

    def url(self, row: Statement, verb: Verb) -> str:
        return reverse("statement", args=[row.pk])


STATEMENT = StatementWork()
