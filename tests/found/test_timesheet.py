"""Timesheets as offices print them (F14, F15, F16), a holiday entered late (F32), and why somebody was away (F36)."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from billing.models.timesheet import NO_REASON
from tests.found.browse import forms_of, press, send, text_of, verified
from tests.found.timesheet_books import FORMS, WORKING, Worker, marked, posts, weekdays

pytestmark = pytest.mark.usefixtures("demo")
As = Callable[[str], Client]
HR, DIRECTOR = "buudien", "gd.tt.camxuyen"
OTHERS = ("chitra.camxuyen", "taichinh", "thuky", "thanhtra", "truongban")
MAY, JUNE = dt.date(2021, 5, 1), dt.date(2021, 6, 1)


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
        found.setdefault(code, Worker(row.employee.person.full_name, code, row.line.post.name))
    assert len(found) == 3
    return list(found.values())


def upload(client: Client, content: bytes, name: str = "cham-cong.xlsx") -> Any:
    """The list given in; the answer is the page of its preview, or that of the upload with the refusal."""
    address = reverse("import-upload", args=["timesheet", sheet_of(JUNE).pk])
    return client.post(address, {"workbook": SimpleUploadedFile(name, content)}, follow=True)


def printed(client: Client, content: bytes) -> Any:
    """The preview of a timesheet as an office prints it."""
    page = upload(client, content)
    assert page.redirect_chain, "the list is refused as unreadable"
    return page


def export(client: Client) -> bytes:
    address = f"{reverse('export', args=['timesheet'])}?timesheet={sheet_of(JUNE).pk}"
    content: bytes = send(client, address, having="form", form="xlsx").content
    return content


def cell_of(content: bytes, code: str, heading: str) -> tuple[int, int]:
    """Row and column of a cell of our own workbook, by staff code and heading."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if any(str(cell.value) == "Mã dòng" for cell in row))
    column = next(cell.column for cell in head if str(cell.value) == heading)
    return next(row[0].row for row in rows if any(f"/{code}" in str(cell.value) for cell in row)), column


# --- F14, F15, F16: lists -------------------------------------------------------------------------


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_f14_an_error_in_a_cell_is_a_fault_of_that_cell(error: str, as_user: As, workers: list[Worker]) -> None:
    client, one = as_user(HR), workers[0]
    content = export(client)
    page = text_of(upload(client, marked(content, *cell_of(content, one.code, "7"), error)))
    assert "Không có gì để ghi" not in page
    assert error in page
    assert "Có lỗi 1" in page


def test_f15_a_blank_day_where_the_prefill_has_one_is_asked(as_user: As, workers: list[Worker]) -> None:
    """Four blank days; the office's own total says 18."""
    client, one = as_user(HR), workers[0]
    one.marks = dict.fromkeys((7, 8, 9, 10))
    page = upload(client, weekdays(workers))
    press(client, page, "/ghi/")
    checked = press(client, page, "/kiem-tra/", blank_days="absent")
    press(client, checked, "/ghi/")
    assert [half_days(one)[day] for day in (4, 7, 8, 9, 10, 11)] == [2, 0, 0, 0, 0, 2]
    assert f"{one.name} (7, 8, 9, 10)" in text_of(page)


def test_a_list_without_reasons_is_not_said_to_give_one(as_user: As, workers: list[Worker]) -> None:
    """Who may not read reasons reads that the printed form gave none, not that there is one."""
    client = as_user(HR)
    workers[0].marks = dict.fromkeys((7, 8, 9, 10))
    page = upload(client, weekdays(workers))
    press(client, press(client, page, "/kiem-tra/", blank_days="absent"), "/ghi/")
    told = text_of(as_user("taichinh").get(reverse("timesheet", args=[sheet_of(JUNE).pk])))
    assert "không ghi lý do" in told
    assert "có lý do" not in told


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_stands_for_a_reason_is_masked_for_nobody(language: str, as_user: As, workers: list[Worker]) -> None:
    """In whatever language the list was read; beside a kind of leave it says nothing."""
    with translation.override(language):
        stand_in = str(NO_REASON)
    first, second = entries(employee__staff_code=workers[0].code, half_days=2)[:2]
    entries(pk=first.pk).update(half_days=0, reason=stand_in)
    entries(pk=second.pk).update(half_days=0, reason=stand_in, leave="annual")
    page = as_user(HR).get(reverse("timesheet", args=[sheet_of(JUNE).pk]))
    reasons = text_of(page).split("Lý do số ngày khác với phân công", 1)[-1]
    assert "••" not in reasons
    assert "nghỉ phép;" not in reasons
    assert "không ghi lý do" in reasons


