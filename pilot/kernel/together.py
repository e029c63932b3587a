"""Reading much in few statements: querysets of whatever models, asked for side by side, are read in one.

A page that shows something of every app would cost a statement for each. Whoever needs rows is written as a Reading:
a generator that yields the querysets it needs next and returns its answer once they hold their rows. `answers` runs
readings side by side; what they ask for in one round is one UNION ALL.

    def lines_of(order) -> Reading[list[str]]:
        lines, payments = order.lines.all(), order.payments.all()
        yield lines, payments
        return [...]                        # both are evaluated, no query

    lines, names = answers(lines_of(order), names_of(order))        # one statement
"""

from collections import Counter
from collections.abc import Generator, Iterable
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet

T = TypeVar("T")
Reading = Generator[Iterable[QuerySet[Any, Any]], None, T]
Slot = tuple[str, int]  # type of a column, and the how manieth of that type


def rows_of(queryset: QuerySet[Any, T]) -> Reading[list[T]]:
    """The reading of one queryset."""
    yield (queryset,)
    return list(queryset)


def count_of(queryset: QuerySet[Any, Any]) -> QuerySet[Any, int]:
    """The number of rows as a queryset of one value, to be read beside others or as a subquery; no GROUP BY."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    number: QuerySet[Any, int] = queryset.order_by().values_list(count, flat=True)
    return number


def side_by_side(*readings: Reading[Any]) -> Reading[list[Any]]:
    """One reading of many: returns what each returns, and asks in a round for all that they ask for."""
    found: list[Any] = [None] * len(readings)
    running = dict(enumerate(readings))
    while running:
        asked: list[QuerySet[Any, Any]] = []
        for place, reading in list(running.items()):
            try:
                asked += next(reading)
            except StopIteration as end:
                found[place] = end.value
                del running[place]
        if asked:
            yield asked
    return found


def answer(reading: Reading[T]) -> T:
    """What the reading returns: a statement for each round."""
    while True:
        try:
            together(*next(reading))
        except StopIteration as end:
            found: T = end.value
            return found


def answers(*readings: Reading[Any]) -> list[Any]:
    """What each returns, run side by side: as many statements as the longest of them has rounds."""
    return answer(side_by_side(*readings))


def together(*asked: QuerySet[Any, Any]) -> None:
    """Read the querysets in one statement; each then holds its rows in its own order, as if evaluated.

    What a queryset prefetches takes statements of its own; one that must be empty takes none. A NULL among the
    columns needs a Cast: PostgreSQL knows no type of it.
    """
    parts = [part for part in map(_Part, asked) if part.sql] if len(asked) > 1 else []
    if len(parts) > 1:
        _read(parts)
    for queryset in asked:
        len(queryset)


class _Part:
    """One queryset with its SQL and the slots of its columns."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.queryset: Any = queryset
        self.compiler: Any = queryset.query.get_compiler(queryset.db)
        try:
            self.sql, self.params = self.compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            self.sql, self.params = "", ()
        connection, counted = self.compiler.connection, Counter[str]()
        self.columns: dict[Slot, str] = {}
        for expression, _sql, alias in self.compiler.select if self.sql else ():
            kind = expression.output_field.cast_db_type(connection).split("(")[0]  # varchar is wide enough for all
            counted[kind] += 1
            self.columns[kind, counted[kind]] = connection.ops.quote_name(alias)

    def select(self, number: int, slots: list[Slot]) -> str:
        columns = ", ".join(self.columns.get(slot, "NULL") for slot in slots)
        return f"SELECT {number}, {columns} FROM ({self.sql}) part"  # noqa: S608 - what Django made of a queryset

    def take(self, rows: list[tuple[Any, ...]], places: dict[Slot, int]) -> None:
        """Give the queryset its rows: Django makes the objects, as from a statement of its own."""
        of_row = [places[slot] for slot in self.columns]
        own = [tuple(row[place] for place in of_row) for row in rows]
        self.compiler.execute_sql = lambda *args, **named: [own]
        copy = self.queryset.prefetch_related(None)
        copy.query.get_compiler = lambda *args, **named: self.compiler
        self.queryset._result_cache = list(copy)


def _read(parts: list[_Part]) -> None:
    """One UNION ALL over slots that the parts share; its first line, without rows, says their types."""
    slots = sorted({slot for part in parts for slot in part.columns})
    types = ", ".join(f"CAST(NULL AS {kind})" for kind, _number in slots)
    selects = [f"SELECT -1, {types} WHERE 1 = 0", *(part.select(n, slots) for n, part in enumerate(parts))]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), [value for part in parts for value in part.params])
        rows = cursor.fetchall()
    places = {slot: place for place, slot in enumerate(slots, start=1)}
    for number, part in enumerate(parts):
        part.take([row for row in rows if row[0] == number], places)
