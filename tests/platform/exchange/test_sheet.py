"""Finding the list in what offices send: heads, columns, rows that are none, and one decision per column."""

import datetime as dt
import unicodedata

import pytest
from django.utils import translation

from pilot.platform.exchange.importing import read_sheets
from pilot.platform.exchange.reading import WAIT_OF_JOB, Sheet, WorkbookRefused, read_workbook
from pilot.platform.exchange.resource import resource
from pilot.platform.exchange.sheet import find_table
from pilot.platform.kernel.confined import TooSlow
from tests.platform.exchange.books import AN, BINH, HEAD, xlsx


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def table(*rows, kind="employees", **more):
    return find_table(read_workbook(xlsx(*rows, **more), "a.xlsx"), resource(kind))


def refused(*rows, **more):
    with pytest.raises(WorkbookRefused) as caught:
        table(*rows, **more)
    return caught.value


def decision(found, name):
    return next(d for d in found.decisions if d.name == name)


def asked(found, name):
    return next((one for one in found.questions if one.name == name), None)


def answered(answers, *rows, **more):
    return find_table(read_workbook(xlsx(*rows, **more), "a.xlsx"), resource("employees"), answers)


def numbers(found):
    return [row.number for row in found.rows]


def test_titles_merged_heads_column_numbers_totals_and_signatures_are_no_rows():
    found = table(
        ["BƯU ĐIỆN TỈNH HÀ TĨNH"],
        ["DANH SÁCH NHÂN VIÊN THAM GIA THÍ ĐIỂM"],
        ["STT", "Mã NV", "Họ, tên", "Sinh ngày", "Liên hệ", None],
        [None, None, None, None, "Di động", "Email"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        AN[:5],
        BINH[:5],
        ["Tổng cộng", None, "2 người"],
        [None, None, None, "Hà Tĩnh, ngày 15 tháng 6 năm 2021"],
        [None, None, None, "Người lập biểu"],
        merged=("A1:F1", "A2:F2", "E3:F3", "A3:A4", "B3:B4", "C3:C4", "D3:D4"),
    )
    assert (found.head, numbers(found)) == (4, [6, 7])
    assert found.rows[0].cells["phone"] == "0912345678"
    assert len(found.passed_over) == 4
    assert [d.state for d in found.decisions if d.heading == "Email"] == ["idle"]


def test_example_row_and_a_head_repeated_on_each_page_are_passed_over():
    found = table(HEAD, ["ví dụ", "BD0001", "Nguyễn Văn An"], AN, HEAD, BINH)
    assert numbers(found) == [3, 5]


def test_of_two_columns_that_mean_the_same_one_is_chosen():
    rows = [*HEAD, "SĐT"], [*AN, "0987654321"]
    question = asked(table(*rows), "which_phone")
    assert (question.default, [value for value, _label in question.choices]) == ("", ["E", "G"])
    assert answered({"which_phone": "G"}, *rows).rows[0].cells["phone"] == "0987654321"


def test_missing_columns_are_said_once_and_given_by_hand():
    rows = ["STT", "Mã NV", "Người lao động", "Ngày sinh"], [1, "0012", "Nguyễn Văn An", "05/01/1990"]
    found = table(*rows)
    assert ("Họ và tên" in found.faults[0], len(found.faults)) == (True, 1)
    mapped = answered({"column_C": "full_name"}, *rows)
    assert (mapped.faults, mapped.rows[0].cells["full_name"]) == ([], "Nguyễn Văn An")


def test_a_column_taken_for_another_is_given_its_meaning_by_hand():
    rows = ["Mã NV", "Họ tên", "Điện thoại", "Máy khác"], ["0012", "Nguyễn Văn An", "x", "0912345678"]
    assert answered({"column_D": "phone"}, *rows).rows[0].cells["phone"] == "0912345678"
    assert "phone" not in answered({"column_C": "-"}, *rows).rows[0].cells


def test_a_sheet_without_the_list_is_refused():
    assert refused(["Quý", "Doanh thu"], ["I", 5]).code == "no_head"
    assert refused(HEAD).code == "no_rows"


def test_the_sheet_with_the_list_is_found_among_others():
    sheets = [Sheet("Bìa", [["Bưu điện"]]), Sheet("Danh sách", [HEAD, AN])]
    assert find_table(sheets, resource("employees")).sheet == "Danh sách"


def test_of_unknown_headings_the_row_above_the_people_is_guessed():
    """Also where another row divides the columns; never the first person."""
    people = [1, "Nguyễn Văn An", "05/01/1990", None, "042090001234"], [2, "Lê Bình", None, "1990", "042190001235"]
    heads = ["TT", "Ai", "Sinh", None, "Giấy"], [None, None, "ông", "bà"]
    assert table(["Bưu điện"], *heads, *people).head == 2
    assert refused(*people).code == "no_head"


@pytest.mark.parametrize("heading", ["Số CCCD", "CMND/CCCD", "Căn cước công dân", "Số định danh cá nhân"])
def test_identity_column_is_skipped_with_a_notice(heading):
    found = table([*HEAD, heading], [*AN, "042090001234"])
    assert found.hidden == [6]
    assert "042090001234" not in str(found.rows)
    assert [d.state for d in found.decisions if d.letter == "G"] == ["warn"]


def test_identity_numbers_are_recognised_without_their_heading():
    assert table([*HEAD, "Số giấy tờ"], [*AN, 42090001234], [*BINH, "042088004321"]).hidden == [6]


def test_decomposed_text_is_said():
    found = table(HEAD, [1, "0012", unicodedata.normalize("NFD", "Nguyễn Văn Ân"), "05/01/1990"])
    assert "C2" in " ".join(decision(found, "full_name").said)


@pytest.mark.parametrize(
    ("name", "encoding", "after"),
    [
        ("NguyÔn V¨n An", "TCVN3", "Nguyễn Văn An"),
        ("Nguyeãn Vaên Thaéng", "VNI", "Nguyễn Văn Thắng"),
        ("NguyêÞn Vãn Thãìng", "Windows-1258", "Nguyễn Văn Thắng"),
    ],
)
def test_old_encodings_are_shown_before_and_after_and_converted_when_chosen(name, encoding, after):
    rows = HEAD, [1, "0012", name], [2, "0013", "Trần Thị Bình"]
    found = table(*rows)
    question = asked(found, "encoding")
    assert (question.default, found.rows[0].cells["full_name"]) == ("", name)
    assert f"C2 “{name}”" in question.words
    assert f"“{after}”" in dict(question.choices)[encoding]
    cells = [row.cells["full_name"] for row in answered({"encoding": encoding}, *rows).rows]
    assert cells == [after, "Trần Thị Bình"]
    assert answered({"encoding": "keep"}, *rows).rows[0].cells["full_name"] == name


def test_dates_are_day_first_and_another_order_is_only_offered():
    """Where none fits our order alone and some fit only the other, nobody may guess."""
    other, both, ours = (
        [n, f"{n:04}", "Nguyễn Văn An", text] for n, text in enumerate(("12/31/90", "03/04/90", "31/12/90"))
    )
    defaults = [
        asked(table(HEAD, *rows), "order_birth_date").default for rows in ([both], [other, ours], [other, both])
    ]
    assert defaults == ["dmy", "dmy", ""]


def test_dates_in_another_order_are_read_so_when_somebody_says_it():
    found = table(HEAD, [1, "0012", "Nguyễn Văn An", "12/31/1990"], [2, "0013", "Trần Thị Bình", "03/04/1990"])
    assert decision(found, "birth_date").state == "warn"
    kind = resource("employees")
    kind.clean_row(found.rows[0], {})
    assert [fault.column for fault in found.rows[0].faults] == ["birth_date"]
    kind.clean_row(found.rows[1], {"order_birth_date": "mdy"})
    assert found.rows[1].values["birth_date"] == dt.date(1990, 3, 4)


def test_dates_that_excel_may_have_swapped_are_said():
    real = [[n, f"{n:04}", "Nguyễn Văn An", dt.date(1990, n, 5)] for n in range(1, 4)]
    found = table(HEAD, *real, [9, "0009", "Trần Thị Bình", "17/09/1988"])
    assert "swapped" in " ".join(decision(found, "birth_date").said)


def test_real_dates_ask_no_order():
    assert not asked(table(HEAD, [1, "0012", "Nguyễn Văn An", dt.date(1990, 1, 5)]), "order_birth_date")


def test_a_total_in_the_key_column_is_no_row():
    found = table(HEAD[1:], AN[1:], BINH[1:], ["Tổng cộng", None, None, None, "2 người"])
    assert numbers(found) == [2, 3]
    assert len(found.passed_over) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [[1, "042090001234", "Nguyễn Văn An"], [2, "042088004321", "Trần Thị Bình"]],
        [[1, 42090001234, "Nguyễn Văn An"]],
    ],
)
def test_identity_numbers_as_staff_codes_are_refused(rows):
    error = refused(["STT", "Mã số", "Họ và tên"], *rows)
    assert error.code == "identity_numbers"
    assert "Column B" in str(error)


