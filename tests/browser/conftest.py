"""The demo as it begins, served, and a Chromium to visit it with."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import chromium, served
from tests.browser.visiting import House
from tests.processes import Installation, copied, demo_installation, installation  # noqa: F401


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | chromium()


@pytest.fixture
def house(installation: Callable[..., Installation], browser: Browser) -> Iterator[House]:  # noqa: F811
    """A demo of its own for each story."""
    with served(installation("story")) as address:
        yield House(browser, address)


@pytest.fixture(scope="session")
def shared_place(demo_installation: Installation, tmp_path_factory: Any) -> Iterator[Installation]:  # noqa: F811
    """One demo for all short visits, so that it is started once."""
    with copied(demo_installation, tmp_path_factory.mktemp("shared") / "demo", "shared") as place:
        yield place


@pytest.fixture(scope="session")
def _shared(shared_place: Installation, browser: Browser) -> Iterator[House]:
    with served(shared_place) as address:
        yield House(browser, address)


@pytest.fixture
def shared_house(_shared: House) -> Iterator[House]:
    """The shared demo: what a test does in it is still there for the next. No fault may be seen in it."""
    _shared.faults.clear()
    yield _shared
    assert _shared.faults == []
