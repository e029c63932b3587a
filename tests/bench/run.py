"""`make bench`: ours against a yardstick, from one run on PostgreSQL; one line a measure.

`python -m tests.bench.run`, on a test database beside the one of DATABASE_URL. Each line prints: name, ours,
yardstick, ratio, goal, PASS or FAIL, then the spread of both. Both sides alternate; the figures are medians of
ROUNDS. Times in ms. Exit code 1 when a goal is missed.
"""

# ruff: noqa: E402 - Django has to be set up before models are imported

import io
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.test")
os.environ["TEST_DEMO"] = "1"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.urls import reverse

from pilot.documents.compose import html_of
from pilot.documents.models import OfficialDocument
from pilot.documents.render import pdf
from pilot.kernel.clock import DEMO_START
from pilot.models import User
from staffing.models import PostalEmployee
from staffing.workflows import employees
from tests.races.entries import act
from tests.races.people import staff

ROUNDS, EMPLOYEES, PAGE = 15, 1000, 50
PAGE_TIMES, VERB_TIMES, VERB_QUERIES, PDF_TIMES = 40.0, 4.0, 20, 1.3
Work = Callable[[], Any]


def milliseconds(work: Work) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def alternate(mine: Iterator[Work], theirs: Iterator[Work], rounds: int = ROUNDS) -> tuple[list[float], list[float]]:
    """Both in turn, each once unmeasured before, so that neither has the warmer machine."""
    ours, yardstick = [], []
    for _ in range(rounds + 1):
        ours.append(milliseconds(next(mine)))
        yardstick.append(milliseconds(next(theirs)))
    return ours[1:], yardstick[1:]


def line(name: str, mine: float, theirs: float, goal: float, times: str = "x") -> bool:
    good = mine <= goal * theirs
    verdict = "PASS" if good else "FAIL"
    print(f"{name} {mine:.2f} {theirs:.2f} {mine / theirs:.2f} <={goal:g}{times} {verdict}", end="")
    return good


def compare(name: str, ours: list[float], yardstick: list[float], goal: float) -> bool:
    good = line(f"{name}_ms", statistics.median(ours), statistics.median(yardstick), goal)
    spread = " ".join(f"{what} {min(v):.2f}-{max(v):.2f}" for what, v in (("ours", ours), ("yardstick", yardstick)))
    print(f" (n={len(ours)}, {spread})", flush=True)
    return good


def always(work: Work) -> Iterator[Work]:
    while True:
        yield work


# --- a page of a list -------------------------------------------------------------------------------------


def list_page() -> bool:
    """Signed in, 50 of 1,000 employees in scope, against the same rows by one query and the same bytes bare."""
    user = User.objects.get(username="buudien")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("employees")
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    content, queries = answer.content, len(seen)
    wanted = f"LIMIT {PAGE + 1}"
    query = next(q["sql"] for q in seen if q["sql"].endswith(wanted) and "staffing_postalemployee" in q["sql"])
    assert answer.status_code == 200
    assert content.count(b"DB0") >= PAGE // 2

    def ours() -> None:
        assert client.get(address).status_code == 200

    def yardstick() -> None:
        with connection.cursor() as cursor:
            cursor.execute(query)
            assert len(cursor.fetchall()) == PAGE + 1
        HttpResponse(content)

    found = compare(
        f"list_page_{PAGE}_of_{PostalEmployee.objects.count()}", *alternate(always(ours), always(yardstick)), PAGE_TIMES
    )
    print(f"  {queries} queries, {len(content)} bytes")
    return found


# --- the cheapest decision --------------------------------------------------------------------------------


def cheapest_decision() -> bool:
    """An employee leaves, against the statements of that very verb sent bare in one transaction.

    They are recorded with their parameters and rolled back, and so is each round after its clock has stopped:
    both sides do the same work on the same rows. The commit is in neither; it would flatter the ratio.
    """
    row, by = staff(1, "DZ", PostalEmployee.Status.SELECTED)[0], act("buudien")
    statements = recorded(lambda: employees.end_employee(row, by, day=DEMO_START))

    def ours() -> None:
        employees.end_employee(row, by, day=DEMO_START)

    def yardstick() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()

    mine, theirs = [], []
    for turn in range(2 * ROUNDS + 2):
        work, times = ((ours, mine), (yardstick, theirs))[turn % 2]
        with transaction.atomic():
            times.append(milliseconds(work))
            transaction.set_rollback(True)
    counted = line("decision_end_employee_queries", len(statements), VERB_QUERIES, 1)
    print(flush=True)
    return compare("decision_end_employee", mine[1:], theirs[1:], VERB_TIMES) and counted


def recorded(work: Work) -> list[tuple[str, Any]]:
    """The statements of `work` with their parameters, without savepoints; nothing of it stays."""
    found: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(keep):
            work()
        transaction.set_rollback(True)
    return [one for one in found if "SAVEPOINT" not in one[0]]


# --- a PDF ------------------------------------------------------------------------------------------------


def one_page_pdf() -> bool:
    """A document of one page against bare WeasyPrint with the same HTML."""
    from weasyprint import HTML

    for document in OfficialDocument.objects.exclude(number=None).order_by("id"):
        html = html_of(document)
        if len(HTML(string=html).render().pages) == 1:
            break
    ours, yardstick = alternate(
        always(lambda: pdf(html_of(document))), always(lambda: HTML(string=html).write_pdf()), 9
    )
    return compare(f"pdf_{document.kind}", ours, yardstick, PDF_TIMES)


def world() -> None:
    for command in ("load_pilots", "load_demo"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    staff(EMPLOYEES, "DB", PostalEmployee.Status.SELECTED)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> bool:
    """All measures; True when every goal is met."""
    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL names no PostgreSQL")
    logging.disable(logging.INFO)
    print("name ours yardstick ratio goal verdict", flush=True)
    world()
    return all([list_page(), cheapest_decision(), one_page_pdf()])


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        good = main()
    finally:
        teardown_databases(databases, verbosity=0)
    sys.exit(0 if good else 1)
