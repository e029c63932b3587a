"""Facts that the ORM cannot say on both engines, as one list from which the SQL of both is generated.

Apps add their guards with `register`; triggers only refuse, they never write. Guards are lifted before a migration that
has something to do and installed after it (one sender); `differences` compares the database with the list, for
`manage.py verify`, at start-up and on /healthz, so a guard that a killed migration left off does not stay unseen.
"""

import logging
from dataclasses import dataclass
from typing import Protocol

from django.db import DatabaseError, connection, models
from django.utils.translation import gettext_noop

from pilot.platform.kernel.faults import Fault

log = logging.getLogger(__name__)
PREFIX = "guard_"
MOST_KEYS = 250  # of one guard that a transaction locks one by one; PostgreSQL has room for about 6,400 locks in all


def take_turns(name: str, keys: tuple[str, ...], row: str, refuse: str) -> str:
    """PostgreSQL: body of a trigger in which transactions that write the same keys take turns before `refuse` looks.

    It then sees what the one before has committed. `row` says of which rows the guard speaks. Everybody holds the lock
    of the guard shared, and that of each key alone; who writes more than MOST_KEYS takes the guard's alone instead. So
    nobody who writes few rows waits for a stranger, and no transaction, however long, fills the table of locks.
    """
    key = " || '/' || ".join(f"coalesce(NEW.{k}::text, '')" for k in keys)
    count, guard = f"'guard.{name}'", f"hashtextextended('{name}', 0)"
    return (
        f"DECLARE held int := 1 + coalesce(nullif(current_setting({count}, true), ''), '0')::int;"
        f" BEGIN IF {row} THEN PERFORM set_config({count}, held::text, true), pg_advisory_xact_lock_shared({guard});"
        f" IF held > {MOST_KEYS} THEN PERFORM pg_advisory_xact_lock({guard});"
        f" ELSE PERFORM pg_advisory_xact_lock(hashtextextended('{name}/' || {key}, 0)); END IF;"
        f" {refuse} END IF; RETURN NEW; END"
    )


@dataclass(frozen=True)
class AppendOnly:
    """Rows are never changed or deleted, on SQLite neither by an INSERT OR REPLACE with one of their keys."""

    model: type[models.Model]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def sqlite(self) -> dict[str, str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, 'guard: {self.table} is append-only'); END"
        return {
            f"{PREFIX}{self.table}_update": f"BEFORE UPDATE ON {self.table} {refuse}",
            f"{PREFIX}{self.table}_delete": f"BEFORE DELETE ON {self.table} {refuse}",
            f"{PREFIX}{self.table}_replace": f"BEFORE INSERT ON {self.table} WHEN {replaces(self.model)} {refuse}",
        }

    def postgres(self) -> dict[str, tuple[str, str]]:
        refuse = f"BEGIN RAISE EXCEPTION 'guard: {self.table} is append-only' USING ERRCODE = '23514'; END"
        return {
            f"{PREFIX}{self.table}_row": (f"BEFORE UPDATE OR DELETE ON {self.table} FOR EACH ROW", refuse),
            f"{PREFIX}{self.table}_truncate": (f"BEFORE TRUNCATE ON {self.table} FOR EACH STATEMENT", refuse),
        }