def test_identity_numbers_under_the_heading_of_a_phone_are_skipped():
    found = table(HEAD[:5], [1, "0012", "Nguyễn Văn An", "05/01/1990", "042090001234"])
    assert (found.hidden, found.places) == ([4], {1, 2, 3})
    assert not table(HEAD[:5], [1, "0012", "Nguyễn Văn An", "05/01/1990", 84912345678]).hidden


def test_identity_heading_above_a_head_of_two_rows():
    found = table(
        ["Mã nhân viên", "Họ và tên", "Liên hệ", "CMND", None],
        [None, None, "Di động", "Số", "Ngày cấp"],
        ["0012", "Nguyễn Văn An", "0912345678", "183456789", "05/01/2010"],
        merged=("D1:E1", "A1:A2", "B1:B2"),
    )
    assert (found.head, found.hidden) == (2, [3, 4])


def test_identity_numbers_of_passed_over_rows_are_starred():
    found = table(HEAD, AN, ["Tổng cộng", None, 42090001234.0, "042088004321"])
    assert "42090001234" not in str(found.passed_over)
    assert "042088004321" not in str(found.passed_over)


def test_one_telling_word_is_a_remark_and_another_column_none():
    found = table([*HEAD, "Quê"], [*AN[:2], "Nguyễn V¨n An", *AN[3:], "Hµ TÜnh, ViÖt Nam"])
    assert numbers(found) == [2]
    assert "C2: “Nguyễn V¨n An”" in found.remarks[0]


