"""The monthly statement (payment request) and its payments.

Purpose: one request per contract, month and kind, as an immutable list of accepted lines; asked for twice, it is the
same one. Source: public_facts section 4 (numbers, VAT once per rate, amount in words; payment through the State
Treasury). The post office requests, the payer records what went through the Treasury, and somebody else than who
recorded it reverses what was recorded wrongly. What is billed or paid is derived.
"""

import datetime as dt
from typing import cast

from django.utils.translation import gettext_lazy as _

from billing.models import AcceptanceRecord, Payment, Statement, StatementLine, StatementVat
from billing.rules import month as rules
from billing.rules import payment as payments
from billing.selectors.reckoning import Reckoning, reckon
from pilot.platform.access.people import principal_of
from pilot.platform.documents.evidence import Evidence, keep
from pilot.platform.documents.issuing import issue
from pilot.platform.kernel.workflow import Call, write
from pilot.platform.money import amount_in_words
from pilot.programme.workflows.acting import person_of


@write(
    "issue_statement",
    rules=(
        rules.rule_acceptance_signed,
        rules.rule_month_not_closed,
        rules.rule_something_accepted,
        rules.rule_still_signed_off,
        rules.rule_vat_rate_known,
        rules.rule_within_ceiling,
    ),
    label=_("Request payment"),
)
def issue_statement(record: AcceptanceRecord, call: Call) -> Statement:
    """Request payment of the accepted lines; the request made before, if there is one, is given again unchanged.

    Raises TransitionRefused acceptance_not_signed, month_closed, nothing_accepted, unsigned_person_day,
    vat_rate_unknown, over_ceiling.
    """
    made = Statement.objects.filter(acceptance=record).first()
    if made is not None:
        call.note(already=True)
        return made
    reckoning = reckon(record)
    statement = statement_of(record, reckoning, call)
    statement.save()
    lines = StatementLine.objects.bulk_create(lines_of(statement, reckoning))
    sums = StatementVat.objects.bulk_create(sums_of(statement, reckoning))
    call.wrote(statement, *lines, *sums)
    call.note(document=issue("payment_request", statement, call).pk)
    return statement


def statement_of(record: AcceptanceRecord, reckoning: Reckoning, call: Call) -> Statement:
    """The request with copied names; not saved."""
    month = record.timesheet.month
    contract = month.contract
    return Statement(
        pilot=record.pilot,
        contract=contract,
        month=month.month,
        kind=record.kind,
        acceptance=record,
        provider=contract.provider,
        issued_on=call.act.on,
        issued_at=call.act.at,
        issued_by=person_of(call.act),
        issued_for_id=principal_of(call.capacity),
        payer_name=contract.payer.name,
        provider_name=contract.provider.name,
        site_name=contract.site.name,
        contract_number=contract.number,
        contract_date=cast(dt.date, contract.date),  # signed
        amount_vnd=reckoning.amount_vnd,
        vat_vnd=reckoning.vat_vnd,
        total_vnd=reckoning.total_vnd,
        amount_in_words=amount_in_words(reckoning.total_vnd),
        illustrative=record.illustrative,
    )


def sums_of(statement: Statement, reckoning: Reckoning) -> list[StatementVat]:
    """VAT once for each rate; not saved."""
    return [
        StatementVat(
            pilot_id=statement.pilot_id, statement=statement, rate=s.rate, base_vnd=s.base_vnd, vat_vnd=s.vat_vnd
        )
        for s in reckoning.sums
    ]


def lines_of(statement: Statement, reckoning: Reckoning) -> list[StatementLine]:
    """The accepted lines with names, prices and rates copied; not saved."""
    return [
        StatementLine(
            pilot_id=statement.pilot_id,
            statement=statement,
            acceptance_line=row,
            post_name=row.line.post.name,
            employee_name=row.employee.person.full_name,
            staff_code=row.employee.staff_code,
            unit_price_vnd=row.unit_price_vnd,
            half_days=row.half_days,
            standard_half_days=row.standard_half_days,
            amount_vnd=row.amount_vnd,
            vat_category=row.line.vat_category,
            vat_rate=reckoning.rates[row.line.vat_category],
        )
        for row in reckoning.lines
    ]


@write(
    "record_payment",
    rules=(
        payments.rule_request_holds,
        payments.rule_payment_not_more_than_owed,
        payments.rule_payment_day,
        payments.rule_voucher_new,
        payments.rule_voucher_not_nearly_recorded,
    ),
    label=_("Record the payment"),
)
def record_payment(
    statement: Statement, call: Call, *, amount_vnd: int, paid_on: dt.date, treasury_reference: str
) -> Payment:
    """Record what went through the Treasury; several payments may come for one statement. Amount in VND.

    Raises TransitionRefused request_recalled, more_than_owed, payment_day, reference_empty, reference_used, and
    reference_alike as a warning that a reason overrides.
    """
    payment = Payment.objects.create(
        pilot=statement.pilot,
        statement=statement,
        amount_vnd=amount_vnd,
        paid_on=paid_on,
        treasury_reference=treasury_reference,
        recorded_at=call.act.at,
        recorded_by=person_of(call.act),
        illustrative=statement.illustrative,
    )
    call.wrote(payment)
    return payment


@write(
    "reverse_payment",
    rules=(payments.rule_payment_stands, payments.rule_reversed_by_another, payments.rule_reversal_day),
    signed=True,
    label=_("Reverse a payment"),
)
def reverse_payment(
    statement: Statement,
    call: Call,
    *,
    payment: Payment,
    document: str,
    document_date: dt.date,
    scan: Evidence,
) -> Payment:
    """Take off a payment that was recorded wrongly, by an entry of the same amount below zero; both stay.

    The reason is that of the act. Afterwards the amount is owed again, and the voucher may be recorded anew.
    Raises TransitionRefused reversed_already, same_person, reversal_day.
    """
    reversal = Payment.objects.create(
        pilot=statement.pilot,
        statement=statement,
        amount_vnd=-payment.amount_vnd,
        paid_on=document_date,
        treasury_reference=document,
        reverses=payment,
        why=call.act.reason,
        scan=keep(scan, scan.file.name or "", call.act.user),
        recorded_at=call.act.at,
        recorded_by=person_of(call.act),
        illustrative=statement.illustrative,
    )
    call.wrote(reversal)
    return reversal