@dataclass(frozen=True)
class Frozen:
    """Once `condition` (SQL on OLD) holds, only the columns in `free` may still change and the row is not deleted.

    On SQLite it is not replaced either; on PostgreSQL its table is never truncated.
    """

    model: type[models.Model]
    condition: str
    free: tuple[str, ...] = ()
    name: str = "frozen"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def _changed(self, differs: str) -> str:
        columns = [f.column for f in self.model._meta.concrete_fields if f.column not in self.free]
        return " OR ".join(f"OLD.{c} {differs} NEW.{c}" for c in columns)

    def sqlite(self) -> dict[str, str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, 'guard: {self.table} is frozen'); END"
        return {
            f"{PREFIX}{self.table}_{self.name}_update": (
                f"BEFORE UPDATE ON {self.table} WHEN ({self.condition}) AND ({self._changed('IS NOT')}) {refuse}"
            ),
            f"{PREFIX}{self.table}_{self.name}_delete": (
                f"BEFORE DELETE ON {self.table} WHEN ({self.condition}) {refuse}"
            ),
            f"{PREFIX}{self.table}_{self.name}_replace": (
                f"BEFORE INSERT ON {self.table} WHEN {replaces(self.model, self.condition)} {refuse}"
            ),
        }

    def postgres(self) -> dict[str, tuple[str, str]]:
        say = f"RAISE EXCEPTION 'guard: {self.table} is frozen' USING ERRCODE = '23514';"
        update = (
            f"BEGIN IF ({self.condition}) AND ({self._changed('IS DISTINCT FROM')}) THEN {say} END IF; RETURN NEW; END"
        )
        delete = f"BEGIN IF ({self.condition}) THEN {say} END IF; RETURN OLD; END"
        return {
            f"{PREFIX}{self.table}_{self.name}_update": (f"BEFORE UPDATE ON {self.table} FOR EACH ROW", update),
            f"{PREFIX}{self.table}_{self.name}_delete": (f"BEFORE DELETE ON {self.table} FOR EACH ROW", delete),
            f"{PREFIX}{self.table}_{self.name}_truncate": (
                f"BEFORE TRUNCATE ON {self.table} FOR EACH STATEMENT",
                f"BEGIN {say} END",
            ),
        }


@dataclass(frozen=True)
class NoOverlap:
    """Rows with equal `keys` never overlap on [start, end); NULL start is minus infinity, NULL end open."""

    model: type[models.Model]
    keys: tuple[str, ...]
    start: str = "valid_from"
    end: str = "valid_to"
    only: str = "TRUE"  # rows it speaks of, with {row} for the row: "{row}.ended_at IS NULL"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def _clash(self, same: str) -> str:
        keys = " AND ".join(f"o.{k} {same} NEW.{k}" for k in self.keys)
        return (  # names of tables and columns come from models, never from a request
            f"SELECT 1 FROM {self.table} o WHERE {keys} AND o.id <> NEW.id AND {self.only.format(row='o')}"
            f" AND (o.{self.start} IS NULL OR NEW.{self.end} IS NULL OR o.{self.start} < NEW.{self.end})"
            f" AND (NEW.{self.start} IS NULL OR o.{self.end} IS NULL OR NEW.{self.start} < o.{self.end})"
        )

    def sqlite(self) -> dict[str, str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, 'guard: {self.table} overlaps'); END"
        when = f"WHEN {self.only.format(row='NEW')} AND EXISTS ({self._clash('IS')})"
        # AFTER INSERT: the new row's id is known only then, and ABORT undoes the statement
        return {
            f"{PREFIX}{self.table}_overlap_insert": f"AFTER INSERT ON {self.table} {when} {refuse}",
            f"{PREFIX}{self.table}_overlap_update": f"AFTER UPDATE ON {self.table} {when} {refuse}",
        }

    def postgres(self) -> dict[str, tuple[str, str]]:
        clash, row = self._clash("IS NOT DISTINCT FROM"), self.only.format(row="NEW")
        say = f"RAISE EXCEPTION 'guard: {self.table} overlaps' USING ERRCODE = '23P01';"
        body = take_turns(self.table, self.keys, row, f"IF EXISTS ({clash}) THEN {say} END IF;")
        return {f"{PREFIX}{self.table}_overlap": (f"BEFORE INSERT OR UPDATE ON {self.table} FOR EACH ROW", body)}


