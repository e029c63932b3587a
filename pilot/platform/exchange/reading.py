"""From uploaded bytes to sheets of cells: starts the child (parse.py) and puts its refusals into words."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilot.platform.exchange.guard import MAX_FILE, MIB
from pilot.platform.exchange.marks import BARE
from pilot.platform.kernel import confined
from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.types import Words

WAIT_OF_JOB = 30.0  # seconds on the clock that a job waits for the child; a web worker: settings.READING_SECONDS
QUOTE = 5  # cells or rows named in a message


@dataclass(frozen=True)
class CellError:
    """What stands in a cell instead of a value: #N/A, TRUE, or "=" for a formula that nobody computed."""

    shown: str

    def __str__(self) -> str:
        return self.shown

    def sentence(self) -> str:
        """What is wrong with that one cell."""
        if self.shown == BARE:
            return gettext(
                "The cell holds a formula without a computed value. Open the file in Excel, save it, or type the value."
            )
        words = gettext("“%(value)s” stands here instead of a value. Correct the formula or type the value.")
        return words % {"value": self.shown}


Cell: TypeAlias = str | float | dt.date | CellError | None  # as it stands in the sheet


def first_of(words: Sequence[str]) -> str:
    """The first of many, for a message that does not grow with the list."""
    return ", ".join(words[:QUOTE]) + ("…" if len(words) > QUOTE else "")


class WorkbookRefused(Refused):
    """The file is not read at all; the sentence says why and what to do. Codes: guard.py and parse.py."""

    status = 400


