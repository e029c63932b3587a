"""Fixtures for everybody: the facts, the demo world, a signed-in client."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from pilot.kernel.clock import DEMO_START
from pilot.kernel.workflow import Act
from pilot.models import User


@pytest.fixture(autouse=True)
def _vietnamese(settings: Any) -> None:
    """The demo's clock, so that a test day is 15/06/2021 unless the test moves it."""
    settings.DEMO = True


def _loaded(blocker: Any, *commands: str) -> Iterator[None]:
    """Load once per module inside a transaction that is rolled back after it; each test is a savepoint of its own."""
    from django.conf import settings

    was, settings.DEMO = settings.DEMO, True
    with blocker.unblock(), transaction.atomic():
        for command in commands:
            call_command(command, verbosity=0, stdout=io.StringIO())
        settings.DEMO = was
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def facts_loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from _loaded(django_db_blocker, "load_pilots")


@pytest.fixture(scope="module")
def demo_loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from _loaded(django_db_blocker, "load_pilots", "load_demo")


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
