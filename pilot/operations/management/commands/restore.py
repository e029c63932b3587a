"""`manage.py restore DIR`: the backup in place of what is there, then everything checked (docs/operations.md)."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from pilot.operations import backup


class Command(BaseCommand):
    help = "Put a backup in place. Stop web, worker and tick first. Exit code 1: something differs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path)
        parser.add_argument("--force", action="store_true", help="also when the database is not empty")

    def handle(self, *, dir: Path, force: bool, **_options: object) -> None:
        self.stdout.write(f"database: {backup.database_in_words()}")
        found = backup.restore(dir.absolute(), force)
        for line in found:
            self.stdout.write(f"  {line}")
        self.stdout.write(f"restored; {len(found)} problems")
        if found:
            sys.exit(1)
