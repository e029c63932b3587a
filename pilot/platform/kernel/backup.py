"""A copy of everything that makes the record, and the way back: database, file store, audit heads, manifest.

A backup is a folder: `database.sqlite3` or `database.dump` (pg_dump, custom format), `files/` by hash as in
the store, and `manifest.json` with the SHA-256 of each file, the version, the migrations, the heads and the
number of rows of each table, all read from the same snapshot as the copy. It appears under its name only when
it is complete. The secret key is never in it (settings.KEY_PLACE says where it is kept). The folder
holds personal data: only its owner reads it.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from pilot.platform.kernel import audit, checks, guards
from pilot.platform.kernel.clock import business_day
from pilot.platform.kernel.files import blob, kept
from pilot.platform.kernel.models import AuditChain, AuditEvent

FORMAT = 1
MANIFEST = "manifest.json"
IS_BLOB = re.compile(r"[0-9a-f]{64}")
Query = Callable[[str], list[Any]]


class BackupRefused(Exception):
    """Nothing was changed; the message says why and what to do."""


# --- making one -----------------------------------------------------------------------------------


def database_in_words() -> str:
    """Which database a command works on, without its password: "sqlite /srv/…/db.sqlite3"."""
    chosen = connection.settings_dict
    place = f" on {chosen['HOST'] or 'the local socket'}" if connection.vendor == "postgresql" else ""
    return f"{connection.vendor} {chosen['NAME']}{place}"


def make(target: Path) -> dict[str, Any]:
    """Write a backup to `target`, which must not exist. Returns the manifest with the name of each damaged file.

    Readers and writers go on meanwhile. Files are copied after the database: they are never overwritten, so the later
    copy holds all that the earlier one names. Raises BackupRefused.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists; a backup never overwrites another one.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(
        tempfile.mkdtemp(prefix=f"{target.name}.unfinished-", dir=target.parent)
    )  # only its owner reads it
    try:
        manifest = _fill(unfinished)
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    _note("backup", manifest, manifest_sha256=sha256_of(target / MANIFEST))
    return manifest


