"""A list keeps all its real rows, and gets no other, whatever heads, columns and lines stand among them.

`EXAMPLES=2000 pytest tests/platform/exchange/test_drawn.py` draws so many lists of each kind, others every time, and
sends a twentieth of them through the pages. Without it the same few are drawn.
"""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilot.platform.exchange import parse
from pilot.platform.exchange.questions import unanswered
from pilot.platform.exchange.reading import sheets_of
from pilot.platform.exchange.resource import Row, resource
from pilot.platform.exchange.sheet import find_table
from pilot.platform.kernel import confined
from tests.found.browse import forms_of, text_of
from tests.platform.exchange.drawn import Drawn
from tests.platform.exchange.drawn_lists import CAMS, employees, procedures, timesheets
from tests.platform.exchange.forked import Reader

EXAMPLES = int(os.environ.get("EXAMPLES", "100"))
NOTHING_NEW = "Không có gì để ghi"
JUNE = dt.date(2021, 6, 1)


def drawing(examples: int) -> settings:
    return settings(
        max_examples=examples, derandomize="EXAMPLES" not in os.environ, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


# --- what is read of a file ---------------------------------------------------------------------------------------


def rows_of(kind: str, drawn: Drawn) -> list[Row]:
    """The rows of the list in a file, cleaned; none of their cells is at fault, and nothing is left to ask."""
    found = {"sheets": parse.read_sheets(drawn.content, Path(drawn.name).suffix)}
    table = find_table(sheets_of(json.dumps(found).encode()), resource(kind), drawn.answers)
    assert not table.faults
    assert not unanswered(table.questions, drawn.answers)
    for row in table.rows:
        resource(kind).clean_row(row, drawn.answers)
    assert not [(row.number, row.faults) for row in table.rows if row.faults]
    return table.rows


def values(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values.get(name) or "" for name in names) for row in rows]


@drawing(EXAMPLES)
@given(drawn=employees())
def test_a_list_of_employees_keeps_its_rows(drawn: Any) -> None:
    file, people = drawn
    assert values(rows_of("employees", file), "full_name", "birth_date", "phone", "staff_code") == people


@drawing(EXAMPLES)
@given(drawn=procedures())
def test_a_list_of_procedures_keeps_its_rows(drawn: Any) -> None:
    file, things = drawn
    assert values(rows_of("procedures", file), "code", "name", "field", "suffix") == things


@drawing(EXAMPLES)
@given(drawn=timesheets(CAMS))
def test_a_timesheet_keeps_its_rows(drawn: Any) -> None:
    """Lines without a mark, signatures and legends, are left out later: they mean nobody of the contract."""
    file, workers = drawn
    rows = rows_of("timesheet", file)
    marks = [{int(n[1:]): v for n, v in row.values.items() if n[1:].isdecimal() and v is not None} for row in rows]
    read = [(row.values["full_name"], days) for row, days in zip(rows, marks, strict=True) if days]
    assert read == [(one.name, {day: str(mark) for day, mark in one.cells.items() if mark}) for one in workers]


# --- through the pages --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as found:
        yield found


@pytest.fixture
def bring_in(demo: None, reader: Reader, as_user: Any, monkeypatch: Any) -> Callable[[str, str, Drawn], str]:
    """Upload, answer, write: what the page says. Files are read as an upload reads them, by a child that is ready."""

    def run(module: str, *arguments: Any, source: bytes, wait: float | None = None) -> bytes:
        return reader.run(module.rpartition(".")[2], source, *arguments).output

    monkeypatch.setattr(confined, "run", run)
    clients = {name: as_user(name) for name in ("buudien", "thuky")}

    def do(who: str, address: str, drawn: Drawn) -> str:
        file = SimpleUploadedFile(drawn.name, drawn.content)
        page = clients[who].post(address, {"workbook": file}, follow=True)
        if drawn.answers:
            page = press(clients[who], page, "/kiem-tra/", **drawn.answers)
        for _time in range(2):  # once more where the page says what cover it breaks
            if NOTHING_NEW not in text_of(page) and any("/ghi/" in form["action"] for form in forms_of(page)):
                page = press(clients[who], page, "/ghi/")
        return text_of(page)

    return do


def press(client: Any, page: Any, end: str, **filled: str) -> Any:
    found = [form for form in forms_of(page) if end in form["action"] and set(filled) <= form["fields"]]
    assert found, text_of(page)[:6000]
    return client.post(found[0]["action"], found[0]["data"] | filled, follow=True)


@drawing(EXAMPLES // 20)
@given(drawn=employees())
def test_employees_that_are_recorded_are_those_of_the_list(drawn: Any, bring_in: Any) -> None:
    file, people = drawn
    rows = apps.get_model("staffing", "PostalEmployee").objects
    before = set(rows.values_list("pk", flat=True))
    with transaction.atomic():
        said = bring_in("buudien", "/nhap-xuat/employees/HT-BDT/", file)
        new = rows.exclude(pk__in=before).order_by("pk").select_related("person")
        found = [(one.person.full_name, one.person.birth_date, one.person.phone, one.staff_code) for one in new]
        transaction.set_rollback(True)
    given_codes = [one if one[3] else (*one[:3], row[3]) for one, row in zip(people, found, strict=False)]
    assert found == given_codes, said


@drawing(EXAMPLES // 20)
@given(drawn=procedures(always_coded=True))
def test_procedures_that_are_recorded_are_those_of_the_list(drawn: Any, bring_in: Any) -> None:
    file, things = drawn
    rows = apps.get_model("pilot", "ProcedureSetEntry").objects.filter(procedure_set__agency__code="HT-CX")
    before = set(rows.values_list("pk", flat=True))
    with transaction.atomic():
        said = bring_in("thuky", "/nhap-xuat/procedures/HT-CX/", file)
        new = rows.exclude(pk__in=before).order_by("pk").select_related("procedure__field")
        found = [(one.procedure.code, one.procedure.name, one.procedure.field.name, one.code_suffix) for one in new]
        transaction.set_rollback(True)
    assert [(code, name, field.casefold(), suffix) for code, name, field, suffix in found] == [
        (code, name, field.casefold(), suffix) for code, name, field, suffix in things
    ], said


@pytest.fixture
def people(demo: None) -> list[tuple[str, str, str]]:
    """Who is at a counter post in June: name, staff code, post."""
    entries = apps.get_model("billing.TimesheetEntry").objects.filter(timesheet=sheet(), half_days__gt=0)
    columns = ("employee__person__full_name", "employee__staff_code", "line__post__name")
    return list(entries.values_list(*columns).order_by(*columns).distinct())


def sheet() -> Any:
    found = apps.get_model("billing.Timesheet").objects
    return found.get(month__month=JUNE, month__contract__payer__code="HT-CX")


@drawing(EXAMPLES // 20)
@given(data=st.data())
def test_days_that_are_recorded_are_those_of_the_list(data: Any, people: Any, bring_in: Any) -> None:
    file, workers = data.draw(timesheets(people))
    with transaction.atomic():
        said = bring_in("buudien", reverse("import-upload", args=["timesheet", sheet().pk]), file)
        entries = apps.get_model("billing.TimesheetEntry").objects.filter(timesheet=sheet())
        found = {(one.employee.staff_code, one.day.day): one.half_days for one in entries.select_related("employee")}
        transaction.set_rollback(True)
    for worker in workers:
        assert {day: found[worker.code, day] for day in worker.half_days} == worker.half_days, said