@pytest.mark.parametrize(("name", "words"), [(HR, "hiện chỉ ghi công"), (DIRECTOR, "Hiện chưa có việc cần làm")])
def test_before_the_month_is_over_each_reads_what_comes_next(name: str, words: str, as_user: As) -> None:
    page = text_of(as_user(name).get(reverse("timesheet", args=[sheet_of(JUNE).pk])))
    assert re.search(rf"{words}.*ngày 01/07/2021", page)
    assert words not in text_of(as_user(name).get(reverse("timesheet", args=[sheet_of(MAY).pk])))


def test_f15_a_day_blanked_in_our_own_workbook_is_asked_too(as_user: As, workers: list[Worker]) -> None:
    client, one = as_user(HR), workers[0]
    content = export(client)
    page = text_of(upload(client, marked(content, *cell_of(content, one.code, "7"), None)))
    assert "Không có gì để ghi" not in page
    assert f"{one.name} (7)" in page


def test_f15_blank_days_that_stay_are_compared_with_the_total(as_user: As, workers: list[Worker]) -> None:
    client, one = as_user(HR), workers[0]
    one.marks = dict.fromkeys((7, 8, 9, 10))
    page = press(client, printed(client, weekdays(workers)), "/kiem-tra/", blank_days="unchanged")
    assert re.search(rf"{one.name}.*18.*22", text_of(page))


def test_f15_a_total_that_is_not_that_of_the_days_is_named_with_both(as_user: As, workers: list[Worker]) -> None:
    client, one = as_user(HR), workers[0]
    content = weekdays(workers)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    row, total = next((cell.row, row[32].column) for row in sheet.iter_rows() for cell in row if cell.value == one.name)
    assert re.search(rf"{one.name}.*19,5.*22", text_of(printed(client, marked(content, row, total, 19.5))))


@pytest.mark.parametrize("name", FORMS)
def test_f16_a_printed_timesheet_is_read_untouched(name: str, as_user: As, workers: list[Worker]) -> None:
    """Two clicks: send the file, write the list. What it says is then what is recorded."""
    client, (one, two, three) = as_user(HR), workers
    one.marks, two.marks, three.marks = {7: "P", 8: "Ô", 9: "x/2"}, {10: "x/2P", 11: "KL"}, {14: "Cô", 15: "H"}
    page = upload(client, FORMS[name](workers), "cham-cong.csv" if "CSV" in name else "cham-cong.xlsx")
    press(client, page, "/ghi/")
    assert [half_days(one)[day] for day in (4, 7, 8, 9, 10)] == [2, 0, 0, 1, 2]
    assert [half_days(two)[day] for day in (9, 10, 11, 14)] == [2, 1, 0, 2]
    assert [half_days(three)[day] for day in (11, 14, 15, 16)] == [2, 0, 0, 2]
    again = upload(client, FORMS[name](workers), "cham-cong.csv" if "CSV" in name else "cham-cong.xlsx")
    assert "Không có gì để ghi" in text_of(again)


@pytest.mark.parametrize("name", [name for name in FORMS if "LĐTL" in name])
def test_f16_the_row_that_numbers_the_columns_says_nothing(name: str, as_user: As, workers: list[Worker]) -> None:
    """Neither a person "B" nor a 31st day of June nor a column "33" comes of it."""
    page = text_of(upload(as_user(HR), FORMS[name](workers)))
    assert "Không phải cột" not in page
    assert "Đọc cột nào" not in page
    assert re.search(r"Có lỗi\W+0\b", page)


@pytest.mark.parametrize(("day", "named"), [(5, "05/06|ngày 5"), (31, "ngày 31|31/06")])
def test_f16_work_on_a_saturday_or_beyond_the_month_is_refused(
    day: int, named: str, as_user: As, workers: list[Worker]
) -> None:
    workers[0].marks = {day: "x"}
    page = text_of(printed(as_user(HR), FORMS["01a-LĐTL, Thông tư 200/2014/TT-BTC"](workers)))
    assert re.search(rf"{workers[0].name}.*({named})", page)


def test_f16_days_on_which_nothing_can_be_entered_are_one_fault_of_a_row(as_user: As, workers: list[Worker]) -> None:
    workers[0].marks = dict.fromkeys((5, 6, 12, 13), "x")
    page = text_of(printed(as_user(HR), FORMS["01a-LĐTL, Thông tư 200/2014/TT-BTC"](workers)))
    assert page.count("không phải ngày làm việc") == 1
    assert f"{workers[0].name}, ngày 5, 6, 12, 13:" in page


