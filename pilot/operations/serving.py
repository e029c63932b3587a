"""The database role that serves on PostgreSQL: it writes rows and owns nothing, so that it can lift no guard.

Tables belong to a role that only migrates and restores. `migrate` gives the serving role (setting SERVING_ROLE) its
rights; `check --deploy --database default` looks whether the role one works with has more. Source: reliability.md 31.
"""

from collections.abc import Iterator, Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as DeployWarning
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext
from psycopg import sql

from pilot.platform.kernel.guards import GUARDS, AppendOnly

OWNED = (
    "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole AND relnamespace = {here}"
)
SUPERUSER = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
CHANGES = (
    "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relnamespace = {here}"
    " AND has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')"
)
HERE = "current_schema()::regnamespace"


def ledgers() -> list[str]:
    """Tables whose rows are only ever added."""
    return sorted({guard.table for guard in GUARDS if isinstance(guard, AppendOnly)})


def grant(role: str) -> None:
    """Give `role` what serving needs in the tables that there are now, and take away everything else."""
    name, here = sql.Identifier(role), sql.Identifier(_schema())
    tables = sql.SQL(", ").join(map(sql.Identifier, ledgers()))
    migrations = sql.Identifier(MigrationRecorder.Migration._meta.db_table)
    statements = [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {here} FROM {name}"),
        sql.SQL("GRANT USAGE ON SCHEMA {here} TO {name}"),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {here} TO {name}"),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {here} TO {name}"),
        sql.SQL("REVOKE UPDATE, DELETE ON {tables} FROM {name}"),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {migrations} FROM {name}"),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            text = statement.format(name=name, here=here, tables=tables, migrations=migrations)
            cursor.execute(text.as_string(cursor.cursor))


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def grant_after_migrate(**_signal: object) -> None:
    """post_migrate: the serving role may use the tables as they are now."""
    if settings.SERVING_ROLE and connection.vendor == "postgresql":
        grant(settings.SERVING_ROLE)


def too_much() -> list[str]:
    """What the role of this connection may do beyond serving, in words; nothing on SQLite, which knows no roles."""
    return list(_too_much()) if connection.vendor == "postgresql" else []


def _too_much() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(SUPERUSER)
        if cursor.fetchone()[0]:
            yield gettext("it administers the server")
        cursor.execute(OWNED.format(here=HERE))
        if count := cursor.fetchone()[0]:
            yield gettext("it owns %(count)d tables") % {"count": count}
        cursor.execute(CHANGES.format(here=HERE), [ledgers()])
        if changed := [name for (name,) in cursor.fetchall()]:
            yield gettext("it may change or delete rows of %(tables)s") % {"tables": ", ".join(sorted(changed))}


def check_serving_role(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_options: object
) -> list[CheckMessage]:
    """`check --deploy --database default`: the role that serves has no right that lifts a guard."""
    found = too_much() if "default" in (databases or ()) else []
    hint = gettext("Serve with a role of its own: docs/operations.md, “Two roles of the database”.")
    words = gettext("The role of the database that serves may do too much: %(what)s.")
    return [DeployWarning(words % {"what": what}, hint=hint, id="operations.W001") for what in found]
