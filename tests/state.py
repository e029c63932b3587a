"""What the whole database holds, table by table: to show that something wrote nothing else."""

from typing import Any

from django.db import connection

State = dict[str, int]
EVENT = {"kernel_auditevent", "kernel_auditchain"}  # what one event writes
PASSING = {"django_session", "kernel_taken"}  # when somebody was last seen, how often he tried: no facts of the domain


def state() -> State:
    """Every table, also those of the packages, with a hash over its rows; without what passes."""
    with connection.cursor() as cursor:
        return {table: _hash(cursor, table) for table in connection.introspection.table_names() if table not in PASSING}


def _hash(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return hash(tuple(cursor.fetchall()))


def changed_since(before: State) -> set[str]:
    """Tables that hold something else than before."""
    return {table for table, rows in state().items() if rows != before.get(table)}
