from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from billing.opening import sync_reference
from facilities.opening import sync_facilities
from pilot.facts.loader import load
from pilot.facts.reading import FACTS, FactError

DERIVED = {
    "premises": sync_facilities,
    "marks_and_rates": sync_reference,
}  # what follows from the facts elsewhere


class Command(BaseCommand):
    help = "Load what the documents say (pilot/facts/*.yaml); never touches what people have entered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--directory", type=Path, default=FACTS, help="another directory with the fact files")

    def handle(self, *, directory: Path, verbosity: int, **options: object) -> None:
        try:
            with transaction.atomic():
                report = load(directory)
                for name, sync in DERIVED.items():
                    report.derived[name] = sync()
        except FactError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write("\n".join(report.lines()))
