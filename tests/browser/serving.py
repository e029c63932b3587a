"""A demo that is really served: gunicorn, job worker and minute tick on a database of its own."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.processes import Installation

START_SECONDS, STOP_SECONDS = 60, 60
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def chromium() -> dict[str, Any]:
    """How to start the Chromium that .ci/test.py found; an empty CHROMIUM means the one that Playwright keeps."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {"args": FLAGS} | ({"executable_path": path} if path else {})


@contextmanager
def served(place: Installation, **more: str) -> Iterator[str]:
    """Its address, while it is served; `more`: variables of its environment."""
    port = str(free_port())
    environment = {"DJANGO_SETTINGS_MODULE": "tests.browser.settings"} | more
    server = place.start("serve", "--port", port, **environment)
    try:
        wait_for(address := f"http://127.0.0.1:{port}")
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(STOP_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Until something answers there."""
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