@dataclass(frozen=True)
class Sheet:
    """One sheet as its user sees it: rows from the first on, cells as text, number, date, fault or None.

    `merged`: first row and column, last row and column of ranges in its head, and of those of one column below it.
    `lengths`: fields of each record of a CSV file, `encoding`: what that was typed in, if not Unicode. Rows and columns
    count from 0.
    """

    name: str
    rows: list[list[Cell]]
    merged: list[list[int]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    filtered: bool = False
    lengths: list[int] = field(default_factory=list)
    encoding: str = ""


def read_workbook(content: bytes, name: str, wait: float = WAIT_OF_JOB, most: int | None = None) -> list[Sheet]:
    """The sheets of an .xlsx, .xls or .csv file. Limits: guard.py, marks.py, parse.py.

    Raises WorkbookRefused, and confined.TooSlow if it has not been read after `wait` seconds on the clock, or what the
    child has read is longer than `most` bytes. Whatever the file does to its reader happens in another process.
    """
    if len(content) > MAX_FILE:
        raise refused("too_big", {"size": len(content), "most": MAX_FILE})
    answer = _run_child("parse", content, wait, Path(name).suffix.lower())
    if most is not None and len(answer) > most:
        raise confined.TooSlow
    return sheets_of(answer)


def sheets_of(answer: bytes) -> list[Sheet]:
    """The sheets that parse.py has written. Raises WorkbookRefused where it has written why there are none."""
    found = json.loads(answer, object_hook=_thawed)
    if "refused" in found:
        raise refused(found["refused"], found["facts"])
    return [Sheet(**sheet) for sheet in found["sheets"]]


def without_identity(content: bytes, name: str, plan: Mapping[str, object], wait: float = WAIT_OF_JOB) -> bytes:
    """The copy of a file that is kept (copying.py). Raises WorkbookRefused, TooSlow."""
    return _run_child("copying", content, wait, Path(name).suffix.lower(), json.dumps(plan))


def _run_child(module: str, content: bytes, wait: float, *arguments: str) -> bytes:
    answer = confined.run(f"pilot.platform.exchange.{module}", *arguments, source=content, wait=wait)
    if answer is None:
        raise refused("too_heavy", {})
    return answer


def _thawed(found: dict[str, str]) -> dt.date | CellError | dict[str, str]:
    if found.keys() == {"e"}:
        return CellError(found["e"])
    return dt.date.fromisoformat(found["d"]) if found.keys() == {"d"} else found


def refused(code: str, facts: Mapping[str, str | int]) -> WorkbookRefused:
    """The refusal with a sentence for the person who sent the file; sizes in MB."""
    sizes = {name: int(facts[name]) // MIB for name in ("size", "most") if int(facts.get(name, 0)) > MIB}
    words = {"suffix": facts.get("suffix") or _("no extension"), "found": FOUND.get(str(facts.get("found")), "")}
    sentence = SENTENCES[code] % {**facts, **sizes, **words}
    help_words = _help(code, facts)
    return WorkbookRefused(code, f"{sentence} {help_words}" if help_words else str(sentence))


def _help(code: str, facts: Mapping[str, str | int]) -> Words:
    """What to do, where the sentence does not say it: Excel opens many kinds of files, but no pictures of lists."""
    if {facts.get("found"), facts.get("suffix")} & PICTURES:
        return SEND_THE_WORKBOOK
    return SAVE_AGAIN if code in HELPED_BY_SAVING or facts.get("suffix") in OPENED_BY_EXCEL else ""


SAVE_AGAIN = _("Open it in Excel, save it as an Excel workbook (.xlsx) and send that file.")
SEND_THE_WORKBOOK = _("Send the Excel workbook from which it was made.")
PICTURES = {".pdf", ".jpg", ".jpeg", ".png", ".doc", ".docx"}
OPENED_BY_EXCEL = {".ods", ".xlsb", ".xlsm", ".xltx", ".xml", ".htm", ".html", ".txt", ".tsv", ".et"}
FOUND: dict[str, Words] = {
    ".pdf": "PDF", ".jpg": _("a picture"), ".png": _("a picture"), ".xlsx": "Excel .xlsx", ".xls": "Excel .xls",
    ".zip": "ZIP", "html": _("a web page"), "csv": _("plain text"), "?": _("not known"),
}  # fmt: skip
HELPED_BY_SAVING = {"not_what_it_says", "damaged", "dtd", "too_heavy", "twice", "merged", "too_many_marks"}
SENTENCES = {
    "empty": _("The file is empty. Send the file that holds the list."),
    "too_big": _("The file has %(size)s MB; at most %(most)s MB are read."),
    "unknown_kind": _("Files of the kind “%(suffix)s” are not read. Send .xlsx, .xls or .csv."),
    "not_what_it_says": _("The file is called “%(suffix)s” but holds something else (%(found)s)."),
    "encrypted": _("The file is protected by a password. Take the password off and send it again."),
    "damaged": _("The file is damaged and cannot be opened."),
    "macro": _("The file holds macros. Save it as an Excel workbook without macros (.xlsx)."),
    "external": _(
        "The file refers to other files or to the network (%(name)s). Break the links (Data, Edit links) and save it"
        " again."
    ),
    "dtd": _("The file holds definitions that no Excel workbook needs (DTD, entities); it is not opened."),
    "path": _("The file holds a part with a forbidden name (%(name)s); it is not opened."),
    "bomb": _("A part of the file grows to %(size)s MB when unpacked (%(ratio)s times); it is not opened."),
    "too_big_unpacked": _("The file grows to %(size)s MB when unpacked; at most %(most)s MB are read."),
    "too_many_parts": _("The file has %(count)s parts; at most %(most)s are read."),
    "too_many_sheets": _(
        "The file has %(count)s sheets; at most %(most)s are read. Send only the sheet with the list."
    ),
    "extent": _(
        "A cell stands far outside the list (%(cell)s); at most %(rows)s rows and %(columns)s columns are read. Delete"
        " the empty rows and columns around the list."
    ),
    "twice": _("The file holds two parts of one name (%(name)s); it is not opened."),
    "too_many_marks": _("The file holds more than %(most)s entries of one kind (%(what)s); it is not opened."),
    "merged": _("The file merges cells that no sheet has (%(cell)s); it is not opened."),
    "too_many_rows": _("The sheet has %(count)s rows; at most %(most)s are read. Split the list."),
    "too_many_columns": _("The sheet has %(count)s columns; at most %(most)s are read."),
    "too_many_cells": _("The sheets have more than %(most)s filled cells. Send only the sheet with the list."),
    "too_heavy": _("The file takes more memory or time to open than a list of this kind needs; it was not read."),
}
