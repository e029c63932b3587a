"""kill -9 of web and worker processes during an import, a decision and a render, on PostgreSQL.

Nothing is half done, nothing lost, nothing done twice: after the kill the same form is sent again, as a person
does who got no answer, and every table holds exactly the rows of one undisturbed run. The last two tests are
the controls: writes without a transaction are left half, a form without its key is done twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection

from pilot.platform.kernel.clock import DEMO_START
from staffing.workflows.cover import judge_by_night
from tests.platform.exchange.books import AN, BINH, HEAD, xlsx
from tests.processes import Installation, demo_installation, installation  # noqa: F401
from tests.races.killing import (
    A_MINUTE_LATER,
    CHAIN,
    PASSWORD,
    QUEUE,
    STAGING,
    Book,
    Form,
    Person,
    Web,
    counts,
    forget,
    held,
    jobs,
    rows,
    standing,
    web,
    work_off,
    worker,
)

pytestmark = [pytest.mark.postgres, pytest.mark.skipif(connection.vendor != "postgresql", reason="locks of rows")]
LONG = 2_100  # rows: more than are checked in the web process
LONG_LIST = Book(
    "dai.csv", "\n".join(["Mã nhân viên,Họ và tên", *(f"K{n:05},Trần Thị Hòa" for n in range(LONG))]).encode()
)
NAIVE = """
from contextlib import nullcontext
from types import SimpleNamespace
from django.db.models import QuerySet
from pilot.platform.kernel import workflow
from staffing.models import WithdrawalRequest
from tests.races.entries import act
workflow.transaction = SimpleNamespace(atomic=nullcontext)
QuerySet.select_for_update = lambda rows, **_: rows
workflow.VERBS["approve_withdrawal"](WithdrawalRequest.objects.get(status="submitted"), act("ct.canloc"))
"""

# rows that one undisturbed run adds
KEPT = {"kernel_operationkey": 1, "kernel_auditevent": 1}
JUDGED = {"staffing_readinessjudgement": 1}
UPLOADED = Counter({"exchange_importbatch": 1, "kernel_storedfile": 1, **KEPT})
CHECKED = UPLOADED + Counter({"exchange_importrow": 2, "kernel_auditevent": 1})
CONFIRMED = Counter({"pilot_person": 2, "staffing_postalemployee": 2, "staffing_employment": 2, **KEPT})
DECIDED = Counter({"staffing_withdrawaldecision": 1, "documents_officialdocument": 1, **JUDGED, **KEPT})
NUMBERED = Counter({"staffing_committeereport": 1, "documents_officialdocument": 1, **JUDGED, **KEPT})
DRAFTED = Counter({"staffing_assignmentdecision": 1, **KEPT})
LONG_CHECKED = UPLOADED + Counter({"exchange_importrow": LONG, "kernel_auditevent": 1})
LONG_CONFIRMED = Counter({"pilot_person": LONG, "staffing_postalemployee": LONG, "staffing_employment": LONG, **KEPT})
RENDERED = Counter({"kernel_storedfile": 1, "kernel_auditevent": 1})


@pytest.fixture
def place(installation: Callable[..., Installation]) -> Installation:  # noqa: F811
    """The demo after its first night, without what it has still to render: those documents count as given up."""
    made = installation("kill")
    made.here(lambda: judge_by_night(DEMO_START))
    with psycopg.connect(made.url) as session:
        session.execute("DELETE FROM django_tasks_database_dbtaskresult")
        session.execute("UPDATE documents_officialdocument SET render_tries = 3 WHERE number IS NOT NULL")
    return made


@pytest.fixture
def server(place: Installation) -> Iterator[Web]:
    with web(place) as running:
        yield running


# --- the forms


def upload(server: Web, book: Book | None = None) -> tuple[Person, Form]:
    person = Person(server, "buudien")
    return person, person.form("/nhap-xuat/employees/HT-BDT/", workbook=book or Book("hai.xlsx", xlsx(HEAD, AN, BINH)))


def confirm(server: Web) -> tuple[Person, Form]:
    person, form = upload(server)
    page = person.again(form)
    return person, person.form(page, action=f"{page}ghi/")


def approve(server: Web) -> tuple[Person, Form]:
    """The chairman of Can Lộc decides on the request that waits for him."""
    person = Person(server, "ct.canloc")
    [(pk,)] = rows(server.place, "SELECT id FROM staffing_withdrawalrequest WHERE status = 'submitted'")
    return person, person.form(f"/nhan-su/rut-cong-chuc/{pk}/approve_withdrawal/", secret=PASSWORD, reason="Đồng ý.")


def give_number(server: Web) -> tuple[Person, Form]:
    """Number and date from the book: the decision takes effect, and its PDF is to be made."""
    person, form = approve(server)
    page = person.again(form)
    return person, person.form(f"{page}number_withdrawal/", number="77/QĐ-UBND", date="15/06/2021")


def draft(server: Web) -> tuple[Person, Form]:
    person = Person(server, "buudien")
    return person, person.form("/nhan-su/quyet-dinh-cu/moi/HT-BDT/", subject="Đợt của kiểm thử")


FORMS = {
    "upload": (upload, CHECKED),
    "confirm": (confirm, CONFIRMED),
    "decision": (approve, DECIDED),
    "number": (give_number, NUMBERED),
}


def sound(place: Installation, before: Counter, expected: Counter) -> None:
    """Exactly these rows more than before, and the checks of `verify` find nothing."""
    after = counts(place)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == dict(expected)
    assert place.problems() == []


def web_killed(lock: str, server: Web, person: Person, form: Form, whole: bool = False) -> None:
    """Send the form; while it stands before the lock its process dies, and the person gets no answer."""
    with held(server.place, lock):
        person.begin(form)
        session = standing(server.place, "web")
        server.kill(whole)
        assert person.last_answer().startswith("no answer")
        forget(server.place, session)


# --- the web process


@pytest.mark.parametrize(("name", "whole"), [*((name, False) for name in FORMS), ("decision", True)])
def test_web_killed_in_the_transaction(name: str, whole: bool, server: Web) -> None:
    """Everything but the audit event is written when it dies: nothing of it stays, and once more is once."""
    prepare, expected = FORMS[name]
    person, form = prepare(server)
    before = counts(server.place)
    web_killed(CHAIN, server, person, form, whole)
    assert counts(server.place) == before
    page = person.again(form)
    assert person.again(form) == page
    sound(server.place, before, expected)


def test_web_killed_between_decision_and_job(server: Web) -> None:
    """Committed, but neither queued nor answered: the same form gets the answer, and the tick finds the render."""
    person, form = give_number(server)
    before = counts(server.place)
    web_killed(QUEUE, server, person, form)
    sound(server.place, before, NUMBERED)
    assert person.again(form) == person.again(form) == form.path.removesuffix("number_withdrawal/")
    assert jobs(server.place) == 0
    sound(server.place, before, NUMBERED)
    server.place.python(A_MINUTE_LATER)
    sound(server.place, before, NUMBERED + RENDERED)


def test_web_killed_between_upload_and_check(server: Web) -> None:
    """The upload stands, its check is half done: the same form sent again checks the same list."""
    person, form = upload(server)
    before = counts(server.place)
    web_killed(STAGING, server, person, form)
    sound(server.place, before, UPLOADED)
    assert person.again(form) == person.again(form)
    sound(server.place, before, CHECKED)


def test_web_killed_between_upload_and_check_and_nobody_comes_back(server: Web) -> None:
    """Then the tick gives the list to the worker; a second tick has nothing to give."""
    person, form = upload(server)
    before = counts(server.place)
    web_killed(STAGING, server, person, form)
    for _ in range(2):
        server.place.python(A_MINUTE_LATER)
    assert jobs(server.place) == 1
    work_off(server.place)
    sound(server.place, before, CHECKED)


def test_web_killed_before_the_long_list_is_queued(server: Web) -> None:
    """That a check has begun is written with its job or not at all."""
    person, form = upload(server, LONG_LIST)
    before = counts(server.place)
    web_killed(QUEUE, server, person, form)
    sound(server.place, before, UPLOADED)
    person.again(form)
    assert jobs(server.place) == 1
    work_off(server.place)
    sound(server.place, before, LONG_CHECKED)


# --- the worker


def worker_killed(place: Installation) -> None:
    """Start a worker. It dies with everything but its audit event written."""
    with worker(place) as process:
        session = standing(place, "worker")
        process.kill()
        process.wait()
        forget(place, session)


def returned_and_done(place: Installation) -> None:
    """The tick gives the job back, another worker does it; a second tick has nothing to give back."""
    assert "1 returned" in place.manage("tick")
    work_off(place)
    place.python(A_MINUTE_LATER)
    assert jobs(place) == 0


def test_worker_killed_while_it_checks_a_long_list(server: Web) -> None:
    person, form = upload(server, LONG_LIST)
    before = counts(server.place)
    page = person.again(form)
    with held(server.place, CHAIN):
        worker_killed(server.place)
    sound(server.place, before, UPLOADED)
    returned_and_done(server.place)
    sound(server.place, before, LONG_CHECKED)
    confirming = person.form(page, action=f"{page}ghi/")
    before = counts(server.place)
    person.send(confirming)
    sound(server.place, before, LONG_CONFIRMED)


def test_worker_killed_while_it_renders(server: Web) -> None:
    """The file is in the store already, its row is not: the next worker files it once."""
    person, form = give_number(server)
    before = counts(server.place)
    person.send(form)
    with held(server.place, CHAIN):
        worker_killed(server.place)
    sound(server.place, before, NUMBERED)
    returned_and_done(server.place)
    sound(server.place, before, NUMBERED + RENDERED)


def test_worker_killed_while_a_decision_is_taken(server: Web) -> None:
    """Worker and decision stand at the same chain; the death of the one does not touch the other."""
    director, numbering = give_number(server)
    director.send(numbering)
    person, form = draft(server)
    before = counts(server.place)
    with held(server.place, CHAIN):
        person.begin(form)
        standing(server.place, "web")
        worker_killed(server.place)
    page = person.last_answer()
    assert person.again(form) == page
    sound(server.place, before, DRAFTED)
    returned_and_done(server.place)
    sound(server.place, before, DRAFTED + RENDERED)


# --- the controls: the kill was real


def test_control_writes_without_a_transaction_are_left_half(place: Installation) -> None:
    before = counts(place)
    with held(place, CHAIN), place.start("shell", "-c", NAIVE, PGAPPNAME="naive") as process:
        session = standing(place, "naive")
        process.kill()
        forget(place, session)
    assert counts(place) - before == DECIDED - Counter(["kernel_operationkey"])
    assert "head says" in place.manage("verify", code=1)


def test_control_a_form_without_its_key_is_done_twice(server: Web) -> None:
    person, form = upload(server)
    before = counts(server.place)
    web_killed(STAGING, server, person, form.without_key())
    person.send(form.without_key())
    assert counts(server.place)["exchange_importbatch"] - before["exchange_importbatch"] == 2
