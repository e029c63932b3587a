"""`manage.py backup DIR`: a complete copy under a new name, or none (docs/operations.md)."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pilot.platform.kernel import backup


class Command(BaseCommand):
    help = "Copy database, files, audit heads and a manifest to DIR, a new one. Exit code 1: a damaged file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"database: {backup.database_in_words()}")
        target = options["dir"].absolute()
        try:
            manifest = backup.make(target)
        except backup.BackupRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{target}: {sum(manifest['rows'].values())} rows, {len(manifest['files'])} files")
        self.stdout.write(f"SHA-256 of the manifest: {backup.sha256_of(target / backup.MANIFEST)}")
        self.stdout.write(f"secret key: {manifest['secret_key']}")
        for sha in manifest["damaged"]:
            self.stderr.write(f"file {sha}: missing or damaged in the store")
        if manifest["damaged"]:
            sys.exit(1)
