"""kill -9 at a chosen moment: the test holds a lock, so that the process stands where it is to die.

A transaction of ours holds the head of the audit chain: whoever comes has written everything but its audit
event. Or it holds a table that is written after the commit: the decision stands, nobody was told.
"""

import html
import os
import re
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from subprocess import Popen
from typing import Any

import psycopg
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from pilot.operations.management.commands.serve import gunicorn
from tests.architecture.project import ROOT
from tests.browser.serving import free_port, wait_for
from tests.browser.visiting import PASSWORD
from tests.processes import Installation

PATIENCE = 60  # seconds until a process stands where it is to stand
CHAIN = "SELECT 1 FROM kernel_auditchain WHERE name = 'HATINH' FOR UPDATE"
JOBS = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'READY'"
QUEUE = "LOCK TABLE django_tasks_database_dbtaskresult IN EXCLUSIVE MODE"
STAGING = "LOCK TABLE exchange_importrow IN EXCLUSIVE MODE"
PASSING = {
    "django_session", "django_tasks_database_dbtaskresult", "kernel_jobworker", "kernel_scheduledrun", "kernel_taken",
    "kernel_verifyrun",
}  # fmt: skip
A_MINUTE_LATER = """
import datetime as dt
from django.core.management import call_command
from pilot.platform.documents import tasks
from pilot.platform.exchange import importing
from pilot.platform.kernel.models import ScheduledRun
tasks.LEAVE_TO_WORKER = importing.LEAVE_TO_WEB = dt.timedelta()
ScheduledRun.objects.all().delete()
call_command("tick")
"""


# --- the database, looked at and held from outside


def rows(place: Installation, query: str, *values: Any) -> list[Any]:
    with psycopg.connect(place.url, autocommit=True) as session:
        return session.execute(query, values).fetchall()  # type: ignore[arg-type]


def counts(place: Installation) -> Counter[str]:
    """Rows of every table, but for sessions, jobs and what the machinery notes for itself."""
    tables = [name for (name,) in rows(place, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    union = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in {*tables} - PASSING)
    return Counter(dict(rows(place, union)))


def jobs(place: Installation) -> int:
    """How many wait in the queue."""
    return int(rows(place, JOBS)[0][0])


@contextmanager
def held(place: Installation, lock: str) -> Iterator[None]:
    """Hold the lock; whoever comes to it stands there until the end."""
    with psycopg.connect(place.url) as session:
        session.execute(lock)  # type: ignore[arg-type]
        yield
        session.rollback()


def standing(place: Installation, who: str) -> int:
    """Wait until a process of this kind stands before a lock; the number of its session on the server."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND application_name = %s AND wait_event_type = 'Lock'"
    end = time.monotonic() + PATIENCE
    while not (found := rows(place, query, place.name, who)):
        assert time.monotonic() < end, f"no {who} process came to the lock"
        time.sleep(0.05)
    return int(found[0][0])


def forget(place: Installation, session: int) -> None:
    """What the server does when it notices that a process is gone, and what the minute does to its limits."""
    rows(place, "SELECT pg_terminate_backend(%s, 10000)", session)
    rows(place, "DELETE FROM kernel_taken RETURNING 1")


# --- processes


def kill(number: int) -> None:
    os.kill(number, signal.SIGKILL)


def children_of(number: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


@dataclass
class Web:
    """gunicorn on the settings of `make run`; with one worker process it is known who answers."""

    place: Installation
    workers: int = 1
    port: int = field(default_factory=free_port)
    master: Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [*gunicorn(self.port), "--workers", str(self.workers)]
        self.master = Popen(command, cwd=ROOT, env=self.place.environment | {"PGAPPNAME": "web"})
        wait_for(self.address)

    def processes(self) -> list[int]:
        """Numbers of the worker processes that live."""
        assert self.master
        return children_of(self.master.pid)

    def worker(self) -> int:
        """Number of the process that answers."""
        return self.processes()[0]

    def kill(self, whole: bool = False) -> None:
        """The worker, which gunicorn replaces; or gunicorn with it, and a new one is started."""
        assert self.master
        worker = self.worker()
        if whole:
            kill(self.master.pid)
            self.master.wait()
        kill(worker)
        if whole:
            self.start()

    def stop(self) -> None:
        if self.master and self.master.poll() is None:
            self.master.terminate()
            self.master.wait()


@contextmanager
def web(place: Installation, workers: int = 1) -> Iterator[Web]:
    server = Web(place, workers)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def worker(place: Installation) -> Iterator[Popen[bytes]]:
    """A job worker that is killed at the end, if it still lives."""
    process = place.start("worker", PGAPPNAME="worker")
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def work_off(place: Installation) -> None:
    """A new worker does what is in the queue."""
    place.manage("worker", "--batch", "--interval", "0")


# --- a person at a browser


@dataclass
class Book:
    """A file as the encoder of the test client takes it; it can be sent again."""

    name: str
    content: bytes

    def read(self) -> bytes:
        return self.content


@dataclass
class Form:
    """A form as it was filled in: sent again, it is the very same one."""

    path: str
    fields: dict[str, Any]

    def without_key(self) -> "Form":
        return Form(self.path, {name: value for name, value in self.fields.items() if name != "operation_key"})


class Person:
    """Cookies, forms with their hidden fields, and what came of sending them."""

    def __init__(self, server: Web, username: str) -> None:
        self.server = server
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay())
        self.thread: threading.Thread | None = None
        self.answers: list[str] = []
        self.send(self.form("/dang-nhap/", username=username, password=PASSWORD))
        assert self.answers == ["/"], self.answers

    def form(self, page: str, action: str = "", **values: Any) -> Form:
        """The form of this page (that leads to `action`), with these values filled in."""
        text = self.opener.open(self.server.address + page, timeout=PATIENCE).read().decode()
        forms = re.findall(r"<form\b.*?</form>", text, re.DOTALL)
        ours = [one for one in forms if (f'action="{action}"' in one if action else 'class="form' in one)]
        hidden = [tag for tag in re.findall(r"<input\b[^>]*>", ours[0]) if 'type="hidden"' in tag]
        return Form(action or page, {part(tag, "name"): part(tag, "value") for tag in hidden} | values)

    def send(self, form: Form) -> None:
        """Send it; where the answer leads is noted, or what it says, or that there was none."""
        body = encode_multipart(BOUNDARY, form.fields)
        head = {"Content-Type": MULTIPART_CONTENT}
        request = urllib.request.Request(self.server.address + form.path, body, head)  # noqa: S310
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                self.answers.append(answer.headers.get("Location") or said(answer.read().decode()))
        except urllib.error.HTTPError as refusal:
            self.answers.append(f"status {refusal.code}")
        except (OSError, HTTPException) as error:
            self.answers.append(f"no answer: {type(error).__name__}")

    def begin(self, form: Form) -> None:
        """Send it without waiting for the answer."""
        self.thread = threading.Thread(target=self.send, args=[form])
        self.thread.start()

    def last_answer(self) -> str:
        """Of the form whose sending was begun, or of the last one sent."""
        if self.thread:
            self.thread.join(PATIENCE)
        return self.answers[-1]

    def again(self, form: Form) -> str:
        self.send(form)
        return self.answers[-1]


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers, not followed."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None

    def http_error_302(self, _request: Any, answer: Any, *_more: Any) -> Any:
        return answer


def part(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def said(page: str) -> str:
    """What the page complains about, in one line."""
    lines = re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    return html.unescape("refused: " + " ".join(re.sub(r"<[^>]+>", " ", " ".join(lines)).split()))
