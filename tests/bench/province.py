"""The pages of a province beside those of the demo, and beside their own statements sent bare.

`python -m tests.bench.province`, on a test database beside the one of DATABASE_URL (SQLite without it): the demo is
measured, then `manage.py simulate` makes it a province, and the same pages are measured again. Both figures and their
ratio come from one run on one machine; the least of ROUNDS, in ms. Bare: each statement of the page with its values,
and its rows fetched. /demo: where the page shows more rows than on the demo, with as many rows as there. Exit code 1
when a goal of tests/bench/pages.py is missed.
"""

# ruff: noqa: E402 - Django has to be set up before models are imported

import io
import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any
from unittest import mock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.test")
os.environ["TEST_DEMO"] = "1"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from pilot.demo.simulate.world import Size
from pilot.programme.models import User
from tests.bench.pages import MOST_KB, PAGES, TIMES_DEMO, Page

ROUNDS = 9


@dataclass
class Cost:
    page: float  # ms
    bare: float  # ms
    statements: int
    kb: float


def cost(page: Page) -> Cost:
    client = Client()
    client.force_login(User.objects.get(username=page.reader), backend="django.contrib.auth.backends.ModelBackend")
    content, sent = client.get(page.address).content, recorded(lambda: client.get(page.address))
    ours, bare = [], []
    for _ in range(ROUNDS):  # in turn, so that neither has the warmer machine
        ours.append(timed(lambda: client.get(page.address)))
        bare.append(timed(lambda: fetch(sent)))
    return Cost(min(ours), min(bare), len(sent), len(content) / 1000)


def cost_of_as_many_rows(page: Page, province: Cost) -> float:
    """What the page costs in the province while it shows no more rows than on the demo, in ms."""
    if page.most is None:
        return province.page
    with mock.patch(*page.most):
        return cost(page).page


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def recorded(work: Callable[[], Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        work()
    return [one for one in found if one[0].startswith("SELECT")]


def fetch(statements: list[tuple[str, Any]]) -> None:
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
            cursor.fetchall()


def line(page: Page, demo: Cost, province: Cost) -> bool:
    """One line of the table. What the statements take by themselves stands beside it and is no goal: of a count that is
    half a millisecond, and the rest is Django making statements of the rights of its reader.
    """
    growth, work = cost_of_as_many_rows(page, province) / demo.page, province.page / province.bare
    good = growth <= TIMES_DEMO and province.kb <= MOST_KB
    print(
        f"{page.name:<22}{demo.page:7.1f}{province.page:9.1f}{province.bare:8.1f}{growth:7.2f}{work:7.2f}"
        f"{province.statements:5}{demo.kb:7.1f}{province.kb:7.1f}  {'PASS' if good else 'FAIL'}",
        flush=True,
    )
    return good


def main(size: Size) -> bool:
    """All pages; True when every goal is met."""
    logging.disable(logging.WARNING)
    for command in ("load_pilots", "load_demo"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    demo = [cost(page) for page in PAGES]
    call_command("simulate", stdout=io.StringIO(), **vars(size))
    print(f"{connection.vendor}, {size}\n{'':<22}{'demo':>7}{'province':>9}{'bare':>8}{'/demo':>7}{'/bare':>7}", end="")
    print(f"{'sql':>5}{'kB':>7}{'kB':>7}")
    found = [line(page, small, cost(page)) for page, small in zip(PAGES, demo, strict=True)]
    return all(found)


if __name__ == "__main__":
    asked = zip((field.name for field in fields(Size)), map(int, sys.argv[1:]), strict=False)  # less, for a quick look
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        good = main(Size(**dict(asked)))
    finally:
        teardown_databases(databases, verbosity=0)
    sys.exit(0 if good else 1)
