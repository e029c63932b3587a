"""`manage.py backup DIR`: a complete copy under a new name, or none (docs/operations.md)."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from pilot.operations import backup


class Command(BaseCommand):
    help = "Copy database, files, audit heads and a manifest to DIR, a new one. Exit code 1: a damaged file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path)

    def handle(self, *, dir: Path, **_options: object) -> None:
        self.stdout.write(f"database: {backup.database_in_words()}")
        manifest = backup.make(dir.absolute())
        self.stdout.write(f"{dir.absolute()}: {sum(manifest['rows'].values())} rows, {len(manifest['files'])} files")
        self.stdout.write(f"SHA-256 of the manifest: {backup.sha256_of(dir / backup.MANIFEST)}")
        self.stdout.write(f"secret key: {manifest['secret_key']}")
        for sha in manifest["damaged"]:
            self.stderr.write(f"file {sha}: missing or damaged in the store")
        if manifest["damaged"]:
            sys.exit(1)
