"""From uploaded bytes to sheets of cells: starts the child (parse.py) and puts its refusals into words."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from pilot.platform.exchange.guard import MAX_FILE, MIB
from pilot.platform.kernel import confined
from pilot.platform.kernel.refusals import Refused

QUOTE = 5  # cells or rows named in a message
Cell: TypeAlias = str | float | dt.date | None  # as it stands in the sheet; a truth value is a number


def first_of(words: Sequence[str]) -> str:
    """The first of many, for a message that does not grow with the list."""
    return ", ".join(words[:QUOTE]) + ("…" if len(words) > QUOTE else "")


class WorkbookRefused(Refused):
    """The file is not read at all; the sentence says why and what to do. Codes: guard.py and parse.py."""

    status = 400


@dataclass(frozen=True)
class Sheet:
    """One sheet as its user sees it: rows from the first on, cells as text, number, date, truth value or None.

    A hidden sheet is only named: nobody looks at it, so it is neither read nor kept.
    """

    name: str
    rows: list[list[Cell]]
    merged: list[list[int]] = field(default_factory=list)
    hidden: bool = False


def read_workbook(content: bytes, name: str) -> list[Sheet]:
    """The sheets of an .xlsx, .xls or .csv file; hidden ones without their cells. Limits: guard.py, parse.py.

    Raises WorkbookRefused. Whatever the file does to its reader happens in another process.
    """
    if len(content) > MAX_FILE:
        raise refused("too_big", {"size": len(content), "most": MAX_FILE})
    answer = confined.run("pilot.platform.exchange.parse", Path(name).suffix.lower(), source=content)
    if answer is None:
        raise refused("too_heavy", {})
    found = json.loads(answer, object_hook=_day_or_dict)
    if "refused" in found:
        raise refused(found["refused"], found["facts"])
    return [Sheet(**sheet) for sheet in found["sheets"]]


def _day_or_dict(found: dict[str, str]) -> dt.date | dict[str, str]:
    return dt.date.fromisoformat(found["d"]) if found.keys() == {"d"} else found


def refused(code: str, facts: Mapping[str, str | int]) -> WorkbookRefused:
    """The refusal with a sentence for the person who sent the file; sizes in MB."""
    sizes = {name: int(facts[name]) // MIB for name in ("size", "most") if int(facts.get(name, 0)) > MIB}
    sentence = SENTENCES[code] % {**facts, **sizes}
    return WorkbookRefused(code, f"{sentence} {SAVE_AGAIN}" if code in HELPED_BY_SAVING else sentence)


SAVE_AGAIN = _("Open it in Excel, save it as an Excel workbook (.xlsx) and send that file.")
HELPED_BY_SAVING = {"not_what_it_says", "damaged", "dtd", "too_heavy"}
SENTENCES = {
    "empty": _("The file is empty."),
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
    "not_computed": _(
        "Cell %(cell)s holds a formula without a computed value. Open the file in Excel, save it and send it again."
    ),
    "too_many_rows": _("The sheet has %(count)s rows; at most %(most)s are read. Split the list."),
    "too_many_columns": _("The sheet has %(count)s columns; at most %(most)s are read."),
    "too_many_cells": _("The sheets have more than %(most)s filled cells. Send only the sheet with the list."),
    "encoding": _("The text of the file is not in Unicode (%(found)s). In Excel choose Save as, “CSV UTF-8”."),
    "too_heavy": _("The file takes more memory or time to open than a list of this kind needs; it was not read."),
}
