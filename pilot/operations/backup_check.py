"""Whether a backup could be put back: every file by its hash, the database read to its end, rows and heads compared.

Nothing is restored. What was found is an event of the installation, beside that of the backup itself; the page of
operations tells of both. The whole way back is tried by the drill (docs/operations.md).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.core.management.base import CommandError

from pilot.operations.backup import Manifest, changed_files, note, read_manifest, read_state, run_postgres


def check(source: Path) -> list[str]:
    """Every fault of the backup in `source`; empty is good. Raises CommandError where there is no manifest."""
    manifest = read_manifest(source)
    faults = list(_faults(source, manifest))
    note("check_backup", source, manifest, faults=len(faults))
    return faults


def _faults(source: Path, manifest: Manifest) -> Iterator[str]:
    yield from (f"{name}: missing or changed" for name in changed_files(source, manifest))
    yield from (f"file {sha}: was missing or damaged when the backup was made" for sha in manifest["damaged"])
    if manifest["engine"] == "postgresql":
        yield from _faults_of_dump(source / "database.dump")
    else:
        yield from _faults_of_copy(source / "database.sqlite3", manifest)


def _faults_of_dump(dump: Path) -> Iterator[str]:
    """pg_restore reads the whole of it and writes its statements to nowhere."""
    try:
        run_postgres("pg_restore", f"--file={os.devnull}", str(dump))
    except CommandError as failed:
        yield f"{dump.name}: cannot be read: {failed}"


def _faults_of_copy(copy: Path, manifest: Manifest) -> Iterator[str]:
    try:
        with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
            state = read_state(lambda sql: database.execute(sql).fetchall())
    except sqlite3.Error as failed:
        yield f"{copy.name}: cannot be read: {failed}"
        return
    if verdict != "ok":
        yield f"{copy.name}: damaged: {verdict}"
    if (state["rows"], state["heads"]) != (manifest["rows"], manifest["heads"]):
        yield f"{copy.name}: holds other rows or heads than the manifest says"
