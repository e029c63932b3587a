"""What a printed timesheet says itself of its marks: "Ký hiệu chấm công: Nghỉ phép: P; H: hội nghị, học tập".

Source: the legends of forms 01a-LĐTL (Thông tư 200/2014/TT-BTC, 133/2016/TT-BTC) and C01a-HD (107/2017/TT-BTC).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from billing.calculation.marks import Worth, mark_key, read_mark
from billing.resources.grid import DAYS
from billing.selectors.marks import written
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Row
from pilot.platform.vietnamese import search_key

BEGIN = re.compile(r"^[^:\n]*ký hiệu[^:\n]*:?", re.IGNORECASE)
PIECES = re.compile(r"[\n;]|\s[–•](?=\s)|\s-\s+(?=\w{2})")
BULLET = "-–•*. "
LONGEST = 4  # characters of a mark
WORDS, MARK = r"(?P<words>\w[^:=]{2,60}?)", rf"(?P<mark>[^\s:=]{{1,{LONGEST}}})"
ENTRIES = (re.compile(rf"{WORDS}\s*[:=]\s*{MARK}$"), re.compile(rf"{MARK}\s*(?:[:=]|\s)\s*{WORDS}$"))
LEGEND, OURS = "legend", "ours"


def legend_of(texts: Sequence[str]) -> dict[str, str]:
    """Mark (its key) → its words, from the text that begins with "Ký hiệu" on; it may stand in a cell of its own."""
    begun = next((place for place, text in enumerate(texts) if search_key(text).startswith("ky hieu")), len(texts))
    pieces = [piece for text in texts[begun:] for piece in PIECES.split(BEGIN.sub("", text))]
    pieces = [" ".join(piece.split()).strip(BULLET) or piece.strip() for piece in pieces if piece.strip()]
    apart = [pair for pair in pairwise(pieces) if len(pair[1]) <= LONGEST < len(pair[0])]
    whole = [piece for piece in pieces if not any(piece in pair for pair in apart)]
    found: dict[str, str] = {}
    for piece in [*(f"{words.rstrip(':')}: {mark}" for words, mark in apart), *whole]:
        if entry := next(filter(None, (pattern.match(piece) for pattern in ENTRIES)), None):
            found.setdefault(mark_key(entry["mark"]), entry["words"].strip())
    return found


def read_legend(
    legend: Mapping[str, str], known: Mapping[str, Worth], meanings: Mapping[str, Worth], rows: Collection[Row],
    answers: Answers,
) -> tuple[dict[str, Worth], list[Question]]:  # fmt: skip
    """The `known` marks with what the legend adds to them, and what is asked: only of marks that the rows bear.

    A mark that is known as something else waits for an answer; one that only the legend knows is offered as it says.
    """
    borne = {mark_key(row.values[name]): row.values[name] for row in rows for name in DAYS if row.values.get(name)}
    marks, asked = dict(known), []
    for key in sorted(borne.keys() & legend.keys()):
        ours, theirs = read_mark(key, known), meanings.get(search_key(legend[key]))
        if theirs is None or ours == theirs:
            continue
        asked.append(_question(borne[key], legend[key], ours, theirs))
        if asked[-1].answer(answers) == LEGEND:
            marks[key] = theirs
    return marks, asked


def _question(mark: str, explained: str, ours: Worth | None, theirs: Worth) -> Question:
    words = _("The legend of the list says of the mark “%(mark)s”: %(words)s. How is it read?")
    as_theirs = _("as the legend says: %(mark)s") % {"mark": written(theirs)}
    as_ours = _("as here: %(mark)s") % {"mark": written(ours)} if ours else _("as no mark")
    choices = ((LEGEND, as_theirs), (OURS, as_ours))
    default = "" if ours else LEGEND
    name = f"legend_{mark_key(mark).encode().hex()}"
    return Question(name, words % {"mark": mark, "words": explained}, choices, default)
