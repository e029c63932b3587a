"""Timesheets: a holiday entered late (F32), and why somebody was away (F36)."""

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.found.browse import send, text_of

pytestmark = pytest.mark.usefixtures("demo")
As = Callable[[str], Client]
HR, DIRECTOR = "buudien", "gd.tt.camxuyen"
OTHERS = ("chitra.camxuyen", "taichinh", "thuky", "thanhtra", "truongban")
MAY, JUNE = dt.date(2021, 5, 1), dt.date(2021, 6, 1)


@dataclass
class Worker:
    name: str
    code: str


def sheet_of(month: dt.date) -> Any:
    found = apps.get_model("billing.Timesheet").objects
    return found.get(month__month=month, month__contract__payer__code="HT-CX")


def entries(**which: Any) -> Any:
    return apps.get_model("billing.TimesheetEntry").objects.filter(timesheet=sheet_of(JUNE), **which)


def half_days(worker: Worker) -> dict[int, int]:
    """What is recorded for somebody in June, by day."""
    rows = entries(employee__staff_code=worker.code)
    return {row.day.day: row.half_days for row in rows}


@pytest.fixture
def workers() -> list[Worker]:
    """The three in charge of a counter post in June, and nobody away."""
    found: dict[str, Worker] = {}
    for row in entries(half_days__gt=0).select_related("employee__person", "line__post").order_by("line__post__code"):
        code = row.employee.staff_code
        found.setdefault(code, Worker(row.employee.person.full_name, code))
    assert len(found) == 3
    return list(found.values())


def export(client: Client) -> bytes:
    address = f"{reverse('export', args=['timesheet'])}?timesheet={sheet_of(JUNE).pk}"
    content: bytes = send(client, address, having="form", form="xlsx").content
    return content


# --- F32: the calendar ----------------------------------------------------------------------------


@pytest.fixture
def late_holiday(demo: None) -> Any:
    """A day off in May, entered after May was checked, signed, requested and paid in part."""
    holiday = apps.get_model("billing.Holiday")
    return holiday.objects.create(day=dt.date(2021, 5, 19), name="Nghỉ bù", source="Công văn (minh họa)")


def verified() -> str:
    said = io.StringIO()
    try:
        call_command("verify", stdout=said, stderr=said)
    except SystemExit:
        said.write("exit")
    return said.getvalue()


@pytest.mark.usefixtures("late_holiday")
def test_f32_a_holiday_entered_later_leaves_what_was_signed(as_user: As) -> None:
    page = as_user(DIRECTOR).get(reverse("timesheet", args=[sheet_of(MAY).pk])).content.decode()
    assert len(set(re.findall(r'<abbr title="(\d\d/05/2021)"', page))) == 20


@pytest.mark.usefixtures("late_holiday")
def test_f32_it_raises_no_alarm() -> None:
    assert "0 problems" in verified()


@pytest.mark.usefixtures("late_holiday")
def test_f32_finance_sees_what_it_would_have_changed(as_user: As) -> None:
    page = text_of(as_user("taichinh").get(reverse("billing-month", args=[sheet_of(MAY).month_id])))
    assert "Ngày nghỉ nhập sau khi ký" in page
    assert re.search(r"19/05/2021 \(Nghỉ bù\) sẽ làm ngày công chuẩn từ 20 còn 19", page)


def test_f32_an_open_timesheet_follows_the_calendar(as_user: As, workers: list[Worker]) -> None:
    holiday = apps.get_model("billing.Holiday")
    holiday.objects.create(day=dt.date(2021, 6, 21), name="Nghỉ bù", source="Công văn (minh họa)")
    page = as_user(HR).get(reverse("timesheet", args=[sheet_of(JUNE).pk]))
    assert "21/06/2021" in text_of(page)
    assert "Không còn là ngày làm việc" in text_of(page)


# --- F36: why somebody was away -------------------------------------------------------------------


def fill(client: Client, worker: Worker, why: str = "", **days: str) -> Any:
    """Type marks of a person into the grid, by day (d7="P")."""
    address = reverse("timesheet", args=[sheet_of(JUNE).pk])
    row = entries(employee__staff_code=worker.code, half_days__gt=0).first()
    typed = {f"d-{row.line_id}-{row.employee_id}-202106{int(day[1:]):02}": mark for day, mark in days.items()}
    return send(client, address, **typed, **{f"why-{row.line_id}-{row.employee_id}": why})


@pytest.mark.parametrize("name", OTHERS)
def test_f36_a_sickness_given_as_reason_is_read_by_nobody_else(name: str, as_user: As, workers: list[Worker]) -> None:
    fill(as_user(HR), workers[0], why="Nghỉ ốm dài ngày", d7="0")
    assert half_days(workers[0])[7] == 0
    page = text_of(as_user(name).get(reverse("timesheet", args=[sheet_of(JUNE).pk])))
    assert "ốm" not in page
    assert "có lý do" in page


@pytest.mark.parametrize("name", OTHERS)
def test_f36_a_mark_of_sickness_is_off_for_everybody_else(name: str, as_user: As, workers: list[Worker]) -> None:
    fill(as_user(HR), workers[0], d7="Ô", d8="Cô/2")
    assert [half_days(workers[0])[day] for day in (7, 8)] == [0, 1]
    page = text_of(as_user(name).get(reverse("timesheet", args=[sheet_of(JUNE).pk])))
    assert " nghỉ " in page
    assert not re.search(r"\bÔ\b|\bCô\b|ốm", page)


@pytest.mark.parametrize("name", [HR, DIRECTOR])
def test_f36_personnel_and_director_see_the_mark(name: str, as_user: As, workers: list[Worker]) -> None:
    fill(as_user(HR), workers[0], d7="Ô")
    page = as_user(name).get(reverse("timesheet", args=[sheet_of(JUNE).pk])).content.decode()
    assert 'value="Ô"' in page if name == HR else re.search(r">\s*Ô\s*<", page)


def test_f36_no_event_and_no_export_says_it_to_others(as_user: As, workers: list[Worker]) -> None:
    fill(as_user(HR), workers[0], d7="Ô")
    event = apps.get_model("kernel.AuditEvent").objects.filter(verb="enter_timesheet").latest("id")
    assert "sick" not in str(event.after)
    book = openpyxl.load_workbook(io.BytesIO(export(as_user("taichinh")))).worksheets[0]
    cells = [str(cell.value) for row in book.iter_rows() for cell in row if cell.value is not None]
    assert "Ô" not in cells


def test_the_marks_are_a_list_that_finance_extends(as_user: As, workers: list[Worker]) -> None:
    """A habit of the office: "CĐ" is leave by the statutes of the post office."""
    assert "CĐ" in text_of(fill(as_user(HR), workers[0], d7="CĐ"))
    said = {"meaning": "Nghỉ chế độ", "half_days": "0", "leave": "other", "source": "Quy chế lao động"}
    send(as_user("taichinh"), "/thanh-toan/ky-hieu/HATINH/them/", mark="CĐ", **said)
    fill(as_user(HR), workers[0], d7="CĐ")
    assert half_days(workers[0])[7] == 0