def test_f16_the_list_of_another_month_is_refused(as_user: As, workers: list[Worker]) -> None:
    content = FORMS["01a-LĐTL, Thông tư 200/2014/TT-BTC"](workers)
    cells = (cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row)
    title = next(cell for cell in cells if cell.value == "Tháng 06 năm 2021")
    page = printed(as_user(HR), marked(content, title.row, title.column, "Tháng 05 năm 2021"))
    assert "Danh sách ghi 05/2021; đây là bảng chấm công 06/2021" in text_of(page)
    assert not any(form["action"].endswith("/ghi/") for form in forms_of(page))
    address = page.redirect_chain[-1][0]
    assert address in as_user(HR).get("/").content.decode()
    assert address not in as_user("gd.buudien").get("/").content.decode()


def test_f16_a_stranger_is_named(as_user: As, workers: list[Worker]) -> None:
    page = text_of(printed(as_user(HR), weekdays([*workers, Worker("Nguyễn Thị Người Lạ", "X1", "Quầy 9")])))
    assert re.search(r"Nguyễn Thị Người Lạ.{0,40}không", page)


CIRCULAR = "(Ban hành theo Thông tư số 200/2014/TT-BTC ngày 22/12/2014 của Bộ Tài chính)"


@pytest.mark.parametrize("printed", [CIRCULAR, CIRCULAR.replace("22/12/2014", "22 tháng 12 năm 2014")])
def test_f16_the_date_of_the_circular_is_no_month_of_the_list(printed: str, as_user: As, workers: list[Worker]) -> None:
    client, content = as_user(HR), FORMS["01a-LĐTL, Thông tư 200/2014/TT-BTC"](workers)
    assert "Danh sách ghi" not in text_of(upload(client, marked(content, 3, 1, printed)))
    may = marked(marked(content, 3, 1, printed), 5, 13, "tháng 5/2021")
    assert "Danh sách ghi 05/2021; đây là" in text_of(upload(client, may))


@pytest.mark.parametrize("marks", [{}, dict.fromkeys(WORKING)])
def test_f16_a_name_that_is_nearly_right_is_suggested(marks: Any, as_user: As, workers: list[Worker]) -> None:
    """With marks or without: a numbered row is never left out, and the one who may be meant is named with the code."""
    one, (first, *rest) = workers[0], workers[0].name.split()
    wrong = Worker(" ".join((first, "Thị", *rest)), one.code, one.post, marks)
    page = text_of(upload(as_user(HR), weekdays([wrong, *workers[1:]])))
    assert re.search(rf"{wrong.name} không .*{one.name} \({one.code}\)", page)
    assert re.search(r"Có lỗi\W+1\b", page)


def test_f16_a_numbered_stranger_without_marks_is_no_footnote(as_user: As, workers: list[Worker]) -> None:
    stranger = Worker("Nguyễn Thị Người Lạ", "X1", "Quầy 9", dict.fromkeys(WORKING))
    page = text_of(upload(as_user(HR), weekdays([*workers, stranger])))
    assert re.search(r"Có lỗi\W+1\b", page)


def reserve_of(client: Client, one: Worker) -> Worker:
    """Somebody else who may stand at the same counter post, on no day so far."""
    sheet = openpyxl.load_workbook(io.BytesIO(export(client))).worksheets[0]
    rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    keys = [cell for row in rows for cell in row if re.fullmatch(r"HT-CX-\S+/\S+", cell)]
    post = next(key for key in keys if key.endswith(f"/{one.code}")).split("/")[0]
    row = next(row for row in rows if row[0].startswith(f"{post}/") and not row[0].endswith(f"/{one.code}"))
    return Worker(row[1], row[2], one.post, dict.fromkeys(WORKING))


def test_who_stands_in_waits_for_the_row_of_the_absent_one(as_user: As, workers: list[Worker]) -> None:
    """The row with the error is named, the others are written, and no code of the program is shown."""
    client, one = as_user(HR), workers[0]
    reserve = reserve_of(client, one)
    one.marks, reserve.marks = {7: "P", 8: "?!"}, dict.fromkeys(WORKING) | {7: "x"}
    workers[1].marks = {10: "P"}
    page = upload(client, weekdays([*workers, reserve]))
    assert re.search(rf"07/06: .*dòng \d+ \({one.name}\)", text_of(page))
    form = next(form for form in forms_of(page) if "without_errors" in form["fields"])
    answer = client.post(form["action"], form["data"] | {"without_errors": "1"}, follow=True)
    assert "post_paid_twice" not in text_of(answer)
    assert (half_days(one)[7], half_days(workers[1])[10], half_days(reserve).get(7)) == (2, 0, None)