@dataclass(frozen=True)
class AtMost:
    """Rows with equal `keys` hold at most `most` different values of `distinct` on any one day of [start, end).

    Without `start` and `end` the days do not matter: at most so many values ever. NULL start is minus infinity, NULL
    end open. `most` is a fact of the model, not a parameter that changes with a pilot.
    """

    model: type[models.Model]
    keys: tuple[str, ...]
    distinct: str
    most: int
    start: str = ""
    end: str = ""
    only: str = "TRUE"  # rows it speaks of, with {row} for the row

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def _same(self, row: str, same: str) -> str:
        keys = " AND ".join(f"{row}.{k} {same} NEW.{k}" for k in self.keys)
        return f"{keys} AND {self.only.format(row=row)}"

    def _first(self, row: str) -> str:
        return self._stated(row, self.start, "0001-01-01")

    def _past(self, row: str) -> str:
        return self._stated(row, self.end, "9999-12-31")

    def _stated(self, row: str, name: str, otherwise: str) -> str:
        """A bound of the row; a day stands for one that may be left open."""
        may_be_open = self.model._meta.get_field(name).null
        return f"COALESCE({row}.{name}, '{otherwise}')" if may_be_open else f"{row}.{name}"

    def _exceeded(self, same: str) -> str:
        """The count can only rise on a first day of some row, so the first days within NEW are asked."""
        values = f"SELECT COUNT(DISTINCT o.{self.distinct}) FROM {self.table} o WHERE {self._same('o', same)}"
        if not self.start:
            return f"({values}) > {self.most}"
        values += f" AND {self._first('o')} <= {self._first('s')} AND {self._past('o')} > {self._first('s')}"
        return (
            f"EXISTS (SELECT 1 FROM {self.table} s WHERE {self._same('s', same)}"
            f" AND {self._first('s')} >= {self._first('NEW')} AND {self._first('s')} < {self._past('NEW')}"
            f" AND ({values}) > {self.most})"
        )

    def sqlite(self) -> dict[str, str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, 'guard: {self.table} has too many'); END"
        when = f"WHEN {self.only.format(row='NEW')} AND {self._exceeded('IS')}"
        return {
            f"{PREFIX}{self.table}_most_insert": f"AFTER INSERT ON {self.table} {when} {refuse}",
            f"{PREFIX}{self.table}_most_update": f"AFTER UPDATE ON {self.table} {when} {refuse}",
        }

    def postgres(self) -> dict[str, tuple[str, str]]:
        exceeded, row = self._exceeded("IS NOT DISTINCT FROM"), self.only.format(row="NEW")
        say = f"RAISE EXCEPTION 'guard: {self.table} has too many' USING ERRCODE = '23514';"
        body = take_turns(f"{self.table}_most", self.keys, row, f"IF {exceeded} THEN {say} END IF;")
        # AFTER, so that the new row is counted with the rest
        return {f"{PREFIX}{self.table}_most": (f"AFTER INSERT OR UPDATE ON {self.table} FOR EACH ROW", body)}


class Guard(Protocol):
    """What a kind of guard says of itself: its table, and its triggers by name in the words of each engine."""

    @property
    def table(self) -> str: ...

    def sqlite(self) -> dict[str, str]: ...

    def postgres(self) -> dict[str, tuple[str, str]]: ...


GUARDS: list[Guard] = []


def register(*guards: Guard) -> None:
    """Put guards on the list; one that stands there already is not doubled (apps get ready anew in a test of them)."""
    GUARDS.extend(guard for guard in guards if guard not in GUARDS)


def unique_keys(model: type[models.Model]) -> list[tuple[tuple[str, ...], str]]:
    """Column sets that the database keeps unique, each with the SQL condition under which it does (or "")."""
    editor, table = connection.schema_editor(), model._meta
    column_of = {f.name: str(f.column) for f in table.concrete_fields}
    keys: list[tuple[tuple[str, ...], str]] = [((column_of[f.name],), "") for f in table.concrete_fields if f.unique]
    for constraint in table.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            columns = tuple(column_of[name] for name in constraint.fields)
            keys.append((columns, constraint._get_condition_sql(model, editor) or ""))  # type: ignore[attr-defined]
    return keys


def replaces(model: type[models.Model], condition: str = "TRUE") -> str:
    """SQLite: whether the row being inserted has a key of a present row (there called OLD) that meets `condition`.

    INSERT OR REPLACE would delete that row, and without PRAGMA recursive_triggers no trigger would see it.
    """
    taken = " OR ".join(_same_key(model, columns, only) for columns, only in unique_keys(model))
    return f"EXISTS (SELECT 1 FROM {model._meta.db_table} AS OLD WHERE ({taken}) AND ({condition}))"


