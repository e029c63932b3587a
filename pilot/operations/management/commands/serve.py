"""Web server, job worker and minute tick together, as `make run` starts them. Production uses systemd."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from pilot.demo import accounts as demo
from pilot.platform.kernel.guards import warn_of_differences

QUICK_DEATH_SECONDS = 20  # a child that lives shorter did not really start
QUICK_DEATHS_ALLOWED = 5
RESTART_DELAY_SECONDS = 2
GRACE_SECONDS = 15  # for a running job or request, after SIGTERM
TICK_SECONDS = 60
FIRST_TICK_SECONDS = 10  # the web server starts first

MANAGE = (sys.executable, "manage.py")


def die_with_parent() -> None:
    """Runs in the child before it starts: SIGTERM reaches it even when this process is killed outright."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass
class Child:
    """A process that has to be alive; with `every`, one that ends by itself and comes back so many seconds later."""

    name: str
    command: tuple[str, ...]
    every: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_after: float = 0.0
    quick_deaths: int = 0

    def keep_alive(self, now: float) -> str:
        """Start it, or start it again a moment after it died. Returns a line for the operator, or nothing."""
        if self.process is None:
            if now >= self.start_after:
                self._start()
            return ""
        code = self.process.poll()
        if code is None:
            return ""
        self.process = None
        if self.every:
            self.start_after = self.started + self.every
            return f"the {self.name} failed (exit code {code}); the next one follows" if code else ""
        self.quick_deaths = self.quick_deaths + 1 if now - self.started < QUICK_DEATH_SECONDS else 1
        self.start_after = now + RESTART_DELAY_SECONDS
        return f"{self.name} stopped (exit code {code}); starting it again"

    def _start(self) -> None:
        # its own session: Ctrl-C at the terminal reaches only us, and we end the children in order
        self.process = subprocess.Popen(
            self.command, cwd=settings.BASE_DIR, start_new_session=True, preexec_fn=die_with_parent
        )
        self.started = time.monotonic()

    @property
    def hopeless(self) -> bool:
        return self.quick_deaths >= QUICK_DEATHS_ALLOWED


class Command(BaseCommand):
    help = "Serve on 127.0.0.1: gunicorn, one job worker, and the tick each minute."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare", action="store_true", help="database, facts, static files first")

    def handle(self, *, port: int, prepare: bool, **_options: object) -> None:
        began = time.monotonic()
        if not prepare:  # otherwise its migrate says so, before it puts them back
            warn_of_differences()
        require_free_port(port)
        address = f"http://127.0.0.1:{port}"
        os.environ |= {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "PYTHONUNBUFFERED": "1"}
        os.environ.setdefault("PUBLIC_URL", address)  # the port stands in the QR codes too
        for command in (("compile_translations",), ("prepare", "--address", address)) if prepare else ():
            if subprocess.run((*MANAGE, *command), cwd=settings.BASE_DIR, check=False).returncode:
                raise CommandError(f"`manage.py {command[0]}` failed; nothing is served")
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        self.run(port, began)

    def stop(self, *_: object) -> None:
        self.stopping = True

    def run(self, port: int, began: float) -> None:
        """Keep all three alive until told to stop."""
        tick = Child("tick", (*MANAGE, "tick"), TICK_SECONDS, start_after=time.monotonic() + FIRST_TICK_SECONDS)
        children = [Child("web server", gunicorn(port)), Child("job worker", (*MANAGE, "worker")), tick]
        announced = False
        try:
            while not self.stopping:
                for child in children:
                    self.look_after(child)
                if not announced and (status := status_of(port)):
                    announced = True
                    self.announce(port, status, time.monotonic() - began)
                time.sleep(0.2)
        finally:
            self.stdout.write("stopping ...")
            end([child.process for child in children if child.process])

    def look_after(self, child: Child) -> None:
        if line := child.keep_alive(time.monotonic()):
            self.stderr.write(line)
        if child.hopeless:
            raise CommandError(
                f"The {child.name} stopped {QUICK_DEATHS_ALLOWED} times right after its start. "
                "The reason stands above; everything was stopped."
            )

    def announce(self, port: int, status: int, seconds: float) -> None:
        self.stdout.write(f"\n  http://127.0.0.1:{port}    ready after {seconds:.0f} s, Ctrl-C stops it\n")
        if status >= 500:
            self.stderr.write(f"  but its first page is an error ({status}); the reason stands above")
        if settings.DEMO:
            self.stdout.write(account_table())
        self.stdout.flush()


def gunicorn(port: int) -> tuple[str, ...]:
    """Two sync workers: fastest on SQLite of those tried, and WeasyPrint does not bear threads."""
    return (
        *(sys.executable, "-m", "gunicorn", "pilot.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--timeout", "120", "--graceful-timeout", "10"),
        *("--log-level", "warning", "--no-control-socket"),
        *(("--worker-tmp-dir", "/dev/shm") if Path("/dev/shm").is_dir() else ()),  # noqa: S108
    )


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} on 127.0.0.1 cannot be used ({error}). Is another `make run` still running? "
                f"Otherwise choose another port: make run PORT={port + 1}"
            ) from None


def status_of(port: int) -> int:
    """The status of the first page; 0 while nothing answers."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask every process to finish, then make it."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def account_table() -> str:
    """The accounts of the demo: user name, role, whom it stands for. All share one password."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = [(account.username, str(account.role.label), account.title) for account in demo.ACCOUNTS]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"    {line.rstrip()}\n" for line in (*lines, "", f"password of all: {demo.PASSWORD}"))
