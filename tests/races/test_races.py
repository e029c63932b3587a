"""Each workflow: 8 racers × 50 rows, one winner each; the control without lock shows that the race is real."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from pilot.kernel import guards
from pilot.kernel.models import AuditEvent
from pilot.kernel.workflow import WORKFLOWS
from tests.races import entries
from tests.races.harness import CASES, needs_postgres, run

pytestmark = needs_postgres


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, committed, since other processes have to see it; the tables are emptied afterwards."""
    if connection.vendor != "postgresql":
        pytest.skip("races need PostgreSQL")
    with django_db_blocker.unblock():
        was, settings.DEMO = settings.DEMO, True
        for command in ("load_pilots", "load_demo"):
            call_command(command, verbosity=0, stdout=io.StringIO())
        yield
        settings.DEMO = was
        guards.lift()
        call_command("flush", verbosity=0, interactive=False)
        guards.install()


@pytest.mark.parametrize("name", sorted(entries.PREPARE))
def test_one_winner(name, world):
    rows = entries.PREPARE[name](CASES)
    outcomes = run(name, rows)
    assert len(rows) == CASES
    assert [o["won"] for o in outcomes] == [1] * CASES
    assert {code for o in outcomes for code in o} <= {"won", "wrong_status", "stale"}, outcomes
    refused = AuditEvent.objects.filter(outcome="refused", object_id__in=map(str, rows)).count()
    assert refused >= CASES * 7


def test_control_shows_the_race(world):
    rows = entries.submitted_requests(CASES, "CONTROL")
    winners = [o["won"] for o in run("control", rows)]
    assert max(winners) > 1, "the control never raced: the race test proves nothing"


def test_every_workflow_is_raced():
    assert set(WORKFLOWS) == set(entries.PREPARE)
