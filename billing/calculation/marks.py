"""What a mark in a timesheet says: half-days at work, and the kind of leave. No ORM, no clock.

The marks themselves are rows (billing.DayMark); here stands only how they are put together: `x/2`, `P/2`, `x/2P`, `x/P`
are half a day of each.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pilot.platform.text import DASHES, line

WHOLE = re.compile(r"^([0-9]+)(?:[.,]0+)?h?$")
HALF = re.compile(r"1/2|/2(?!\d)|½|(?<!\d)0[.,]5")
HALVES = "|"  # between what stands for the morning and for the afternoon
BETWEEN = re.compile(rf"{HALF.pattern}|[/;,:&]")  # two halves of a day; "+" is a mark of its own


class Worth(NamedTuple):
    """Half-days at work (0 to 2), and the kind of leave of the rest of the day; empty: none is said."""

    half_days: int
    leave: str = ""

    @property
    def code(self) -> str:
        """The same as one word, for the rows of a list: "2", "0 annual"."""
        return f"{self.half_days} {self.leave}".strip()

    @classmethod
    def of(cls, code: str) -> "Worth":
        half_days, _space, leave = code.partition(" ")
        return cls(int(half_days), leave)

    def half(self) -> "Worth":
        """Half of such a day: of a day at work one half-day, of a day of leave one half-day at work besides it."""
        return Worth(1, self.leave)


def mark_key(text: str) -> str:
    """What two spellings of a mark have in common: composed, without blanks, in one case; "8,0" and "8h" are 8."""
    key = DASHES.sub("-", re.sub(r"\s+", "", line(text)).casefold())
    return WHOLE.sub(r"\1", key)


def read_mark(text: str, known: Mapping[str, Worth]) -> Worth | None:
    """What a mark says by the `known` ones (by their keys); None if it is none of them nor made of them.

    With x, P: x → 2 half-days; P → 0 and annual leave; x/2 → 1; P/2, x/2P, x/P → 1 and annual leave; P/P → as P.
    A half of a day that is written apart may be empty: "x|" → 1, "x|P" → 1 and annual leave.
    """
    key = mark_key(text)
    if HALVES in key:
        halves = [Worth(0) if not half else known.get(half) for half in key.split(HALVES)]
        found = [Worth(2 if half.half_days else 0, half.leave) for half in halves if half is not None]
        return _together(*found) if len(found) == len(halves) == 2 else None
    if key in known:
        return known[key]
    parts = [known.get(part) for part in BETWEEN.split(key) if part]
    whole = [part for part in parts if part is not None and part.half_days != 1]
    if len(whole) != len(parts):
        return None
    if len(whole) == 1 and HALF.search(key):
        return whole[0].half()
    return _together(*whole) if len(whole) == 2 else None


def _together(one: Worth, two: Worth) -> Worth | None:
    """Half a day of each; None where they are two kinds of leave: a cell keeps one."""
    kinds = {part.leave for part in (one, two) if part.leave}
    return None if len(kinds) > 1 else Worth((one.half_days + two.half_days) // 2, *kinds)
