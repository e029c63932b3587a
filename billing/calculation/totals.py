"""From the lines of a statement to its total: VAT once for each rate. No ORM, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pilot.platform.money import vat


@dataclass(frozen=True)
class VatSum:
    """The sum of all lines of one rate and its tax. Unit: VND. `rate` None.

    Not subject to VAT (không chịu thuế).
    """

    rate: Decimal | None
    base_vnd: int
    vat_vnd: int


def vat_sums(lines: Iterable[tuple[Decimal | None, int]]) -> list[VatSum]:
    """One sum for each rate of (rate, amount in VND) lines, highest rate first, not subject last.

    Worked: 6,086,957 and 456,521 at 10 % → base 6,543,478, VAT 654,347.8 → 654,348 (never 608,696 + 45,652).
    """
    bases: dict[Decimal | None, int] = {}
    for rate, amount_vnd in lines:
        bases[rate] = bases.get(rate, 0) + amount_vnd
    order = sorted(bases, key=lambda rate: Decimal(-1) if rate is None else rate, reverse=True)
    return [VatSum(rate, bases[rate], 0 if rate is None else vat(bases[rate], rate)) for rate in order]


def total(sums: Iterable[VatSum]) -> tuple[int, int, int]:
    """Amount without VAT, VAT, and both together, in VND."""
    amount_vnd, vat_vnd = 0, 0
    for part in sums:
        amount_vnd += part.base_vnd
        vat_vnd += part.vat_vnd
    return amount_vnd, vat_vnd, amount_vnd + vat_vnd
