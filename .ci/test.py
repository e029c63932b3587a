"""The whole suite in four stages: SQLite, PostgreSQL, races, browser. `make test` prepares the environment first.

PostgreSQL is the one that DATABASE_URL names, or a local server that lets us in, or a cluster of our own that
is removed afterwards. What cannot run here is said loudly; with CI set that is a failure.
"""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
NO_TESTS_COLLECTED = 5
IN_PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]  # in the order of tests/worlds.py
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Stage:
    """One run of pytest. An environment value of None takes the variable away."""

    name: str
    arguments: list[str]
    environment: dict[str, str | None]
    exit_code: int = 0
    seconds: float = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("passed", "failed", "skipped"), 0))

    def run(self) -> "Stage":
        print(f"\n=== {self.name}: pytest {' '.join(self.arguments)}", flush=True)
        environment = {key: value for key, value in (os.environ | self.environment).items() if value is not None}
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *self.arguments]
            self.exit_code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
            self.seconds = time.monotonic() - began
            if report.exists():
                self.count(report)
        return self

    def count(self, report: Path) -> None:
        for suite in ET.parse(report).iter("testsuite"):  # noqa: S314
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            self.counts["failed"] += failed
            self.counts["skipped"] += skipped
            self.counts["passed"] += int(suite.get("tests", 0)) - failed - skipped

    @property
    def empty(self) -> bool:
        return self.exit_code == NO_TESTS_COLLECTED

    def __str__(self) -> str:
        numbers = "no tests yet" if self.empty else ", ".join(f"{count} {word}" for word, count in self.counts.items())
        return f"{self.name:<11} {numbers} ({self.seconds:.0f} s)"


def in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {word}" for word, count in counts.items())


def system_packages(kind: str) -> bool:
    return subprocess.run([ROOT / ".ci/system-packages", kind], cwd=ROOT, check=False).returncode == 0


# --- PostgreSQL


def lets_us_make_databases(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            query = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
            return bool(connection.execute(query).fetchone()[0])
    except psycopg.OperationalError:
        return False


def as_server_user(*command: str | Path) -> None:
    """PostgreSQL refuses to run as root."""
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*become, *map(str, command)], cwd="/", check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")


def server_programs() -> Path:
    """The folder of initdb and pg_ctl, of the newest version installed."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: int(folder.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise RuntimeError("PostgreSQL is not installed")


@contextmanager
def throw_away_cluster() -> Iterator[str]:
    """A server reached only through a socket in a folder of its own, gone afterwards."""
    system_packages("postgres")
    programs = server_programs()
    folder = Path(tempfile.mkdtemp(prefix="chuyen-giao-pg-"))
    data, owner = folder / "data", getpass.getuser()
    if os.geteuid() == 0:
        owner = "postgres"
        os.chown(folder, pwd.getpwnam(owner).pw_uid, -1)
    try:
        as_server_user(programs / "initdb", "-D", data, "-A", "trust", "-U", owner, "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-F -c listen_addresses='' -c unix_socket_directories='{folder}'"
        as_server_user(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            yield f"postgresql://{owner}@{quote(str(folder), safe='')}"
        finally:
            as_server_user(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[tuple[str, str]]:
    """(address of a database, where it is); the address is empty when there is none."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given, "the server of DATABASE_URL"
        return
    database = f"chuyen_giao_{os.getpid()}"  # several runs on one machine do not meet
    for user in dict.fromkeys(("postgres", getpass.getuser())):
        server = f"postgresql://{user}@127.0.0.1:5432"
        if lets_us_make_databases(f"{server}/postgres"):
            try:
                yield f"{server}/{database}", "the server on 127.0.0.1:5432"
            finally:
                drop_left_overs(f"{server}/postgres", f"test_{database}")
            return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(throw_away_cluster())
            found = f"{server}/{database}", "a cluster of its own"
        except (RuntimeError, KeyError, OSError) as error:
            found = "", f"no server lets us in, and no cluster of our own: {error}"
        yield found


def drop_left_overs(url: str, prefix: str) -> None:
    """Databases of this run that a killed test process left behind."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        for (name,) in names.fetchall():
            connection.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


# --- browser


def browser() -> str | None:
    """The path of a Chromium, '' for the one that Playwright keeps itself, None when there is none."""
    system_packages("browser")
    for name in SYSTEM_BROWSERS:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return "" if Path(playwright.chromium.executable_path).exists() else None


# --- all of it


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    base: dict[str, str | None] = {"DJANGO_SETTINGS_MODULE": "pilot.settings.test", "DATABASE_URL": None}
    base["PYTHONDONTWRITEBYTECODE"] = None  # else each of hundreds of processes would compile all of the code anew
    subprocess.run(
        [sys.executable, "manage.py", "compile_translations"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "pilot.settings.test"},
        check=True,
    )
    left_out: list[str] = []
    if not system_packages("pdf"):
        left_out.append("libraries and fonts for PDFs: the tests that render will fail")
    stages = [Stage("SQLite", [*IN_PARALLEL, "-m", "not postgres and not browser"], base).run()]

    with postgres() as (url, where):
        if url:
            print(f"\nPostgreSQL: {where}")
            environment = base | {"DATABASE_URL": url}
            stages.append(Stage("PostgreSQL", [*IN_PARALLEL, "-m", "both_engines"], environment).run())
            stages.append(Stage("races", ["-m", "postgres"], environment).run())  # alone: they take all cores
        else:
            left_out.append(f"everything that needs PostgreSQL ({where})")

    chromium = browser()
    if chromium is None:
        left_out.append("the browser stories (no Chromium; try .venv/bin/playwright install chromium)")
    else:
        environment = base | {"DJANGO_ALLOW_ASYNC_UNSAFE": "true", "CHROMIUM": chromium or None}
        stages.append(Stage("browser", ["-n", "2", "--dist", "worksteal", "-m", "browser"], environment).run())

    return report(stages, left_out)


def report(stages: list[Stage], left_out: list[str]) -> int:
    print("\n" + "\n".join(map(str, stages)))
    for what in left_out:
        print(f"\n!!! LEFT OUT: {what}{' - a failure in CI' if IN_CI else ''}")
    total = {word: sum(stage.counts[word] for stage in stages) for word in ("passed", "failed", "skipped")}
    print(f"\n{in_words(total)}")
    broken = any(stage.exit_code and not stage.empty for stage in stages)
    return int(broken or (IN_CI and (bool(left_out) or stages[0].empty)))


if __name__ == "__main__":
    sys.exit(main())
