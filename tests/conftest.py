"""Fixtures for everybody: the facts, the demo world, a signed-in client."""

import gc
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import User
from tests import worlds


@pytest.fixture(autouse=True)
def _vietnamese(settings: Any) -> None:
    """The demo's clock, so that a test day is 15/06/2021 unless the test moves it."""
    settings.DEMO = True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = worlds.in_order(items)


def pytest_collection_finish() -> None:
    """What is loaded by now stays loaded: the garbage collector need not go through it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def _worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The last world is left before the test database goes."""
    yield
    with django_db_blocker.unblock():
        worlds.leave()


@pytest.fixture(scope="module", autouse=True)
def _no_world_but_its_own(request: Any, django_db_blocker: Any) -> None:
    tests = [item for item in request.session.items if getattr(item, "module", None) is request.module]
    if not worlds.world_of(tests):
        with django_db_blocker.unblock():
            worlds.leave()


@pytest.fixture(scope="session")
def _kept_worlds(pytestconfig: Any) -> Path | None:
    """Where they are kept between runs; nowhere without pytest's cache."""
    return pytestconfig.cache.mkdir("worlds") if hasattr(pytestconfig, "cache") else None


@pytest.fixture(scope="module")
def facts_loaded(_worlds: None, _kept_worlds: Path | None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), worlds.savepoint_in("facts_loaded", _kept_worlds):
        yield


@pytest.fixture(scope="module")
def demo_loaded(_worlds: None, _kept_worlds: Path | None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), worlds.savepoint_in("demo_loaded", _kept_worlds):
        yield


@pytest.fixture
def facts(facts_loaded: None, db: None) -> None:
    """The facts of the documents, nothing else."""


@pytest.fixture
def demo(demo_loaded: None, db: None) -> None:
    """Facts and the illustrative world of the demo."""


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A client in whose session the user has just signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def as_user(signed_in: Callable[[User], Client]) -> Callable[[str], Client]:
    """The same by user name of the demo."""
    return lambda name: signed_in(User.objects.get(username=name))


@pytest.fixture
def act() -> Callable[..., Act]:
    """An attempt by a demo account, signed, on 15/06/2021."""

    def make(name: str, **columns: Any) -> Act:
        return Act(user=User.objects.get(username=name), **{"on": DEMO_START, "confirmed": True, **columns})

    return make


@pytest.fixture
def dead_process() -> str:
    """The name of a process of this machine that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return f"{socket.gethostname()[:40]}:{child.pid}"
