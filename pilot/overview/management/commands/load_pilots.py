from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pilot.facts.loader import load
from pilot.facts.reading import FACTS, FactError


class Command(BaseCommand):
    help = "Load what the documents say (pilot/facts/*.yaml); never touches what people have entered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--directory", type=Path, default=FACTS, help="another directory with the fact files"
        )

    def handle(self, *, directory: Path, verbosity: int, **options: Any) -> None:
        try:
            report = load(directory)
        except FactError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write("\n".join(report.lines()))