def _same_key(model: type[models.Model], columns: tuple[str, ...], only: str) -> str:
    same = " AND ".join(f"OLD.{c} = NEW.{c}" for c in columns)
    if not only:
        return f"({same})"
    new = ", ".join(f"NEW.{f.column} AS {f.column}" for f in model._meta.concrete_fields if f'"{f.column}"' in only)
    return f"({same} AND {only} AND EXISTS (SELECT 1 FROM (SELECT {new}) WHERE {only}))"


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def expected() -> dict[str, str]:
    """Trigger name → the text the database should hold for it, on the engine in use."""
    if _is_sqlite():
        return {n: f"CREATE TRIGGER {n} {sql}" for guard in GUARDS for n, sql in guard.sqlite().items()}
    return {n: body for guard in GUARDS for n, (_when, body) in guard.postgres().items()}


def present() -> dict[str, str]:
    """Trigger name → the text the database holds; a disabled trigger counts as absent."""
    sql = (
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"
        if _is_sqlite()
        else "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        f" WHERE t.tgname LIKE '{PREFIX}%' AND t.tgenabled <> 'D'"
        " AND t.tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def differences() -> list[str]:
    """Guards that are missing, changed or unknown; empty when the database holds exactly the list."""
    want, have = expected(), present()
    missing = [Fault(gettext_noop("%(n)s: missing"), n=n) for n in want.keys() - have.keys()]
    unknown = [Fault(gettext_noop("%(n)s: unknown"), n=n) for n in have.keys() - want.keys()]
    changed = [
        Fault(gettext_noop("%(n)s: changed"), n=n)
        for n in want.keys() & have.keys()
        if want[n].split() != have[n].split()
    ]
    return sorted(missing + unknown + changed)


def warn_of_differences() -> None:
    """Say loudly, at every start, which guards are not as they should be. The process goes on; /healthz answers 503."""
    try:
        found = differences()
    except DatabaseError as error:
        log.critical("the guards of the database cannot be compared, it does not answer: %s", error)
        return
    if found:
        log.critical(
            "%d guards of the database are missing or changed. Unless this is the first start after an upgrade, rows"
            " may have been changed meanwhile: run `manage.py verify`. %s", len(found), ", ".join(found),
        )  # fmt: skip


def lift(**_signal: object) -> None:
    """Remove every guard, known or not (pre_migrate, flush in tests)."""
    with connection.cursor() as cursor:
        if _is_sqlite():
            for name in present():
                cursor.execute(f"DROP TRIGGER {name}")
            return
        cursor.execute(
            f"SELECT p.proname FROM pg_proc p WHERE p.proname LIKE '{PREFIX}%'"
            " AND p.pronamespace = current_schema()::regnamespace"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {name}() CASCADE")


def install(**_signal: object) -> None:
    """Install the list. Called after every migration; harmless when it is already there."""
    lift()
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if _is_sqlite():
                for name, sql in guard.sqlite().items():
                    cursor.execute(f"CREATE TRIGGER {name} {sql}")
                continue
            for name, (when, body) in guard.postgres().items():
                cursor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$")
                timing, _, rest = when.partition(" FOR EACH ")
                cursor.execute(f"CREATE TRIGGER {name} {timing} FOR EACH {rest} EXECUTE FUNCTION {name}()")


def lift_if_planned(plan: list[object], **_signal: object) -> None:
    """pre_migrate: only when there is something to migrate. What is missing already is said before it is put back."""
    if _tables_exist():
        warn_of_differences()
    if plan:
        lift()


def install_if_tables_exist(**_signal: object) -> None:
    """post_migrate: not while migrating back to before a guarded table existed."""
    if _tables_exist():
        install()


def _tables_exist() -> bool:
    tables = set(connection.introspection.table_names())
    return all(guard.table in tables for guard in GUARDS)
