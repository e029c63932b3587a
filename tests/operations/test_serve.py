"""Processes of `make run`: started, started again, given up on, ended."""

import asyncio
import socket
import sys
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from pilot.operations.management.commands import serve
from pilot.operations.management.commands.serve import account_table, keep_alive, repeat, require_free_port
from pilot.platform.kernel.jobs import is_gone

PATIENCE = 60  # seconds


def command(path: Path, then: str) -> tuple[str, ...]:
    """A process that adds a line with its number to a file, and then does something."""
    return (sys.executable, "-c", f"import os; print(os.getpid(), file=open({str(path)!r}, 'a'), flush=True); {then}")


async def until(path: Path, lines: int, work: asyncio.Task[None]) -> list[str]:
    """Wait for so many lines, then cancel the work."""
    async with asyncio.timeout(PATIENCE):
        while not path.exists() or len(path.read_text().splitlines()) < lines:
            await asyncio.sleep(0.02)
    work.cancel()
    await asyncio.wait([work])
    return path.read_text().splitlines()


def test_child_that_lives_is_left_alone_and_ended_with_us(tmp_path: Path) -> None:
    path, said = tmp_path / "started", list[str]()

    async def work() -> list[str]:
        child = command(path, "import time; time.sleep(600)")
        return await until(path, 1, asyncio.create_task(keep_alive("worker", child, said.append)))

    (number,) = asyncio.run(work())
    assert is_gone(f"{socket.gethostname()[:40]}:{number}")
    assert said == []


def test_child_that_does_not_want_to_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "GRACE_SECONDS", 0.2)
    path = tmp_path / "started"
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', file=f); time.sleep(600)"

    async def work() -> list[str]:
        child = command(path, f"f = open({str(path)!r}, 'a', buffering=1); {deaf}")
        return await until(path, 2, asyncio.create_task(keep_alive("worker", child, print)))

    assert is_gone(f"{socket.gethostname()[:40]}:{asyncio.run(work())[0]}")


def test_child_that_dies_is_started_again_and_at_last_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "RESTART_DELAY_SECONDS", 0)
    path, said = tmp_path / "started", list[str]()
    with pytest.raises(CommandError, match="5 times right after its start"):
        asyncio.run(keep_alive("worker", command(path, "raise SystemExit(3)"), said.append))
    assert len(path.read_text().splitlines()) == serve.QUICK_DEATHS_ALLOWED
    assert said == ["worker stopped (exit code 3); starting it again"] * (serve.QUICK_DEATHS_ALLOWED - 1)


def test_what_ends_by_itself_comes_back_and_says_when_it_failed(tmp_path: Path) -> None:
    path, said = tmp_path / "started", list[str]()
    code = f"raise SystemExit(len(open({str(path)!r}).readlines()) == 2)"

    async def work() -> list[str]:
        return await until(path, 3, asyncio.create_task(repeat("tick", command(path, code), 0, said.append)))

    asyncio.run(work())
    assert said == ["the tick failed (exit code 1); the next one follows"]


def test_port_in_use_is_said_with_another_to_choose() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"make run PORT={port + 1}"):
            require_free_port(port)
    require_free_port(port)


def test_account_table_names_every_account_and_the_password() -> None:
    lines = account_table().splitlines()
    assert lines[0].split()[0] == "thuky"
    assert "minh-hoa-2021" in lines[-1]
