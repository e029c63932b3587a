"""Citizen identity numbers, which are kept nowhere: how a cell, a heading, a column shows them. Without Django."""

import re
from collections.abc import Sequence

TWELVE_DIGITS = re.compile(r"0[0-9]{11}")
IDENTITY = re.compile(r"\b(cccd|cmnd|can cuoc|chung minh nhan dan|chung minh thu|dinh danh ca nhan)\b")
STARS = "*" * 12


def is_identity(cell: object) -> bool:
    """Twelve digits; Excel drops their leading 0 where they are a number."""
    if isinstance(cell, float):
        return 10**10 <= cell < 10**11 and cell.is_integer()
    return isinstance(cell, str) and TWELVE_DIGITS.fullmatch(cell.replace(" ", "")) is not None


def mostly_identity(cells: Sequence[object], phones: bool = False, means_other: bool = False) -> bool:
    """Whether half of the cells, or more than half where the heading means another thing, are identity numbers.

    Among `phones` 84912345678 is a phone.
    """
    numbers = sum(is_identity(cell) and not (phones and str(cell).startswith("84")) for cell in cells)
    return bool(cells) and 2 * numbers >= len(cells) + means_other


def without_numbers(text: str) -> str:
    """A text for the reader, its identity numbers starred."""
    return TWELVE_DIGITS.sub(STARS, text)
