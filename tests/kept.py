"""A world is kept between runs: its rows lie in pytest's cache, and the next run inserts them instead of making them.

They are kept under a hash of the day, the rows that stood there before, and every file that the world is made from, so
that after a change it is made anew. Pages are left out of that hash: no world is made by them (tests/test_kept.py).
"""

import datetime as dt
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from pilot.platform.kernel.files import blob
from pilot.platform.kernel.models import StoredFile
from tests.architecture.project import ROOT, files
from tests.guards import without_guards

Rows = dict[str, tuple[list[str], list[Any]]]  # of each table: its columns, and what stands in them

NOTHING_IS_MADE_FROM = {"tests", "docs", "static", "var"}
PAGES = {"views", "views.py", "urls.py", ".html", ".css", ".js", ".svg"}  # names and endings
BESIDE = ("requirements.txt", "pyproject.toml", "tests/worlds.py", "tests/kept.py")


def fill(folder: Path, world: str, make: Callable[[], None]) -> None:
    """Fill the database with a world: insert what is kept of it in the folder, or make it and keep that."""
    before, stem = _rows(), f"{world}-{connection.vendor}"
    path = folder / f"{stem}-{_hash(before)}"
    if path.exists():
        _insert(*pickle.loads(path.read_bytes()))  # noqa: S301 - what we have written ourselves
        return
    make()
    _keep(path, {table: found for table, found in _rows().items() if found != before[table]})
    for older in set(folder.glob(f"{stem}-*")) - {path}:
        older.unlink(missing_ok=True)


def sources() -> Iterator[Path]:
    """The files that a world is made from."""
    yield from (ROOT / name for name in BESIDE)
    for top in sorted(path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if top.name not in NOTHING_IS_MADE_FROM:
            yield from (path for path in files(under=top.name) if not PAGES & {*path.parts, path.suffix})


def _hash(before: Rows) -> str:
    found = hashlib.sha256(f"{sys.version} {dt.date.today()} {before}".encode())
    for path in sources():
        found.update(f"{path} ".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _rows() -> Rows:
    with connection.cursor() as cursor:
        return {table: _rows_of(cursor, table) for table in connection.introspection.table_names()}


def _rows_of(cursor: Any, table: str) -> tuple[list[str], list[Any]]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return [column[0] for column in cursor.description], cursor.fetchall()


def _keep(path: Path, rows: Rows) -> None:
    """Write beside and rename: another process finds all of it or nothing."""
    hashes = set(StoredFile.objects.values_list("sha256", flat=True))
    contents = {sha256: blob(sha256).read_bytes() for sha256 in hashes}
    half = path.with_name(f"half-{os.getpid()}")
    half.write_bytes(pickle.dumps((rows, contents)))
    half.replace(path)


def _insert(rows: Rows, contents: dict[str, bytes]) -> None:
    with without_guards(), connection.cursor() as cursor:  # some refuse what is added after a signature
        for table, (columns, values) in rows.items():
            cursor.executemany(_insertion(table, columns), values)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
    for sha256, content in contents.items():
        blob(sha256).parent.mkdir(parents=True, exist_ok=True)
        blob(sha256).write_bytes(content)


def _insertion(table: str, columns: list[str]) -> str:
    names = ", ".join(map(connection.ops.quote_name, columns))
    return f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
