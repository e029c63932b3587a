"""How long `make run` takes to the first page, here and in another checkout, each on an empty installation.

`python -m tests.bench.start PATH/TO/THE/OTHER/CHECKOUT`, for instance a worktree of 0.3.0 in which `make run` was
called once. Each is cloned anew for each round, with its own packages; measured is what follows on the packages:
migrations, facts, demo, the server's first answer. Seconds on the clock, the least of ROUNDS. It does not judge.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROUNDS, PORT, PATIENCE = 3, 8765, 300


def seconds(checkout: Path) -> float:
    """From the command to the first page."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", checkout, clone], check=True)
        (clone / ".venv").symlink_to(checkout / ".venv")
        started = time.monotonic()
        command = [".venv/bin/python", "manage.py", "serve", "--prepare", "--port", str(PORT)]
        server = subprocess.Popen(command, cwd=clone, env=os.environ | {"DEMO": "1"}, stdout=subprocess.DEVNULL)
        try:
            wait(started)
            return time.monotonic() - started
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def wait(started: float) -> None:
    while time.monotonic() - started < PATIENCE:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=10).close()
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.05)
    raise SystemExit("No page came.")


def main(other: str) -> None:
    here, there = Path.cwd(), Path(other).resolve()
    found = [(seconds(here), seconds(there)) for _ in range(ROUNDS)]
    mine, theirs = map(min, zip(*found, strict=True))
    print(f"first page after make run: here {mine:.1f} s, there {theirs:.1f} s, ratio {mine / theirs:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
