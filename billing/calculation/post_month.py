"""What one counter post earns in one month, and how the amount divides among those who stood there. No ORM, no clock.

The prose with a worked month is docs/algorithms/billing.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from pilot.platform.money import round_half_up


@dataclass(frozen=True)
class Part:
    """Half-days of one person under one contract line.

    VND per month without VAT, half-days, half-days of a full month.
    """

    unit_price_vnd: int
    half_days: int
    standard_half_days: int


def part_amounts(parts: Sequence[Part]) -> list[int]:
    """Amount of each part of a post-month, as differences of cumulative roundings; their sum is the month's amount.

    Units: VND; half-days. The sum of unit price × paid half-days / standard half-days is rounded once, half up. Worked:
    7,000,000 a month, 23 working days = 46 half-days; A stands 40, the reserve B 3, nobody 3. A: 7,000,000 × 40 / 46 =
    6,086,956.52 → 6,086,957. A and B: × 43 / 46 = 6,543,478.26 → 6,543,478. B: 6,543,478 − 6,086,957 = 456,521.
    Post-month: 6,543,478. ASSUMPTION: a month never earns more than one whole month: with 22 fixed days the 23rd day
    adds nothing. Errors: ValueError for a standard below one half-day or negative half-days.
    """
    if any(part.standard_half_days < 1 or part.half_days < 0 for part in parts):
        raise ValueError("half-days must not be negative, and the standard is one at least")
    sums = [round_half_up(exact) for exact in accumulate(_exact(parts), initial=Fraction(0))]
    return [after - before for before, after in pairwise(sums)]


def post_month_amount(parts: Sequence[Part]) -> int:
    """The whole of a post-month in VND, rounded once; see part_amounts."""
    return sum(part_amounts(parts))


def _exact(parts: Sequence[Part]) -> Iterator[Fraction]:
    """The unrounded amount of each part; what goes beyond a whole month counts nothing."""
    left = Fraction(1)
    for part in parts:
        counted = min(Fraction(part.half_days, part.standard_half_days), left)
        left -= counted
        yield part.unit_price_vnd * counted
