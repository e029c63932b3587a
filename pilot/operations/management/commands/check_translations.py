"""Is the Vietnamese catalogue complete? English is the msgid, so it is complete by itself."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

SOURCES = ("pilot", "staffing", "facilities", "billing", "templates")
LANGUAGE = "vi"
UPSTREAM = "upstream"  # a comment "# upstream: package" keeps a text that is not ours, but that we translate
WIDTH = 120  # characters of a line, as in every file
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
HEAD = {
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


def texts_in_code() -> polib.POFile:
    """Every text in code and templates, read by xgettext in a copy, so that no file here changes."""
    with tempfile.TemporaryDirectory() as name:
        folder, left_out = Path(name), shutil.ignore_patterns("__pycache__", "locale")
        for source in SOURCES:
            shutil.copytree(settings.BASE_DIR / source, folder / source, ignore=left_out)
        (folder / "locale").mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-m", "django", "makemessages", "-l", LANGUAGE, "--add-location", "file"]
        done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise CommandError(f"the texts could not be read (gettext installed?):\n{done.stdout}{done.stderr}")
        return polib.pofile(str(folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"))


def updated(code: polib.POFile, catalogue: polib.POFile) -> polib.POFile:
    """The catalogue with every text of the code and no other, in an order that does not depend on files."""
    catalogue.merge(code)
    kept = [entry for entry in catalogue if not entry.obsolete or entry.tcomment.startswith(UPSTREAM)]
    result = polib.POFile(wrapwidth=WIDTH)
    result.metadata = HEAD
    for entry in sorted(kept, key=lambda entry: (entry.msgid.casefold(), entry.msgctxt or "", entry.msgid)):
        entry.obsolete = False
        entry.msgstr_plural = {0: entry.msgstr_plural.get(0, "")} if entry.msgid_plural else {}  # nplurals=1
        result.append(entry)
    return result


def problem_of(entry: polib.POEntry) -> str:
    """What is wrong with a translation, or nothing."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if "fuzzy" in entry.flags:
        return "fuzzy"
    if not all(text.strip() for text in texts):
        return "no translation"
    if not {"python-format", "python-brace-format"} & set(entry.flags):
        return ""
    allowed, used = (set(PLACEHOLDER.findall(" ".join(t))) for t in ((entry.msgid, entry.msgid_plural), texts))
    if used - allowed:
        return f"unknown placeholder {', '.join(sorted(used - allowed))}"
    left_out = set() if entry.msgid_plural else allowed - used
    return f"placeholder left out: {', '.join(sorted(left_out))}" if left_out else ""


class Command(BaseCommand):
    help = "Every text in code and templates has a Vietnamese translation, and none is left over."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--update", action="store_true", help="bring the catalogue up to date")

    def handle(self, *, update: bool, **_options: object) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / LANGUAGE / "LC_MESSAGES" / "django.po"
        code = texts_in_code()
        fresh = updated(code, polib.pofile(str(path)))
        lines = [f"{wrong}: {entry.msgid!r} ({places(entry)})" for entry in fresh if (wrong := problem_of(entry))]
        if update:
            fresh.save(str(path))
        elif path.read_text() != str(fresh):
            lines.append("the file is not as make messages writes it: texts are new, changed or no longer used")
        for line in lines:
            self.stdout.write(f"  {line}")
        summary = f"{len(code)} texts, {len(lines)} to do in {path.relative_to(settings.BASE_DIR)}"
        if lines and not update:
            raise CommandError(f"{summary} (make messages brings the catalogue up to date)")
        self.stdout.write(summary)


def places(entry: polib.POEntry) -> str:
    return ", ".join(sorted({place for place, _line in entry.occurrences})[:2])
