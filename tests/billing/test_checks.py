"""With the guards off, a change of the money is possible; `verify` then names the row."""

import pytest

from billing import checks
from billing.models import (
    AcceptanceLine,
    AcceptanceRecord,
    BillingMonth,
    LabourContract,
    Statement,
    StatementLine,
    StatementVat,
    Timesheet,
)
from billing.selectors.sheets import read_sheet, read_sheets
from pilot.platform.documents.checks import check_documents
from pilot.platform.documents.models import NumberSeries
from pilot.platform.half_days import half_day
from pilot.platform.kernel import guards
from pilot.programme.models import User
from staffing.models import PostalEmployee, Recognition
from staffing.workflows.presence import record_absence

pytestmark = pytest.mark.usefixtures("demo")
ALL = (
    checks.check_sums,
    checks.check_chain,
    checks.check_payments,
    checks.check_requests,
    checks.check_sheets,
    checks.check_absences,
)


@pytest.fixture
def guards_off():
    guards.lift()
    yield
    guards.install()


def test_the_demo_is_in_order():
    assert [line for check in ALL for line in check()] == []


def test_changed_line_and_vat_are_named(april, guards_off):
    StatementLine.objects.filter(statement=april).update(amount_vnd=1)
    StatementVat.objects.filter(statement=april).update(vat_vnd=1)
    found = list(checks.check_sums())
    assert len(found) == 3
    assert all(line.startswith(f"statement {april.pk} ") for line in found)


def test_statement_of_another_month_is_named(april, guards_off):
    Statement.objects.filter(pk=april.pk).update(month="2021-09-01")
    assert [line.split(" ")[1] for line in checks.check_chain()] == [str(april.pk)]


def test_unchecked_timesheet_is_named(april, guards_off):
    Timesheet.objects.filter(pk=april.acceptance.timesheet_id).update(status="submitted")
    assert list(checks.check_chain()) != []


def test_payment_over_the_total_and_before_the_request_is_named(april, guards_off):
    april.payments.update(amount_vnd=april.total_vnd + 1, paid_on="2021-01-01")
    assert len(list(checks.check_payments())) == 2


def test_a_statement_whose_request_does_not_hold_is_named(april, guards_off):
    now = april.issued_at
    april.requests.update(status="recalled", recalled_at=now, recalled_by=User.objects.first(), recall_reason="x")
    assert [line.split(":")[0] for line in checks.check_requests()] == [f"statement {april.pk} {april}"]


def test_gap_and_missing_counter_are_named(april, guards_off):
    april.requests.update(number="99/ĐNTT")
    assert len([line for line in check_documents() if "a number is missing" in line]) == 1
    NumberSeries.objects.all().delete()
    assert len([line for line in check_documents() if "the counter is missing" in line]) == 1


def test_another_amount_than_reckoned_is_named(april, guards_off):
    AcceptanceLine.objects.filter(record=april.acceptance).update(unit_price_vnd=1, amount_vnd=1)
    named = AcceptanceRecord.objects.get(pk=april.acceptance_id)
    assert list(checks.check_sheets()) == [f"acceptance {named.pk} {named}: reckoned again it has other amounts"]


def test_person_day_whose_recognition_is_gone_is_named(april):
    employee = april.lines.first().acceptance_line.employee_id
    Recognition.objects.filter(employee=employee).update(valid_to="2021-04-15")
    found = list(checks.check_sheets())
    assert found != []
    assert all(line.endswith("was not signed off") for line in found)


def test_an_accepted_day_of_somebody_recorded_as_away_is_named(april, act):
    worked = read_sheet(april.acceptance.timesheet).worked()
    employee, day = next((employee, day) for (_line, employee, day), cell in worked.items() if cell.half_days == 2)
    noon = half_day(day) + 1
    inputs = {"leave": "annual", "first_half": noon, "past_half": noon + 1}
    record_absence(PostalEmployee.objects.get(pk=employee), act("buudien"), **inputs)
    record = april.acceptance
    said = f"acceptance {record.pk} {record}: employee {employee} on {day} was accepted and is away"
    assert list(checks.check_absences()) == [said]


def test_an_odd_number_is_named_and_ends_nothing(april, guards_off):
    april.requests.update(number="số lạ")
    found = list(check_documents())
    assert "number series payment_request: số lạ does not begin with a number" in found
    assert any("a number is missing" in line for line in found)


def test_sheets_are_read_by_month_and_not_one_by_one(april, django_assert_max_num_queries):
    months = AcceptanceRecord.objects.values("timesheet__month__month").distinct().count()
    with django_assert_max_num_queries(4 + 8 * months):
        list(checks.check_sheets())


def test_sheets_read_together_are_those_read_alone(april):
    mine = april.acceptance.timesheet
    other = LabourContract.objects.exclude(pk=april.contract_id).earliest("pk")
    beside = Timesheet(pk=0, pilot=april.pilot, month=BillingMonth(contract=other, month=april.month))
    alone, together = read_sheet(mine), read_sheets([mine, beside])
    assert together[mine.pk] == alone
    assert alone.cells
    assert alone.signed_off.fields
    assert together[0].cells == {}
