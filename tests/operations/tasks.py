"""Jobs for the tests of the worker."""

import os
import signal
import time
from pathlib import Path

from django_tasks import task


@task()
def append_once(path: str, wait: bool) -> None:
    """Tell that it started; wait to be killed if asked; then have its effect, which is the same the second
    time.
    """
    with Path(path + ".starts").open("a") as file:
        file.write("x")
    while wait and not Path(path + ".go").exists():
        time.sleep(0.05)
    Path(path).write_text("done")


@task()
def kill_worker(path: str) -> None:
    """A job that takes its worker with it each time."""
    with Path(path).open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)
