"""Payments that were recorded wrongly: reversed by somebody else, and what follows from it at once."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse as reverse_url

from billing import checks
from billing.models import Statement
from billing.selectors.payments import with_paid
from billing.workflows.statement import record_payment, reverse_payment
from pilot.platform.kernel import ledger
from pilot.platform.kernel.models import DemoClock
from tests.billing.refused import codes
from tests.delegating import delegated
from tests.guards import without_guards
from tests.paper import evidence

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
PAID, LATER = dt.date(2021, 7, 12), dt.date(2021, 7, 14)


@pytest.fixture
def made(steps):
    """The request of June: 23,100,000 VND, nothing paid."""
    return steps.request()


@pytest.fixture
def pay(made, act):
    """Records a payment as the payer of the district does."""

    def record(amount=500, reference="KB 1506/88", reason=""):
        call = act("chitra.camxuyen", on=PAID, reason=reason)
        return record_payment(made, call, amount_vnd=amount, paid_on=PAID, treasury_reference=reference)

    return record


@pytest.fixture
def reverse(made, act):
    """Reverses a payment as the finance officer does, or another."""

    def attempt(payment, who="taichinh", day=LATER):
        call = act(who, on=LATER, reason="Ghi thiếu ba số 0")
        paper = {"document": "12/CV-TC", "document_date": day, "scan": evidence()}
        return reverse_payment(made, call, payment=payment, **paper)

    return attempt


def paid(statement):
    return with_paid(Statement.objects.filter(pk=statement.pk)).get().paid_vnd


def test_a_reversal_mirrors_its_payment_and_the_voucher_may_come_again(made, pay, reverse):
    wrong = pay(500)
    entry = reverse(wrong)
    assert (entry.amount_vnd, entry.reverses, entry.why, paid(made)) == (-500, wrong, "Ghi thiếu ba số 0", 0)
    assert pay(500_000).voucher_key == wrong.voucher_key
    assert paid(made) == 500_000
    assert [*checks.check_payments(), *checks.check_vouchers(), *ledger.check_ledgers()] == []


def test_who_recorded_a_payment_does_not_reverse_it(pay, reverse):
    assert codes(lambda: reverse(pay(), who="chitra.camxuyen")) == ["same_person"]


def test_a_payment_is_reversed_once_and_a_reversal_not_at_all(pay, reverse):
    payment = pay()
    entry = reverse(payment)
    assert codes(lambda: reverse(payment)) == ["reversed_already"]
    assert "reversed_already" in codes(lambda: reverse(entry, who="chitra.camxuyen"))


@pytest.mark.parametrize("day", [PAID - dt.timedelta(1), LATER + dt.timedelta(1)])
def test_the_document_is_of_the_days_between(day, pay, reverse):
    assert codes(lambda: reverse(pay(), day=day)) == ["reversal_day"]


def test_a_voucher_that_reads_almost_alike_needs_a_reason(pay):
    pay(500, "KB 1506/88")
    assert codes(lambda: pay(500, "KB 1506/89")) == ["reference_alike"]
    assert pay(501, "KB 1506/89").amount_vnd == 501
    assert pay(500, "KB 1506/80", reason="Hai chứng từ").voucher_key == "kb1506/80"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_vnd": -499},
        {"amount_vnd": 500},
        {"why": ""},
        {"scan": None},
        {"reverses": None},
        {"recorded_by": "the same"},
        {"statement": "another"},
    ],
)
def test_the_database_refuses_a_reversal_that_is_none(wrong, made, april, pay, reverse):
    entry = reverse(pay(reference="KB 1"))
    other = pay(reference="KB 7007")
    entry.pk, entry.reverses = None, other
    others = {"recorded_by": other.recorded_by, "statement": april}
    for name, value in wrong.items():
        setattr(entry, name, others.get(name) if isinstance(value, str) and value else value)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()


def test_verify_names_a_voucher_that_is_recorded_twice(pay):
    first = pay()
    with without_guards():
        first.pk = None
        first.save(force_insert=True)
    assert [line.rpartition(": ")[2] for line in checks.check_vouchers()] == [
        "its voucher kb1506/88 is recorded 2 times"
    ]


def test_the_form_says_that_the_whole_payment_goes(as_user, made, pay):
    DemoClock.objects.update_or_create(id=1, defaults={"day": LATER})
    page = as_user("taichinh").get(reverse_url("payment-reverse", args=[made.pk, pay(500).pk]))
    page = page.content.decode().replace("\xa0", " ")
    assert "Điều chỉnh giảm toàn bộ khoản thanh toán 500 đ, chứng từ KB 1506/88 ngày 12/07/2021" in page


def test_the_document_of_a_reversal_is_not_called_a_voucher(as_user, made, pay, reverse):
    reverse(pay(500))
    DemoClock.objects.update_or_create(id=1, defaults={"day": LATER})
    page = as_user("taichinh").get(reverse_url("statement", args=[made.pk])).content.decode()
    row = next(part for part in page.split("<tr") if "12/CV-TC" in part)
    assert "Văn bản điều chỉnh" in row
    assert "Số chứng từ Kho bạc" not in row


def test_who_recorded_a_payment_is_not_offered_its_reversal_by_delegation_either(as_user, made, pay):
    wrong, address = pay(500), reverse_url("statement", args=[made.pk])
    DemoClock.objects.update_or_create(id=1, defaults={"day": LATER})
    delegated("chitra.camxuyen", "pct.camxuyen", role="payer", valid_to=dt.date(2021, 8, 1))
    step = reverse_url("payment-reverse", args=[made.pk, wrong.pk])
    assert step not in as_user("chitra.camxuyen").get(address).content.decode()
    assert step not in as_user("pct.camxuyen").get(address).content.decode()
    assert step in as_user("taichinh").get(address).content.decode()
