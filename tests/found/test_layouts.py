"""Lists in layouts that offices use besides those of test_office_lists: what is read of them, and what is asked."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.found.browse import press, text_of
from tests.found.office_books import PROCEDURES
from tests.found.test_office_lists import OWNER, STAFF, can_press, employees, entries, upload
from tests.found.test_timesheet import HR, half_days, printed, workers  # noqa: F401  # a fixture
from tests.found.timesheet_books import WORKING, Worker

pytestmark = pytest.mark.usefixtures("demo")
As = Callable[[str], Client]
BORN = {
    "Trần Quốc Thịnh": dt.date(1987, 4, 9),
    "Phan Thị Nhung": dt.date(1990, 11, 23),
    "Võ Đức Yên": dt.date(1985, 2, 1),
}
CODES = {name: f"HTX{number:02}" for number, name in enumerate(BORN, 1)}
DAYS = range(1, 31)


def book(*rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    made, content = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(list(row))
    for cells in merged:
        made.active.merge_cells(cells)
    made.save(content)
    return content.getvalue()


def people(*head: Sequence[Any], row: Callable[[int, str], Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    return book(*head, *[row(number, name) for number, name in enumerate(BORN)], merged=merged)


def written(client: Client, kind: str, agency: str, content: bytes, **answers: str) -> Any:
    """The list brought in, with these answers to what it asks: it may not be written before."""
    page = upload(client, kind, agency, content)
    if answers:
        assert not can_press(page, "/ghi/")
        page = press(client, page, "/kiem-tra/", **answers)
    return press(client, page, "/ghi/")


def come(codes: bool = True) -> dict[str, Any]:
    found = {
        row.person.full_name: row for row in employees().filter(person__full_name__in=BORN).select_related("person")
    }
    assert not codes or {name: row.staff_code for name, row in found.items()} == CODES
    return {name: row.person.birth_date for name, row in found.items()}


def test_a_date_of_birth_in_three_columns_is_one_day(as_user: As) -> None:
    content = people(
        ["TT", "Mã NV", "Họ và tên", "Ngày sinh"], [None, None, None, "Ngày", "Tháng", "Năm"],
        row=lambda number, name: [number + 1, CODES[name], name, BORN[name].day, BORN[name].month, BORN[name].year],
        merged=("A1:A2", "B1:B2", "C1:C2", "D1:F1"),
    )  # fmt: skip
    written(as_user("buudien"), "employees", STAFF, content)
    assert come() == BORN


@pytest.mark.parametrize("heading", ["Mã số CBNV", "Mã số nhân viên Bưu điện", "Số hiệu NV", "Employee code", "MSNV"])
def test_headings_of_codes_phones_and_births_are_known_in_many_words(heading: str, as_user: As) -> None:
    content = people(
        ["Số TT", heading, "Họ và tên cán bộ", "Ngày/tháng/năm sinh", "ĐT di động liên hệ"],
        row=lambda number, name: [number + 1, CODES[name], name, BORN[name], f"091200000{number}"],
    )
    written(as_user("buudien"), "employees", STAFF, content)
    assert come() == BORN
    assert employees().get(staff_code="HTX01").person.phone == "+84912000000"


def test_no_code_is_given_while_a_column_may_hold_the_codes(as_user: As) -> None:
    content = people(
        ["TT", "Định danh nội bộ", "Họ và tên", "Ngày sinh"],
        row=lambda number, name: [number + 1, CODES[name], name, BORN[name]],
    )
    written(as_user("buudien"), "employees", STAFF, content, key_B="yes")
    assert come() == BORN


def test_dates_of_which_some_fit_only_month_day_year_wait_for_the_order(as_user: As) -> None:
    content = people(
        ["TT", "Mã NV", "Họ và tên", "Ngày sinh"],
        row=lambda number, name: [number + 1, CODES[name], name, f"{BORN[name]:%m/%d/%Y}"],
    )
    written(as_user("buudien"), "employees", STAFF, content, order_birth_date="mdy")
    assert come() == BORN


@pytest.mark.parametrize(("answer", "first"), [("without", "Trần Quốc Thịnh"), ("as_is", "Ông Trần Quốc Thịnh")])
def test_forms_of_address_and_remarks_beside_names_are_asked(answer: str, first: str, as_user: As) -> None:
    beside = ("Ông {}", "Bà {}", "{}\n(Tổ trưởng)")
    content = people(
        ["TT", "Mã NV", "Họ và tên", "Ngày sinh"],
        row=lambda number, name: [number + 1, CODES[name], beside[number].format(name), BORN[name]],
    )
    written(as_user("buudien"), "employees", STAFF, content, names=answer)
    assert employees().get(staff_code="HTX01").person.full_name == first


def test_a_merged_cell_says_the_group_of_all_rows_beside_it(as_user: As) -> None:
    groups = {0: "Lĩnh vực một", 2: "Lĩnh vực hai"}
    content = book(
        ["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực"],
        *[[number + 1, code, name, groups.get(number)] for number, (code, name, _field) in enumerate(PROCEDURES)],
        merged=("D2:D3", f"D4:D{len(PROCEDURES) + 1}"),
    )
    before = set(entries().values_list("pk", flat=True))
    written(as_user("thuky"), "procedures", OWNER, content)
    found = entries().exclude(pk__in=before).order_by("procedure__code")
    fields = [row.procedure.field.name for row in found]
    assert fields == ["Lĩnh vực một", "Lĩnh vực một", *["Lĩnh vực hai"] * (len(PROCEDURES) - 2)]


@pytest.mark.parametrize("way", ["{name} ({code})", "{name} (mã TTHC: {code}.000.00.00.H27)", "{code} - {name}"])
def test_a_code_that_stands_in_the_name_of_its_procedure_is_read(way: str, as_user: As) -> None:
    rows = [[number, way.format(name=name, code=code), of] for number, (code, name, of) in enumerate(PROCEDURES, 1)]
    before = set(entries().values_list("pk", flat=True))
    written(as_user("thuky"), "procedures", OWNER, book(["STT", "Tên thủ tục hành chính", "Lĩnh vực"], *rows))
    found = {row.procedure.code: row.procedure.name for row in entries().exclude(pk__in=before)}
    assert found == {code: name for code, name, _field in PROCEDURES}


@pytest.mark.parametrize(("answer", "whole"), [("join", True), ("apart", False)])
def test_a_name_that_goes_on_in_the_next_line_is_asked(answer: str, whole: bool, as_user: As) -> None:
    rows: list[list[Any]] = []
    for number, (code, name, of) in enumerate(PROCEDURES, 1):
        first, _space, rest = name.rpartition(" ")
        rows += [[number, code, first, of], [None, None, rest, None]]
    before = set(entries().values_list("pk", flat=True))
    written(
        as_user("thuky"), "procedures", OWNER, book(["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực"], *rows),
        second_lines=answer,
    )  # fmt: skip
    found = {row.procedure.name for row in entries().exclude(pk__in=before)}
    assert (found == {name for _code, name, _field in PROCEDURES}) == whole


def marks(worker: Worker, half: str) -> list[str | None]:
    """The marks of a half of each day; the first of the three was away in the morning of the third."""
    return [(worker.marks.get(day) if half == "S" else None) or "x" if day in WORKING else None for day in DAYS]


def in_columns(workers: list[Worker]) -> bytes:  # noqa: F811
    def cells(worker: Worker) -> list[str | None]:
        return [mark for pair in zip(marks(worker, "S"), marks(worker, "C"), strict=True) for mark in pair]

    head = [["BẢNG CHẤM CÔNG THÁNG 6/2021"], ["TT", "Họ tên", *[cell for day in DAYS for cell in (day, None)]]]
    people = [[number, one.name, *cells(one)] for number, one in enumerate(workers, 1)]
    return book(*head, [None, None, *["S", "C"] * 30], *people)


def in_lines(workers: list[Worker]) -> bytes:  # noqa: F811
    rows: list[Sequence[Any]] = [["BẢNG CHẤM CÔNG THÁNG 6/2021"], ["TT", "Họ tên", "Buổi", *DAYS]]
    for number, one in enumerate(workers, 1):
        rows += [[number, one.name, "S", *marks(one, "S")], [None, None, "C", *marks(one, "C")]]
    return book(*rows, merged=[f"B{2 * number + 1}:B{2 * number + 2}" for number in range(1, len(workers) + 1)])


@pytest.mark.parametrize("layout", [in_columns, in_lines])
def test_mornings_and_afternoons_make_days(layout: Any, as_user: As, workers: list[Worker]) -> None:  # noqa: F811
    workers[0].marks[3] = "P"
    client = as_user(HR)
    press(client, printed(client, layout(workers)), "/ghi/")
    found = [half_days(worker) for worker in workers]
    assert ([one[3] for one in found], found[0][4]) == ([1, 2, 2], 2)


@pytest.mark.parametrize(
    ("head", "cells", "said"),
    [
        ([*range(21, 32), *range(1, 21)], ["x"] * 31, "sau ngày 31 là ngày 1"),
        (["Số ngày công"], [22], "không có cột ngày nào"),
    ],
)
def test_days_of_two_months_and_totals_alone_are_no_timesheet(
    head: list[Any],
    cells: list[Any],
    said: str,
    as_user: As,
    workers: list[Worker],  # noqa: F811
) -> None:
    people = [[number, one.name, *cells] for number, one in enumerate(workers, 1)]
    page = printed(as_user(HR), book(["BẢNG CHẤM CÔNG"], ["Tháng 6 năm 2021"], ["TT", "Họ tên", *head], *people))
    assert said in text_of(page)
    assert not can_press(page, "/ghi/")


def test_a_numbered_row_whose_name_was_forgotten_is_at_fault_and_not_passed_over(as_user: As) -> None:
    content = people(
        ["TT", "Mã NV", "Họ và tên", "Ngày sinh", "Điện thoại", "Trình độ"],
        row=lambda number, name: [number + 1, CODES[name], name, BORN[name], f"091200000{number}", "Đại học"],
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content))
    for column in (2, 3, 4):
        sheet.active.cell(3, column).value = None
    changed = io.BytesIO()
    sheet.save(changed)
    page = upload(as_user("buudien"), "employees", STAFF, changed.getvalue())
    assert "“Mã nhân viên” trống" in text_of(page)
    assert "Có lỗi 1" in text_of(page)
