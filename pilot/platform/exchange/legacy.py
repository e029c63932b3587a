"""Text typed for TCVN3 or VNI fonts: recognised and refused, never converted unseen.

Source: public_facts.md section 6.
"""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from pilot.platform.exchange.reading import QUOTE, Sheet, WorkbookRefused
from pilot.platform.vietnamese import LegacyEncoding, from_legacy_encoding, looks_like_legacy_encoding

SURE = 2  # words that tell of an old encoding; a single one may be a word of another language


def refuse_legacy(sheet: Sheet, places: Collection[int] | None = None) -> list[str]:
    """Refuse text typed for TCVN3 or VNI fonts with its cells, before and after: WorkbookRefused.

    `places`: columns to look at, from 0; all without them. Too little to be sure refuses nothing and comes back in
    words.
    """
    found = list(_legacy_cells(sheet, places))
    shown = "; ".join(
        f"{cell}: “{text[:40]}” → “{from_legacy_encoding(text, kind)[:40]}”" for cell, text, kind in found[:QUOTE]
    )
    if sum(_telling(text) for _cell, text, _kind in found) < SURE:
        return [_("Perhaps typed in an old encoding: %(cells)s. Compare it.") % {"cells": shown}] if found else []
    words = _(
        "The text is typed in the old encoding %(encoding)s, not in Unicode: %(cells)s (%(count)d cells in all). "
        "Convert it to Unicode (for example in Unikey) and send it again."
    )
    raise WorkbookRefused("legacy_encoding", words % {"encoding": found[0][2], "cells": shown, "count": len(found)})


def _telling(text: str) -> int:
    """How many words of the text are typed in an old encoding."""
    return sum(looks_like_legacy_encoding(word) is not None for word in text.split())


def _legacy_cells(sheet: Sheet, places: Collection[int] | None) -> Iterator[tuple[str, str, LegacyEncoding]]:
    """Cell, text, encoding. Each distinct text is looked at once."""
    seen: dict[str, LegacyEncoding | None] = {}
    for number, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            if not isinstance(cell, str) or (places is not None and place not in places):
                continue
            if cell not in seen:
                seen[cell] = looks_like_legacy_encoding(cell) if _may_be_legacy(cell) else None
            if encoding := seen[cell]:
                yield f"{get_column_letter(place + 1)}{number}", cell, encoding


def _may_be_legacy(text: str) -> bool:
    """Old fonts use letters of Latin-1 only: a look that costs little."""
    return any(not word.isascii() and all(ord(char) < 256 for char in word) for word in text.split())
