"""The demo as it begins, served, and a Chromium to visit it with."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import chromium, served
from tests.browser.visiting import House
from tests.processes import Installation, demo_installation, installation  # noqa: F401


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | chromium()


@pytest.fixture
def house(installation: Callable[..., Installation], browser: Browser) -> Iterator[House]:  # noqa: F811
    """A demo of its own for each story."""
    with served(installation("story")) as address:
        yield House(browser, address)
