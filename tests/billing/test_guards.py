"""What the database itself refuses, by raw SQL; run on SQLite and on PostgreSQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from billing.models import AcceptanceLine, BillingMonth, LabourContractLine, StatementLine, TimesheetEntry

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]


def refused(sql, *values):
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_statement_and_its_parts_never_change(april):
    for sql in (
        "UPDATE billing_statement SET total_vnd = total_vnd + 1, vat_vnd = vat_vnd + 1 WHERE id = %s",
        "DELETE FROM billing_statement WHERE id = %s",
        "UPDATE billing_statementline SET amount_vnd = 1 WHERE statement_id = %s",
        "DELETE FROM billing_statementline WHERE statement_id = %s",
        "UPDATE billing_statementvat SET vat_vnd = 0 WHERE statement_id = %s",
        "UPDATE billing_payment SET amount_vnd = 1 WHERE statement_id = %s",
        "DELETE FROM billing_payment WHERE statement_id = %s",
    ):
        refused(sql, april.pk)


def test_orm_and_bulk_meet_the_same_guard(april):
    line = StatementLine.objects.filter(statement=april).first()
    line.amount_vnd += 1
    for write in (line.save, line.delete, lambda: StatementLine.objects.bulk_update([line], ["amount_vnd"])):
        with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
            write()


def test_signed_acceptance_is_frozen(april):
    record = april.acceptance
    refused("UPDATE billing_acceptancerecord SET signed_on = '2021-01-01' WHERE id = %s", record.pk)
    refused("UPDATE billing_acceptanceline SET amount_vnd = 1 WHERE record_id = %s", record.pk)
    refused("DELETE FROM billing_acceptanceline WHERE record_id = %s", record.pk)
    line = AcceptanceLine.objects.filter(record=record).first()
    line.pk, line.employee_id = (
        None,
        AcceptanceLine.objects.exclude(employee=line.employee_id).first().employee_id,
    )
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
        line.save()


def test_nothing_slips_into_a_closed_month(april):
    sheet = april.acceptance.timesheet
    refused("UPDATE billing_timesheetentry SET half_days = 1, reason = 'x' WHERE timesheet_id = %s", sheet.pk)
    refused("DELETE FROM billing_timesheetentry WHERE timesheet_id = %s", sheet.pk)
    refused("UPDATE billing_timesheet SET status = 'draft' WHERE id = %s", sheet.pk)


def test_nothing_slips_into_a_month_being_closed(june):
    BillingMonth.objects.filter(pk=june.month_id).update(status="closing")
    entry = TimesheetEntry.objects.filter(timesheet=june).first()
    refused("UPDATE billing_timesheetentry SET half_days = 1, reason = 'x' WHERE id = %s", entry.pk)
    entry.pk, entry.day = None, entry.day.replace(day=6)
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
        entry.save()


def test_payments_together_never_pass_the_total(steps, act):
    made = steps.request()
    sql = (
        "INSERT INTO billing_payment (illustrative, pilot_id, statement_id, amount_vnd, paid_on,"
        " treasury_reference, voucher_key, recorded_at)"
        " VALUES (%s, %s, %s, %s, '2021-07-12', %s, %s, '2021-07-12 00:00:00+00:00')"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [False, made.pilot_id, made.pk, made.total_vnd - 1, "KB 1", "KB1"])
    refused(sql, False, made.pilot_id, made.pk, 2, "KB 2", "KB2")
    refused(sql, False, made.pilot_id, made.pk, 1, "kb 1", "KB1")


def test_signed_contract_and_its_lines_are_frozen(district):
    refused("UPDATE billing_labourcontract SET number = 'x' WHERE id = %s", district.pk)
    refused("UPDATE billing_labourcontractline SET unit_price_vnd = 1 WHERE contract_id = %s", district.pk)
    refused("DELETE FROM billing_labourcontractline WHERE contract_id = %s", district.pk)


def test_a_post_stands_in_one_contract_on_a_day(district):
    line = LabourContractLine.objects.filter(contract=district).first()
    line.pk = None
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
        line.save()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")
def test_insert_or_replace_does_not_take_over_a_statement(april):
    refused("INSERT OR REPLACE INTO billing_statement SELECT * FROM billing_statement WHERE id = %s", april.pk)
