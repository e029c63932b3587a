"""Installations of their own for tests with real processes: a database and a file store, filled with the
demo.

Import the fixtures where they are used. On SQLite the database is a file, on PostgreSQL a database beside the
test's; it is filled once per session and copied for each test.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.test import override_settings

from pilot.platform.kernel import checks
from pilot.settings.base import database
from tests.architecture.project import ROOT

Found = TypeVar("Found")


@dataclass
class Installation:
    """A database and a folder of files; `manage` runs one of its commands in a process."""

    name: str
    folder: Path
    url: str
    unblocked: Callable[[], Any] = nullcontext  # pytest-django keeps the databases shut

    @property
    def environment(self) -> dict[str, str]:
        for part in ("files", "mail"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.process_settings", "DATABASE_URL": self.url,
            "FILE_ROOT": str(self.folder / "files"), "MAIL_ROOT": str(self.folder / "mail"),
        }  # fmt: skip

    def manage(self, *arguments: str, code: int = 0, **more: str) -> str:
        """Run a command to its end, expect its exit code, and give back what it wrote."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def here(self, work: Callable[[], Found]) -> Found:
        """Do a work in it from this process: starting another takes longer than most works."""
        with self.unblocked(), self._opened(), override_settings(FILE_ROOT=self.folder / "files"):
            return work()

    def problems(self) -> list[str]:
        """What `manage.py verify` finds in it."""
        return self.here(checks.problems)

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """Its database in the place of the test's."""
        ours = connections["default"]
        theirs = ours.copy()
        theirs.settings_dict |= database(self.url)
        connections["default"] = theirs
        ContentType.objects.clear_cache()
        try:
            yield
        finally:
            theirs.close()
            connections["default"] = ours
            ContentType.objects.clear_cache()

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a command; the caller ends it."""
        return subprocess.Popen(self.command(*arguments), cwd=ROOT, env=self.environment | more)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "manage.py", *arguments]

    def python(self, code: str) -> str:
        """Run Python inside it; what it prints last."""
        lines = self.manage("shell", "--no-imports", "-v", "0", "-c", code).strip().splitlines()
        return lines[-1] if lines else ""


def _sql(statement: str) -> None:
    place = connection.settings_dict
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    where = {key: place[name] for key, name in keys.items() if place[name]}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as session:
        session.execute(statement)  # type: ignore[arg-type]


def _url(name: str) -> str:
    place = connection.settings_dict
    secret = f":{place['PASSWORD']}" if place["PASSWORD"] else ""
    return f"postgres://{place['USER']}{secret}@{place['HOST']}:{place['PORT'] or 5432}/{name}"


def _make(folder: Path, name: str, like: Installation | None = None) -> Installation:
    """A place of its own; `like`: with the database and the files of another."""
    folder.mkdir(parents=True)
    if like:
        shutil.copytree(like.folder / "files", folder / "files")
    if connection.vendor == "sqlite":
        if like:
            shutil.copy(like.folder / "db.sqlite3", folder / "db.sqlite3")
        return Installation(name, folder, f"sqlite:///{folder}/db.sqlite3")
    _sql(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like.name}"' if like else ""))
    return Installation(name, folder, _url(name))


def _drop(installation: Installation) -> None:
    if connection.vendor != "sqlite":
        _sql(f'DROP DATABASE IF EXISTS "{installation.name}" WITH (FORCE)')


@contextmanager
def copied(like: Installation, folder: Path, name: str) -> Iterator[Installation]:
    """An installation of its own, with what is in another."""
    made = _make(folder, f"test_{name}_{os.getpid()}", like)
    yield made
    _drop(made)


_filled: list[Installation] = []


@pytest.fixture(scope="session")
def demo_installation(django_db_setup: None, tmp_path_factory: Any) -> Iterator[Installation]:
    """Filled once; tests take copies. Its tables come from the models, as all of the suite's (test_schema.py).

    Each module that imports the fixture has one of its own: they share the first.
    """
    if _filled:
        yield _filled[0]
        return
    made = _make(tmp_path_factory.mktemp("demo") / "demo", f"test_demo_{os.getpid()}")
    made.manage("migrate", "--run-syncdb", "-v", "0", TABLES_FROM="models")
    for command in (("migrate", "--fake"), ("load_pilots",), ("load_demo",)):
        made.manage(*command, "-v", "0")
    if connection.vendor == "sqlite":
        made.python("from django.db import connection; connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')")
    _filled.append(made)
    yield made
    _drop(_filled.pop())


@pytest.fixture
def installation(
    request: Any, django_db_setup: None, django_db_blocker: Any, tmp_path: Path
) -> Iterator[Callable[..., Installation]]:
    """Make an installation: `installation("a")` with the demo in it, `installation("b", empty=True)` with
    nothing.
    """
    made: list[Installation] = []

    def make(name: str, empty: bool = False) -> Installation:
        like = None if empty else request.getfixturevalue("demo_installation")
        made.append(_make(tmp_path / name, f"test_{name}_{os.getpid()}", like))
        made[-1].unblocked = django_db_blocker.unblock
        return made[-1]

    yield make
    for one in made:
        _drop(one)
