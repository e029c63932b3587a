"""Whole numbers that the other side wrote: in an address, a hidden field, a cookie.

`str.isdigit` is true for ² and for the digits of every script, and a text of 5,000 of them is no number to count with:
nothing else reads digits (tests/architecture/test_values.py).
"""

MOST = 18  # digits: every such number fits a column of 64 bits


def is_number(text: str) -> bool:
    """Whether the text is nothing but 1 to 18 of the digits 0–9."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST


def number_in(text: str) -> int | None:
    """The number that the text is, from 0 on; None for every other text."""
    return int(text) if is_number(text) else None
