"""Eight real processes on PostgreSQL go for the same row at the same moment, case after case."""

import multiprocessing
import os
from collections import Counter
from typing import Any

import pytest
from django.db import connection

RACERS, CASES = 8, 50


def run(race: str, rows: list[int], racers: int = RACERS) -> list[Counter[str]]:
    """For each row: how many racers came through ("won") and how the others were refused, by code."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(racers), context.Queue()
    arguments = (race, rows, database_url(), barrier, results)
    processes = [context.Process(target=racer, args=(number, *arguments)) for number in range(racers)]
    for process in processes:
        process.start()
    found = [Counter() for _ in rows]
    for _ in range(racers * len(rows)):
        case, outcome = results.get(timeout=120)
        found[case][outcome] += 1
    for process in processes:
        process.join(30)
    return found


def database_url() -> str:
    """The address of the test database, for processes that know nothing of pytest."""
    s = connection.settings_dict
    host = s["HOST"] if not str(s["HOST"]).startswith("/") else str(s["HOST"]).replace("/", "%2F")
    password = f":{s['PASSWORD']}" if s["PASSWORD"] else ""
    return f"postgresql://{s['USER']}{password}@{host}{':' + str(s['PORT']) if s['PORT'] else ''}/{s['NAME']}"


def racer(number: int, race: str, rows: list[int], url: str, barrier: Any, results: Any) -> None:
    """One process: waits at the barrier before each case, tries, reports."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "pilot.settings.test", "DATABASE_URL": url, "TEST_DEMO": "1"}
    import django

    django.setup()
    from pilot.kernel.refusals import Refused
    from tests.races.entries import ATTEMPTS

    for case, pk in enumerate(rows):
        barrier.wait(60)
        try:
            ATTEMPTS[race](pk, number)
            outcome = "won"
        except Refused as refused:
            outcome = refused.problems[0].code if refused.problems else refused.code
        except Exception as error:
            outcome = f"error: {type(error).__name__}: {error}"[:200]
        results.put((case, outcome))


needs_postgres = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races need PostgreSQL"),
]
