"""`manage.py simulate --sites 300`: a made-up province on top of the demo, to see the product at its size."""

from dataclasses import fields

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pilot.demo.simulate.province import NotHere, simulate
from pilot.demo.simulate.world import Size


class Command(BaseCommand):
    help = "Add a made-up province to a loaded demo database; the same numbers give the same province."

    def add_arguments(self, parser: CommandParser) -> None:
        for field in fields(Size):
            parser.add_argument(f"--{field.name}", type=int, default=field.default)

    def handle(self, *args: object, **options: int) -> None:
        size = Size(**{field.name: options[field.name] for field in fields(Size)})
        try:
            simulate(size)
        except NotHere as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"simulated: {size}")
