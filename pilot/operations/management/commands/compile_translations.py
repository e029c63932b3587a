"""Compile pilot/locale/*/LC_MESSAGES/*.po without gettext; what is newer than its source stays as it is."""

import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the translations (the .mo files are not kept in the repository)."
    requires_system_checks: list[str] = []

    def handle(self, **_options: object) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if not is_current(source):
                    count = compile_catalogue(source)
                    self.stdout.write(f"{source.parent.parent.name}: {count} messages compiled")


def is_current(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


def compile_catalogue(source: Path) -> int:
    """Write the .mo file beside `source`, complete or not at all. Returns how many messages it holds."""
    catalogue = polib.pofile(str(source))
    unfinished = source.with_suffix(f".{os.getpid()}.tmp")
    catalogue.save_as_mofile(str(unfinished))
    unfinished.replace(source.with_suffix(".mo"))
    return len(catalogue.translated_entries())
