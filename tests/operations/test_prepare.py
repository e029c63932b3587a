"""The copy of the SQLite file that is kept before migrating."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from pilot.operations.management.commands.prepare import COPIES_KEPT, copy_before_migrating, in_short


def database(folder: Path) -> Path:
    path = folder / "db.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE entered (word TEXT)")
        connection.execute("INSERT INTO entered VALUES ('Đức')")
    return path


def test_copy_holds_what_was_entered_and_not_yet_checkpointed(tmp_path: Path) -> None:
    path = database(tmp_path)
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("INSERT INTO entered VALUES ('Ánh')")
        writer.commit()
        copy = copy_before_migrating(path)
    with closing(sqlite3.connect(copy)) as connection:
        assert [word for (word,) in connection.execute("SELECT word FROM entered")] == ["Đức", "Ánh"]


def test_only_the_newest_copies_stay(tmp_path: Path) -> None:
    path = database(tmp_path)
    copies = [copy_before_migrating(path) for _ in range(COPIES_KEPT + 2)]
    assert sorted((tmp_path / "before-migrate").iterdir()) == copies[2:]


def test_a_copy_outside_the_checkout_is_named_as_a_whole(tmp_path: Path, settings: Any) -> None:
    assert in_short(settings.BASE_DIR / "var" / "copy.sqlite3") == Path("var/copy.sqlite3")
    assert in_short(tmp_path / "copy.sqlite3") == tmp_path / "copy.sqlite3"


def test_damaged_database_is_refused(tmp_path: Path) -> None:
    path = database(tmp_path)
    with path.open("r+b") as file:
        file.seek(4096 + 1)
        file.write(b"\xff" * 200)
    with pytest.raises((CommandError, sqlite3.DatabaseError)):
        copy_before_migrating(path)
