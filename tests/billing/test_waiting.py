"""What waits in billing: the cases find what the worklist's provider finds, for every account."""

import datetime as dt

import pytest

from billing.cases import WORK, StatementWork
from billing.selectors.desk import work_items
from billing.workflows import statement, timesheet
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import User
from tests.billing.conftest import REQUESTED
from tests.waiting import differing

pytestmark = pytest.mark.usefixtures("demo")
LATER = dt.date(2021, 7, 15)


@pytest.mark.parametrize("on", [DEMO_START, LATER])
def test_waiting_in_the_demo(on):
    assert differing(work_items, WORK, on) == {}


@pytest.mark.parametrize("step", ["submit", "check", "sign", "request"])
def test_waiting_along_a_month(steps, step):
    getattr(steps, step)()
    assert differing(work_items, WORK, LATER) == {}


def test_waiting_for_the_close(steps, act):
    month = steps.request().acceptance.timesheet.month
    timesheet.begin_close(month, act("taichinh", on=LATER))
    assert differing(work_items, WORK, LATER) == {}


def test_a_payment_waits_with_what_is_owed(steps, act):
    """Half of it is paid: the line says the other half; all of it: there is no line."""
    made = steps.request()
    work, payer = StatementWork(), User.objects.get(username="chitra.camxuyen")

    def owed():
        rows = work.waiting(work.rows(payer, LATER), LATER, work.mine(payer, LATER))
        return [work.line(row, "").amount_vnd for row in rows.filter(pk=made.pk)]

    def pay(amount, reference):
        how = {"paid_on": REQUESTED, "treasury_reference": reference}
        statement.record_payment(made, act("chitra.camxuyen", on=LATER), amount_vnd=amount, **how)

    assert owed() == [made.total_vnd]
    pay(1_000_000, "KB 1")
    assert owed() == [made.total_vnd - 1_000_000]
    pay(made.total_vnd - 1_000_000, "KB 2")
    assert owed() == []
