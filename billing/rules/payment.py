"""Rules of a payment and of its reversal. Each returns problems. The wording is the message."""

import datetime as dt

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from billing.models import Payment, Statement
from billing.selectors.payments import standing
from pilot.platform.access.people import signers
from pilot.platform.kernel.refusals import Problem, Severity
from pilot.platform.kernel.types import Inputs, Words
from pilot.platform.kernel.workflow import Act
from pilot.platform.money import format_vnd
from pilot.platform.text import code_key, nearly_equal, numbers_in

Problems = list[Problem]


def rule_request_holds(statement: Statement, act: Act, inputs: Inputs) -> Problems:
    """Money goes out on a payment request that holds, not on one that was recalled."""
    if statement.requests.exists():
        return []
    return [Problem("request_recalled", _("The payment request was recalled: nothing is paid on it."))]


def rule_payment_not_more_than_owed(statement: Statement, act: Act, inputs: Inputs) -> Problems:
    """The payments of a statement together are never more than its total.

    A guard in the database says the same.
    """
    paid = statement.payments.aggregate(sum=Sum("amount_vnd"))["sum"] or 0
    owed = statement.total_vnd - paid
    if 0 < inputs["amount_vnd"] <= owed:
        return []
    words = _("The amount, %(amount)s đ, is more than what is still owed: %(owed)s đ.")
    return [Problem("more_than_owed", words % {"amount": format_vnd(inputs["amount_vnd"]), "owed": format_vnd(owed)})]


def rule_payment_day(statement: Statement, act: Act, inputs: Inputs) -> Problems:
    """Money goes through the Treasury after the request and not in the future."""
    if statement.issued_on <= inputs["paid_on"] <= act.on:
        return []
    words = _("The day of payment %(day)s lies before the request of %(first)s, or after today, %(last)s. Correct it.")
    return [Problem("payment_day", words % _days(inputs["paid_on"], statement.issued_on, act.on), field="paid_on")]


def rule_voucher_new(statement: Statement, act: Act, inputs: Inputs) -> Problems:
    """A payer records one Treasury voucher once, however it is spelt; after a reversal it may come again.

    A guard in the database says the same.
    """
    key = code_key(inputs["treasury_reference"])
    if not any(map(str.isalnum, key)):
        return [Problem("reference_empty", _("Enter the number of the Treasury voucher, for example 1506/88."))]
    first = standing(statement.contract.payer_id).filter(voucher_key=key).first()
    if first is None:
        return []
    return [Problem("reference_used", _("This Treasury voucher is recorded already: %(payment)s.") % _named(first))]


def rule_voucher_not_nearly_recorded(statement: Statement, act: Act, inputs: Inputs) -> Problems:
    """What may be the same voucher: the same numbers under other letters or marks, or one slip of the hand away.

    After a slip only with the same amount and day: neighbouring vouchers differ by one digit, too.
    """
    key = code_key(inputs["treasury_reference"])
    numbers, money = numbers_in(key), (inputs["amount_vnd"], inputs["paid_on"])
    words = _("A Treasury voucher that reads almost alike is recorded: %(payment)s. Is it another one?")
    return [
        Problem("reference_alike", words % _named(payment), Severity.WARN, "treasury_reference")
        for payment in standing(statement.contract.payer_id).exclude(voucher_key=key)
        if numbers_in(payment.voucher_key) == numbers != []
        or (nearly_equal(key, payment.voucher_key) and (payment.amount_vnd, payment.paid_on) == money)
    ]


def rule_payment_stands(statement: Statement, act: Act, inputs: Inputs) -> Problems:
    """A payment of this statement is reversed once, and a reversal not at all: what is right is recorded anew."""
    if standing(statement.contract.payer_id).filter(statement=statement, pk=inputs["payment"].pk).exists():
        return []
    return [Problem("reversed_already", _("This payment is reversed already."))]


def rule_reversed_by_another(statement: Statement, act: Act, inputs: Inputs) -> Problems:
    """Two people stand behind a reversal: who recorded the payment does not reverse it; persons are compared."""
    if inputs["payment"].recorded_by_id not in signers(act, "reverse_payment", statement):
        return []
    return [Problem("same_person", _("Somebody else than the one who recorded the payment has to reverse it."))]


def rule_reversal_day(statement: Statement, act: Act, inputs: Inputs) -> Problems:
    """The document that says so is not older than the payment and not of the future."""
    if inputs["payment"].paid_on <= inputs["document_date"] <= act.on:
        return []
    words = _("The document of %(day)s is older than the payment of %(first)s, or later than today, %(last)s.")
    days = _days(inputs["document_date"], inputs["payment"].paid_on, act.on)
    return [Problem("reversal_day", words % days, field="document_date")]


def _days(day: dt.date, first: dt.date, last: dt.date) -> dict[str, str]:
    """A day and the bounds it should lie between, for a sentence."""
    return {"day": f"{day:%d/%m/%Y}", "first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}


def _named(payment: Payment) -> dict[str, Words]:
    """The payment for a sentence: voucher, amount, day, month and contract."""
    statement = payment.statement
    words = _("%(payment)s on %(day)s, month %(month)s, contract %(contract)s")
    said = {"payment": payment, "day": f"{payment.paid_on:%d/%m/%Y}", "month": f"{statement.month:%m/%Y}"}
    return {"payment": words % {**said, "contract": statement.contract_number}}
