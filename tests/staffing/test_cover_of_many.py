"""Judging cover costs as many statements for thirty posts as for three, and touches no post that it need not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import CounterPost
from staffing.models import Assignment, PostalEmployee, WithdrawalRequest
from staffing.selectors.cover import watched
from staffing.selectors.touches import posts_touched
from tests.staffing.covered import covered

pytestmark = pytest.mark.usefixtures("demo")


def statements(posts):
    with CaptureQueriesContext(connection) as asked:
        found = watched(DEMO_START, posts)
    return len(found), len(asked)


def test_as_many_statements_for_thirty_posts_as_for_three():
    few = statements(CounterPost.objects.filter(withdrawal_requests__in=covered(3, "BA")))
    many = statements(CounterPost.objects.filter(withdrawal_requests__in=covered(30, "BM")))
    assert (few[0], many[0]) == (3, 30)
    assert few[1] == many[1] <= 40


def test_a_change_of_one_employee_judges_his_posts_alone():
    requests = covered(20, "HM")
    row = Assignment.objects.filter(agency=requests[0].post.agency).get()
    judged = watched(DEMO_START, posts_touched([row.employee]))
    assert [one.request for one in judged] == [requests[0]]
    assert len(judged) <= 0.05 * WithdrawalRequest.objects.filter(status="effective").count()


def test_a_list_is_judged_at_once():
    """What fifty rows were about is one question."""
    requests = covered(3, "DS")
    people = PostalEmployee.objects.filter(assignments__agency__in=[r.post.agency_id for r in requests])
    assert statements(posts_touched(people))[1] == statements(posts_touched(people[:1]))[1]
