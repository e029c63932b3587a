"""Keyed forms sent while the processes that serve them are killed: `make chaos`.

Four people draft decisions, which nothing but the key of the form keeps from being drafted twice. One of two workers of
the web server dies by kill -9 just after a commit, so that it has either not answered yet or stands in the middle of
another form; and so does the PostgreSQL of this run, with its files flushed as in production. Who gets no answer sends
the same form again. Nothing may be lost, nothing doubled: as many drafts and events as forms, and `manage.py verify`
finds nothing. `--without-key` is the control: it must find doubled drafts. Exit code 1 otherwise.
"""

import argparse
import os
import random
import runpy
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.test")
django.setup()

from tests.architecture.project import ROOT  # noqa: E402
from tests.processes import Installation  # noqa: E402
from tests.races.killing import Form, Person, Web, kill, rows  # noqa: E402

CI: dict[str, Any] = runpy.run_path(str(ROOT / ".ci/test.py"))
PAGE = "/nhan-su/quyet-dinh-cu/moi/HT-BDT/"
DRAFTED = "SELECT subject, count(*) FROM staffing_assignmentdecision WHERE subject LIKE 'Form %%' GROUP BY subject"
VERB = "draft_assignment_decision"
EVENTS = f"SELECT count(*) FROM kernel_auditevent WHERE verb = '{VERB}' AND outcome = 'done' AND id > %s"
LAST = "SELECT max(id) FROM kernel_auditevent"
PATIENCE = 120  # seconds until a form has its answer
PEOPLE = 4


class Cluster:
    """A PostgreSQL of its own that can be killed and started again; it flushes to the disk as in production."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.programs: Path = CI["server_programs"]()
        locale = ["-E", "UTF8", "--locale=C.UTF-8"]
        CI["as_server_user"](self.programs / "initdb", "-D", self.data, "-A", "trust", "-U", "postgres", *locale)

    def control(self, *command: str) -> None:
        CI["as_server_user"](self.programs / "pg_ctl", "-D", self.data, "-w", *command)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        self.control("-l", str(self.folder / "log"), "-o", options, "start")

    def kill(self) -> None:
        """kill -9 of the server; it starts again from its log as soon as its sessions have noticed and ended."""
        kill(int((self.data / "postmaster.pid").read_text().split()[0]))
        end = time.monotonic() + PATIENCE
        while True:
            time.sleep(0.5)
            try:
                return self.start()
            except RuntimeError:  # a session still holds the memory that they share
                if time.monotonic() > end:
                    raise


@contextmanager
def cluster() -> Iterator[tuple[Cluster, str]]:
    CI["system_packages"]("postgres")
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            os.chmod(folder, 0o777)  # noqa: S103 - initdb runs as another user
        server = Cluster(folder)
        server.start()
        try:
            yield server, f"postgres://postgres@{str(folder).replace('/', '%2F')}/chaos"
        finally:
            server.control("-m", "immediate", "stop")


@dataclass
class Run:
    """What has been sent and answered so far, and who is to die when."""

    posts: int
    keyed: bool
    lock: threading.Lock = field(default_factory=threading.Lock)
    next: int = 0
    answered: set[str] = field(default_factory=set)
    tries: int = 0
    people: list[threading.Thread] = field(default_factory=list)

    def take(self) -> str:
        """The name of the next form; empty when all are taken."""
        with self.lock:
            self.next += 1
            return f"Form {self.next:05}" if self.next <= self.posts else ""

    def goes_on(self) -> bool:
        return any(person.is_alive() for person in self.people)

    def work(self, person: Person, empty: Form) -> None:
        while name := self.take():
            form = Form(empty.path, empty.fields | {"subject": name, "operation_key": uuid4().hex})
            self.send(person, form)
            with self.lock:
                self.answered.add(name)

    def send(self, person: Person, form: Form) -> None:
        """Until there is an answer, as a person does; without a key in the control."""
        end = time.monotonic() + PATIENCE
        while True:
            self.tries += 1
            person.send(form if self.keyed else form.without_key())
            if person.answers[-1].startswith("/"):
                return
            assert time.monotonic() < end, person.answers[-1]
            time.sleep(0.3)


def kill_one(run: Run, server: Web, chance: random.Random) -> None:
    """One of the two workers, as soon as something is committed: whoever sent that has no answer yet."""
    with psycopg.connect(server.place.url, autocommit=True) as session:
        before = now = session.execute(LAST).fetchone()
        while now == before and run.goes_on():
            now = session.execute(LAST).fetchone()
    if living := server.processes():
        kill(chance.choice(living))


def disturb(run: Run, server: Web, database: Cluster, kills: int, database_kills: int, seed: int) -> None:
    """Spread the deaths evenly over the forms that were answered, as long as anybody still sends."""
    chance = random.Random(seed)
    deaths = sorted(
        [((n + 0.5) / kills, lambda chance: kill_one(run, server, chance)) for n in range(kills)]
        + [((n + 0.5) / database_kills, lambda _chance: database.kill()) for n in range(database_kills)],
        key=lambda death: death[0],
    )
    for share, die in deaths:
        while len(run.answered) < share * run.posts:
            if not run.goes_on():
                return
            time.sleep(0.02)
        die(chance)


def judge(place: Installation, run: Run, before: int) -> list[str]:
    """What is wrong afterwards, in words."""
    found = Counter(dict(rows(place, DRAFTED)))
    [(events,)] = rows(place, EVENTS, before)
    lost = sorted(run.answered - found.keys())
    doubled = sorted(name for name, count in found.items() if count > 1)
    verified = place.manage("verify").strip().splitlines()[-1]
    print(f"{run.posts} forms, {run.tries} times sent, {len(found)} drafted, {events} events, {verified}")
    print(f"lost: {len(lost)}, doubled: {len(doubled)}")
    wrong = {"lost": lost, "doubled": doubled, "events": [] if events == run.posts else [str(events)]}
    return [*(name for name, what in wrong.items() if what), *([] if verified == "0 problems" else [verified])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("posts", 1_800), ("kills", 200), ("database-kills", 2), ("seed", 8)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--without-key", action="store_true")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as (database, url), tempfile.TemporaryDirectory() as files:
        place = Installation("chaos", Path(files), url)
        CI["as_server_user"](database.programs / "createdb", "-h", database.folder, "chaos")
        for command in (["migrate"], ["load_pilots"], ["load_demo"]):
            place.manage(*command, "-v", "0")
        return run_on(place, database, asked)


def run_on(place: Installation, database: Cluster, asked: argparse.Namespace) -> int:
    run, server = Run(asked.posts, not asked.without_key), Web(place, workers=2)
    [(before,)] = rows(place, LAST)
    server.start()
    try:
        people = [Person(server, "buudien") for _ in range(PEOPLE)]
        run.people = [threading.Thread(target=run.work, args=[p, p.form(PAGE)], daemon=True) for p in people]
        began = time.monotonic()
        for thread in run.people:
            thread.start()
        disturb(run, server, database, asked.kills, asked.database_kills, asked.seed)
        for thread in run.people:
            thread.join()
        print(f"seed {asked.seed}, {asked.kills} + {asked.database_kills} kills, {time.monotonic() - began:.0f} s")
    finally:
        server.stop()
    wrong = judge(place, run, before)
    if asked.without_key:
        return 0 if "doubled" in wrong else 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
