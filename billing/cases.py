"""The cases of billing: what the kit needs to know of each, from the contract to the closed month."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import (
    AcceptanceLine,
    AcceptanceRecord,
    BillingMonth,
    LabourContract,
    Statement,
    Timesheet,
)
from billing.selectors.states import CONTRACT_STATES, MONTH_STATES, PAID_VND
from billing.workflows import acceptance as a
from billing.workflows import contract as c
from billing.workflows import statement as s
from billing.workflows import timesheet as t
from pilot.platform.cases.case import Case
from pilot.platform.cases.work import Task, Work
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import month_of, next_month

REQUESTED = Q(Exists(Statement.objects.filter(contract=OuterRef("contract"), month=OuterRef("month"))))
ACCEPTED = AcceptanceLine.objects.filter(record=OuterRef("pk"), outcome=AcceptanceLine.Outcome.ACCEPTED).order_by()
ACCEPTED_VND = Coalesce(
    Subquery(ACCEPTED.values("record").annotate(sum=Sum("amount_vnd")).values("sum")),
    Value(0), output_field=BigIntegerField(),
)  # fmt: skip


def named(month: BillingMonth) -> str:
    """A month of a contract, as lines and heads of its pages say it."""
    return _("Month %(month)s: %(site)s") % {"month": f"{month.month:%m/%Y}", "site": month.contract.site}


class ContractCase(Case):
    """A labour contract between a payer and the post office."""

    workflow = c.CONTRACT
    name, plural, prefix = "contract", "contracts", "hop-dong/"
    kind, title = gettext_lazy("Labour contract"), gettext_lazy("Labour contracts")
    select_related = ("payer", "provider", "site", "pilot", "paper_entered_by")
    tones = CONTRACT_STATES

    S = LabourContract.Status
    due = {
        c.agree_contract: Q(status=S.DRAFT),
        c.sign_contract: Q(status=S.AGREED),
        c.put_contract_in_force: Q(status=S.SIGNED),
        c.check_paper_contract: Q(status=S.ENTERED),
    }
    not_by = {c.sign_contract: "drafted_by", c.check_paper_contract: "paper_entered_by"}
    tasks = {c.agree_contract: Task.SIGN}

    def thing(self, row: LabourContract) -> str:
        return _("Labour contract: %(site)s") % {"site": row.site}

    def unit(self, row: LabourContract) -> str:
        return str(row.payer)

    def since(self, row: LabourContract) -> dt.datetime:
        return row.signed_at or row.agreed_at or row.drafted_at

    def amount_vnd(self, row: LabourContract) -> int | None:
        return row.ceiling_vnd


class TimesheetCase(Case):
    """The timesheet of a month; it waits from the day on which the month is over."""

    workflow = t.TIMESHEET
    name, prefix = "timesheet", "cham-cong/"
    kind = gettext_lazy("Timesheet")
    select_related = ("month__contract__site", "month__contract__payer")

    S = Timesheet.Status
    tones = {S.CHECKED: "pass"}
    due = {t.submit_timesheet: Q(status=S.DRAFT), t.check_timesheet: Q(status=S.SUBMITTED)}
    not_by = {t.check_timesheet: "submitted_by"}

    def due_at(self, on: dt.date) -> Mapping[Verb, Q]:
        return {verb: when & Q(month__month__lt=month_of(on)) for verb, when in self.due.items()}

    def thing(self, row: Timesheet) -> str:
        return named(row.month)

    def unit(self, row: Timesheet) -> str:
        return str(row.month.contract.payer)

    def since(self, row: Timesheet) -> dt.date | dt.datetime:
        return row.submitted_at or next_month(row.month.month)


class AcceptanceCase(Case):
    """The acceptance of a month: both sides sign, then the post office requests payment."""

    workflow = a.ACCEPTANCE
    name, prefix = "acceptance", "nghiem-thu/"
    kind = gettext_lazy("Acceptance")
    select_related = ("timesheet__month__contract__site", "timesheet__month__contract__payer")

    S = AcceptanceRecord.Status
    tones = {S.SIGNED: "pass"}
    due = {
        a.sign_acceptance_centre: Q(status=S.DRAFT, centre_signed_at=None),
        a.sign_acceptance_payer: Q(status=S.DRAFT, payer_signed_at=None),
        s.issue_statement: Q(status=S.SIGNED, statement=None),
    }
    not_by = {a.sign_acceptance_centre: "payer_signed_by", a.sign_acceptance_payer: "centre_signed_by"}

    def rows(self, user: Any, on: dt.date) -> QuerySet[Any]:
        return super().rows(user, on).annotate(accepted_vnd=ACCEPTED_VND)

    def thing(self, row: AcceptanceRecord) -> str:
        return named(row.timesheet.month)

    def unit(self, row: AcceptanceRecord) -> str:
        return str(row.timesheet.month.contract.payer)

    def since(self, row: AcceptanceRecord) -> dt.date | dt.datetime:
        return row.signed_on or row.created_at

    def amount_vnd(self, row: Any) -> int:
        """The sum of the accepted lines, without VAT."""
        return int(row.accepted_vnd)


class StatementWork(Work):
    """A payment request that is not paid, or in part."""

    model = Statement
    due = {s.record_payment: Q(total_vnd__gt=PAID_VND)}
    select_related = ("contract__site", "contract__payer")

    def rows(self, user: Any, on: dt.date) -> QuerySet[Any]:
        return super().rows(user, on).annotate(paid_vnd=PAID_VND)

    def thing(self, row: Statement) -> str:
        return _("Month %(month)s: %(site)s") % {"month": f"{row.month:%m/%Y}", "site": row.site_name}

    def unit(self, row: Statement) -> str:
        return row.payer_name

    def since(self, row: Statement) -> dt.date:
        return row.issued_on

    def amount_vnd(self, row: Any) -> int:
        """What is still owed, with VAT."""
        return int(row.total_vnd - row.paid_vnd)

    def url(self, row: Statement, verb: Verb) -> str:
        return reverse("statement", args=[row.pk])


class MonthCase(Case):
    """A month of a contract: closed once payment was requested for it."""

    workflow = t.MONTH
    name, prefix = "billing-month", "ky/"
    kind = gettext_lazy("Month")
    select_related = ("contract__site", "contract__payer", "contract__provider")
    tones = MONTH_STATES

    S = BillingMonth.Status
    due = {t.begin_close: Q(status=S.OPEN) & REQUESTED, t.close_month: Q(status=S.CLOSING) & REQUESTED}

    def thing(self, row: BillingMonth) -> str:
        return named(row)

    def unit(self, row: BillingMonth) -> str:
        return str(row.contract.payer)


CONTRACT, TIMESHEET, ACCEPTANCE, MONTH = ContractCase(), TimesheetCase(), AcceptanceCase(), MonthCase()
WORK = CONTRACT, TIMESHEET, ACCEPTANCE, StatementWork(), MONTH
