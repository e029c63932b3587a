"""`make run` as somebody meets it: a copy of the project in a folder of its own, served by its own processes, twice."""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.architecture.project import NOT_OURS, ROOT
from tests.browser.serving import free_port
from tests.platform.kernel.test_schema import READ, against_the_models

WEIGHT = 200  # tests/worlds.py
TRIES, STOP_SECONDS = 2400, 60  # a tenth of a second lies between two tries
LEFT_OUT = ("DJANGO_SETTINGS_MODULE", "DEMO", "DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "TEST_DEMO")
COUNTS = {  # what the demo has to hold at least, as people count it
    "employees": ("SELECT count(*) FROM staffing_postalemployee", 60),
    "civil servants": ("SELECT count(*) FROM staffing_civilservant", 41),  # the 40 and the one of the commune
    "finished withdrawals": ("SELECT count(*) FROM staffing_withdrawalrequest WHERE status = 'effective'", 2),
    "waiting withdrawals": ("SELECT count(*) FROM staffing_withdrawalrequest WHERE status = 'submitted'", 1),
    "billed months": ("SELECT count(*) FROM billing_statement", 4),
    "leases": ("SELECT count(*) FROM facilities_facilitylease", 1),
}
ENTERED = "SELECT code, valid_from, note, row_version FROM pilot_parameter WHERE assumed ORDER BY code"
ADOPT = (
    "from pilot.platform.kernel.workflow import Act; from pilot.platform.kernel.clock import business_day;"
    "from pilot.programme.models import Pilot, User; from pilot.programme.workflows.programme import adopt_rules;"
    "act = Act(user=User.objects.get(username='thuky.gialai'), on=business_day(), reason='Chạy thử', confirmed=True);"
    "adopt_rules(Pilot.objects.get(code='GIALAI'), act, source=Pilot.objects.get(code='HATINH'))"
)


class Copy:
    """A copy of the project. Its commands run as an operator types them, with a database exported for somebody else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.theirs = folder.parent / "theirs.sqlite3"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_OURS, "*_cache"))

    def environment(self, demo: bool) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        return kept | {"DEMO": str(int(demo)), "DATABASE_URL": f"sqlite:///{self.theirs}"}

    def manage(self, *arguments: str, demo: bool = True) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=self.environment(demo), capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def served(self, demo: bool = True) -> Iterator[tuple[str, Path]]:
        """Its address, and the file of what it said."""
        port = free_port()
        address, said = f"http://127.0.0.1:{port}", self.folder.parent / f"said-{port}"
        command = [sys.executable, "manage.py", "serve", "--prepare", "--port", str(port)]
        with said.open("w") as out:
            server = subprocess.Popen(command, cwd=self.folder, env=self.environment(demo), stdout=out, stderr=out)
        try:
            for _ in range(TRIES):
                if answers(address):
                    break
                assert server.poll() is None, said.read_text()
                time.sleep(0.1)
            else:
                pytest.fail(said.read_text())
            yield address, said
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(STOP_SECONDS)

    def ask(self, query: str, place: str = "demo") -> list[tuple]:
        with closing(sqlite3.connect(self.folder / "var" / place / "db.sqlite3")) as database:
            return database.execute(query).fetchall()


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=10).close()  # noqa: S310
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Copy:
    """The demo, served once and stopped."""
    made = Copy(tmp_path_factory.mktemp("copy") / "chuyen-giao")
    with made.served():
        pass
    return made


def counts(copy: Copy) -> dict[str, int]:
    return {name: copy.ask(query)[0][0] for name, (query, _wanted) in COUNTS.items()}


def test_the_demo_holds_what_fills_its_pages(copy):
    assert counts(copy) == {name: wanted for name, (_query, wanted) in COUNTS.items()}


@pytest.mark.django_db
def test_migrating_makes_what_the_models_say(copy):
    assert against_the_models(json.loads(copy.manage("shell", "--no-imports", "-v", "0", "-c", READ))) == {}


def test_a_second_start_finds_nothing_to_do_and_touches_nothing(copy):
    copy.manage("shell", "--no-imports", "-c", ADOPT)
    entered, before = copy.ask(ENTERED), counts(copy)
    with copy.served() as (_address, said):
        pass
    assert entered
    assert (copy.ask(ENTERED), counts(copy)) == (entered, before)
    assert "migrations to apply" not in said.read_text()
    assert "0 changes" in said.read_text()
    assert "nothing touched" in said.read_text()


def test_load_demo_once_more_does_nothing(copy):
    before = counts(copy)
    assert "nothing touched" in copy.manage("load_demo")
    assert counts(copy) == before


def test_an_exported_database_is_never_touched(copy):
    """DATABASE_URL names production's: neither the demo nor real work of `make run` goes there."""
    assert f"database: sqlite {copy.folder}/var/demo/db.sqlite3" in copy.manage("verify")
    assert not copy.theirs.exists()


def test_real_work_begins_with_one_link_that_works_once(copy):
    with copy.served(demo=False) as (address, said):
        link = re.search(rf"{address}/\S+", said.read_text())
        assert link, said.read_text()
        assert copy.ask("SELECT username FROM pilot_user", "real") == [("quantri.hatinh",)]
        assert sets_password(link[0], "đúng-ngựa-pin-ghim-2021")
        assert copy.ask("SELECT full_name FROM pilot_person", "real") == [("Phan Văn Đầu",)]
        assert not sets_password(link[0], "khác-ngựa-pin-ghim-2021")
        again = copy.manage("first_administrator", demo=False)
        assert "already has an administrator: quantri.hatinh" in again
    other = copy.manage("first_administrator", "--pilot", "GIALAI", demo=False)
    assert "quantri.gialai" in other
    assert "/dat-mat-khau/" in other


def sets_password(link: str, password: str) -> bool:
    """Open the link as a browser does and give a password; False when the link is used up."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(link, timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text := page.read().decode())
    if 'name="new_password1"' not in text or token is None:
        return False
    data = {"csrfmiddlewaretoken": token[1], "new_password1": password, "new_password2": password}
    data |= {"full_name": "Phan Văn Đầu"}
    done = browser.open(page.url, urllib.parse.urlencode(data).encode(), timeout=30)
    return 'name="new_password1"' not in done.read().decode()
