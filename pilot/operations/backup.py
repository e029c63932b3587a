"""A copy of everything that makes the record, and the way back: database, file store, audit heads, manifest.

A backup is a folder: `database.sqlite3` or `database.dump` (pg_dump, custom format), `files/` by hash as in
the store, and `manifest.json` with the SHA-256 of each file, the version, the migrations, the heads and the
number of rows of each table, all read from the same snapshot as the copy. It appears under its name only when
it is complete. The secret key is never in it (settings.KEY_PLACE says where it is kept). The folder
holds personal data: only its owner reads it. What is refused raises CommandError before anything is changed.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypedDict

from django.conf import settings
from django.core.files import File
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from pilot.operations.releases import unknown
from pilot.platform.kernel import audit, checks, files
from pilot.platform.kernel.clock import business_day, business_moment
from pilot.platform.kernel.models import AuditChain, AuditEvent

MANIFEST = "manifest.json"
Row = tuple[Any, ...]
Query = Callable[[str], list[Row]]


class State(TypedDict):
    """What a database holds: applied migrations (app, name), audit heads by chain, rows by table."""

    migrations: list[list[str]]
    heads: dict[str, audit.Head]
    rows: dict[str, int]


class Manifest(State):
    """What a backup says of itself: `files` by path with their SHA-256, `damaged` by hash."""

    made_at: str
    version: str
    engine: str
    secret_key: str
    files: dict[str, str]
    damaged: list[str]


def database_in_words() -> str:
    """Which database a command works on, without its password: "sqlite /srv/…/db.sqlite3"."""
    chosen = connection.settings_dict
    place = f" on {chosen['HOST'] or 'the local socket'}" if connection.vendor == "postgresql" else ""
    return f"{connection.vendor} {chosen['NAME']}{place}"


# --- making one -----------------------------------------------------------------------------------


def make(target: Path) -> Manifest:
    """Write a backup to `target`, which must not exist; readers and writers go on meanwhile.

    Files are copied after the database: they are never overwritten, so the later copy holds all that the earlier names.
    """
    if target.exists():
        raise CommandError(f"{target} exists; a backup never overwrites another one.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{target.name}.unfinished-", dir=target.parent) as unfinished:
        folder = Path(unfinished) / target.name
        folder.mkdir(mode=0o700)  # only its owner reads it
        manifest = _fill(folder)
        folder.rename(target)
    note("backup", target, manifest, bytes=size_of(target), damaged=len(manifest["damaged"]))
    return manifest


def _fill(folder: Path) -> Manifest:
    state, damaged = _copy_database(folder), _copy_files(folder / "files")
    manifest: Manifest = {
        "made_at": timezone.now().isoformat(), "version": settings.VERSION, "engine": connection.vendor,
        "secret_key": f"not in this backup; kept apart: {settings.KEY_PLACE}", **state,
        "files": {str(p.relative_to(folder)): sha256_of(p) for p in sorted(folder.rglob("*")) if p.is_file()},
        "damaged": damaged,
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def _copy_database(folder: Path) -> State:
    if connection.vendor == "postgresql":
        return _dump_postgres(folder / "database.dump")
    copy_sqlite(Path(connection.settings_dict["NAME"]), folder / "database.sqlite3")
    with closing(sqlite3.connect(folder / "database.sqlite3")) as copy:
        return read_state(lambda sql: copy.execute(sql).fetchall())


def copy_sqlite(source: Path, target: Path) -> None:
    """Make a checked copy of a database that others may be writing. Refuses a damaged one."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise CommandError(f"{source} is damaged ({verdict}); nothing was changed. The copy is {target}")


