"""The suite makes its tables from the models, which is quick; installations make theirs by migrating: the same tables.

Told apart are names, types, nullability, constraints, indexes and guards as the database prints them; not the order of
columns.
"""

import json
import re

import pytest
from django.db import connection

from tests.processes import demo_installation, installation  # noqa: F401 - fixtures

pytestmark = pytest.mark.both_engines
WEIGHT = 60  # tests/worlds.py
READ = "import json; from tests.platform.kernel.test_schema import schema; print(json.dumps(schema()))"
THEIRS = (  # the engine's own, the list of what was migrated, and Django's ids of a kind that its migrations keep
    "sqlite_sequence",
    "django_migrations",
    "auth_group_permissions.id",
)
POSTGRES = """
SELECT 'column ' || table_name || '.' || column_name,
       concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default, is_identity)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""


def schema() -> dict[str, str]:
    """Everything in the database that is no row: its name and what it says."""
    read = sqlite_schema if connection.vendor == "sqlite" else postgres_schema
    return {name: said for name, said in read().items() if not any(table in name for table in THEIRS)}


def postgres_schema() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(POSTGRES)
        return dict(cursor.fetchall())


def sqlite_schema() -> dict[str, str]:
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        for kind, name, sql in cursor.fetchall():
            parts = parts_of(sql) if kind == "table" else [sql]
            found |= {f"{kind} {name}: {part}": "" for part in parts}
    return found


def parts_of(table: str) -> list[str]:
    """Columns and constraints of CREATE TABLE: its body, cut at the commas outside brackets and texts."""
    body = table[table.index("(") + 1 : table.rindex(")")]
    depth, parts = 0, [""]
    for token in re.findall(r"'[^']*'|.", body, re.DOTALL):
        depth += (token == "(") - (token == ")")
        if token == "," and not depth:
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts]


def against_the_models(migrated: dict[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """What a database that was made by migrating has, and what the test's has, wherever they differ."""
    ours = schema()
    assert len(ours) > len(connection.introspection.table_names())
    both = {name: (migrated.get(name), ours.get(name)) for name in migrated.keys() | ours.keys()}
    return {name: (theirs, mine) for name, (theirs, mine) in both.items() if theirs != mine}


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="asked of what make run makes: test_installation.py")
def test_migrating_makes_what_the_models_say(installation):  # noqa: F811
    place = installation("migrated_only", empty=True)
    place.manage("migrate", "-v", "0")
    assert against_the_models(json.loads(place.python(READ))) == {}
