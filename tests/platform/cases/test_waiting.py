"""What waits, asked of the database, is what the lists of 0.3 found row by row; only some lines are finer now."""

import datetime as dt
import re

import pytest
from django.urls import resolve

from pilot.demo.accounts import ACCOUNTS
from pilot.platform.cases import waiting, worklist
from pilot.platform.cases.work import Task
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Pilot, User
from staffing.models import Assignment

pytestmark = pytest.mark.usefixtures("demo")

DAYS = [DEMO_START + dt.timedelta(days=n) for n in (-60, 0, 75)]
APPS = ("pilot.", "staffing.")


def lines(user, on):
    """Everything that waits for the user in the apps whose work is registered, a line each."""
    found = []
    for work in waiting.WORK:
        if type(work).__module__.startswith(APPS):
            rows = work.waiting(work.rows(user, on), on, work.mine(user, on)).select_related(*work.select_related)
            found += [(row.due_step, work.line(row, "")) for row in rows]
    return found


def place(url):
    """An address; those of one assignment stand for its employee, agency and site, with what is done there."""
    match = resolve(url)
    if match.url_name not in ("start-learning", "assess"):
        return url
    row = Assignment.objects.get(pk=match.kwargs["pk"])
    return match.url_name, match.kwargs.get("capacity"), row.employee_id, row.agency_id, row.site_id


def ours(url):
    """Whether what is listed at the address belongs to the apps whose work is registered."""
    return not re.match(r"/(co-so|thanh-toan)/", url)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda a: a.username)
def test_the_same_waits_as_before(account):
    user = User.objects.get(username=account.username)
    for on in DAYS:
        now = {place(line.url) for _step, line in lines(user, on)}
        assert now == {place(item.url) for item in worklist.worklist(user, on) if ours(item.url)}, on


@pytest.mark.parametrize("name", ["thuky", "buudien", "gd.congthuong", "truongban"])
def test_each_line_says_what_where_and_is_counted(name):
    user = User.objects.get(username=name)
    for step, line in lines(user, DEMO_START):
        assert line.task, step
        assert line.thing, step
        assert line.unit or "van-hanh" in line.url, step


def test_the_queue_names_who_acts_on_every_line():
    pilot, user = Pilot.objects.get(code="HATINH"), User.objects.get(username="thuky")
    found = waiting.queue(pilot, user, DEMO_START)
    assert found.lines
    assert all(line.who for line in found.lines)


def test_signed_copies_and_questions_are_folded():
    groups = {group.task: group for group in waiting.worklist(User.objects.get(username="thuky"), DEMO_START)}
    assert groups[Task.CLARIFY].count > 0
    assert groups[Task.CLARIFY].lines == []
