"""Where the marks of a chart go: pure geometry in SVG units, no drawing and no words."""

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from pilot.platform.kernel.types import TemplateContext, Words

LEFT, RIGHT, TOP, BOTTOM = 56, 12, 20, 26  # room for axis numbers, last label, top value, labels
Labelled: TypeAlias = tuple[Words, float]
Height: TypeAlias = Callable[[float], float]  # from a value to its y
SHARE, WIDEST = 0.62, 64  # of its place that a bar takes, and at most


def nice_ceiling(value: float) -> float:
    """The round number just above a value: 1, 2, 2.5 or 5 times a power of ten."""
    if value <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value * 0.9999)


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers that cover low..high, both included."""
    step = nice_ceiling((high - low) / count)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [index * step for index in range(first, last + 1)]


def scale(marks: Sequence[float], width: int, height: int) -> tuple[TemplateContext, Height]:
    """Gridlines at `marks`, and the function from a value to its y."""
    low, span = marks[0], marks[-1] - marks[0]
    plot = height - TOP - BOTTOM

    def y(value: float) -> float:
        return round(TOP + plot * (1 - (value - low) / span), 1)

    lines = [{"y": y(mark), "text_y": y(mark) + 4, "value": plain(mark)} for mark in marks]
    return {"lines": lines, "x1": LEFT, "x2": width - RIGHT, "label_x": LEFT - 8, "zero": y(max(low, 0))}, y


def plain(value: float) -> float:
    """Whole numbers as int, so that an axis says 5 and not 5.0."""
    return int(value) if float(value).is_integer() else round(float(value), 2)


def places_of_bars(count: int, width: int) -> list[tuple[float, float]]:
    """Left edge and width of each of `count` equal places along the x axis."""
    step = (width - LEFT - RIGHT) / max(count, 1)
    return [(LEFT + index * step, step) for index in range(count)]


def bar_between(left: float, step: float, y1: float, y2: float) -> dict[str, float]:
    """A bar in the middle of its place between two heights."""
    wide = min(step * SHARE, WIDEST)
    middle = left + step / 2
    return {
        "x": round(middle - wide / 2, 1), "width": round(wide, 1), "middle": round(middle, 1),
        "y": min(y1, y2), "height": round(abs(y1 - y2), 1), "text_y": min(y1, y2) - 6,
    }  # fmt: skip


def waterfall_bars(
    start: Labelled, changes: Iterable[Labelled], end_label: Words, width: int, height: int
) -> TemplateContext:
    """A waterfall: `start` = (label, value), `changes` = [(label, ±value)], the end follows from them.

    When the changes are small beside the level the axis begins above zero (`broken`), and the page says so.
    """
    steps: list[tuple[Words, float, float, str]] = [(start[0], 0, start[1], "total")]
    level = start[1]
    for label, change in changes:
        steps.append((label, level, level + change, "rise" if change >= 0 else "drop"))
        level += change
    steps.append((end_label, 0, level, "total"))
    frame, y, broken = cut_axis([high for _label, _low, high, _kind in steps], width, height)
    boxes = [
        bar_between(left, step, y(high), y(low))
        for (_label, low, high, _kind), (left, step) in zip(steps, places_of_bars(len(steps), width), strict=True)
    ]
    links = [
        {"link_x1": round(one["x"] + one["width"], 1), "link_x2": following["x"]}
        for one, following in itertools.pairwise(boxes)
    ]
    bars = [
        {"label": label, "kind": kind, "value": high - low, "link_y": y(high), **bar, **link}
        for (label, low, high, kind), bar, link in zip(steps, boxes, [*links, {}], strict=True)
    ]
    return {"axis": frame, "bars": bars, "label_y": height - 8, "broken": broken}


def cut_axis(levels: Sequence[float], width: int, height: int) -> tuple[TemplateContext, Height, bool]:
    """An axis for levels far above zero: it begins half their range below the lowest, and so does y()."""
    low, high = min(levels), max(levels)
    broken = low > 2 * (high - low) > 0
    marks = ticks(low - (high - low) / 2, high) if broken else ticks(min(0, low), max(high, 1))
    frame, y = scale(marks, width, height)
    return frame, lambda value: y(max(value, marks[0])), broken
