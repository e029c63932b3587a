"""Text typed for TCVN3 or VNI fonts or in Windows-1258: shown before and after, converted only when a person says so.

Source: public_facts.md section 6.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import Cell, Sheet
from pilot.platform.vietnamese import LEGACY, LegacyEncoding, from_legacy_encoding, looks_like_legacy_encoding

SURE = 2  # words that tell of an old encoding; a single one may be a word of another language
NAME, KEEP = "encoding", "keep"
SHOWN = 3  # cells of a question


@dataclass(frozen=True)
class Typed:
    """What a sheet says of its encoding: words that tell of one, the columns they stand in, and cells to show."""

    words: Counter[LegacyEncoding]
    places: frozenset[int]
    cells: tuple[tuple[str, str], ...]  # A5 and its text


def look_at(sheet: Sheet, read: Collection[int]) -> Typed:
    """Each distinct text is looked at once; only the columns that are `read` tell of an encoding."""
    words: Counter[LegacyEncoding] = Counter()
    places, cells, seen = set(), [], dict[str, LegacyEncoding | None]()
    for number, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            if not isinstance(cell, str) or cell.isascii():
                continue
            if cell not in seen:
                seen[cell] = looks_like_legacy_encoding(cell) if _may_be_legacy(cell) else None
            if encoding := seen[cell]:
                places.add(place)
                if place in read:
                    words[encoding] += sum(looks_like_legacy_encoding(word) is not None for word in cell.split())
                    cells.append((f"{get_column_letter(place + 1)}{number}", cell))
    return Typed(words, frozenset(places), tuple(cells))


def _may_be_legacy(text: str) -> bool:
    """Old fonts use letters of Latin-1 only, and the few that Windows adds: a look that costs little."""
    return any(not word.isascii() and all(ord(char) < 256 for char in word) for word in text.split())


def ask(sheet: Sheet, typed: Typed) -> tuple[list[Question], list[str]]:
    """The question that a sheet in an old encoding asks; too little to be sure is a remark."""
    shown = typed.cells[:SHOWN]
    if sum(typed.words.values()) < SURE and not sheet.encoding:
        pairs = "; ".join(f"{cell}: “{text[:40]}” → “{_after(text, typed)[:40]}”" for cell, text in shown)
        return [], [_("Perhaps typed in an old encoding: %(cells)s. Compare it.") % {"cells": pairs}] if shown else []
    likely = [encoding for encoding, _count in typed.words.most_common()] or list(LEGACY)
    words = _("The text is not typed in Unicode (columns %(letters)s; %(cells)s). How is it read?")
    letters = ", ".join(get_column_letter(place + 1) for place in sorted(typed.places))
    quoted = "; ".join(f"{cell} “{text[:40]}”" for cell, text in shown)
    return [Question(NAME, words % {"letters": letters, "cells": quoted}, _choices(likely, shown), where=letters)], []


def _choices(likely: list[LegacyEncoding], shown: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Each encoding with what it makes of the first cells, and the text as it stands."""
    after = {
        encoding: "; ".join(f"“{from_legacy_encoding(text, encoding)[:40]}”" for _cell, text in shown)
        for encoding in likely
    }
    made = [
        (encoding, _("%(encoding)s: %(after)s") % {"encoding": encoding, "after": after[encoding]})
        for encoding in likely
    ]
    return (*made, (KEEP, _("as it stands")))


def _after(text: str, typed: Typed) -> str:
    return from_legacy_encoding(text, typed.words.most_common(1)[0][0])


def converted(sheet: Sheet, typed: Typed, answers: Answers) -> Sheet:
    """The sheet with its columns of old text in Unicode, if the reader said so; texts in Unicode already stay."""
    encoding = next((old for old in LEGACY if old == answers.get(NAME)), None)
    if encoding is None:
        return sheet

    def cell(place: int, value: Cell) -> Cell:
        old = place in typed.places or bool(sheet.encoding)
        return from_legacy_encoding(value, encoding) if old and isinstance(value, str) and _only_old(value) else value

    return replace(sheet, rows=[[cell(place, value) for place, value in enumerate(row)] for row in sheet.rows])


def _only_old(text: str) -> bool:
    """Whether every letter is one that the old encodings use: ễ, ư and the like are Unicode already."""
    return not text.isascii() and text.encode("cp1252", "ignore").decode("cp1252") == text
