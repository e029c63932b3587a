"""What the database finds due agrees with what Standing says of each assignment, on every kind of day."""

import datetime as dt

import pytest
from django.db.models import F, Value

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.periods import add_months
from pilot.programme.models import Parameter, User
from staffing.models import CompetencyAssessment, LearningPeriod
from staffing.selectors import due
from staffing.selectors.standing import standings

pytestmark = pytest.mark.usefixtures("demo")

As = CompetencyAssessment.As
DAYS = [DEMO_START + dt.timedelta(days=n) for n in (-90, -54, -53, -24, 0, 1, 30, 61, 92)]


def check_agreement(user, on):
    rows = due.with_findings(due.with_window(due.unrecognised(user, on), on), on, *As)
    found = standings(rows, on, recognised=False)
    assert keys(rows.filter(due.not_begun(on))) == {s.assignment.pk for s in found if s.learning is None}
    assert keys(rows.filter(due.ASSESSED)) == {s.assignment.pk for s in found if s.assessed}
    for capacity in As:
        assert keys(rows.filter(due.open_to(capacity, on))) == {s.assignment.pk for s in found if s.open_to(capacity)}
    for s in found:
        assert (s.assignment.assess_from, s.assignment.assess_until) == (s.window or (None, None))


def keys(rows):
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_assignment_of_the_demo_agrees_with_its_standing(on):
    for name in ("thuky", "gd.buudien"):
        check_agreement(User.objects.get(username=name), on)


def test_so_do_attested_ones_and_a_pilot_without_r04():
    user = User.objects.get(username="thuky")
    learning = LearningPeriod.objects.filter(attested_on=None).latest("pk")
    person = user.person
    LearningPeriod.objects.filter(pk=learning.pk).update(attested_on=learning.started_on, attested_by=person)
    check_agreement(user, DEMO_START)
    Parameter.objects.filter(code="R04").delete()
    check_agreement(user, DEMO_START)


@pytest.mark.parametrize("months", [1, 2, 3, 12])
def test_months_are_added_in_the_database_as_in_the_code(months):
    learning = LearningPeriod.objects.latest("pk")
    for number in range(0, 800, 7):
        day = dt.date(2019, 12, 25) + dt.timedelta(days=number)
        LearningPeriod.objects.filter(pk=learning.pk).update(started_on=day, attested_on=None, attested_by=None)
        asked = LearningPeriod.objects.annotate(later=due.MonthsLater(F("started_on"), Value(months)))
        assert asked.get(pk=learning.pk).later == add_months(day, months)
