"""Where a month stands, in words and marks: derived from its rows, never stored."""

from typing import Any

from django.db.models import BigIntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import AcceptanceRecord, BillingMonth, LabourContract, Payment, Statement, Timesheet
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.ui.shapes import Step

CONTRACT_STATES = {
    LabourContract.Status.DRAFT: "idle",
    LabourContract.Status.AGREED: "wait",
    LabourContract.Status.SIGNED: "wait",
    LabourContract.Status.IN_FORCE: "pass",
    LabourContract.Status.LIQUIDATED: "idle",
    LabourContract.Status.ENTERED: "wait",
    LabourContract.Status.REJECTED: "idle",
}
MONTH_STATES = {
    BillingMonth.Status.OPEN: "wait",
    BillingMonth.Status.CLOSING: "warn",
    BillingMonth.Status.CLOSED: "pass",
}
PAYMENTS = Payment.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
PAID_VND = Coalesce(
    Subquery(PAYMENTS.annotate(sum=Sum("amount_vnd")).values("sum")), Value(0), output_field=BigIntegerField()
)  # the payments of a statement together


def with_paid(statements: Any) -> Any:
    """Statements with `paid_vnd`, the sum of their payments, and `request_number`, that of the request that holds."""
    requests = OfficialDocument.objects.filter(
        kind="payment_request", object_type=Statement._meta.label, object_id=OuterRef("pk")
    )
    holding = requests.exclude(status="recalled").order_by("-id").values("number")[:1]
    return statements.annotate(paid_vnd=PAID_VND, request_number=Coalesce(Subquery(holding), Value("")))


def payment_state(statement: Statement) -> tuple[str, str]:
    """Mark and words of a statement that came through with_paid."""
    if statement.paid_vnd >= statement.total_vnd:
        return "pass", _("paid")
    return ("warn", _("paid in part")) if statement.paid_vnd else ("wait", _("to be paid"))


def month_steps(month: BillingMonth) -> list[dict[str, Any]]:
    """Timesheet → acceptance → statement → payment: mark, words and page of each.

    `month` comes from desk.months.
    """
    timesheet, acceptance, statement = month.timesheet, month.acceptance, month.statement
    return [
        _step(_("Timesheet"), *_timesheet_state(timesheet), reverse("timesheet", args=[timesheet.pk])),
        _step(
            _("Acceptance"),
            *_acceptance_state(acceptance),
            acceptance and reverse("acceptance", args=[acceptance.pk]),
        ),
        _step(
            _("Payment request"),
            *_statement_state(statement),
            statement and reverse("statement", args=[statement.pk]),
        ),
        _step(
            _("Payment"),
            *(payment_state(statement) if statement else ("idle", _("not yet"))),
            statement and reverse("statement", args=[statement.pk]),
        ),
    ]


def _step(label: str, state: str, words: str, url: str | None) -> dict[str, Any]:
    return {"label": label, "state": state, "words": words, "url": url or ""}


def _timesheet_state(timesheet: Timesheet) -> tuple[str, str]:
    marks = {
        Timesheet.Status.DRAFT: "idle",
        Timesheet.Status.SUBMITTED: "wait",
        Timesheet.Status.CHECKED: "pass",
    }
    return marks[Timesheet.Status(timesheet.status)], timesheet.get_status_display()


def _acceptance_state(record: AcceptanceRecord | None) -> tuple[str, str]:
    if record is None:
        return "idle", _("not yet")
    return "pass" if record.status == AcceptanceRecord.Status.SIGNED else "wait", record.get_status_display()


def _statement_state(statement: Any) -> tuple[str, str]:
    return ("pass", statement.request_number) if statement else ("idle", _("not yet"))


def stepper(month: BillingMonth) -> list[Step]:
    """The same as the route of the month's page, with who acts at each step."""
    contract = month.contract
    who = [
        str(contract.provider),
        f"{contract.site}; {contract.payer}",
        str(contract.provider),
        str(contract.payer),
    ]
    steps = month_steps(month)
    done = [step["state"] == "pass" for step in steps]
    current = done.index(False) if False in done else -1
    return [
        Step(
            step["label"],
            "done" if done[i] else "current" if i == current else "todo",
            who[i],
            note=step["words"],
        )
        for i, step in enumerate(steps)
    ]
