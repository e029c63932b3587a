"""`make bench`: ours against a yardstick, from one run on PostgreSQL; one line a measure.

`python -m tests.bench.run`, on a test database beside the one of DATABASE_URL; tests/bench/measure.py says how.
Exit code 1 when a goal is missed.
"""

# ruff: noqa: E402 - Django has to be set up before models are imported

import dataclasses
import datetime as dt
import io
import logging
import os
import re
import statistics
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.test")
os.environ["TEST_DEMO"] = "1"

import django

django.setup()

import pypdf
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.urls import reverse

from billing.models import AcceptanceRecord, LabourContract, Timesheet
from billing.workflows import acceptance, contract, timesheet
from pilot.platform.documents.compose import html_of
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.render import pdf
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.workflow import Act, Verb
from pilot.programme.models import CounterPost, User
from staffing.models import PostalEmployee, WithdrawalRequest
from staffing.selectors.cover import watched
from staffing.workflows import withdrawal
from tests.bench.measure import Side, alternate, compare, limit
from tests.races.entries import PREPARE, act
from tests.races.people import staff
from tests.staffing.covered import covered

FEW_SITES, MANY_SITES = 3, 300
ROUNDS, PDF_ROUNDS, EMPLOYEES, PAGE = 15, 9, 1000, 50
PAGE_TIMES, VERB_TIMES, VERB_QUERIES, PDF_TIMES = 40.0, 4.0, 20, 1.3


# --- a page of a list -------------------------------------------------------------------------------------


