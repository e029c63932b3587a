"""What the pages of tests/bench/pages.py cost here and in another checkout, on the demo of each, in one run.

`python -m tests.bench.against PATH/TO/THE/OTHER/CHECKOUT`, for instance a worktree of 0.3.0. A process in each loads
its demo into SQLite in memory; then both are asked for each page in turn. Processor time in ms, the least of ROUNDS.
It does not judge.
"""

import io
import json
import logging
import os
import subprocess
import sys
import time
from typing import Any

ROUNDS = 15


class Checkout:
    """A process that serves the demo of one checkout to this run."""

    def __init__(self, folder: str) -> None:
        test = {
            "PYTHONPATH": ".",
            "DJANGO_SETTINGS_MODULE": "pilot.settings.test",
            "DATABASE_URL": "",
            "TEST_DEMO": "1",
        }
        command = [sys.executable, os.path.abspath(__file__), "serve"]
        self.process = subprocess.Popen(
            command, cwd=folder, env=os.environ | test, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def cost(self, reader: str, address: str) -> float:
        print(json.dumps([reader, address]), file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())  # type: ignore[union-attr]


def serve() -> None:
    """Answer each line of the input, a reader and an address, with what one reading of the page costs."""
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_databases

    logging.disable()
    setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    for command in ("load_pilots", "load_demo"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    clients: dict[str, Any] = {}
    for line in sys.stdin:
        reader, address = json.loads(line)
        if reader not in clients:
            user = apps.get_model("pilot", "User").objects.get(username=reader)
            clients[reader] = Client()
            clients[reader].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        started = time.process_time()
        assert clients[reader].get(address).status_code == 200, line
        print((time.process_time() - started) * 1000, flush=True)


def main(other: str) -> None:
    from tests.bench.pages import PAGES

    here, there = Checkout("."), Checkout(other)
    print(f"{'':<22}{'here':>8}{'there':>8}{'ratio':>7}")
    for page in PAGES:
        found = [(here.cost(page.reader, page.address), there.cost(page.reader, page.address)) for _ in range(ROUNDS)]
        mine, theirs = map(min, zip(*found, strict=True))
        print(f"{page.name:<22}{mine:8.1f}{theirs:8.1f}{mine / theirs:7.2f}", flush=True)


if __name__ == "__main__":
    serve() if sys.argv[1] == "serve" else main(sys.argv[1])
