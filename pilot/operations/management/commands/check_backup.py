"""`manage.py check_backup DIR`: whether a backup could be put back; nothing is restored (docs/operations.md)."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from pilot.operations import backup_check


class Command(BaseCommand):
    help = "Read a backup to its end and compare it with its manifest. Exit code 1: something is wrong with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path)

    def handle(self, *, dir: Path, **_options: object) -> None:
        faults = backup_check.check(dir.absolute())
        for line in faults:
            self.stdout.write(f"  {line}")
        self.stdout.write(f"{dir.absolute()}: {len(faults)} problems")
        if faults:
            sys.exit(1)