def list_page() -> bool:
    """Signed in, 50 of 1,000 employees in scope, against the same rows by one query and the same bytes bare."""
    client, address = Client(), reverse("employees")
    client.force_login(User.objects.get(username="buudien"), backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as seen:
        content = client.get(address).content
    wanted = f"LIMIT {PAGE + 1}"
    query = next(q["sql"] for q in seen if q["sql"].endswith(wanted) and "staffing_postalemployee" in q["sql"])

    def rows_and_response(_given: Any) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            key = [column.name for column in cursor.description].index("id")
            found = [row[key] for row in cursor.fetchall()]
        HttpResponse(content)
        return found[:PAGE]

    ours, yardstick = Side(lambda _given: client.get(address), linked), Side(rows_and_response, list)
    alternate(ours, yardstick, ROUNDS)
    assert len(ours.outcomes[0]) == PAGE
    return compare(f"list_page_{PAGE}_of_{PostalEmployee.objects.count()}", ours, yardstick, at_most=PAGE_TIMES)


def linked(answer: Any) -> list[int]:
    """The employees that a page leads to, in its order."""
    address = reverse("employee", args=[0]).replace("0", r"(\d+)")
    return list(dict.fromkeys(int(pk) for pk in re.findall(f'href="{address}"', answer.content.decode())))


# --- the cheapest decision --------------------------------------------------------------------------------


@dataclasses.dataclass
class Decision:
    """A signed step of the chain, its row in the right state, and who signs."""

    verb: Verb
    row: Any
    username: str
    inputs: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.act = act(self.username)

    def attempt(self) -> Act:
        """The same moment, signed by an account read anew as each request does: it carries no capacities yet."""
        return dataclasses.replace(self.act, user=User.objects.get(username=self.username))

    def take(self, by: Act) -> None:
        self.verb(self.row, by, **self.inputs)


def decisions() -> list[Decision]:
    """Signed steps of the chain from which the cheapest is taken."""
    drafted = LabourContract.objects.get(pk=PREPARE["labour_contract"](1)[0])
    agreed = contract.agree_contract(drafted, act("chitra"))
    sheet = Timesheet.objects.get(pk=PREPARE["timesheet"](1)[0])
    record = AcceptanceRecord.objects.get(pk=PREPARE["acceptance"](1)[0])
    return [
        Decision(withdrawal.agree_centre, drafted_withdrawal(), "gd.trungtam"),
        Decision(timesheet.check_timesheet, sheet, "gd.tt.camxuyen"),
        Decision(contract.sign_contract, agreed, "chitra", {"number": "9/HĐ", "date": DEMO_START}),
        Decision(acceptance.sign_acceptance_centre, record, "gd.tt.camxuyen"),
    ]


def drafted_withdrawal() -> WithdrawalRequest:
    """Of a provincial department, whose director of the centre has not agreed yet."""
    post = CounterPost.objects.get(code="HT-SCT-Q2")
    return withdrawal.draft_withdrawal(post, act("gd.congthuong"), effective_on=dt.date(2021, 9, 1))


def cheapest_decision() -> bool:
    """The signed decision with the fewest queries, against its own statements sent bare in one transaction."""
    counted = [(recorded(one), one) for one in decisions()]
    statements, decision = min(counted, key=lambda pair: len(pair[0]))
    tables = sorted({found[1] for sql, _ in statements if (found := re.match(r'(?:INSERT INTO|UPDATE) "(\w+)"', sql))})

    def bare(_given: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()

    ours = Side(decision.take, lambda _result: rows_of(tables), decision.attempt)
    yardstick = Side(bare, lambda _result: rows_of(tables))
    before = rows_of(tables)
    alternate(ours, yardstick, ROUNDS)
    assert decision.verb.transition.signed
    assert before not in ours.outcomes
    name = f"decision_{decision.verb.name}"
    remark = "cheapest of " + ", ".join(f"{one.verb.name} {len(sent)}" for sent, one in counted)
    few = limit(f"{name}_queries", len(statements), VERB_QUERIES, remark)
    return compare(name, ours, yardstick, at_most=VERB_TIMES) and few


def recorded(decision: Decision) -> list[tuple[str, Any]]:
    """The statements of a decision with their parameters, without savepoints; nothing of it stays."""
    found: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with transaction.atomic():
        by = decision.attempt()
        with connection.execute_wrapper(keep):
            decision.take(by)
        transaction.set_rollback(True)
    return [one for one in found if "SAVEPOINT" not in one[0]]


def rows_of(tables: list[str]) -> list[tuple[str, str]]:
    """A checksum of each table. Keys that the database gives do not count: a sequence is not rolled back."""
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            rows = f"SELECT (to_jsonb(one) - 'id')::text AS row FROM {table} one"
            cursor.execute(f"SELECT md5(string_agg(row, '' ORDER BY row)) FROM ({rows}) every")
            found.append((table, cursor.fetchone()[0]))
    return found


# --- a PDF ------------------------------------------------------------------------------------------------


def one_page_pdf() -> bool:
    """A document of one page against bare WeasyPrint with the same HTML."""
    from weasyprint import HTML

    document = next((one for one in numbered() if len(HTML(string=html_of(one)).render().pages) == 1), None)
    if document is None:
        sys.exit("No document of the demo has one page; there is nothing to measure a PDF with")
    html = html_of(document)
    ours = Side(lambda _given: pdf(html_of(document)), read)
    yardstick = Side(lambda _given: HTML(string=html).write_pdf(), read)
    alternate(ours, yardstick, PDF_ROUNDS)
    return compare(f"pdf_{document.kind}", ours, yardstick, at_most=PDF_TIMES)


def numbered() -> Any:
    return OfficialDocument.objects.exclude(number=None).order_by("id")


def read(content: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


# --- the cover of withdrawn posts -------------------------------------------------------------------------


def cover_of_many() -> bool:
    """Withdrawn posts at 300 sites, judged for today and 90 days ahead: as many statements as for three, and no more
    time a post.
    """
    few, many = (
        CounterPost.objects.filter(withdrawal_requests__in=covered(n, f"{n}")) for n in (FEW_SITES, MANY_SITES)
    )
    with CaptureQueriesContext(connection) as of_few:
        watched(DEMO_START, few)
    with CaptureQueriesContext(connection) as of_many:
        watched(DEMO_START, many)
    small, large = (Side(lambda _given, posts=posts: watched(DEMO_START, posts), len) for posts in (few, many))
    alternate(small, large, ROUNDS)
    a_post = statistics.median(large.times) / MANY_SITES, statistics.median(small.times) / FEW_SITES
    name = f"cover_of_{MANY_SITES}_sites"
    good = limit(f"{name}_queries", len(of_many), len(of_few), f"as for {FEW_SITES}")
    return limit(f"{name}_ms_a_post", *a_post, f"{large} in all, {small} for {FEW_SITES}") and good


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
    return all([list_page(), cheapest_decision(), one_page_pdf(), cover_of_many()])


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        good = main()
    finally:
        teardown_databases(databases, verbosity=0)
    sys.exit(0 if good else 1)
