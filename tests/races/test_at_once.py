"""What one account tries many times at once is counted before it is answered, by all workers together (S5).

Asked from outside: a server with several worker processes on PostgreSQL, and a person with that many windows.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.platform.exchange.books import HEAD, xlsx
from tests.processes import Installation, demo_installation, installation  # noqa: F401
from tests.races.killing import PASSWORD, Book, Form, Person, Web, children_of, rows, web

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time"),
]
WORKERS, UPLOADS, GUESSES = 4, 10, 20
WRONG, LOCKED = "Mật khẩu hoặc mã không đúng", "Sai quá nhiều lần"
LIST = xlsx(HEAD, *([n, f"N{n:04}", "Nguyễn Văn An", "05/01/1990", "0912345678", ""] for n in range(1_500)))


@pytest.fixture
def server(installation: Callable[..., Installation]) -> Iterator[Web]:  # noqa: F811
    with web(installation("at_once"), workers=WORKERS) as running:
        yield running


def at_once(person: Person, forms: list[Form]) -> list[str]:
    """What is answered to forms that are all sent at the same moment."""
    person.answers.clear()
    with ThreadPoolExecutor(len(forms)) as windows:
        list(windows.map(person.send, forms))
    return person.answers


class Watch(threading.Thread):
    """Counts how many files are being read at one time, in children of the server's workers."""

    def __init__(self, server: Web) -> None:
        super().__init__()
        self.server, self.most, self.done = server, 0, threading.Event()

    def run(self) -> None:
        while not self.done.is_set():
            children = [child for worker in self.server.processes() for child in children_of(worker)]
            self.most = max(self.most, sum(map(reads_a_file, children)))
            time.sleep(0.002)


def reads_a_file(process: int) -> bool:
    try:
        return b"pilot.platform.exchange.parse" in Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False  # it has ended


def test_of_ten_files_at_once_one_is_read_at_a_time(server: Web) -> None:
    person = Person(server, "buudien")
    page = "/nhap-xuat/employees/HT-BDT/"
    [(before,)] = rows(server.place, "SELECT count(*) FROM exchange_importbatch")  # the demo comes from lists too
    forms = [person.form(page, workbook=Book(f"{n}.xlsx", LIST)) for n in range(UPLOADS)]
    watch = Watch(server)
    watch.start()
    answers = at_once(person, forms)
    watch.done.set()
    watch.join()
    read = [answer for answer in answers if answer.startswith("/nhap-xuat/")]
    assert len(read) + answers.count("status 429") == UPLOADS, answers
    assert read
    assert "status 429" in answers
    assert watch.most == 1
    assert rows(server.place, "SELECT count(*) FROM exchange_importbatch") == [(before + len(read),)]
    assert person.again(person.form(page, workbook=Book("then.xlsx", LIST))).startswith("/nhap-xuat/")


def test_of_twenty_guesses_at_once_five_are_looked_at(server: Web) -> None:
    person = Person(server, "ct.canloc")
    [(pk,)] = rows(server.place, "SELECT id FROM staffing_withdrawalrequest WHERE status = 'submitted'")
    page = f"/nhan-su/rut-cong-chuc/{pk}/approve_withdrawal/"
    answers = at_once(person, [person.form(page, secret=f"sai {n}", reason="Đồng ý.") for n in range(GUESSES)])
    looked_at = settings.AXES_FAILURE_LIMIT
    assert [sum(words in answer for answer in answers) for words in (WRONG, LOCKED)] == [
        looked_at,
        GUESSES - looked_at,
    ], answers
    assert LOCKED in person.again(person.form(page, secret=PASSWORD, reason="Đồng ý."))
    assert rows(server.place, "SELECT status FROM staffing_withdrawalrequest WHERE id = %s", pk) == [("submitted",)]
