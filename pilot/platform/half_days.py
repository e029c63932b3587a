"""Half-days: each day has a morning and an afternoon. A half-day is one integer, so that both engines compare spans.

A span runs from its first half-day, included, to `past`, excluded, as every period does inside.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext, gettext_lazy

IN_A_DAY = 2


class Part(models.TextChoices):
    """The halves of a day, in their order."""

    MORNING = "morning", gettext_lazy("morning")
    AFTERNOON = "afternoon", gettext_lazy("afternoon")


PARTS = tuple(Part)


def half_day(day: dt.date, part: str = Part.MORNING) -> int:
    """The number of a half-day; that of the next one is one more."""
    return IN_A_DAY * day.toordinal() + PARTS.index(Part(part))


def day_of(half: int) -> dt.date:
    """The day to which the half-day belongs."""
    return dt.date.fromordinal(half // IN_A_DAY)


def part_of(half: int) -> Part:
    """Whether the half-day is a morning or an afternoon."""
    return PARTS[half % IN_A_DAY]


def halves_of(day: dt.date) -> range:
    """Morning and afternoon of the day."""
    first = half_day(day)
    return range(first, first + IN_A_DAY)


class Span(NamedTuple):
    """The half-days from `first`, included, to `past`, excluded."""

    first: int
    past: int

    @classmethod
    def inclusive(cls, first: dt.date, last: dt.date, begins: str = "morning", ends: str = "afternoon") -> "Span":
        """From a part of the first day to a part of the last one, both included, as people write it.

        Errors: ValueError when nothing lies between them.
        """
        span = cls(half_day(first, begins), half_day(last, ends) + 1)
        if span.past <= span.first:
            raise ValueError(gettext("The last half-day lies before the first."))
        return span

    def has(self, half: int) -> bool:
        """Whether the half-day lies in the span."""
        return self.first <= half < self.past

    def days(self) -> list[dt.date]:
        """The days of which a half at least lies in the span, in order."""
        return [dt.date.fromordinal(n) for n in range(self.first // IN_A_DAY, (self.past - 1) // IN_A_DAY + 1)]

    def __str__(self) -> str:
        """For a reader, both ends inclusive: "21/06/2021 – 23/06/2021", "sáng 21/06/2021"."""
        first, last = self.first, self.past - 1
        if (first % IN_A_DAY, last % IN_A_DAY) == (0, 1):
            begin, end = f"{day_of(first):%d/%m/%Y}", f"{day_of(last):%d/%m/%Y}"
        else:
            begin, end = (f"{part_of(half).label} {day_of(half):%d/%m/%Y}" for half in (first, last))
        return begin if begin == end else f"{begin} – {end}"


def spans_of(halves: list[int], known: list[int]) -> Iterator[Span]:
    """The half-days as spans, each as long as possible: between two of one span none of the `known` ones is missing."""
    place = {half: number for number, half in enumerate(known)}
    breaks = [0, *(n for n, (a, b) in enumerate(pairwise(halves), 1) if place[b] != place[a] + 1), len(halves)]
    for begin, end in pairwise(breaks):
        if begin < end:
            yield Span(halves[begin], halves[end - 1] + 1)
