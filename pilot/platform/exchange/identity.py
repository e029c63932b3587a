"""Citizen identity numbers, which are kept nowhere: how a cell, a heading, a column shows them. Without Django."""

import re
from collections.abc import Collection, Sequence
from typing import Any

TWELVE_DIGITS = re.compile(r"0[0-9]{11}")
IDENTITY = re.compile(r"\b(cccd|cmnd|can cuoc|chung minh nhan dan|chung minh thu|dinh danh ca nhan)\b")
STARS = "*" * 12  # stand where a number stood
LONG = 9  # digits: as many as the identity cards of before had
LONG_NUMBER = re.compile(rf"[0-9]{{{LONG},}}")


def is_identity(cell: object) -> bool:
    """Twelve digits, or the stars that stand for them; Excel drops their leading 0 where they are a number."""
    if isinstance(cell, float):
        return 10**10 <= cell < 10**11 and cell.is_integer()
    return isinstance(cell, str) and (cell == STARS or TWELVE_DIGITS.fullmatch(cell.replace(" ", "")) is not None)


def mostly_identity(cells: Sequence[object], phones: bool = False, means_other: bool = False) -> bool:
    """Whether half of the cells, or more than half where the heading means another thing, are identity numbers.

    Among `phones` 84912345678 is a phone.
    """
    numbers = sum(is_identity(cell) and not (phones and str(cell).startswith("84")) for cell in cells)
    return bool(cells) and 2 * numbers >= len(cells) + means_other


def without_numbers(text: str) -> str:
    """A text for the reader, its identity numbers starred."""
    return TWELVE_DIGITS.sub(STARS, text)


def as_title(cell: Any) -> Any:
    """A cell of a head, or of the titles above it, as it may be kept: stars for long numbers, also within texts."""
    if is_identity(cell) or (isinstance(cell, float) and abs(cell) >= 10 ** (LONG - 1)):
        return STARS
    return LONG_NUMBER.sub(STARS, cell) if isinstance(cell, str) else cell


def starred(rows: Sequence[Sequence[Any]], head: int, gone: Collection[int], read: Collection[int]) -> list[list[Any]]:
    """The rows as they may be kept, and as the list is read in them: from the file and from its copy alike.

    Stars for all that stands below the `head` (its last row, from 0) in the columns that are `gone`, and for identity
    numbers outside the columns that are `read`. Headings stay, so that the copy has the same columns.
    """

    def below(place: int, cell: object) -> object:
        hidden = cell is not None and (place in gone or (place not in read and is_identity(cell)))
        return STARS if hidden else cell

    titles = [list(map(as_title, row)) for row in rows[: head + 1]]
    return titles + [[below(place, cell) for place, cell in enumerate(row)] for row in rows[head + 1 :]]
