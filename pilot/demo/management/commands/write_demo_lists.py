"""`manage.py write_demo_lists`: the workbooks of the demo, made again from their seed (pilot/demo/invented.py)."""

from pathlib import Path
from shutil import rmtree

from django.conf import settings
from django.core.management.base import BaseCommand

from pilot.demo.invented import Invented


class Command(BaseCommand):
    help = "Write the lists of the demo to pilot/demo/workbooks, with the agencies and fields that load_pilots loaded."

    def handle(self, *args: object, **options: object) -> None:
        folder: Path = settings.EXAMPLE_LISTS
        books = Invented().books()
        rmtree(folder, ignore_errors=True)
        for path, content in books.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
            self.stdout.write(str(path))
