"""How one cell becomes a value."""

import datetime as dt

import pytest

from pilot.platform.exchange.widgets import ChoiceWidget, IntegerWidget, MoneyWidget, TextWidget, VietnameseDateWidget


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (7000000.0, 7_000_000),
        ("7.000.000", 7_000_000),
        ("7,000,000", 7_000_000),
        ("1.234.567 đ", 1_234_567),
        ("0", 0),
        ("-5.000", -5_000),
        ("", None),
    ],
)
def test_amounts_as_offices_write_them(cell, amount):
    assert MoneyWidget().clean(cell) == amount


@pytest.mark.parametrize("cell", ["1,5", "1,234", "7 triệu", 0.5, True, dt.date(2021, 1, 1), "1.23.456"])
def test_amounts_that_could_mean_two_things_are_refused(cell):
    with pytest.raises(ValueError, match=r"\S"):
        MoneyWidget().clean(cell)


@pytest.mark.parametrize("cell", [True, 0.0, 60.0, 200_000.0, "31/09/2021", "2021-09-31"])
def test_no_such_day(cell):
    with pytest.raises(ValueError, match=r"\S"):
        VietnameseDateWidget().clean(cell)


def test_choice_by_label_alias_or_value_without_marks():
    widget = ChoiceWidget([("commune", "Cấp xã"), ("district", "Cấp huyện")], {"phường": "commune"})
    assert [widget.clean(text) for text in ("cấp xã", "CAP XA", "commune", "Phuong")] == ["commune"] * 4
    with pytest.raises(ValueError, match="Cấp huyện"):
        widget.clean("tỉnh")


def test_whole_numbers_within_bounds():
    assert IntegerWidget(0, 62).clean(44.0) == 44
    for cell in ("-1", "63", "4,5", 4.5):
        with pytest.raises(ValueError, match="62"):
            IntegerWidget(0, 62).clean(cell)


def test_text_is_one_composed_line_of_limited_length():
    assert TextWidget().clean("  Nguye\u0302\u0303n\n An ") == "Nguyễn An"
    with pytest.raises(ValueError, match="3"):
        TextWidget(3).clean("abcd")
