"""Periods and months: bounds, missing bounds, and properties against sets of days."""

import datetime as dt
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pilot.platform.periods import Period, add_months, month_of, month_period, next_month, quarter_period, show

PHASE_II = Period(date(2021, 2, 22), date(2021, 10, 1))
DAYS = st.integers(0, 30).map(lambda count: date(2021, 2, 1) + dt.timedelta(days=count))
EVER = [date(2021, 1, 31) + dt.timedelta(days=count) for count in range(33)]


@st.composite
def periods(draw):
    start, end = sorted(draw(st.sets(DAYS, min_size=2, max_size=2)))
    return Period(draw(st.sampled_from([start, None])), draw(st.sampled_from([end, None])))


def days_of(period):
    return {day for day in EVER if period.contains(day)}


@pytest.fixture(autouse=True)
def _msgids():
    """The texts as they stand in the code, whatever the catalogues say."""
    with translation.override(None):
        yield


def test_period_inclusive():
    assert Period.inclusive(date(2021, 2, 22), date(2021, 9, 30)) == PHASE_II


def test_period_inclusive_one_day():
    assert list(Period.inclusive(date(2021, 2, 22), date(2021, 2, 22)).days()) == [date(2021, 2, 22)]


def test_period_inclusive_open():
    assert Period.inclusive(None, None) == Period(None, None)


def test_period_inclusive_end_of_time_is_open():
    assert Period.inclusive(date(2021, 2, 22), date(9999, 12, 31)) == Period(date(2021, 2, 22))


@pytest.mark.parametrize("last", [date(2021, 2, 21), date(2021, 2, 1)])
def test_period_inclusive_last_before_first(last):
    with pytest.raises(ValueError, match="The period ends before it begins"):
        Period.inclusive(date(2021, 2, 22), last)


@pytest.mark.parametrize(
    "bounds",
    [(dt.datetime(2021, 2, 22), None), (None, dt.datetime(2021, 2, 22)), (dt.datetime(2021, 2, 22),)],
)
def test_period_refuses_moments(bounds):
    with pytest.raises(TypeError, match="not of moments"):
        Period(*bounds)


def test_last_day_closed():
    assert PHASE_II.last_day == date(2021, 9, 30)


def test_last_day_open():
    assert Period(date(2021, 2, 22)).last_day is None


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2021, 2, 21), False),
        (date(2021, 2, 22), True),
        (date(2021, 9, 30), True),
        (date(2021, 10, 1), False),
    ],
)
def test_contains_bounds(day, inside):
    assert PHASE_II.contains(day) is inside


def test_contains_unknown_start_and_open_end():
    assert Period().contains(date.min)
    assert Period().contains(date.max)


def test_overlaps_touching():
    before, after = Period(date(2021, 2, 22), date(2021, 5, 1)), Period(date(2021, 5, 1), date(2021, 10, 1))

    assert not before.overlaps(after)
    assert before.intersection(after) is None


@given(periods(), periods())
def test_overlaps_and_intersection_as_sets(one, other):
    common = one.intersection(other)

    assert one.overlaps(other) == other.overlaps(one) == bool(days_of(one) & days_of(other))
    assert (days_of(common) if common else set()) == days_of(one) & days_of(other)
    assert common == other.intersection(one)


def test_days_and_length():
    week = Period(date(2021, 2, 22), date(2021, 3, 1))

    assert list(week.days()) == [date(2021, 2, day) for day in range(22, 29)]
    assert week.length == 7
    assert PHASE_II.length == 7 + 31 + 30 + 31 + 30 + 31 + 31 + 30


@pytest.mark.parametrize("period", [Period(), Period(date(2021, 1, 1)), Period(None, date(2021, 1, 1))])
def test_days_without_bounds(period):
    with pytest.raises(ValueError, match="cannot be counted"):
        period.days()
    with pytest.raises(ValueError, match="cannot be counted"):
        _ = period.length


def test_month_of_any_day():
    assert month_of(date(2021, 2, 22)) == date(2021, 2, 1)


@pytest.mark.parametrize(
    ("first", "following"),
    [(date(2021, 2, 1), date(2021, 3, 1)), (date(2021, 12, 1), date(2022, 1, 1))],
)
def test_next_month_literal(first, following):
    assert next_month(first) == following


def test_next_month_refuses_other_days():
    with pytest.raises(ValueError, match="not the first day"):
        next_month(date(2021, 2, 2))


def test_month_period_leap_february():
    assert month_period(date(2024, 2, 1)) == Period.inclusive(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2021, 3, 31), -1, date(2021, 2, 28)),
        (date(2021, 1, 15), -1, date(2020, 12, 15)),
        (date(2021, 11, 30), 3, date(2022, 2, 28)),
        (date(2021, 12, 31), 12, date(2022, 12, 31)),
        (date(2021, 5, 31), 0, date(2021, 5, 31)),
    ],
)
def test_add_months_literal(day, months, result):
    assert add_months(day, months) == result


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-600, 600))
def test_add_months_lands_in_the_month(day, months):
    result = add_months(day, months)

    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == months
    assert result.day == day.day or (result.day < day.day and (result + dt.timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (1, date(2021, 1, 1), date(2021, 3, 31)),
        (2, date(2021, 4, 1), date(2021, 6, 30)),
        (3, date(2021, 7, 1), date(2021, 9, 30)),
        (4, date(2021, 10, 1), date(2021, 12, 31)),
    ],
)
def test_quarter_period_literal(quarter, first, last):
    assert quarter_period(2021, quarter) == Period.inclusive(first, last)


@pytest.mark.parametrize("quarter", [0, 5])
def test_quarter_period_unknown_quarter(quarter):
    with pytest.raises(ValueError, match="no quarter"):
        quarter_period(2021, quarter)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (PHASE_II, "22/02/2021 – 30/09/2021"),
        (Period(date(2021, 2, 22), date(2021, 2, 23)), "22/02/2021"),
        (Period(date(2021, 2, 22)), "from 22/02/2021"),
        (Period(None, date(2021, 10, 1)), "until 30/09/2021"),
        (Period(), "not stated"),
    ],
)
def test_show_inclusive(period, text):
    assert show(period) == text
