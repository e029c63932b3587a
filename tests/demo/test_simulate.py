"""`manage.py simulate`: a made-up province that the checks find nothing wrong with, and where none is made."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from billing.models import BillingMonth, Statement
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel.checks import CHECKS
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import Agency, CounterPost, Person, ProcedureHandover, Site
from staffing.models import PostalEmployee, WithdrawalRequest

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
SMALL = {"sites": 11, "posts": 110, "employees": 240, "months": 3, "events": 2500}


def simulate(**size):
    call_command("simulate", stdout=io.StringIO(), **{**SMALL, **size})


def test_the_province_has_its_size_and_every_check_holds():
    months = BillingMonth.objects.count()
    simulate()
    assert Site.objects.filter(illustrative=True).count() == 11
    assert CounterPost.objects.filter(code__startswith="MH-").count() == 110
    assert PostalEmployee.objects.filter(staff_code__gte="BD10001").count() == 240
    assert BillingMonth.objects.count() == months + 11 * 3
    assert ProcedureHandover.objects.filter(site__code__startswith="MH-").count() == 11 * 43
    assert AuditEvent.objects.count() == 2500
    assert [line for check in CHECKS.values() for line in check()] == []


def test_withdrawals_and_months_stand_in_every_state():
    simulate(sites=60, posts=600, employees=1200, months=3)
    assert {row.status for row in WithdrawalRequest.objects.all()} == set(WithdrawalRequest.Status)
    assert {row.status for row in BillingMonth.objects.all()} >= {"open", "closed"}
    assert {row.status for row in OfficialDocument.objects.all()} >= {"approved", "numbered", "signed"}
    assert 0 < Statement.objects.filter(payments=None).count() < Statement.objects.count()


def test_everything_is_marked_as_illustrative():
    simulate()
    assert not Person.objects.filter(illustrative=False).exists()
    assert not OfficialDocument.objects.filter(illustrative=False).exists()
    names = [*Agency.objects.filter(code__startswith="MH-"), *Site.objects.filter(code__startswith="MH-")]
    assert all("(minh họa)" in row.name for row in names)


def test_the_same_seed_gives_the_same_province():
    def made(seed):
        with transaction.atomic():
            simulate(seed=seed)
            people = Person.objects.order_by("id").values_list("full_name", flat=True)
            amounts = Statement.objects.order_by("id").values_list("total_vnd", flat=True)
            found = [*people], [*amounts]
            transaction.set_rollback(True)
        return found

    assert made(1) == made(1) != made(2)


@pytest.mark.parametrize("size", [{"sites": 0}, {"posts": 10}, {"employees": 200}, {"months": 13}])
def test_impossible_sizes_are_refused(size):
    with pytest.raises(CommandError, match="A site has a post at least"):
        simulate(**size)


def test_nothing_is_added_where_real_work_is_done(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        simulate()


def test_nothing_is_added_beside_people_who_are_not_illustrative():
    Person.objects.update(illustrative=True)
    Person.objects.filter(pk=Person.objects.latest("id").pk).update(illustrative=False)
    with pytest.raises(CommandError, match="not illustrative"):
        simulate()


def test_a_province_is_added_once():
    simulate()
    with pytest.raises(CommandError, match="already"):
        simulate()
