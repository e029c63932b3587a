"""What confirming a list would do: clean every cell, compare with what is there, find every fault. Writes nothing."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.resource import Known, Row, TwoStepResource

Outcome = ImportRow.Outcome
PARTS = 10  # progress is told this often, however long the list


@dataclass
class Checked:
    """The rows of a list with their outcomes, and how many there are of each."""

    rows: list[tuple[Row, str]]

    def __str__(self) -> str:
        return f"{len(self.rows)} rows"

    @property
    def counts(self) -> Counter[str]:
        return Counter(outcome for _row, outcome in self.rows)

    def of(self, *outcomes: str) -> list[Row]:
        return [row for row, outcome in self.rows if outcome in outcomes]


def check_rows(
    resource: TwoStepResource,
    target: Model,
    rows: list[Row],
    on: dt.date,
    options: dict[str, str],
    progress: Callable[[int], None] = lambda done: None,
) -> Checked:
    """Clean, apply the rules, compare. The number of queries does not depend on the number of rows.

    `progress` is told how many rows are cleaned, ten times at most. Sets values, faults, before and after of
    each row.
    """
    size = max(1, -(-len(rows) // PARTS))
    for start in range(0, len(rows), size):
        for row in rows[start : start + size]:
            resource.clean_row(row, options)
        progress(min(start + size, len(rows)))
    known = resource.existing(target, on)
    _refuse_missing(resource, rows, known)
    _refuse_twice(resource, rows)
    for row in rows:
        if found := known.get(row.values.get(resource.key)):
            row.object_id = found.object_id
    resource.check(target, rows, on)
    return Checked([(row, _compare(row, known.get(row.values.get(resource.key)))) for row in rows])


def _refuse_missing(resource: TwoStepResource, rows: list[Row], known: dict[Any, Known]) -> None:
    """The key always, for new rows every required column. A cell with another fault is not missing."""
    for row in rows:
        wrong = {fault.field for fault in row.faults}
        is_new = row.values.get(resource.key) not in known
        for name, column in resource.columns.items():
            needed = name == resource.key or (column.required and is_new)
            if needed and row.values.get(name) is None and name not in wrong:
                row.refuse(name, _("“%(heading)s” is empty.") % {"heading": column.heading})


def _refuse_twice(resource: TwoStepResource, rows: list[Row]) -> None:
    """A key that stands in several rows is a fault of each of them: nobody guesses which one is right."""
    places: dict[Any, list[int]] = defaultdict(list)
    for row in rows:
        if (key := row.values.get(resource.key)) is not None:
            places[key].append(row.number)
    for row in rows:
        others = [number for number in places.get(row.values.get(resource.key), ()) if number != row.number]
        if others:
            numbers = ", ".join(map(str, others[:5])) + ("…" if len(others) > 5 else "")
            row.refuse(
                resource.key,
                _("“%(key)s” stands in row %(numbers)s too.") % {"key": row.values[resource.key], "numbers": numbers},
            )


def _compare(row: Row, known: Known | None) -> str:
    """The outcome of a row. An empty cell changes nothing: whoever wants to empty a value does it on its page."""
    filled = {name: value for name, value in row.values.items() if value is not None}
    if row.faults:
        return Outcome.ERROR
    if known is None:
        row.after = filled
        return Outcome.NEW
    row.after = {name: value for name, value in filled.items() if name in known.values and known.values[name] != value}
    row.before = {name: known.values[name] for name in row.after}
    return Outcome.CHANGED if row.after else Outcome.UNCHANGED
