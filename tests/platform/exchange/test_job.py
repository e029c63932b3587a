"""A list that a web process has no time to read: a page of progress, the job, and the same list as read at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilot.platform.exchange import importing, reading
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel import files
from pilot.platform.kernel.confined import TooSlow
from tests.found.browse import press, text_of
from tests.platform.exchange.books import AN, HEAD, xlsx

pytestmark = pytest.mark.usefixtures("office")
IDENTITY = "042090001234"
LISTED = [
    [*HEAD, "Số CCCD", "Ghi thêm"],
    [*AN, IDENTITY, "a"],
    [2, "0013", "Trần Thị Bình", "31/9/1990", "", "", IDENTITY],
]
WIDE = [[f"Cột {row} {column}" for column in range(200)] for row in range(30)]
FAULTY = [[True] * 50] * 30


@pytest.fixture
def waiting(settings: Any) -> None:
    """Jobs wait for a worker, and web processes wait less long than jobs, as in production."""
    settings.READING_SECONDS = importing.WAIT_OF_JOB - 1
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def send(as_user: Any) -> Callable[..., Any]:
    def do(content: bytes, name: str = "danh sach.xlsx") -> Any:
        form = {"workbook": SimpleUploadedFile(name, content)}
        return as_user("buudien").post("/nhap-xuat/employees/HT-BDT/", form, follow=True)

    return do


def outcome(batch: ImportBatch) -> list[Any]:
    """All that the preview shows of a list, and the file that is kept."""
    kept = ("sheet", "head_row", "shape", "decisions", "questions", "options", "row_count", "new_count", "error_count")
    rows = batch.rows.values("number", "key", "outcome", "cells", "faults", "notes", "before", "after")
    book = bool(batch.error_book)
    return [*(getattr(batch, name) for name in kept), dict(batch.notices)["passed_over"], book, *rows]


def at_work(batch: ImportBatch) -> ImportBatch:
    importing.check_job.func(batch.pk, "vi")
    batch.refresh_from_db()
    return batch


def test_a_list_read_by_the_job_is_the_list_read_at_once(send: Any, waiting: None, settings: Any, as_user: Any) -> None:
    content = xlsx(*LISTED)
    at_once = send(content).context["batch"]
    settings.READING_SECONDS = 0.001
    page = send(content)
    batch = page.context["batch"]
    assert "import-progress" in page.content.decode()
    assert (batch.status, batch.head_row) == ("uploaded", 0)
    assert outcome(at_work(batch)) == outcome(at_once)
    assert IDENTITY.encode() not in files.read(batch.file)
    assert IDENTITY not in str(outcome(batch))
    shown = as_user("buudien").get(page.redirect_chain[-1][0])
    assert "Trần Thị Bình" in text_of(shown)


def test_a_file_that_the_job_cannot_read_says_so(send: Any, waiting: None, settings: Any, as_user: Any) -> None:
    settings.READING_SECONDS = 0.001
    page = send(b"PK\x03\x04 no workbook")
    batch = at_work(page.context["batch"])
    assert batch.status == "refused"
    shown = text_of(as_user("buudien").get(page.redirect_chain[-1][0]))
    assert "Tệp bị hỏng" in shown


@pytest.mark.parametrize(
    ("step", "rows"),
    [("find_table", [*LISTED, *WIDE]), ("find_table", WIDE), ("sheets_of", [*LISTED, *FAULTY])],
    ids=["headings below", "headings alone", "cells at fault"],
)
def test_what_is_too_much_for_a_web_process_is_left_to_the_job_by_its_counts(
    send: Any, waiting: None, step: str, rows: list[Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr(importing, "MOST_BYTES", 1_000_000 if step == "find_table" else 10_000)
    taken: list[str] = []
    module = importing if step == "find_table" else reading
    real = getattr(module, step)
    monkeypatch.setattr(module, step, lambda *given: (taken.append(step), real(*given))[1])
    page = send(xlsx(*rows))
    assert taken == []
    assert "import-progress" in page.content.decode()
    assert at_work(page.context["batch"]).status in ("checked", "refused")
    assert taken == [step]


def test_checking_again_leaves_such_a_list_to_the_job_too(send: Any, waiting: None, as_user: Any) -> None:
    page = send(xlsx(*LISTED, *WIDE[:25]))
    batch = at_work(page.context["batch"])
    assert batch.status == "checked"
    client = as_user("buudien")
    page = press(client, client.get(page.redirect_chain[-1][0]), "/kiem-tra/", order_birth_date="mdy")
    batch.refresh_from_db()
    assert batch.options == {"order_birth_date": "mdy"}
    assert at_work(batch).status == "checked"


def test_both_children_of_an_upload_together_take_the_time_that_a_web_process_waits(
    send: Any, waiting: None, monkeypatch: Any, settings: Any
) -> None:
    waited: list[float] = []

    def no_time(_content: bytes, _name: str, _plan: Any, wait: float) -> bytes:
        waited.append(wait)
        raise TooSlow

    monkeypatch.setattr(importing, "without_identity", no_time)
    assert send(xlsx(*LISTED)).context["batch"].pk
    assert waited[0] < settings.READING_SECONDS
