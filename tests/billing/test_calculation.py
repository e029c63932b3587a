"""Sums by hand, and what holds for any division of a month."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.calculation.calendar import days_in, standard_half_days, working_days
from billing.calculation.post_month import Part, part_amounts, post_month_amount
from billing.calculation.totals import VatSum, total, vat_sums
from pilot.platform.money import round_half_up
from pilot.platform.periods import Period
from tests.billing.days_off import DAYS_OFF

SEVEN = 7_000_000


def test_reserve_gets_the_difference_of_the_running_sums():
    """7,000,000 × 40/46 = 6,086,956.52; × 43/46 = 6,543,478.26."""
    assert part_amounts([Part(SEVEN, 40, 46), Part(SEVEN, 3, 46)]) == [6_086_957, 456_521]


def test_whole_month_is_the_whole_price():
    assert post_month_amount([Part(SEVEN, 1, 44)] * 44) == SEVEN


def test_price_change_inside_a_month_is_rounded_once():
    """20 of 40 half-days at 7,000,001 and 20 at 8,000,000.

    3,500,000.5 + 4,000,000 = 7,500,000.5 → 7,500,001.
    """
    parts = [Part(7_000_001, 20, 40), Part(8_000_000, 20, 40)]
    assert part_amounts(parts) == [3_500_001, 4_000_000]


def test_more_than_the_fixed_days_earns_no_more_than_the_month():
    assert part_amounts([Part(SEVEN, 44, 44), Part(SEVEN, 2, 44)]) == [SEVEN, 0]


@pytest.mark.parametrize("part", [Part(SEVEN, -1, 44), Part(SEVEN, 1, 0)])
def test_impossible_parts_are_refused(part):
    with pytest.raises(ValueError, match="half-days"):
        part_amounts([part])


PARTS = st.lists(
    st.builds(Part, st.integers(1, 30_000_000), st.integers(0, 46), st.sampled_from([44, 46, 52])),
    max_size=12,
)


@given(PARTS)
def test_parts_sum_to_the_exact_amount_rounded_once(parts):
    left, exact = Fraction(1), Fraction(0)
    for part in parts:
        counted = min(Fraction(part.half_days, part.standard_half_days), left)
        left, exact = left - counted, exact + part.unit_price_vnd * counted
    assert sum(part_amounts(parts)) == round_half_up(exact)


@given(st.integers(1, 30_000_000), st.integers(1, 46), st.data())
def test_any_split_of_the_half_days_gives_the_same_whole(price, half_days, data):
    first = data.draw(st.integers(0, half_days))
    split = part_amounts([Part(price, first, 46), Part(price, half_days - first, 46)])
    assert sum(split) == post_month_amount([Part(price, half_days, 46)])
    assert all(amount >= 0 for amount in split)


def test_vat_once_for_each_rate():
    lines = [(Decimal("0.10"), 6_086_957), (Decimal("0.10"), 456_521), (None, 1_000), (Decimal("0.08"), 10)]
    sums = vat_sums(lines)
    assert sums == [
        VatSum(Decimal("0.10"), 6_543_478, 654_348),
        VatSum(Decimal("0.08"), 10, 1),
        VatSum(None, 1_000, 0),
    ]
    assert total(sums) == (6_544_488, 654_349, 7_198_837)


@pytest.mark.parametrize(
    ("month", "first", "days"),
    [(2, 22, 5), (3, 1, 23), (4, 1, 20), (5, 1, 20), (6, 1, 22), (7, 1, 22), (8, 1, 22), (9, 1, 20)],
)
def test_working_days_of_phase_two(month, first, days):
    all_days = working_days(dt.date(2021, month, 1), DAYS_OFF[2021])
    assert len(days_in(all_days, Period(dt.date(2021, month, first)))) == days


def test_the_year_2021_has_250_working_days():
    assert sum(len(working_days(dt.date(2021, month, 1), DAYS_OFF[2021])) for month in range(1, 13)) == 250


def test_a_saturday_worked_in_exchange_counts():
    saturday = dt.date(2021, 5, 8)
    assert saturday in working_days(dt.date(2021, 5, 1), DAYS_OFF[2021], {saturday})


def test_standard_of_fixed_days_or_of_the_month():
    assert (standard_half_days(26, 20), standard_half_days(None, 20)) == (52, 40)
