"""Is the Vietnamese catalogue complete? English is the msgid, so it is complete by itself."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

SOURCES = ("pilot", "staffing", "facilities", "billing", "templates")
LANGUAGE = "vi"
UPSTREAM = "upstream"  # a comment "# upstream: package" keeps a text that is not ours, but that we translate
WIDTH = 120  # characters of a line, as in every file
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

Key = tuple[str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def texts_in_code() -> dict[Key, polib.POEntry]:
    """Every text in code and templates, read by xgettext in a copy, so that no file here changes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source in SOURCES:
            shutil.copytree(
                settings.BASE_DIR / source, folder / source, ignore=shutil.ignore_patterns("__pycache__", "locale")
            )
        (folder / "locale").mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-m", "django", "makemessages", "-l", LANGUAGE, "--add-location", "file"]
        done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise CommandError(f"the texts could not be read (gettext installed?):\n{done.stdout}{done.stderr}")
        entries = polib.pofile(str(folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"))
        return {key(entry): entry for entry in entries}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problem_of(entry: polib.POEntry) -> str:
    """What is wrong with a translation, or nothing."""
    if "fuzzy" in entry.flags:
        return "fuzzy"
    if not all(text.strip() for text in translations(entry)):
        return "no translation"
    allowed = set(PLACEHOLDER.findall(f"{entry.msgid} {entry.msgid_plural}"))
    used = set(PLACEHOLDER.findall(" ".join(translations(entry))))
    if "python-format" in entry.flags or "python-brace-format" in entry.flags:
        if used - allowed:
            return f"unknown placeholder {', '.join(sorted(used - allowed))}"
        if not entry.msgid_plural and allowed - used:
            return f"placeholder left out: {', '.join(sorted(allowed - used))}"
    return ""


def problems(code: dict[Key, polib.POEntry], catalogue: polib.POFile) -> list[str]:
    """One line per text that needs a translator."""
    known = {key(entry): entry for entry in catalogue if not entry.obsolete}
    lines = []
    for name, entry in sorted(code.items()):
        found = known.get(name)
        wrong = problem_of(found) if found else "not in the catalogue"
        if found and bool(found.msgid_plural) != bool(entry.msgid_plural):
            wrong = "plural in one place only"
        if wrong:
            where = ", ".join(sorted({place for place, _line in entry.occurrences})[:2])
            lines.append(f"{wrong}: {entry.msgid!r} ({where})")
    for entry in catalogue:
        if is_upstream(entry):
            lines += [f"{wrong}: {entry.msgid!r} (upstream)"] if (wrong := problem_of(entry)) else []
        elif entry.obsolete or key(entry) not in code:
            lines.append(f"no longer used: {entry.msgid!r}")
    return lines


def is_upstream(entry: polib.POEntry) -> bool:
    return not entry.obsolete and entry.tcomment.startswith(UPSTREAM)


def updated(code: dict[Key, polib.POEntry], catalogue: polib.POFile) -> polib.POFile:
    """The catalogue with every text of the code and no other, in an order that does not depend on files."""
    known = {key(entry): entry for entry in catalogue if not entry.obsolete}
    result = polib.POFile(wrapwidth=WIDTH)
    result.metadata = {
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    entries = [entry for entry in catalogue if is_upstream(entry) and key(entry) not in code]
    for name, entry in code.items():
        if (found := known.get(name)) and bool(found.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr, entry.msgstr_plural, entry.tcomment = (
                found.msgstr,
                found.msgstr_plural,
                found.tcomment,
            )
            entry.flags += ["fuzzy"] if "fuzzy" in found.flags else []
        entries.append(entry)
    result.extend(sorted(entries, key=lambda entry: (entry.msgid.casefold(), key(entry))))
    return result


class Command(BaseCommand):
    help = "Every text in code and templates has a Vietnamese translation, and none is left over."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--update", action="store_true", help="bring the catalogue up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / LANGUAGE / "LC_MESSAGES" / "django.po"
        catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
        code = texts_in_code()
        fresh = updated(code, catalogue)
        if options["update"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.save(str(path))
            catalogue = fresh
        lines = problems(code, catalogue)
        if not path.exists() or path.read_text() != str(fresh):
            lines.append("the file is not as make messages writes it")
        for line in lines:
            self.stdout.write(f"  {line}")
        summary = f"{len(code)} texts, {len(lines)} to do in {path.relative_to(settings.BASE_DIR)}"
        if lines and not options["update"]:
            raise CommandError(f"{summary} (make messages brings the catalogue up to date)")
        self.stdout.write(summary)
