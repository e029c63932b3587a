"""Text typed for TCVN3 or VNI fonts: recognised and refused, never converted unseen.

Source: public_facts.md section 6.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _

from pilot.platform.exchange.reading import QUOTE, Sheet, WorkbookRefused, letter
from pilot.platform.vietnamese import from_legacy_encoding, looks_like_legacy_encoding

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
    raise WorkbookRefused(
        "legacy_encoding",
        _(
            "The text is typed in the old encoding %(encoding)s, not in Unicode: %(cells)s (%(count)d"
            " cells in all). "
            "Convert it to Unicode (for example in Unikey) and send it again."
        )
        % {"encoding": found[0][2], "cells": shown, "count": len(found)},
    )


def _telling(text: str) -> int:
    """How many words of the text are typed in an old encoding."""
    return sum(looks_like_legacy_encoding(word) is not None for word in text.split())


def _legacy_cells(sheet: Sheet, places: Collection[int] | None) -> Iterator[tuple[str, str, Any]]:
    """Cell, text, encoding. Each distinct text is looked at once; old fonts use letters of Latin-1 only."""
    seen: dict[str, object] = {}
    for number, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            if places is not None and place not in places:
                continue
            if not isinstance(cell, str) or cell.isascii():
                continue
            if cell not in seen:
                suspicious = " ".join(
                    word for word in cell.split() if not word.isascii() and all(ord(c) < 256 for c in word)
                )
                seen[cell] = suspicious and looks_like_legacy_encoding(cell)
            if seen[cell]:
                yield f"{letter(place)}{number}", cell, seen[cell]
