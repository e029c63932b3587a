"""What waits in billing, for every account."""

import datetime as dt

import pytest

from billing.cases import STATEMENT, WORK
from billing.workflows import statement, timesheet
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import User
from tests.billing.conftest import REQUESTED
from tests.worklist import by_account

pytestmark = pytest.mark.usefixtures("demo")
LATER = dt.date(2021, 7, 15)


OFFICE = ("buudien", "gd.buudien")
DEMO = {"chitra": ["record_payment"], "chitra.camxuyen": ["record_payment"], "taichinh": ["begin_close"] * 2}
ALONG = {  # a month of Cẩm Xuyên, by hand: what waits in it after each step, beside what the demo has to do
    "enter": {name: ["submit_timesheet"] for name in OFFICE},
    "submit": {"gd.tt.camxuyen": ["check_timesheet"]},
    "check": {"gd.tt.camxuyen": ["sign_acceptance_centre"], "chitra.camxuyen": ["sign_acceptance_payer"]},
    "sign": {name: ["issue_statement"] for name in OFFICE},
    "request": {"chitra.camxuyen": ["record_payment"], "taichinh": ["begin_close"]},
    "begin": {"chitra.camxuyen": ["record_payment"], "taichinh": ["close_month"]},
}


def with_the_demo(found, submit=1):
    """`found` beside what waits in the demo: in July the office has `submit` other timesheets to hand in."""
    office = {name: ["submit_timesheet"] * submit for name in OFFICE if submit}
    names = DEMO.keys() | office.keys() | found.keys()
    every = {name: [*DEMO.get(name, []), *office.get(name, []), *found.get(name, [])] for name in names}
    return {name: sorted(steps) for name, steps in every.items()}


def test_waiting_in_the_demo():
    assert by_account(WORK, DEMO_START) == with_the_demo({}, submit=0)
    assert by_account(WORK, LATER) == with_the_demo(ALONG["enter"])


@pytest.mark.parametrize("step", ["submit", "check", "sign", "request"])
def test_waiting_along_a_month(steps, step):
    getattr(steps, step)()
    assert by_account(WORK, LATER) == with_the_demo(ALONG[step])


def test_waiting_for_the_close(steps, act):
    month = steps.request().acceptance.timesheet.month
    timesheet.begin_close(month, act("taichinh", on=LATER))
    assert by_account(WORK, LATER) == with_the_demo(ALONG["begin"])


def test_a_payment_waits_with_what_is_owed(steps, act):
    """Half of it is paid: the line says the other half; all of it: there is no line."""
    made = steps.request()
    work, payer = STATEMENT, User.objects.get(username="chitra.camxuyen")

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
