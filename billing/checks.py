"""Money invariants of `manage.py verify`: each names the offending rows."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from django.db.models import Count, F, Min, Q, Sum
from django.utils.translation import gettext_noop

from billing.calculation.totals import VatSum, total, vat_sums
from billing.models import (
    AcceptanceLine,
    AcceptanceRecord,
    BillingMonth,
    Payment,
    Statement,
    Timesheet,
)
from billing.selectors.reckoning import Earned, earned
from billing.selectors.sheets import read_sheets
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.half_days import halves_of
from pilot.platform.kernel import checks
from pilot.platform.kernel.faults import Fault
from staffing.selectors.presence import absences_of

AT_ONCE = 300  # rows with what belongs to them in memory, and keys in one statement


def register_all() -> None:
    checks.register(gettext_noop("money: sums of statements"), check_sums)
    checks.register(gettext_noop("money: statement, acceptance, timesheet"), check_chain)
    checks.register(gettext_noop("money: payments"), check_payments)
    checks.register(gettext_noop("money: Treasury vouchers"), check_vouchers)
    checks.register(gettext_noop("money: payment requests"), check_requests)
    checks.register(gettext_noop("money: sheets reckoned again, person-days signed off"), check_sheets)
    checks.register(gettext_noop("money: nobody accepted as present is recorded as away"), check_absences)


def check_sums() -> Iterator[str]:
    """Lines = accepted lines; per rate base and VAT; total = amount + VAT."""
    for statement in Statement.objects.prefetch_related("lines", "vat_sums", "acceptance__lines").iterator(AT_ONCE):
        lines, sums = list(statement.lines.all()), list(statement.vat_sums.all())
        accepted = {row.pk: row.amount_vnd for row in statement.acceptance.lines.all() if row.outcome == "accepted"}
        if {row.acceptance_line_id: row.amount_vnd for row in lines} != accepted:
            yield Fault(
                gettext_noop("statement %(pk)s %(statement)s: its lines are not the accepted ones"),
                pk=statement.pk,
                statement=statement,
            )
        expected = vat_sums((row.vat_rate, row.amount_vnd) for row in lines)
        if [VatSum(s.rate, s.base_vnd, s.vat_vnd) for s in sums] != expected:
            yield Fault(
                gettext_noop("statement %(pk)s %(statement)s: VAT is not that of its lines"),
                pk=statement.pk,
                statement=statement,
            )
        if total(expected) != (statement.amount_vnd, statement.vat_vnd, statement.total_vnd):
            yield Fault(
                gettext_noop("statement %(pk)s %(statement)s: total is not the sum of its lines and VAT"),
                pk=statement.pk,
                statement=statement,
            )


def check_chain() -> Iterator[str]:
    """Every statement has one signed acceptance of a checked timesheet of the same contract, month and kind."""
    wrong = (
        ~Q(acceptance__timesheet__month__contract=F("contract"))
        | ~Q(acceptance__timesheet__month__month=F("month"))
        | ~Q(acceptance__kind=F("kind"))
        | ~Q(acceptance__status=AcceptanceRecord.Status.SIGNED)
    )
    for statement in Statement.objects.filter(wrong):
        yield Fault(
            gettext_noop("statement %(pk)s %(statement)s: not its acceptance's contract, month, kind; or unsigned"),
            pk=statement.pk,
            statement=statement,
        )
    unchecked = AcceptanceRecord.objects.exclude(timesheet__status=Timesheet.Status.CHECKED)
    for record in unchecked.select_related("timesheet__month__contract"):
        yield Fault(
            gettext_noop("acceptance %(pk)s %(record)s: its timesheet was not checked"), pk=record.pk, record=record
        )
    for month in BillingMonth.objects.exclude(month__day=1):
        yield Fault(
            gettext_noop("billing month %(pk)s: %(month)s is not the first day of a month"),
            pk=month.pk,
            month=month.month,
        )


def check_payments() -> Iterator[str]:
    """Payments of a statement are never more than its total."""
    for statement in Statement.objects.annotate(paid=Sum("payments__amount_vnd")).filter(paid__gt=F("total_vnd")):
        yield Fault(
            gettext_noop("statement %(pk)s %(statement)s: paid %(paid)s of %(total_vnd)s"),
            pk=statement.pk,
            statement=statement,
            paid=statement.paid,
            total_vnd=statement.total_vnd,
        )
    for payment in Payment.objects.filter(paid_on__lt=F("statement__issued_on")):
        yield Fault(gettext_noop("payment %(pk)s %(payment)s: before its statement"), pk=payment.pk, payment=payment)


def check_vouchers() -> Iterator[str]:
    """A payer's payments that nobody has reversed have one Treasury voucher each.

    Until version 0.4 one voucher could be recorded twice: such payments stay, are named here, and one is reversed.
    """
    standing = Payment.objects.filter(reverses=None, reversal=None).order_by()
    used = standing.values("statement__contract__payer", "voucher_key").annotate(count=Count("pk"), first=Min("pk"))
    for same in used.filter(count__gt=1):
        yield Fault(
            gettext_noop("payment %(first)s: its voucher %(voucher_key)s is recorded %(count)s times"),
            first=same["first"],
            voucher_key=same["voucher_key"],
            count=same["count"],
        )


def check_requests() -> Iterator[str]:
    """Every statement has a payment request that holds; a recalled one alone is none."""
    holding = OfficialDocument.objects.filter(
        kind="payment_request", object_type=Statement._meta.label, status__in=OfficialDocument.IN_FORCE
    )
    for statement in Statement.objects.exclude(pk__in=holding.values("object_id")):
        yield Fault(
            gettext_noop("statement %(pk)s %(statement)s: no payment request holds"),
            pk=statement.pk,
            statement=statement,
        )


def check_sheets() -> Iterator[str]:
    """Amounts reckoned again from timesheet, prices and calendar are those that were accepted.

    No half-day was requested without a valid assignment and recognition. Each timesheet is read once, with others of
    its month.
    """
    requested = AcceptanceLine.objects.filter(statement_line__isnull=False)
    paid = set(requested.values_list("line_id", "employee_id"))
    asked = set(requested.values_list("record_id", flat=True))
    for records in _by_month():
        sheets = read_sheets([record.timesheet for record in records])
        for record in records:
            sheet = sheets[record.timesheet_id]
            if record.kind == AcceptanceRecord.Kind.MAIN and _amounts(earned(sheet)) != _amounts(record.lines.all()):
                yield Fault(
                    gettext_noop("acceptance %(pk)s %(record)s: reckoned again it has other amounts"),
                    pk=record.pk,
                    record=record,
                )
            for line, employee, day in sheet.unsigned() if record.pk in asked else ():
                if (line, employee) in paid:
                    yield Fault(
                        gettext_noop(
                            "acceptance %(pk)s %(record)s: employee %(employee)s on %(day)s was not signed off"
                        ),
                        pk=record.pk,
                        record=record,
                        employee=employee,
                        day=day,
                    )


def check_absences() -> Iterator[str]:
    """On no day more half-days are accepted than an absence, recorded since, has left."""
    for records in _by_month():
        sheets = read_sheets([record.timesheet for record in records])
        claimed = {(one.pk, *key): cell.half_days for one in records
                   for key, cell in sheets[one.timesheet_id].worked().items()}  # fmt: skip
        absences = absences_of({employee for _pk, _line, employee, _day in claimed}, {key[-1] for key in claimed})
        by_pk = {record.pk: record for record in records}
        for (pk, _line, employee, day), half_days in claimed.items():
            away = sum(row.span.has(half) for row in absences.get(employee, ()) for half in halves_of(day))
            if away + half_days > len(halves_of(day)):
                yield Fault(
                    gettext_noop(
                        "acceptance %(pk)s %(record)s: employee %(employee)s on %(day)s was accepted and is away"
                    ),
                    pk=pk,
                    record=by_pk[pk],
                    employee=employee,
                    day=day,
                )


def _by_month() -> Iterator[list[AcceptanceRecord]]:
    """All acceptances, AT_ONCE of one month at the most."""
    rows = AcceptanceRecord.objects.select_related("timesheet__month__contract").prefetch_related("lines")
    rows = rows.order_by("timesheet__month__month", "pk")
    for _month, records in groupby(rows.iterator(AT_ONCE), key=lambda record: record.timesheet.month.month):
        while some := list(islice(records, AT_ONCE)):
            yield some


def _amounts(rows: Iterable[AcceptanceLine | Earned]) -> dict[tuple[int, int], int]:
    return {(row.line_id, row.employee_id): row.amount_vnd for row in rows}
