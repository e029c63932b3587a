"""A labour contract as of a day: the lines it had and how far each month was."""

import datetime as dt

from django.db.models import QuerySet, Sum

from billing.models import BillingMonth, LabourContract, LabourContractLine, Payment, Timesheet
from pilot.platform.cases.history import as_they_were
from pilot.platform.kernel.models import AuditEvent


def lines_on(contract: LabourContract, day: dt.date) -> list[LabourContractLine]:
    """The lines added by `day`, each with `in_force`: whether it held on it. Two queries."""
    later = AuditEvent.objects.filter(
        object_type=contract._meta.label, object_id=str(contract.pk), verb="add_contract_line", business_day__gt=day
    )
    added = {event.after.get("line") for event in later if event.outcome == AuditEvent.Outcome.DONE}
    rows = [row for row in contract.lines.select_related("post") if row.pk not in added]
    for row in rows:
        row.in_force = contract.status == LabourContract.Status.IN_FORCE and row.period.contains(day)
    return rows


def months_on(rows: list[BillingMonth], day: dt.date) -> list[BillingMonth]:
    """Months of `desk.months` as far as they were on `day`, paid amounts in VND to that day. Four queries."""
    as_they_were([row.timesheet for row in rows], day)
    as_they_were([row.acceptance for row in rows if row.acceptance], day)
    paid = dict(_paid_until([row.statement.pk for row in rows if row.statement], day))
    rows = as_they_were(rows, day)
    for row in rows:
        checked = row.timesheet.status == Timesheet.Status.CHECKED
        row.acceptance = row.acceptance if checked else None
        row.statement = row.statement if row.statement and row.statement.issued_on <= day else None
        if row.statement:
            row.statement.paid_vnd = paid.get(row.statement.pk, 0)
    return rows


def _paid_until(statements: list[int], day: dt.date) -> QuerySet[Payment, tuple[int, int]]:
    payments = Payment.objects.filter(statement__in=statements, paid_on__lte=day).order_by()
    return payments.values_list("statement").annotate(sum=Sum("amount_vnd"))
