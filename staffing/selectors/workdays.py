"""Which days are working days. The calendars stand in billing, above this app, which says how they are read."""

import datetime as dt
from collections.abc import Callable, Collection

Reader = Callable[[Collection[int], Collection[dt.date]], dict[int, set[dt.date]]]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Let `reader` say which of some days are working days in some pilots. One query, whatever their number."""
    _readers[:] = [reader]


def working_days(pilots: Collection[int], days: Collection[dt.date]) -> dict[int, set[dt.date]]:
    """Those of the days on which counters are open, in each of the pilots (their keys)."""
    (reader,) = _readers
    return reader(pilots, days)
