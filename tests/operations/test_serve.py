"""Processes of `make run`: started, started again, given up on, ended."""

import socket
import sys
import time

import pytest
from django.core.management.base import CommandError

from pilot.operations.management.commands.serve import (
    QUICK_DEATHS_ALLOWED,
    RESTART_DELAY_SECONDS,
    Child,
    account_table,
    end,
    require_free_port,
)

LIVES = (sys.executable, "-c", "import time; time.sleep(60)")
DIES = (sys.executable, "-c", "raise SystemExit(3)")


def test_child_that_lives_is_left_alone() -> None:
    child = Child("worker", LIVES)
    assert child.keep_alive(time.monotonic()) == ""
    assert child.process is not None
    pid = child.process.pid
    assert child.keep_alive(time.monotonic()) == ""
    assert child.process.pid == pid
    end([child.process])
    assert child.process.poll() is not None


def test_child_that_dies_is_started_again_after_a_delay() -> None:
    child = Child("worker", DIES)
    now = time.monotonic()
    child.keep_alive(now)
    assert child.process is not None
    child.process.wait()
    assert child.keep_alive(now) == "worker stopped (exit code 3); starting it again"
    child.keep_alive(now + RESTART_DELAY_SECONDS / 2)
    assert child.process is None
    child.keep_alive(now + RESTART_DELAY_SECONDS)
    assert child.process is not None
    child.process.wait()


def test_child_that_dies_at_once_each_time_is_given_up() -> None:
    child = Child("worker", DIES)
    for _ in range(QUICK_DEATHS_ALLOWED):
        assert not child.hopeless
        now = max(time.monotonic(), child.start_after)
        child.keep_alive(now)
        assert child.process is not None
        child.process.wait()
        child.keep_alive(now)
    assert child.hopeless


def test_child_that_ends_by_itself_comes_back_at_its_time() -> None:
    child = Child("tick", (sys.executable, "-c", ""), every=60)
    child.keep_alive(time.monotonic())
    assert child.process is not None
    child.process.wait()
    assert child.keep_alive(time.monotonic()) == ""
    assert (child.start_after, child.quick_deaths) == (child.started + 60, 0)


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
