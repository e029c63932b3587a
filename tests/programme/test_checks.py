"""With the guards off, a step on the ladder or a role can be changed; `verify` then names the row."""

import pytest

from pilot.platform.access.grants import give, take
from pilot.platform.access.roles import Role
from pilot.programme import checks
from pilot.programme.models import Agency, HandoverStep, ProcedureHandover, RoleGrant, User
from tests.guards import without_guards

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]


def lines(check):
    return [line.split(":")[0] for line in check()]


def test_the_demo_is_in_order():
    assert [*checks.check_ladders(), *checks.check_roles()] == []


@pytest.fixture
def handed():
    return ProcedureHandover.objects.filter(step="handed_over").order_by("pk").first()


def test_a_procedure_that_no_step_leads_to_is_named(handed):
    handed.step = "paused"
    handed.save()
    assert lines(checks.check_ladders) == [f"hand-over {handed.pk} {handed}"]


def test_a_procedure_whose_history_is_gone_is_named(handed):
    with without_guards():
        handed.steps.all()._raw_delete("default")
    assert lines(checks.check_ladders) == [f"hand-over {handed.pk} {handed}"]


def test_a_rung_that_was_left_out_is_named(handed):
    with without_guards():
        HandoverStep.objects.filter(handover=handed).update(paper_source="")
    assert lines(checks.check_ladders) == [f"hand-over {handed.pk} {handed}"]


def test_a_role_without_a_grant_is_named():
    account, agency = User.objects.get(username="gd.noivu"), Agency.objects.get(code="HT-SCT")
    give(account, Role.AGENCY_HEAD, agency)
    assert lines(checks.check_roles) == [f"account {account.pk}"]


def test_a_grant_without_its_role_is_named():
    grant = RoleGrant.objects.get(user__username="gd.noivu")
    take(grant.user, Role(grant.role), grant.place)
    assert lines(checks.check_roles) == [f"role grant {grant.pk}"]
