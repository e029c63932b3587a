"""How one cell becomes a value."""

import datetime as dt

import pytest

from pilot.platform.exchange.widgets import ChoiceWidget, TextWidget, VietnameseDateWidget, VndWidget


@pytest.mark.parametrize("cell", [True, 0.0, 60.0, 200_000.0, "31/09/2021", "2021-09-31"])
def test_no_such_day(cell):
    with pytest.raises(ValueError, match=r"\S"):
        VietnameseDateWidget().clean(cell)


def test_choice_by_label_alias_or_value_without_marks():
    widget = ChoiceWidget([("commune", "Cấp xã"), ("district", "Cấp huyện")], {"phường": "commune"})
    assert [widget.clean(text) for text in ("cấp xã", "CAP XA", "commune", "Phuong")] == ["commune"] * 4
    with pytest.raises(ValueError, match="Cấp huyện"):
        widget.clean("tỉnh")


def test_text_is_one_composed_line_of_limited_length():
    assert TextWidget().clean("  Nguye\u0302\u0303n\n An ") == "Nguyễn An"
    with pytest.raises(ValueError, match="3"):
        TextWidget(3).clean("abcd")


@pytest.mark.parametrize(
    ("cell", "amount"), [(7_000_000.0, 7_000_000), (7, 7), ("7.000.000 đ", 7_000_000), (" ", None)]
)
def test_an_amount_as_excel_or_people_write_it(cell, amount):
    assert VndWidget().clean(cell) == amount


@pytest.mark.parametrize(
    "cell", [0.5, -1.0, float("inf"), float("nan"), 1e300, 2.0**63, True, "7,5", "#N/A", dt.date(2021, 6, 15)]
)
def test_no_amount(cell):
    with pytest.raises(ValueError, match=r"\S"):
        VndWidget().clean(cell)


def test_an_amount_is_shown_with_its_unit():
    assert VndWidget().show(7_000_000) == "7.000.000 đ"
