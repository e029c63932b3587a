"""Months with what became of them, what is requested and paid, and who drafts contracts."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from billing.models import AcceptanceLine, AcceptanceRecord, BillingMonth, Payment, Statement
from billing.selectors.payments import with_paid
from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import ACTS
from pilot.programme.models import Agency, User

MAIN = AcceptanceRecord.Kind.MAIN
RELATED = ("contract__payer", "contract__provider", "contract__site", "timesheet")


def months(user: User, on: dt.date) -> QuerySet[BillingMonth]:
    """Months the user may see, each with its contract and timesheet, the newest first."""
    rows = BillingMonth.objects.visible_to(user, on).select_related(*RELATED)
    found: QuerySet[BillingMonth] = rows.order_by("-month", "contract__site__code", "contract_id")
    return found


def with_outcome(rows: list[BillingMonth]) -> list[BillingMonth]:
    """The months with their main `acceptance` and `statement`; None while there is none. Two queries."""
    sheets = [row.timesheet.pk for row in rows]
    records = {r.timesheet_id: r for r in AcceptanceRecord.objects.filter(timesheet__in=sheets, kind=MAIN)}
    statements = with_paid(Statement.objects.filter(acceptance__in=[record.pk for record in records.values()]))
    by_record = {statement.acceptance_id: statement for statement in statements}
    for row in rows:
        row.acceptance = records.get(row.timesheet.pk)
        row.statement = by_record.get(row.acceptance.pk) if row.acceptance else None
    return rows


@dataclass(frozen=True)
class Sums:
    """What is requested and paid for some months, in VND with VAT; months and disputed lines."""

    months: int
    requested_vnd: int
    paid_vnd: int
    disputed: int


def sums(rows: QuerySet[BillingMonth]) -> Sums:
    """Four aggregates, whatever the number of months."""
    months = rows.order_by().values("pk")
    statements = Statement.objects.filter(acceptance__timesheet__month__in=months, kind=MAIN).order_by()
    lines = AcceptanceLine.objects.filter(record__timesheet__month__in=months, record__kind=MAIN)
    requested = statements.aggregate(sum=Sum("total_vnd"))["sum"] or 0
    paid = Payment.objects.filter(statement__in=statements).aggregate(sum=Sum("amount_vnd"))["sum"] or 0
    return Sums(rows.count(), requested, paid, lines.filter(outcome=AcceptanceLine.Outcome.DISPUTED).count())


def requested_by_payer(user: User, on: dt.date, *months: dt.date) -> dict[dt.date, Counter[str]]:
    """What each of these months has requested, in VND by payer; empty for one that has nothing. One query."""
    rows = Statement.objects.visible_to(user, on).filter(month__in=months).order_by()
    totals: dict[dt.date, Counter[str]] = {month: Counter() for month in months}
    for month, payer, amount in rows.values_list("month", "contract__payer__name").annotate(sum=Sum("total_vnd")):
        totals[month][payer] = amount
    return totals


def known_months(user: User, on: dt.date) -> list[dt.date]:
    """Months of which the user sees something, newest first."""
    months = BillingMonth.objects.visible_to(user, on).order_by("-month").values_list("month", flat=True)
    return list(months.distinct())


def providers(user: User, on: dt.date) -> QuerySet[Agency]:
    """Post offices for which the user drafts contracts."""
    held = capacities(user, on)
    return Agency.objects.filter(pk__in=[c.anchor_id for c in held if c.role in ACTS["draft_contract"]])