OURS = "Nghỉ chế độ"


def with_legend(content: bytes, *lines: str) -> bytes:
    """The same sheet with a legend below it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for line in ("Ký hiệu chấm công:", *lines):
        book.worksheets[0].append([None, line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_f16_a_mark_that_only_the_legend_knows_is_read_as_it_says(as_user: As, workers: list[Worker]) -> None:
    client, one = as_user(HR), workers[0]
    one.marks = {7: "PN", 8: "Q"}
    page = upload(client, with_legend(weekdays(workers), "- Nghỉ phép: PN", f"- {OURS}: Q"))
    assert "Chú giải của danh sách ghi ký hiệu “PN” là: Nghỉ phép" in text_of(page)
    assert re.search(rf"“Q” không .*Chú giải của danh sách ghi: {OURS}", text_of(page))
    one.marks = {7: "PN"}
    press(client, upload(client, with_legend(weekdays(workers), "- Nghỉ phép: PN")), "/ghi/")
    assert [row.leave for row in entries(employee__staff_code=one.code, day=dt.date(2021, 6, 7))] == ["annual"]


@pytest.mark.parametrize(("said", "leave"), [("legend", "annual"), ("ours", "other")])
def test_f16_a_mark_that_the_legend_explains_otherwise_is_asked(
    said: str, leave: str, as_user: As, workers: list[Worker]
) -> None:
    client, one = as_user(HR), workers[0]
    one.marks = {7: "N"}
    page = upload(client, with_legend(weekdays(workers), "- Nghỉ phép: N"))
    press(client, page, "/ghi/")
    assert half_days(one)[7] == 2
    press(client, press(client, page, "/kiem-tra/", **{f"legend_{b'n'.hex()}": said}), "/ghi/")
    assert [row.leave for row in entries(employee__staff_code=one.code, day=dt.date(2021, 6, 7))] == [leave]


def test_f24_the_row_left_over_comes_back_alone(as_user: As, workers: list[Worker]) -> None:
    """Nobody is asked why the others are not in it; it changes what was corrected in it, and nothing else."""
    client, (one, two, three) = as_user(HR), workers
    one.marks, two.marks = {7: "?!", 8: "P"}, {10: "P"}
    page = press(
        client, printed(client, FORMS["01a-LĐTL, Thông tư 200/2014/TT-BTC"](workers)), "/ghi/", without_errors="1"
    )
    assert (half_days(one)[8], half_days(two)[10]) == (2, 0)
    before = [half_days(two), half_days(three)]
    left: bytes = client.get(f"{page.redirect_chain[-1][0]}loi/").getvalue()
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(left)).worksheets[0].iter_rows() for cell in row]
    assert not any(str(cell.value) in (two.name, three.name) for cell in cells)
    wrong = next(cell for cell in cells if cell.value == "?!")
    again = upload(client, marked(left, wrong.row, wrong.column, "P"), "loi.xlsx")
    assert "Không có trong danh sách" not in text_of(again)
    press(client, again, "/ghi/")
    assert (half_days(one)[7], half_days(one)[8], half_days(one)[9]) == (0, 0, 2)
    assert [half_days(two), half_days(three)] == before


def test_a_refusal_says_no_code_of_the_program(as_user: As, workers: list[Worker]) -> None:
    """The absent one is missing in the list altogether: said at the preview, with post and day."""
    client, one = as_user(HR), workers[0]
    reserve = reserve_of(client, one)
    reserve.marks = dict.fromkeys(WORKING) | {7: "x"}
    page = upload(client, weekdays([*workers[1:], reserve]))
    assert re.search(rf"{one.post} 07/06", text_of(page))
    answer = text_of(client.post(page.redirect_chain[-1][0] + "ghi/", follow=True))
    assert "post_paid_twice" not in answer


def test_f16_namesakes_are_asked(as_user: As, workers: list[Worker]) -> None:
    one, two, three = workers
    apps.get_model("pilot.Person").objects.filter(postal_employee__staff_code=two.code).update(full_name=one.name)
    two.name = one.name
    one.marks = {7: "P"}
    client = as_user(HR)
    page = printed(client, weekdays(workers))
    assert text_of(page).count(f"{one.code} ·") >= 2
    form = next(form for form in forms_of(page) if form["action"].endswith("/kiem-tra/"))
    asked = sorted((name for name in form["fields"] if name.startswith("who_")), key=lambda name: int(name[4:]))
    keys = [f"{post}/{code}" for post, code in _posts(one, two)]
    checked = press(client, page, "/kiem-tra/", **dict(zip(asked, keys, strict=True)))
    press(client, checked, "/ghi/")
    assert (half_days(one)[7], half_days(two)[7], half_days(three)[7]) == (0, 2, 2)


def _posts(*workers: Worker) -> list[tuple[str, str]]:
    first = [entries(employee__staff_code=one.code).select_related("line__post").first() for one in workers]
    return [(row.line.post.code, one.code) for row, one in zip(first, workers, strict=True)]


def test_f16_somebody_who_is_not_in_the_list_is_named(as_user: As, workers: list[Worker]) -> None:
    page = text_of(printed(as_user(HR), posts(workers[:2])))
    assert re.search(rf"Không có trong danh sách.*{workers[2].name}", page)


def test_the_pages_of_a_list_name_month_and_centre_and_the_days_once(as_user: As, workers: list[Worker]) -> None:
    client = as_user(HR)
    before = text_of(client.get(reverse("import-upload", args=["timesheet", sheet_of(JUNE).pk])))
    assert before.count("có thể thiếu") < 10
    leaving = text_of(client.get(f"{reverse('export', args=['timesheet'])}?timesheet={sheet_of(JUNE).pk}"))
    assert leaving.count("dữ liệu cá nhân") == 2
    page = upload(client, weekdays(workers))
    assert re.search(r"Bảng chấm công tháng · 06/2021 · .*Cẩm Xuyên", text_of(page))
    assert len(re.findall(r"Đọc là “Các ngày trong tháng”", text_of(page))) == 1


def test_which_column_is_read_as_what_is_not_asked_of_each_day(as_user: As, workers: list[Worker]) -> None:
    page = upload(as_user(HR), weekdays(workers))
    form = next(form for form in forms_of(page) if form["action"].endswith("/kiem-tra/"))
    assert {name for name in form["fields"] if name.startswith("column_")} == {"column_B", "column_AG", "column_AH"}


def test_a_list_of_a_timesheet_that_was_handed_in_is_neither_taken_nor_taken_back(
    as_user: As, workers: list[Worker]
) -> None:
    client = as_user(HR)
    workers[0].marks, workers[1].marks = {7: "P"}, {8: "P"}
    written = press(client, upload(client, weekdays(workers)), "/ghi/").redirect_chain[-1][0]
    workers[2].marks = {9: "P"}
    waiting = upload(client, weekdays(workers)).redirect_chain[-1][0]
    undo = next(form for form in forms_of(client.get(f"{written}hoan-tac/")) if "reason" in form["fields"])
    apps.get_model("billing.Timesheet").objects.filter(pk=sheet_of(JUNE).pk).update(status="submitted")
    for address, step in ((written, "hoan-tac/"), (waiting, "ghi/")):
        page = client.get(address)
        assert "chỉ chấm lại được sau khi giám đốc trung tâm trả lại" in text_of(page)
        assert f"{address}{step}" not in page.content.decode()
    assert "sau khi giám đốc trung tâm trả lại" in text_of(client.post(f"{waiting}ghi/", follow=True))
    assert "sau khi giám đốc trung tâm trả lại" in text_of(upload(client, weekdays(workers)))
    undone = client.post(f"{written}hoan-tac/", undo["data"] | {"reason": "Nhầm tháng"}, follow=True)
    assert "sau khi giám đốc trung tâm trả lại" in text_of(undone)


def test_half_days_stand_on_the_page_as_in_the_file(as_user: As, workers: list[Worker]) -> None:
    workers[0].marks = {7: "x/2", 8: "?!"}
    page = text_of(upload(as_user(HR), weekdays(workers)))
    assert "20,5" in page
    assert "20.5" not in page


def test_a_cell_that_differs_from_the_assignments_is_named(as_user: As, workers: list[Worker]) -> None:
    assert f"{workers[0].name} 07/06: khác với phân công" in text_of(fill(as_user(HR), workers[0], d7="0"))


# --- F32: the calendar ----------------------------------------------------------------------------


def enter_day_off(day: dt.date) -> Any:
    """A day off in the confirmed calendar of 2021, by a notice."""
    calendar = apps.get_model("billing.WorkingCalendar").objects.get(year=2021)
    by = {"notice_number": "1/CV", "notice_date": day, "notice_issuer": "Sở Nội vụ (minh họa)"}
    return calendar.lines.create(pilot=calendar.pilot, day=day, name="Nghỉ bù", added_on=day, **by)


@pytest.fixture
def late_holiday(demo: None) -> Any:
    """A day off in May, entered after May was checked, signed, requested and paid in part."""
    return enter_day_off(dt.date(2021, 5, 19))


@pytest.mark.usefixtures("late_holiday")
def test_f32_a_holiday_entered_later_leaves_what_was_signed(as_user: As) -> None:
    page = as_user(DIRECTOR).get(reverse("timesheet", args=[sheet_of(MAY).pk])).content.decode()
    assert len(set(re.findall(r'<abbr title="(\d\d/05/2021)"', page))) == 20


@pytest.mark.usefixtures("late_holiday")
def test_f32_it_raises_no_alarm() -> None:
    assert verified()[-1] == "0 problems"


@pytest.mark.usefixtures("late_holiday")
def test_f32_finance_sees_what_it_would_have_changed(as_user: As) -> None:
    page = text_of(as_user("taichinh").get(reverse("billing-month", args=[sheet_of(MAY).month_id])))
    assert "Ngày nghỉ nhập sau khi ký" in page
    assert re.search(r"19/05/2021 \(Nghỉ bù\) sẽ làm ngày công chuẩn từ 20 còn 19", page)


def test_f32_an_open_timesheet_follows_the_calendar(as_user: As, workers: list[Worker]) -> None:
    enter_day_off(dt.date(2021, 6, 21))
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


def test_f36_no_event_and_no_export_says_it_to_others(as_user: As, workers: list[Worker]) -> None:
    fill(as_user(HR), workers[0], why="Nghỉ ốm dài ngày", d7="0")
    event = apps.get_model("kernel.AuditEvent").objects.filter(verb="enter_timesheet").latest("id")
    assert "ốm" not in event.after["entries"][0]["reason"]
    assert not [cell for cell in _cells(export(as_user("taichinh"))) if "ốm" in cell]


def _cells(content: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("name", OTHERS)
def test_f16_a_mark_of_leave_is_only_off_for_everybody_else(name: str, as_user: As, workers: list[Worker]) -> None:
    fill(as_user(HR), workers[0], d7="Ô", d8="Cô/2")
    assert [half_days(workers[0])[day] for day in (7, 8)] == [0, 1]
    page = text_of(as_user(name).get(reverse("timesheet", args=[sheet_of(JUNE).pk])))
    assert " nghỉ " in page
    assert not re.search(r"\bÔ\b|\bCô\b|ốm", page)


@pytest.mark.parametrize("name", [HR, DIRECTOR])
def test_f16_personnel_and_director_see_the_mark(name: str, as_user: As, workers: list[Worker]) -> None:
    fill(as_user(HR), workers[0], d7="Ô")
    assert half_days(workers[0])[7] == 0
    page = as_user(name).get(reverse("timesheet", args=[sheet_of(JUNE).pk])).content.decode()
    assert 'value="Ô"' in page if name == HR else re.search(r">\s*Ô\s*<", page)


def test_f16_no_event_and_no_export_tells_the_mark_to_others(as_user: As, workers: list[Worker]) -> None:
    fill(as_user(HR), workers[0], d7="Ô")
    assert half_days(workers[0])[7] == 0
    event = apps.get_model("kernel.AuditEvent").objects.filter(verb="enter_timesheet").latest("id")
    assert "sick" not in str(event.after)
    assert {"Ô", "nghỉ"} & set(_cells(export(as_user("taichinh")))) == {"nghỉ"}


def test_the_marks_are_a_list_that_finance_extends(as_user: As, workers: list[Worker]) -> None:
    """A habit of the office: "CĐ" is leave by the statutes of the post office."""
    assert "CĐ" in text_of(fill(as_user(HR), workers[0], d7="CĐ"))
    said = {"meaning": "Nghỉ chế độ", "half_days": "0", "leave": "other", "source": "Quy chế lao động"}
    send(as_user("taichinh"), "/thanh-toan/ky-hieu/HATINH/them/", mark="CĐ", **said)
    fill(as_user(HR), workers[0], d7="CĐ")
    assert (half_days(workers[0])[7], WORKING[0]) == (0, 1)
