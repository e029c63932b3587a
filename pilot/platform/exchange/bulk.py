"""Many rows in one statement, on both engines: the rows travel as one JSON parameter.

bulk_create splits into statements of 999 parameters on SQLite and bulk_update compares every row with every
other; here the number of statements does not depend on the number of rows. Constraints and guards hold as for
any other write.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import Field, JSONField, Model
from django.db.models.expressions import RawSQL

from pilot.platform.exchange.resource import Values
from pilot.platform.kernel.keys import code_keys


def insert(rows: Sequence[Model]) -> list[int]:
    """Insert unsaved rows of one model; sets and returns their keys in the same order. One statement."""
    if not rows:
        return []
    model = type(rows[0])
    fields = {str(field.column): field for field in model._meta.concrete_fields if not field.primary_key}
    stored = [{column: _plain(f, f.pre_save(row, add=True)) for column, f in fields.items()} for row in rows]
    names, picked = ", ".join(map(_name, fields)), ", ".join(map(_picked, fields))
    order = " ORDER BY j.key" if connection.vendor == "sqlite" else ""
    statement = f"INSERT INTO {_table(model)} ({names}) SELECT {picked} FROM {_given(model)}{order} RETURNING id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [_dump(stored)])
        keys = sorted(key for (key,) in cursor.fetchall())  # given in the order of the rows, returned in any
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding = False
    return keys


def update(model: type[Model], changes: Mapping[int, Values], columns: Sequence[str]) -> None:
    """Set `columns` (field names) of the rows with these primary keys. One statement.

    Every entry of `changes` holds a value for each column. Raises KeyError if not. The key of a code goes with it.
    """
    if not changes:
        return
    by_name = {field.name: field for field in model._meta.concrete_fields}
    keys = [key for key in code_keys(model) if key.text in columns]
    changes = {pk: new | {key.name: key.reckon(new[key.text]) for key in keys} for pk, new in changes.items()}
    fields = {str(by_name[name].column): by_name[name] for name in [*columns, *(key.name for key in keys)]}
    stored = [
        {"id": key} | {column: _plain(f, new[f.name]) for column, f in fields.items()} for key, new in changes.items()
    ]
    sets = ", ".join(f"{_name(column)} = {_picked(column)}" for column in fields)
    statement = f"UPDATE {_table(model)} SET {sets} FROM {_given(model)} WHERE {_table(model)}.id = {_picked('id')}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [_dump(stored)])


def among(keys: Iterable[int]) -> RawSQL:
    """For `pk__in=among(keys)`: any number of keys as one parameter."""
    on_sqlite, elsewhere = "value FROM json_each(%s)", "value::bigint FROM json_array_elements_text(%s::json)"
    select = on_sqlite if connection.vendor == "sqlite" else elsewhere
    return RawSQL(f"SELECT {select}", [json.dumps(list(keys))])  # noqa: S611 - no text of a user stands in the statement


def _given(model: type[Model]) -> str:
    """The rows of the parameter, as `j`."""
    if connection.vendor == "sqlite":
        return "json_each(%s) j"
    return f"json_populate_recordset(NULL::{_table(model)}, %s::json) j"


def _picked(column: str) -> str:
    """One column of the rows of the parameter."""
    return f"json_extract(j.value, '$.{column}')" if connection.vendor == "sqlite" else f"j.{_name(column)}"


def _plain(field: Field[object, object], value: object) -> object:
    """A value as the engine's own driver would store it."""
    if isinstance(field, JSONField) and connection.vendor != "sqlite":
        return value
    return field.get_db_prep_save(value, connection)


def _dump(rows: Sequence[Mapping[str, object]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=str)


def _name(column: str) -> str:
    return connection.ops.quote_name(column)


def _table(model: type[Model]) -> str:
    return _name(model._meta.db_table)