def _dump_postgres(target: Path) -> State:
    """pg_dump of an exported snapshot, so that heads and counts are those of the copy."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = f"--snapshot={cursor.fetchone()[0]}"
        run_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", snapshot, f"--file={target}")
        return read_state(_ask)


def _ask(sql: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def run_postgres(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs on the database in use; the password goes through the environment."""
    place = connection.settings_dict
    _args, secrets = connection.client.settings_to_cmd_args_env(place, [])
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    where = {variable: str(place[name]) for variable, name in names.items() if place[name]} | (secrets or {})
    try:
        subprocess.run([program, *arguments], env=os.environ | where, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise CommandError(f"{program} is not installed (apt-get install postgresql-client).") from None
    except subprocess.CalledProcessError as failed:
        raise CommandError(f"{program} failed: {failed.stderr.strip()}") from None


def read_state(ask: Query) -> State:
    """Ask one snapshot what it holds."""
    heads = ask(f"SELECT name, length, head FROM {AuditChain._meta.db_table} ORDER BY name")  # noqa: S608
    return {
        "migrations": sorted([app, name] for app, name in ask("SELECT app, name FROM django_migrations")),
        "heads": {name: {"length": length, "head": head} for name, length, head in heads},
        "rows": {
            table: ask(f'SELECT count(*) FROM "{table}"')[0][0]  # noqa: S608
            for table in sorted(connection.introspection.table_names())
        },
    }


def _copy_files(target: Path) -> list[str]:
    """Every file of the store by its hash. Returns the hashes of those that are missing or damaged."""
    hashes = files.kept().order_by("sha256").values_list("sha256", flat=True).distinct()
    return [sha for sha in hashes if not _copy_whole(files.blob(sha), files.blob(sha, target))]


def _copy_whole(source: Path, target: Path) -> bool:
    """Copy a file of the store, damaged or not; whether the copy has its hash."""
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return _is_whole(target)


def _is_whole(path: Path) -> bool:
    return path.exists() and sha256_of(path) == path.name


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def note(verb: str, backup: Path, manifest: Manifest, **facts: object) -> None:
    """The event of the installation that says what was done with a backup, and which one it was."""
    facts |= {"folder": str(backup), "made_at": manifest["made_at"], "manifest_sha256": sha256_of(backup / MANIFEST)}
    audit.append_alone(
        AuditChain.PLATFORM, outcome=AuditEvent.Outcome.DONE, verb=verb, at=business_moment(),
        business_day=business_day(), source=f"manage.py {verb}", after=facts,
    )  # fmt: skip


# --- the way back ---------------------------------------------------------------------------------


def restore(source: Path, force: bool = False) -> list[str]:
    """Put a backup in place of the present database and files. Returns every difference found; empty is good.

    The manifest is checked first; the database is replaced in one transaction, so a restore that is killed leaves the
    old one or the new one. Files are added, never removed. Then: migrate if the backup is older, guards, all checks of
    `verify`, the kept heads.
    """
    manifest = _checked_manifest(source)
    if not force and connection.introspection.table_names():
        raise CommandError("The database is not empty. With --force everything in it is replaced by the backup.")
    _replace_database(source)
    kept, now = manifest["rows"], read_state(_ask)["rows"]
    found = [f"{t}: {kept[t]} rows in the backup, {now.get(t)} here" for t in kept if kept[t] != now.get(t)]
    _restore_files(source / "files")
    call_command("migrate", interactive=False, verbosity=0)
    found += checks.problems()
    found += [line for chain, head in manifest["heads"].items() for line in audit.against_kept_head(chain, head)]
    note("restore", source, manifest, differences=len(found))
    return found


def _checked_manifest(source: Path) -> Manifest:
    """The manifest, when every file has its hash and this version can read it."""
    manifest = read_manifest(source)
    if wrong := changed_files(source, manifest):
        raise CommandError(f"{len(wrong)} files of the backup are missing or changed: {', '.join(wrong[:5])}")
    if manifest["engine"] != connection.vendor:
        raise CommandError(f"The backup is of {manifest['engine']}; this database is {connection.vendor}.")
    if strange := unknown((app, name) for app, name in manifest["migrations"]):
        raise CommandError(
            f"The backup is newer than this program, or older than 0.4 (it has {strange[0]}): "
            f"install {manifest['version']} first."
        )
    return manifest


def read_manifest(source: Path) -> Manifest:
    """What the backup says of itself. Raises CommandError where it says nothing."""
    if not (source / MANIFEST).exists():
        raise CommandError(f"{source} holds no {MANIFEST}: not a backup, or an unfinished one.")
    manifest: Manifest = json.loads((source / MANIFEST).read_text())
    return manifest


def changed_files(source: Path, manifest: Manifest) -> list[str]:
    """Files of the backup that are missing, or no longer have the hash that the manifest names."""
    files = manifest["files"].items()
    return [name for name, sha in files if not (source / name).is_file() or sha256_of(source / name) != sha]


def _replace_database(source: Path) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        _load_postgres(source / "database.dump")
        return
    place = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(source / "database.sqlite3")) as copy, closing(sqlite3.connect(place)) as live:
        live.execute("PRAGMA busy_timeout=20000")
        live.execute("PRAGMA journal_mode=WAL")
        copy.backup(live)  # one transaction: all of it or nothing


EMPTY_POSTGRES = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE';
  END LOOP;
  FOR name IN SELECT quote_ident(proname) FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'guard\\_%' LOOP
    EXECUTE 'DROP FUNCTION ' || name || '() CASCADE';
  END LOOP;
END $$
"""


def _load_postgres(dump: Path) -> None:
    """Drop and load in one transaction; the script lies in a file, since a broken pipe would look like its end."""
    with tempfile.TemporaryDirectory() as folder:
        script = f"--file={folder}/load.sql"
        run_postgres("pg_restore", "--no-owner", "--no-privileges", script, str(dump))
        at_once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        run_postgres("psql", *at_once, f"--command={EMPTY_POSTGRES}", script)


def _restore_files(source: Path) -> None:
    """Add the files of the backup to the store; one that is there with another content is replaced."""
    for copy in source.rglob("*"):
        if copy.is_file() and not _is_whole(files.blob(copy.name)):
            with copy.open("rb") as content:
                files.keep(File(content))
