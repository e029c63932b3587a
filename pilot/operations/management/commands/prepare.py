"""Bring the database of `make run` up to date before it serves. Run again, every step changes nothing."""

import datetime as dt
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext

from pilot.operations.backup import copy_sqlite, database_in_words
from pilot.operations.releases import refusal, unknown_here

COPIES_KEPT = 10


class Command(BaseCommand):
    help = "Copy and migrate the database, load the facts and the demo, collect static files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where this installation answers")

    def handle(self, *, address: str, **_options: object) -> None:
        self.stdout.write(f"database: {database_in_words()}")
        if "DATABASE_URL" in os.environ and connection.vendor == "sqlite":
            self.stdout.write("DATABASE_URL is not used here: it is for production (docs/operations.md) and the tests")
        if strange := unknown_here():
            self.begin_anew(strange)
        self.migrate()
        call_command("load_pilots", stdout=self.stdout)
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)
        else:
            call_command("first_administrator", address=address, stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0, stdout=self.stdout)

    def begin_anew(self, strange: list[str]) -> None:
        """Set the demo of another release aside, so that a new one is made. Other data are refused, untouched."""
        if not settings.DEMO or connection.vendor != "sqlite":
            raise CommandError(refusal(strange))
        aside = set_aside(Path(connection.settings_dict["NAME"]).parent)
        with translation.override(settings.LANGUAGE_CODE):
            said = gettext("The demo of another version was set aside in %(folder)s; a new one is made.")
        self.stdout.write(said % {"folder": in_short(aside)})

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


def set_aside(folder: Path) -> Path:
    """Give a folder a name with day and time, and make an empty one with the same key. Returns where the old one is."""
    connection.close()
    aside = folder.rename(f"{folder}-{dt.datetime.now():%Y-%m-%d-%H%M%S}")
    folder.mkdir()
    if (key := aside / "secret_key").exists():  # of the processes that run already
        shutil.copy(key, folder)
    return aside


def copy_before_migrating(database: Path) -> Path:
    """A checked copy, made while others read and write; the newest ten stay."""
    folder = database.parent / "before-migrate"
    folder.mkdir(exist_ok=True)
    copy = folder / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%fZ}.sqlite3"
    copy_sqlite(database, copy)
    for old in sorted(folder.glob("*.sqlite3"))[:-COPIES_KEPT]:
        old.unlink()
    return copy
