"""Eight real processes on PostgreSQL go for the same row at the same moment, case after case."""

import multiprocessing
import os
import queue
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import connection

RACERS, CASES = 8, 50
PATIENCE = 30  # seconds for one answer of a racer


class Racers:
    """Processes that stay for a whole module: starting Django takes longer than a race."""

    def __init__(self, number: int = RACERS) -> None:
        context = multiprocessing.get_context("spawn")
        self.results, self.barrier = context.Queue(), context.Barrier(number)
        self.tasks = [context.Queue() for _ in range(number)]
        self.processes = [
            context.Process(target=racer, args=(n, tasks, self.barrier, self.results), daemon=True)
            for n, tasks in enumerate(self.tasks)
        ]
        for process in self.processes:
            process.start()

    def run(self, race: str, rows: list[Any]) -> list[Counter[str]]:
        """For each row: how many racers came through ("won"), and how the others were refused, by code.

        A row is whatever the attempt takes: a primary key, or one per racer.
        """
        for tasks in self.tasks:
            tasks.put((race, rows))
        found: list[Counter[str]] = [Counter() for _ in rows]
        self.answers: list[list[Any]] = [[] for _ in rows]
        for _ in range(len(self.tasks) * len(rows)):
            case, outcome, answer = self.next_result()
            found[case][outcome] += 1
            self.answers[case].append(answer)
        return found

    def next_result(self) -> Any:
        """The next answer; a racer that died ends the waiting at once."""
        for _ in range(PATIENCE):
            with suppress(queue.Empty):
                return self.results.get(timeout=1)
            assert all(process.is_alive() for process in self.processes), "a racer died: see its error output"
        raise TimeoutError("no racer answers")

    def stop(self) -> None:
        for tasks in self.tasks:
            tasks.put(None)
        for process in self.processes:
            process.join(10)
            process.kill()


@contextmanager
def racers() -> Iterator[Racers]:
    """Racers on the test database. They know nothing of pytest, so its address travels in the environment."""
    ours = {"DJANGO_SETTINGS_MODULE": "pilot.settings.test", "DATABASE_URL": database_url(), "TEST_DEMO": "1"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ |= ours
    try:
        running = Racers()
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    try:
        yield running
    finally:
        running.stop()


def database_url() -> str:
    """The address of the test database."""
    s = connection.settings_dict
    host = s["HOST"] if not str(s["HOST"]).startswith("/") else str(s["HOST"]).replace("/", "%2F")
    password = f":{s['PASSWORD']}" if s["PASSWORD"] else ""
    return f"postgresql://{s['USER']}{password}@{host}{':' + str(s['PORT']) if s['PORT'] else ''}/{s['NAME']}"


def racer(number: int, tasks: Any, barrier: Any, results: Any) -> None:
    """One process: waits at the barrier before each case, tries, reports."""
    import django

    django.setup()
    from django.test import override_settings

    # as in production: a decision queues its job (PDF), another process would do it
    override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}).enable()
    from tests.races.entries import ATTEMPTS

    while (task := tasks.get()) is not None:
        race, rows = task
        for case, row in enumerate(rows):
            barrier.wait(PATIENCE)
            results.put((case, *outcome(ATTEMPTS[race], row, number)))


def outcome(attempt: Any, row: Any, number: int) -> tuple[str, Any]:
    """("won", what the attempt gave), or (code of the refusal, None)."""
    from pilot.platform.kernel.refusals import Refused

    try:
        return "won", attempt(row, number)
    except Refused as refused:
        return (refused.problems[0].code if refused.problems else refused.code), None
    except Exception as error:
        return f"error: {type(error).__name__}: {error}"[:300], None
