"""Columns given by hand: remembered for the next list of the agency with these headings, shown, changed again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.found.browse import press, text_of
from tests.platform.exchange.books import xlsx

pytestmark = pytest.mark.usefixtures("office")
HEAD = ["STT", "Mã TTHC", "Nội dung công việc", "Lĩnh vực", "Diễn giải"]
REMEMBERED = "C “Nội dung công việc” là “Tên TTHC”"


def listed(number: int) -> list[Any]:
    return [number, f"9.84000{number}", f"Thủ tục mẫu {number}", "Lĩnh vực mẫu", f"Diễn giải {number}"]


@pytest.fixture
def send(as_user: Any) -> Callable[..., Any]:
    """Upload a list of procedures of an agency; the page that answers."""

    def do(number: int, agency: str = "HT-SCT", head: list[str] = HEAD) -> Any:
        file = SimpleUploadedFile("danh muc.xlsx", xlsx(head, listed(number)))
        return as_user("thuky").post(f"/nhap-xuat/procedures/{agency}/", {"workbook": file}, follow=True)

    return do


@pytest.fixture
def answer(as_user: Any) -> Callable[..., Any]:
    return lambda page, **given: press(as_user("thuky"), page, "/kiem-tra/", **given)


def read_as_name(page: Any) -> str:
    """Which cell is read as the name of the procedure."""
    return str(page.context["batch"].rows.get().cells.get("name", ""))


def test_what_was_given_by_hand_is_recognised_in_the_next_list(send: Any, answer: Any) -> None:
    first = send(1)
    assert (read_as_name(first), first.context["batch"].error_count) == ("", 1)
    assert REMEMBERED not in text_of(first)
    first = answer(first, column_C="name")
    assert (read_as_name(first), first.context["batch"].error_count) == ("Thủ tục mẫu 1", 0)
    second = send(2)
    assert (read_as_name(second), second.context["batch"].new_count) == ("Thủ tục mẫu 2", 1)
    assert REMEMBERED in text_of(second)


@pytest.mark.parametrize("other", [{"agency": "HT-STC"}, {"head": [*HEAD[:4], "Ghi thêm"]}])
def test_it_is_not_taken_for_another_agency_or_other_headings(send: Any, answer: Any, other: Any) -> None:
    answer(send(1), column_C="name")
    second = send(2, **other)
    assert read_as_name(second) == ""
    assert REMEMBERED not in text_of(second)


@pytest.mark.parametrize(("said", "came"), [("-", ""), ("field", "")])
def test_what_is_remembered_can_be_changed_and_the_change_is_remembered(
    send: Any, answer: Any, said: str, came: str
) -> None:
    answer(send(1), column_C="name")
    assert read_as_name(answer(send(2), column_C=said)) == came
    assert read_as_name(send(3)) == came
    assert read_as_name(answer(send(4), column_C="name")) == "Thủ tục mẫu 4"
    assert read_as_name(send(5)) == "Thủ tục mẫu 5"


def test_another_column_takes_the_place_of_the_remembered_one(send: Any, answer: Any) -> None:
    answer(send(1), column_C="name")
    answer(send(2), column_C="-", column_E="name")
    assert read_as_name(send(3)) == "Diễn giải 3"


def test_which_of_two_columns_is_read_is_remembered(send: Any, answer: Any) -> None:
    head = ["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Tên thủ tục"]
    answer(send(1, head=head), which_name="E")
    second = send(2, head=head)
    assert read_as_name(second) == "Diễn giải 2"
    assert not second.context["stopped"]
