"""`manage.py restore DIR [--force]`: the backup in place of what is there, then everything checked.

See docs/operations.md.
"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pilot.platform.kernel import backup


class Command(BaseCommand):
    help = "Put a backup in place. Stop web, worker and tick first. Exit code 1: something differs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path)
        parser.add_argument("--force", action="store_true", help="also when the database is not empty")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"database: {backup.database_in_words()}")
        try:
            found = backup.restore(options["dir"].absolute(), options["force"])
        except backup.BackupRefused as refused:
            raise CommandError(str(refused)) from None
        for line in found:
            self.stdout.write(f"  {line}")
        self.stdout.write(f"restored; {len(found)} problems")
        if found:
            sys.exit(1)
