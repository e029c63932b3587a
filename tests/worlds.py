"""The facts and the demo are loaded once for many modules: in a transaction that stays open until a module needs less.

Each module works in a savepoint of that transaction, each test in a savepoint of its module. Modules with the demo
run first, then those with the facts, then the others, so that a process loads each world once.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from tests import kept

COMMANDS = {"demo_loaded": ("load_pilots", "load_demo"), "facts_loaded": ("load_pilots",)}
_open: dict[str, transaction.Atomic] = {}


@contextmanager
def savepoint_in(world: str, cache: Path | None) -> Iterator[None]:
    """The world, loaded if another one or none is open, and a savepoint in it that is rolled back at the end."""
    if world not in _open:
        leave()
        _enter(world, cache)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _enter(world: str, cache: Path | None) -> None:
    _open[world] = transaction.atomic()
    _open[world].__enter__()
    if cache:
        kept.fill(cache, world, lambda: _make(world))
    else:
        _make(world)


def _make(world: str) -> None:
    was, settings.DEMO = settings.DEMO, True
    for command in COMMANDS[world]:
        call_command(command, verbosity=0, stdout=io.StringIO())
    settings.DEMO = was


def leave() -> None:
    """Back to an empty database."""
    for world in list(_open):
        transaction.set_rollback(True)
        _open.pop(world).__exit__(None, None, None)


def world_of(items: list[Any]) -> str:
    """The world that the tests of one module use; empty when they use none."""
    found = {world for world in COMMANDS for item in items if world in item.fixturenames}
    assert len(found) < len(COMMANDS), f"{items[0].nodeid}: facts and demo in one module"
    return "".join(found)


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """Module by module: those of a world together, the large ones first, so that two processes end together.

    A module of few but long tests says its WEIGHT in tests of the usual length.
    """
    modules: dict[Any, list[Any]] = {}
    for item in items:
        modules.setdefault(getattr(item, "module", None), []).append(item)
    ranks = [*COMMANDS, ""]

    def key(entry: tuple[Any, list[Any]]) -> tuple[bool, int, int]:
        module, tests = entry
        empties = any("transactional_db" in item.fixturenames for item in tests)
        return empties, ranks.index(world_of(tests)), -getattr(module, "WEIGHT", len(tests))

    return [item for _module, tests in sorted(modules.items(), key=key) for item in tests]
