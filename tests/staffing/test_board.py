"""The board of a site: who is in charge, in reserve, not there now, on the way, beside the matrix."""

import pytest

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.periods import add_days
from pilot.programme.models.thresholds import BY_KEY
from staffing.models import Assignment, PostalEmployee
from staffing.presenters.sites import not_now

pytestmark = pytest.mark.usefixtures("demo")
NEAR = BY_KEY["near_days"].default


@pytest.fixture
def lines(as_user):
    def read(name="buudien"):
        page = as_user(name).get("/nhan-su/diem/HT-S-CX/nang-luc/")
        return {line.field: line for line in page.context["lines"]}

    return read


@pytest.fixture
def assignment():
    return Assignment.objects.as_at(DEMO_START).filter(site__code="HT-S-CX", role="primary").earliest("id")


def test_who_is_in_charge_is_not_absent(lines, assignment):
    line = lines()[assignment.field.name]
    assert [s.assignment.pk for s in line.in_charge] == [assignment.pk]
    assert line.not_now == []


def test_who_ended_shortly_before_is_absent_and_says_until_when(lines, assignment):
    Assignment.objects.filter(pk=assignment.pk).update(valid_to=DEMO_START)
    line = lines()[assignment.field.name]
    assert [(a.assignment.pk, not_now(a)) for a in line.not_now] == [(assignment.pk, "đến 14/06/2021")]
    assert line.in_charge == []


@pytest.fixture
def begin(assignment):
    """Somebody not assigned anywhere yet, assigned to the same field from a day on."""

    def make(day):
        spare = PostalEmployee.objects.filter(assignments=None).earliest("id")
        place = {name: getattr(assignment, name) for name in ("pilot", "agency", "site", "field")}
        return Assignment.objects.create(**place, employee=spare, role="reserve", valid_from=day)

    return make


def test_who_begins_shortly_after_is_absent_and_says_from_when(lines, assignment, begin):
    begin(add_days(DEMO_START, 1))
    assert [not_now(a) for a in lines()[assignment.field.name].not_now] == ["từ 16/06/2021"]


def test_who_begins_much_later_is_not_on_the_board(lines, assignment, begin):
    begin(add_days(DEMO_START, NEAR + 1))
    assert lines()[assignment.field.name].not_now == []


def test_who_ended_long_ago_is_not_on_the_board(lines, assignment):
    Assignment.objects.filter(pk=assignment.pk).update(valid_to=add_days(DEMO_START, -NEAR))
    found = lines().get(assignment.field.name)
    assert found is None or found.not_now == []
