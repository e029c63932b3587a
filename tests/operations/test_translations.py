"""What the translation check finds, and what `make messages` changes."""

import gettext
import os
from pathlib import Path

import polib
import pytest
from django.conf import settings

from pilot.operations.management.commands.check_translations import problem_of, updated
from pilot.operations.management.commands.compile_translations import compile_catalogue, is_current

OF_CODE = ("msgctxt", "msgid_plural", "occurrences", "comment", "flags")  # parts of an entry that the code decides


def entry(msgid: str, msgstr: str = "", **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    file = polib.POFile()
    file.extend(entries)
    return file


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (entry("Sign", "Ký"), ""),
        (entry("Sign"), "no translation"),
        (entry("Sign", "Ký", flags=["fuzzy"]), "fuzzy"),
        (entry("Sign", msgid_plural="Signs", msgstr_plural={0: " "}), "no translation"),
        (entry("%(n)s days", "%(n)s ngày", flags=["python-format"]), ""),
        (entry("%(n)s days", "ngày", flags=["python-format"]), "placeholder left out: %(n)s"),
        (entry("%(n)s days", "%(n)s %(x)s", flags=["python-format"]), "unknown placeholder %(x)s"),
        (entry("one", msgid_plural="%(n)s", msgstr_plural={0: "%(n)s"}, flags=["python-format"]), ""),
    ],
)
def test_problem_of_a_translation(one: polib.POEntry, found: str) -> None:
    assert problem_of(one) == found


def test_same_text_in_another_context_is_another_text() -> None:
    result = updated(catalogue(entry("open", msgctxt="period")), catalogue(entry("open", "mở")))
    assert [(one.msgctxt, one.msgstr, problem_of(one)) for one in result] == [("period", "", "no translation")]


def test_a_text_that_got_a_plural_needs_a_translation() -> None:
    (one,) = updated(
        catalogue(entry("day", msgid_plural="days", msgstr_plural={0: ""})), catalogue(entry("day", "ngày"))
    )
    assert problem_of(one) == "no translation"


def test_update_keeps_translations_adds_new_texts_and_drops_unused_ones() -> None:
    known = catalogue(entry("Sign", "Ký"), entry("Gone", "Cũ"), entry("Too short", "Ngắn", tcomment="upstream: django"))
    result = updated(catalogue(entry("Sign"), entry("New")), known)
    assert [(one.msgid, one.msgstr) for one in result] == [("New", ""), ("Sign", "Ký"), ("Too short", "Ngắn")]


def test_update_of_what_is_up_to_date_changes_nothing() -> None:
    path = settings.BASE_DIR / "pilot" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    known = polib.pofile(str(path))
    same = catalogue(*(entry(one.msgid, **{part: getattr(one, part) for part in OF_CODE}) for one in known))
    assert str(updated(same, known)) == path.read_text()


def test_compiled_catalogue_is_read_by_gettext(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    file = updated(catalogue(entry("Sign")), catalogue(entry("Sign", "Ký")))
    file.save(str(source))
    assert not is_current(source)
    assert compile_catalogue(source) == 1
    assert is_current(source)
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Sign") == "Ký"
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))
    assert not is_current(source)
