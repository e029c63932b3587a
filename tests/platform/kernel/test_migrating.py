"""Migrations and what they find, with real processes: from 0.4.0 to now, back and forth, and killed in the middle."""

import json
import os
import re
import signal
import time

import pytest

from pilot.platform.kernel import guards, keys
from tests.platform.kernel.test_ledgers import LEDGERS
from tests.processes import demo_installation, installation  # noqa: F401 - fixtures

pytestmark = pytest.mark.both_engines
WEIGHT = 200  # tests/worlds.py
LATER = {"DJANGO_SETTINGS_MODULE": "tests.platform.kernel.later.settings"}
UPGRADE = "from tests.platform.kernel import upgrading; upgrading.there_and_forward()"
HEALTH = (
    "import logging; logging.disable();"
    " from django.test import Client; a = Client().get('/healthz'); print(a.status_code, a.content.decode())"
)
SHARED = (
    ("documents.OfficialDocument", "number"),
    ("pilot.User", "email"),
    ("staffing.PostalEmployee", "staff_code"),
)
LOST = "append-only rows: staffing.ReadinessJudgement "  # 0.4.0 has no such table: the way there drops its rows
PATIENCE = 60  # seconds


def health(place):
    status, body = place.python(HEALTH).split(" ", 1)
    return int(status), json.loads(body)


@pytest.fixture
def upgraded(installation):  # noqa: F811
    """What became of a database of 0.4.0 (upgrading.py)."""
    place = installation("upgraded")
    said = place.manage("shell", "--no-imports", "-v", "0", "-c", UPGRADE, **LATER).splitlines()
    found = next(line for line in said if line.startswith("{"))
    return json.loads(found), said


def test_a_database_of_040_is_brought_up_to_date(upgraded):
    found, said = upgraded
    assert found["changed"] == []
    assert found["filled"] == {
        "employees without a period": 0,
        "last days": ["2021-06-14", "2021-06-14"],
        "given up": [["2021-07-12", "2021-06-14"]],
        "accounts": [[None, "2021-06-14"], ["2021-06-10", None]],
        "staff codes": ["bd0060", "bd0060 +"],
        "addresses": ["lai@example.vn", "lai@example.vn +"],
        "numbers": ["01/2021hđbđt", "01/2021hđbđt +"],
        "vouchers": ["kb1404/01minhhọa", "kb1405/02minhhọa", "kb1406/03minhhọa"],
        "sheets with a day outside their calendar": 0,
        "calendars": [["HATINH", 2021, "confirmed", None, 15]],
        "pilots with rates": ["HATINH"],
        "lists": [{"order_birth_date": "month_first"}],
        "lists of other bytes": 0,
    }
    problems = [line for line in found["problems"] if not line.startswith(LOST)]
    shared = [re.sub(r" \d+", "", line.removeprefix("codes: ")) for line in problems]
    assert shared == [f"{label}: its {code} {keys.OLDER}" for label, code in SHARED]
    warned = "\n".join(line for line in said if "WARNING" in line)
    assert all(line.removeprefix("codes: ") in warned for line in problems)
    before, *after = found["resisting"]
    assert before > len(LEDGERS) // 2
    assert after == [before - 1] * 2  # all but the table whose rows are lost


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
    assert place.problems() == []


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
