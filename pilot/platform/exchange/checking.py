"""What confirming a list would do: clean every cell, compare with what is there, find every fault. Writes nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.reading import first_of
from pilot.platform.exchange.resource import Known, Record, Row, TwoStepResource

Outcome = ImportRow.Outcome
PARTS = 10  # progress is told this often, however long the list


def check_rows(
    kind: TwoStepResource,
    target: Record,
    rows: list[Row],
    on: dt.date,
    orders: Mapping[str, str],
    progress: Callable[[int], None],
) -> None:
    """Clean, apply the rules, compare: sets what each row says of itself. Queries do not depend on the number of rows.

    `progress` is told how many rows are cleaned, ten times at most.
    """
    step = -(-len(rows) // PARTS)
    for done, row in enumerate(rows, 1):
        kind.clean_row(row, orders)
        if done % step == 0 or done == len(rows):
            progress(done)
    known = kind.existing(target, on)
    for row in rows:
        if found := known.get(row.values.get(kind.key, "")):
            row.object_id = found.object_id
    _refuse_missing(kind, rows)
    _refuse_twice(kind, rows)
    kind.check(target, rows, on)
    for row in rows:
        _compare(row, known.get(row.values.get(kind.key, "")))


def _refuse_missing(kind: TwoStepResource, rows: list[Row]) -> None:
    """The key always, for new rows every required column. A cell with another fault is not missing."""
    for row in rows:
        wrong = {fault.column for fault in row.faults}
        for name, column in kind.columns.items():
            needed = name == kind.key or (column.required and row.object_id is None)
            if needed and row.values.get(name) is None and name not in wrong:
                row.refuse(name, _("“%(heading)s” is empty.") % {"heading": column.heading})


def _refuse_twice(kind: TwoStepResource, rows: list[Row]) -> None:
    """A key that stands in several rows is a fault of each of them: nobody guesses which one is right."""
    places: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if (key := row.values.get(kind.key)) is not None:
            places[key].append(row.number)
    for row in rows:
        key = row.values.get(kind.key, "")
        if others := [str(number) for number in places.get(key, ()) if number != row.number]:
            words = _("“%(key)s” stands in row %(numbers)s too.")
            row.refuse(kind.key, words % {"key": key, "numbers": first_of(others)})


def _compare(row: Row, known: Known | None) -> None:
    """The outcome of a row. An empty cell changes nothing: whoever wants to empty a value does it on its page."""
    filled = {name: value for name, value in row.values.items() if value is not None}
    if row.faults:
        row.outcome = Outcome.ERROR
    elif known is None:
        row.outcome, row.after = Outcome.NEW, filled
    else:
        row.after = {name: value for name, value in filled.items() if not known.holds({name: value})}
        row.before = {name: known.values[name] for name in row.after}
        row.outcome = Outcome.CHANGED if row.after else Outcome.UNCHANGED
