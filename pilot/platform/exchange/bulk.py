"""Many rows in one statement, on both engines: the rows travel as one JSON parameter.

bulk_create splits into statements of 999 parameters on SQLite and bulk_update compares every row with every
other; here the number of statements does not depend on the number of rows. Constraints and guards hold as for
any other write.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.db.models.expressions import RawSQL

from pilot.platform.exchange.resource import Values

Fields: TypeAlias = Sequence[Field[object, object]]


def insert(rows: Sequence[Model]) -> list[int]:
    """Insert unsaved rows of one model; sets and returns their keys in the same order. One statement."""
    if not rows:
        return []
    fields = [f for f in rows[0]._meta.concrete_fields if not f.primary_key]
    table, columns = _quoted(rows[0]), ", ".join(_name(f.column) for f in fields)
    stored = [{str(f.column): _plain(f, f.pre_save(row, add=True)) for f in fields} for row in rows]
    statement = f"INSERT INTO {table} ({columns}) SELECT {_picked(table, fields)} RETURNING id"
    with connection.cursor() as cursor:
        cursor.execute(statement, [_dump(stored)])
        keys = sorted(key for (key,) in cursor.fetchall())  # given in the order of the rows, returned in any
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding = False
    return keys


def update(model: type[Model], changes: Mapping[int, Values], columns: Sequence[str]) -> None:
    """Set `columns` (field names) of the rows with these primary keys. One statement.

    Every entry of `changes` holds a value for each column. Raises KeyError if not.
    """
    if not changes:
        return
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    rows = [{"id": key} | {str(f.column): _plain(f, new[f.name]) for f in fields} for key, new in changes.items()]
    table = _quoted(model)
    if connection.vendor == "sqlite":
        sets = ", ".join(f"{_name(f.column)} = json_extract(j.value, '$.{f.column}')" for f in fields)
        source, match = "json_each(%s) j", f"{table}.id = json_extract(j.value, '$.id')"
    else:
        sets = ", ".join(f"{_name(f.column)} = j.{_name(f.column)}" for f in fields)
        source, match = f"json_populate_recordset(NULL::{table}, %s::json) j", f"{table}.id = j.id"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} FROM {source} WHERE {match}", [_dump(rows)])  # noqa: S608


def among(keys: Iterable[int]) -> RawSQL:
    """For `pk__in=among(keys)`: any number of keys as one parameter."""
    on_sqlite, elsewhere = "value FROM json_each(%s)", "value::bigint FROM json_array_elements_text(%s::json)"
    select = on_sqlite if connection.vendor == "sqlite" else elsewhere
    return RawSQL(f"SELECT {select}", [json.dumps(list(keys))])  # noqa: S611 - no text of a user stands in the statement


def _picked(table: str, fields: Fields) -> str:
    """The columns of the JSON rows as a SELECT, in the order given."""
    if connection.vendor == "sqlite":
        picks = ", ".join(f"json_extract(value, '$.{f.column}')" for f in fields)
        return f"{picks} FROM json_each(%s) WHERE true ORDER BY key"
    picks = ", ".join(f"j.{_name(f.column)}" for f in fields)
    return f"{picks} FROM json_populate_recordset(NULL::{table}, %s::json) j"


def _plain(field: Field[object, object], value: object) -> object:
    """A value as the engine's own driver would store it."""
    if isinstance(field, JSONField) and connection.vendor != "sqlite":
        return value
    return field.get_db_prep_save(value, connection)


def _dump(rows: Sequence[Mapping[str, object]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=str)


def _name(column: str | None) -> str:
    return connection.ops.quote_name(str(column))


def _quoted(model: Model | type[Model]) -> str:
    return _name(model._meta.db_table)
