"""Ours against a yardstick: both in turn, the same number of times, and both must come to the same result.

A line prints: name, ours, yardstick, ratio, goal, PASS or FAIL, then the spread of both in brackets. The figures
are medians, in ms. What is written is rolled back after its clock has stopped; the commit is in neither side.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction


@dataclass
class Side:
    """One way to do it. Only `work` is timed, on what `prepare` gives; `outcome` says what it came to."""

    work: Callable[[Any], Any]
    outcome: Callable[[Any], Any]
    prepare: Callable[[], Any] = lambda: None
    times: list[float] = field(default_factory=list)
    outcomes: list[Any] = field(default_factory=list)

    def once(self) -> None:
        with transaction.atomic():
            given = self.prepare()
            started = time.perf_counter()
            result = self.work(given)
            self.times.append((time.perf_counter() - started) * 1000)
            self.outcomes.append(self.outcome(result))
            transaction.set_rollback(True)

    def __str__(self) -> str:
        return f"{min(self.times):.1f}-{max(self.times):.1f}"


def alternate(ours: Side, yardstick: Side, rounds: int, unmeasured: int = 1) -> None:
    """Both in turn, so that neither has the warmer machine; the first rounds are not measured."""
    for side in [ours, yardstick] * (unmeasured + rounds):
        side.once()
    for side in (ours, yardstick):
        del side.times[:unmeasured]


def compare(name: str, ours: Side, yardstick: Side, *, at_most: float = 0, at_least: float = 0) -> bool:
    """Ours takes at most so many times the yardstick's time, or is at least so many times as fast."""
    mine, theirs = statistics.median(ours.times), statistics.median(yardstick.times)
    ratio, goal = (mine / theirs, f"<={at_most:g}x") if at_most else (theirs / mine, f">={at_least:g}x faster")
    same = all(outcome == ours.outcomes[0] for outcome in ours.outcomes + yardstick.outcomes)
    remark = f"{'same' if same else 'OTHER'} result, n={len(ours.times)} each, ours {ours}, yardstick {yardstick}"
    good = ratio <= at_most if at_most else ratio >= at_least
    return line(f"{name}_ms", mine, theirs, ratio, goal, good and same, remark)


def line(name: str, mine: float, theirs: float, ratio: float, goal: str, good: bool, remark: str) -> bool:
    print(f"{name} {mine:.2f} {theirs:.2f} {ratio:.2f} {goal} {'PASS' if good else 'FAIL'} ({remark})", flush=True)
    return good


def limit(name: str, found: float, most: float, remark: str) -> bool:
    return line(name, found, most, found / most, "<=1x", found <= most, remark)
