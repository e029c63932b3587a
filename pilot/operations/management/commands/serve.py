"""Web server, job worker and minute tick together, as `make run` starts them. Production uses systemd."""

import asyncio
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
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


async def run(command: tuple[str, ...]) -> int:
    """Run a process to its end and return its exit code; when cancelled ask it to finish, then make it."""
    # its own session: Ctrl-C at the terminal reaches only us, and we end the children in order
    process = await asyncio.create_subprocess_exec(
        *command, cwd=settings.BASE_DIR, start_new_session=True, preexec_fn=die_with_parent
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await end(process)


async def end(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE_SECONDS)
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def keep_alive(name: str, command: tuple[str, ...], say: Callable[[str], object]) -> None:
    """Run it for ever, again a moment after it died. Raises CommandError when it keeps dying right after its start."""
    quick_deaths = 0
    while True:
        began = time.monotonic()
        code = await run(command)
        quick_deaths = quick_deaths + 1 if time.monotonic() - began < QUICK_DEATH_SECONDS else 1
        if quick_deaths == QUICK_DEATHS_ALLOWED:
            raise CommandError(
                f"The {name} stopped {quick_deaths} times right after its start (exit code {code}). "
                "The reason stands above; everything was stopped."
            )
        say(f"{name} stopped (exit code {code}); starting it again")
        await asyncio.sleep(RESTART_DELAY_SECONDS)


async def repeat(name: str, command: tuple[str, ...], seconds: float, say: Callable[[str], object]) -> None:
    """Run what ends by itself, one at a time; the next begins so many seconds after the one before began."""
    while True:
        began = time.monotonic()
        if code := await run(command):
            say(f"the {name} failed (exit code {code}); the next one follows")
        await asyncio.sleep(began + seconds - time.monotonic())


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
        asyncio.run(self.serve(port, began))

    async def serve(self, port: int, began: float) -> None:
        """All three until a signal says stop, or one of them is hopeless."""
        stop, say = asyncio.Event(), self.stderr.write
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        web, worker = keep_alive("web server", gunicorn(port), say), keep_alive("job worker", (*MANAGE, "worker"), say)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(work) for work in (web, worker, self.tick(), self.announce(port, began))]
                await stop.wait()
                self.stdout.write("stopping ...")
                for task in tasks:
                    task.cancel()
        except* CommandError as refused:
            raise refused.exceptions[0] from None

    async def tick(self) -> None:
        await asyncio.sleep(FIRST_TICK_SECONDS)
        await repeat("tick", (*MANAGE, "tick"), TICK_SECONDS, self.stderr.write)

    async def announce(self, port: int, began: float) -> None:
        """Once the first page answers, say where; the accounts of the demo with it."""
        while not (status := await asyncio.to_thread(status_of, port)):
            await asyncio.sleep(0.2)
        seconds = time.monotonic() - began
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


def account_table() -> str:
    """The accounts of the demo: user name, role, whom it stands for. All share one password."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = [(account.username, str(account.role.label), account.title) for account in demo.ACCOUNTS]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"    {line.rstrip()}\n" for line in (*lines, "", f"password of all: {demo.PASSWORD}"))
