"""Guards and migrations, with real processes: back and forth, and killed in the middle."""

import json
import os
import signal
import time

import pytest

from pilot.platform.kernel import guards
from tests.platform.kernel.test_ledgers import LEDGERS
from tests.processes import demo_installation, installation  # noqa: F401 - fixtures

pytestmark = pytest.mark.both_engines
WEIGHT = 200  # tests/worlds.py
LATER = {"DJANGO_SETTINGS_MODULE": "tests.platform.kernel.later.settings"}
LEDGER = "from tests.platform.kernel import test_ledgers as t; print(t.all_resist(), t.counted())"
HEALTH = (
    "import logging; logging.disable();"
    " from django.test import Client; a = Client().get('/healthz'); print(a.status_code, a.content.decode())"
)
PATIENCE = 60  # seconds


def health(place):
    status, body = place.python(HEALTH).split(" ", 1)
    return int(status), json.loads(body)


def test_ledgers_resist_after_migrating_back_and_forth(installation):  # noqa: F811
    place = installation("migrated")
    before = place.python(LEDGER)
    assert int(before.split()[0]) > len(LEDGERS) // 2
    for target in ("0001", "zero", "0001"):
        place.manage("migrate", "later", target, "-v", "0", **LATER)
        assert place.python(LEDGER) == before
    assert place.manage("verify").strip().endswith("0 problems")


def test_a_killed_migration_shows_at_every_start_and_on_healthz(installation, tmp_path):  # noqa: F811
    place = installation("killed")
    kill_in_the_middle(place, tmp_path / "waiting")

    status, body = health(place)
    assert status == 503
    assert [line for line in body["guards"] if line.endswith(": missing")] == body["guards"]
    assert len(body["guards"]) == len(guards.expected())
    web_server = ("shell", "-v", "0", "-c", "import pilot.wsgi")
    for command in (web_server, ("worker", "--batch"), ("serve", "--port", "99999"), ("migrate", "-v", "0")):
        said = place.manage(*command, code=1 if command[0] == "serve" else 0)
        assert f"{len(guards.expected())} guards of the database are missing or changed" in said, command
    assert health(place)[0] == 200
    assert place.manage("verify").strip().endswith("0 problems")


def test_a_dead_database_is_said_on_healthz(installation):  # noqa: F811
    place = installation("dead")
    place.url = "sqlite:////nowhere/db.sqlite3" if place.url.startswith("sqlite") else "postgres://x@127.0.0.1:1/x"
    status, body = health(place)
    assert (status, body["database"], body["guards"]) == (503, "no answer", "unknown")


def kill_in_the_middle(place, sign):
    """kill -9 of a migration that has lifted the guards and is changing tables."""
    process = place.start("migrate", "later", "-v", "0", WAIT_AT=str(sign), **LATER)
    deadline = time.monotonic() + PATIENCE
    while not (sign.exists() and sign.read_text()):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
