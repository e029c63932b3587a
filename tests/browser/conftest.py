"""A demo that is really served: gunicorn, job worker and minute tick on a database of its own."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.visiting import FLAGS, House
from tests.processes import Installation, demo_installation, installation  # noqa: F401

START_SECONDS = 60


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that .ci/test.py found; an empty CHROMIUM means the one that Playwright keeps."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return browser_type_launch_args | {"args": FLAGS} | ({"executable_path": path} if path else {})


@pytest.fixture
def house(installation: Callable[..., Installation], browser: Browser, tmp_path: Path) -> Iterator[House]:  # noqa: F811
    """The demo as it begins, served; at the end nothing may have been wrong with any page."""
    place = installation("story")
    address = f"http://127.0.0.1:{free_port()}"
    server = place.start(
        "serve", "--port", address.rpartition(":")[2], DJANGO_SETTINGS_MODULE="tests.browser.settings"
    )
    try:
        wait_for(address)
        yield House(browser, address)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Until the first page answers."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=10).close()  # noqa: S310
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            assert time.monotonic() < end, f"{address} does not answer"
            time.sleep(0.1)
