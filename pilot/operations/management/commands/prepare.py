"""Bring the database of `make run` up to date before it serves. Run again, every step changes nothing."""

import datetime as dt
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pilot.platform.kernel.backup import database_in_words

COPIES_KEPT = 10


class Command(BaseCommand):
    help = "Copy and migrate the database, load the facts and the demo, collect static files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where this installation answers")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"database: {database_in_words()}")
        if "DATABASE_URL" in os.environ and connection.vendor == "sqlite":
            self.stdout.write("DATABASE_URL is not used here: it is for production (docs/operations.md) and the tests")
        self.migrate()
        call_command("load_pilots", stdout=self.stdout)
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)
        else:
            call_command("first_administrator", address=options["address"], stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0, stdout=self.stdout)

    def migrate(self) -> None:
        """A database that holds data is copied before it changes. With nothing pending restores guards."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan and executor.loader.applied_migrations and connection.vendor == "sqlite":
            copy = copy_before_migrating(Path(connection.settings_dict["NAME"]))
            self.stdout.write(f"copy of the database before migrating: {in_short(copy)}")
        if plan:
            self.stdout.write(f"{len(plan)} migrations to apply")
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)


def in_short(path: Path) -> Path:
    """The path as it is typed in this checkout; as a whole where it lies elsewhere."""
    return path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path


def copy_before_migrating(database: Path) -> Path:
    """A checked copy, made while others read and write; the newest ten stay. Refuses a damaged database."""
    folder = database.parent / "before-migrate"
    folder.mkdir(exist_ok=True)
    copy = folder / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%fZ}.sqlite3"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        verdict = target.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise CommandError(f"{database} is damaged ({verdict}); nothing was migrated. The copy is {copy}")
    for old in sorted(folder.glob("*.sqlite3"))[:-COPIES_KEPT]:
        old.unlink()
    return copy
