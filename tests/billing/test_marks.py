"""The marks of timesheets: those of the forms, halves put together from them, and those that a pilot adds."""

import pytest

from billing.calculation.marks import Worth, read_mark
from billing.models import DayMark
from billing.selectors.marks import MARK_OF, marks_in, written
from billing.workflows.marks import add_day_mark, end_day_mark
from pilot.programme.models import Pilot
from tests.billing.refused import codes

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def pilot():
    return Pilot.objects.get(code="HATINH")


@pytest.mark.parametrize(
    ("text", "half_days", "leave"),
    [
        ("x", 2, ""), ("X", 2, ""), (" + ", 2, ""), ("8", 2, ""), ("1", 2, ""), ("✓", 2, ""), ("√", 2, ""),
        ("0,5", 1, ""), ("0.5", 1, ""), ("½", 1, ""), ("/", 1, ""), ("x/2", 1, ""), ("+/2", 1, ""), ("½x", 1, ""),
        ("4", 1, ""), ("0", 0, ""), ("-", 0, ""), ("–", 0, ""), ("1,0", 2, ""), ("8.0", 2, ""), ("8h", 2, ""),
        ("4h", 1, ""),
        ("P", 0, "annual"), ("Ô", 0, "sick"), ("O\u0302", 0, "sick"), ("ô", 0, "sick"), ("CÔ", 0, "child_sick"),
        ("TS", 0, "maternity"), ("KL", 0, "unpaid"), ("Ro", 0, "unpaid"), ("L", 0, "holiday"), ("H", 0, "study"),
        ("NB", 0, "compensatory"), ("CT", 0, "other"), ("N", 0, "other"), ("T", 0, "other"),
        ("P/2", 1, "annual"), ("½P", 1, "annual"), ("x/2P", 1, "annual"), ("x/P", 1, "annual"), ("+/P", 1, "annual"),
        ("x/2;Ô/2", 1, "sick"), ("P/P", 0, "annual"), ("x/-", 1, ""),
    ],
)  # fmt: skip
def test_a_mark_says(pilot, text, half_days, leave):
    assert read_mark(text, marks_in(pilot.pk)) == Worth(half_days, leave)


@pytest.mark.parametrize("text", ["nghỉ", "2", "9", "P/Ô", "x/x/x", "½½", "P/", "", "Q/2", "#REF!", "-1"])
def test_what_is_no_mark_says_nothing(pilot, text):
    assert read_mark(text, marks_in(pilot.pk)) is None


@pytest.mark.parametrize("half_days", [0, 1])
@pytest.mark.parametrize("leave", MARK_OF)
def test_what_we_write_is_read_again(pilot, half_days, leave):
    worth = Worth(half_days, leave)
    assert read_mark(written(worth), marks_in(pilot.pk)) == worth == Worth.of(worth.code)


def given(mark, **more):
    said = {"meaning": "Nghỉ chế độ", "half_days": 0, "leave": "other", "source": "Quy chế của Bưu điện tỉnh"}
    return {"mark": mark, **said, **more}


def test_a_pilot_adds_a_mark_and_ends_it(pilot, act):
    before, finance = marks_in(pilot.pk), act("taichinh")
    row = add_day_mark(pilot, finance, **given("CĐ"))
    assert read_mark("cđ/2", marks_in(pilot.pk)) == Worth(1, "other")
    assert read_mark("CĐ", marks_in(Pilot.objects.exclude(pk=pilot.pk).first().pk)) is None
    end_day_mark(pilot, finance, day_mark=row)
    assert marks_in(pilot.pk) == before
    assert codes(lambda: end_day_mark(pilot, finance, day_mark=row)) == ["mark_not_own"]


def test_an_office_gives_a_habit_another_meaning(pilot, act):
    add_day_mark(pilot, act("taichinh"), **given("CT", leave="compensatory"))
    assert read_mark("CT", marks_in(pilot.pk)) == Worth(0, "compensatory")


@pytest.mark.parametrize("mark", ["P", "ô", "1", "P/2", "x/2"])
def test_marks_that_we_write_keep_their_meaning(pilot, act, mark):
    assert codes(lambda: add_day_mark(pilot, act("taichinh"), **given(mark))) == ["mark_known"]


def test_a_mark_stands_once_and_leave_takes_time(pilot, act):
    add_day_mark(pilot, act("taichinh"), **given("CĐ"))
    assert codes(lambda: add_day_mark(pilot, act("taichinh"), **given("c đ", half_days=2))) == [
        "mark_known", "leave_and_work",
    ]  # fmt: skip


def test_a_general_mark_is_nobodys_to_end(pilot, act):
    general = DayMark.objects.get(pilot=None, key="ct")
    assert codes(lambda: end_day_mark(pilot, act("taichinh"), day_mark=general)) == ["mark_not_own"]
