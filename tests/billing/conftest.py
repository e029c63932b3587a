"""The money of the demo: Cẩm Xuyên's contract with June still open, and the way to bring June to any step."""

import datetime as dt
from types import SimpleNamespace

import pytest

from billing.models import AcceptanceRecord, LabourContract, Statement, Timesheet
from billing.workflows import acceptance, statement, timesheet

JULY = dt.date(2021, 7, 1)
CHECKED, SIGNED, REQUESTED = dt.date(2021, 7, 2), dt.date(2021, 7, 5), dt.date(2021, 7, 6)


@pytest.fixture
def district():
    """UBND huyện Cẩm Xuyên – Bưu điện tỉnh, in force, three counter posts at 7,000,000."""
    return LabourContract.objects.get(payer__code="HT-CX")


@pytest.fixture
def june(district):
    """The timesheet of 06/2021: open, prefilled, 22 working days."""
    return Timesheet.objects.get(month__contract=district, month__month=dt.date(2021, 6, 1))


@pytest.fixture
def steps(june, act):
    """The route of June as functions; each returns its row read again."""

    def submit():
        timesheet.submit_timesheet(june, act("buudien", on=JULY))

    def check():
        submit()
        timesheet.check_timesheet(june, act("gd.tt.camxuyen", on=CHECKED))
        return AcceptanceRecord.objects.get(timesheet=june)

    def sign():
        record = check()
        acceptance.sign_acceptance_centre(record, act("gd.tt.camxuyen", on=SIGNED))
        acceptance.sign_acceptance_payer(record, act("chitra.camxuyen", on=SIGNED))
        record.refresh_from_db()
        return record

    def request():
        return statement.issue_statement(sign(), act("buudien", on=REQUESTED))

    return SimpleNamespace(submit=submit, check=check, sign=sign, request=request)


@pytest.fixture
def april(district):
    """The request of 04/2021: paid, its month closed."""
    return Statement.objects.get(contract=district, month=dt.date(2021, 4, 1))
