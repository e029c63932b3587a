"""`manage.py load_demo`: the illustrative people and cases, once, only in the demo database."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pilot.demo import world as demo


class Command(BaseCommand):
    help = "Fill an empty demo database; does nothing when it was filled before."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This is not the demo database: DEMO is off.")
        filled = demo.load()
        self.stdout.write("demo data loaded" if filled else "demo data was there before: nothing touched")