def _fill(folder: Path) -> dict[str, object]:
    manifest = {
        "format": FORMAT, "made_at": timezone.now().isoformat(), "version": settings.VERSION,
        "engine": connection.vendor,
        "secret_key": f"not in this backup; kept apart: {settings.KEY_PLACE}",
    } | _copy_database(folder)  # fmt: skip
    damaged = copy_files(folder / "files")
    listed = {str(p.relative_to(folder)): sha256_of(p) for p in sorted(folder.rglob("*")) if p.is_file()}
    manifest |= {"files": listed, "damaged": damaged}
    _write(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
    return manifest


def _write(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _copy_database(folder: Path) -> dict[str, object]:
    if connection.vendor == "sqlite":
        copy_sqlite(Path(connection.settings_dict["NAME"]), folder / "database.sqlite3")
        with closing(sqlite3.connect(folder / "database.sqlite3")) as copy:
            return state(lambda sql: copy.execute(sql).fetchall())
    return _dump_postgres(folder / "database.dump")


def copy_sqlite(source: Path, target: Path) -> None:
    """A checked copy of a database that others may be writing.

    Raises BackupRefused if the source is damaged.
    """
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise BackupRefused(f"{source} is damaged ({verdict}). The copy is {target}")


def _dump_postgres(target: Path) -> dict[str, object]:
    """pg_dump of an exported snapshot, so that heads and counts are those of the copy."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run_postgres(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
        return state(query)


def query(sql: str) -> list[Any]:
    """All rows of a statement on the database in use."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def run_postgres(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs on the database in use; the password goes through the environment.

    Raises BackupRefused with what the program said.
    """
    place = connection.settings_dict
    _args, secrets = connection.client.settings_to_cmd_args_env(place, [])
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    where = {variable: str(place[name]) for variable, name in names.items() if place[name]}
    try:
        subprocess.run(
            [program, *arguments],
            env=os.environ | where | (secrets or {}),
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise BackupRefused(f"{program} is not installed (apt-get install postgresql-client).") from None
    except subprocess.CalledProcessError as failed:
        raise BackupRefused(f"{program} failed: {failed.stderr.strip()}") from None


def state(ask: Query) -> dict[str, Any]:
    """Migrations, audit heads and rows per table, asked of one snapshot."""
    quote = connection.ops.quote_name
    tables = sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))
    heads = ask(f"SELECT name, length, head FROM {quote(AuditChain._meta.db_table)} ORDER BY name")  # noqa: S608
    return {
        "migrations": sorted([list(row) for row in ask("SELECT app, name FROM django_migrations")]),
        "heads": {name: {"length": length, "head": head} for name, length, head in heads},
        "rows": {t: ask(f"SELECT count(*) FROM {quote(t)}")[0][0] for t in tables},  # noqa: S608
    }


def copy_files(target: Path) -> list[str]:
    """Every blob of the store by its hash.

    Returns the hashes whose blob no longer has its content (copied all the same).
    """
    damaged = []
    for path in blobs():
        copy = target / path.relative_to(settings.FILE_ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        if sha256_of(copy) != path.name:
            damaged.append(path.name)
    return damaged + [sha for sha in _stored() if not blob(sha).exists()]


def blobs() -> Iterator[Path]:
    """The finished files of the store; what is just being written has another kind of name."""
    root = Path(settings.FILE_ROOT)
    return (
        (p for p in sorted(root.rglob("*")) if p.is_file() and IS_BLOB.fullmatch(p.name)) if root.exists() else iter(())
    )


def _stored() -> list[str]:
    return list(kept().order_by("sha256").values_list("sha256", flat=True).distinct())


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _note(verb: str, manifest: dict[str, object], **facts: object) -> None:
    audit.append_alone(
        AuditChain.PLATFORM, outcome=AuditEvent.Outcome.DONE, verb=verb, at=timezone.now(),
        business_day=business_day(), source=f"manage.py {verb}",
        after={"made_at": manifest["made_at"], **facts},
    )  # fmt: skip


# --- the way back ---------------------------------------------------------------------------------


def restore(source: Path, force: bool = False) -> list[str]:
    """Put a backup in place of the present database and files.

    Returns every difference found afterwards; empty is good.

    The manifest is checked first; the database is replaced in one transaction, so a restore that is killed leaves the
    old one or the new one. Files are added, never removed. Then: migrate if the backup is older, guards, all checks of
    `verify`, the kept heads. Raises BackupRefused before anything is changed.
    """
    manifest = checked_manifest(source)
    if not force and connection.introspection.table_names():
        raise BackupRefused("The database is not empty. With --force everything in it is replaced by the backup.")
    _replace_database(source)
    found = _row_differences(manifest["rows"])
    restore_files(source / "files")
    call_command("migrate", interactive=False, verbosity=0)
    guards.install()
    found += checks.problems()
    found += [line for chain, kept in manifest["heads"].items() for line in audit.against_kept_head(chain, kept)]
    found += [f"file {sha}: missing or damaged" for sha in _stored() if not _is_good(blob(sha))]
    _note("restore", manifest, manifest_sha256=sha256_of(source / MANIFEST), differences=len(found))
    return found


def checked_manifest(source: Path) -> dict[str, Any]:
    """The manifest, when every file has its hash and this version can read it. Raises BackupRefused."""
    path = source / MANIFEST
    if not path.exists():
        raise BackupRefused(f"{source} holds no {MANIFEST}: not a backup, or an unfinished one.")
    manifest: dict[str, Any] = json.loads(path.read_text())
    wrong = [n for n, sha in manifest["files"].items() if not (source / n).is_file() or sha256_of(source / n) != sha]
    if wrong:
        raise BackupRefused(f"{len(wrong)} files of the backup are missing or changed: {', '.join(wrong[:5])}")
    if manifest["engine"] != connection.vendor:
        raise BackupRefused(f"The backup is of {manifest['engine']}; this database is {connection.vendor}.")
    known = set(MigrationLoader(None).disk_migrations)
    if newer := [row for row in manifest["migrations"] if tuple(row) not in known]:
        raise BackupRefused(
            f"The backup is newer than this program (it has {newer[0]}): install {manifest['version']} first."
        )
    return manifest


def _replace_database(source: Path) -> None:
    if connection.vendor == "postgresql":
        _replace_postgres(source / "database.dump")
        return
    connection.close()
    place = connection.settings_dict["NAME"]
    with (
        closing(sqlite3.connect(source / "database.sqlite3")) as copy,
        closing(sqlite3.connect(place, timeout=20)) as live,
    ):
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


def _replace_postgres(dump: Path) -> None:
    """Drop and load in one transaction; the script lies in a file, since a broken pipe would look like its end."""
    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "load.sql"
        run_postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        run_postgres(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            f"--command={EMPTY_POSTGRES}", f"--file={script}",
        )  # fmt: skip


def restore_files(source: Path) -> None:
    """Add the files of the backup to the store; one that is there with another content is replaced."""
    for copy in sorted(source.rglob("*")):
        if not copy.is_file() or _is_good(blob(copy.name)):
            continue
        path = blob(copy.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        os.close(handle)
        shutil.copyfile(copy, temporary)
        Path(temporary).replace(path)


def _is_good(path: Path) -> bool:
    return path.exists() and sha256_of(path) == path.name


def _row_differences(kept: dict[str, int]) -> list[str]:
    """Tables that do not hold as many rows as they did in the copy, or are not there."""
    there, quote = set(connection.introspection.table_names()), connection.ops.quote_name
    now = {t: query(f"SELECT count(*) FROM {quote(t)}")[0][0] for t in kept if t in there}  # noqa: S608
    return [f"{t}: {kept[t]} rows in the backup, {now.get(t)} here" for t in sorted(kept) if kept[t] != now.get(t)]