def test_another_sheet_in_an_old_encoding_refuses_nothing():
    sheets = [Sheet("Cũ", [["NguyÔn V¨n An, TrÇn ThÞ B×nh"]]), Sheet("Danh sách", [HEAD, AN])]
    assert numbers(find_table(sheets, resource("employees"))) == [2]


@pytest.mark.parametrize("rows", [[["Cột"] * 256] * 40, [["x"] * 3] * 34_000], ids=["wide", "long"])
def test_what_takes_long_to_look_through_is_left_to_the_job(rows):
    content = "\n".join(",".join(row) for row in rows).encode()
    assert read_sheets(content, "a.csv", WAIT_OF_JOB)
    with pytest.raises(TooSlow):
        read_sheets(content, "a.csv", WAIT_OF_JOB - 1)


def test_a_long_text_is_no_heading():
    head = [*HEAD[:3], HEAD[3] + " (" + "ngày, tháng, năm sinh " * 20 + ")"]
    assert "birth_date" not in table(head, AN[:4]).rows[0].cells


def test_headings_in_an_old_encoding_are_understood():
    found = table(["STT", "M· nh©n viªn", "Hä vµ tªn"], [1, "0012", "NguyÔn V¨n An"])
    assert found.rows[0].cells == {"staff_code": "0012", "full_name": "NguyÔn V¨n An"}
    assert asked(found, "encoding")
