"""Which column of the file is read as which column of the list: recognised, mapped by hand, or passed over, and why."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.utils import get_column_letter

from pilot.platform.exchange.heads import SERIAL, Head, folded, spread, text_of
from pilot.platform.exchange.identity import IDENTITY, is_identity, mostly_identity
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import Cell, Sheet, first_of
from pilot.platform.exchange.resource import Column, Row, TwoStepResource
from pilot.platform.exchange.widgets import PhoneWidget, swapped
from pilot.platform.vietnamese import parse_date

FAULTS = "loi"  # the last column of our own workbook of errors
LEFT_OVER = frozenset({"dong", FAULTS})  # two that only it has
CODE_LIKE = re.compile(  # letters and digits, or zeros before digits
    r"(?=\S*[0-9])(?=\S*[A-Za-zĐđ])[\w./-]{3,20}|0[0-9]{2,11}"
)
MAPPED, UNREAD = "column_", "-"  # the question on a column, and its answer that nothing is read from it
WHICH, PARTS = "which_", "parts_"  # the questions which of two columns is read, and whether two are one
KEY = "key_"  # the question whether a column holds the keys
OF_COLUMNS = (MAPPED, WHICH, PARTS, KEY)


@dataclass
class Decision:
    """What was decided about one column of the sheet. `state`: pass, warn or idle (not read)."""

    letter: str
    heading: str
    name: str
    said: list[str] = field(default_factory=list)
    state: str = "pass"

    def say(self, words: str, state: str = "pass") -> None:
        self.said.append(words)
        self.state = state if state != "pass" else self.state

    def cells(self, rows: list[int]) -> str:
        """The first of these cells, by their rows."""
        return first_of([f"{self.letter}{row}" for row in rows])


@dataclass
class Columns:
    """The columns of a sheet: which are read (place, from 0 → name), which hold identity numbers, what is asked."""

    read: dict[int, str]
    identity: list[int]
    questions: list[Question] = field(default_factory=list)

    def places(self, name: str) -> list[int]:
        return [place for place, one in self.read.items() if one == name]


def shape_of(head: Head) -> str:
    """What two lists with the same headings in the same order have in common."""
    return hashlib.sha256("|".join(folded(heading) for heading in head.headings).encode()).hexdigest()


def choose_columns(sheet: Sheet, head: Head, kind: TwoStepResource, answers: Answers) -> Columns:
    """Headings, then what the reader said column by column; never identity numbers."""
    identity = identity_columns(sheet, head, kind)
    chosen = Columns(dict(head.names), identity)
    _ask_parts(sheet, head, kind, chosen, answers)
    for place in _worth_asking(sheet, head, identity):
        question = _meaning(place, head, kind)
        chosen.questions.append(question)
        if said := answers.get(question.name):
            chosen.read.pop(place, None)
            if said in kind.columns:
                for other in chosen.places(said):  # said by hand: it wins over what a heading seemed to say
                    if answers.get(f"{MAPPED}{get_column_letter(other + 1)}") != said:
                        del chosen.read[other]
                chosen.read[place] = said
    _ask_key(sheet, head, kind, chosen, answers)
    chosen.read = {place: name for place, name in sorted(chosen.read.items()) if place not in identity}
    _settle_doubles(chosen, head, kind, answers)
    return chosen


def _ask_parts(sheet: Sheet, head: Head, kind: TwoStepResource, chosen: Columns, answers: Answers) -> None:
    """Words without a heading beside a name may be the given names; nobody may guess it."""
    for place, name in head.names.items():
        headed = place + 1 < len(head.stacks) and head.stacks[place + 1]
        rows = [row[place : place + 2] for row in sheet.rows[head.row + 1 :]]
        pairs = [pair for pair in rows if pair and isinstance(pair[0], str)]
        both = [f"{pair[0]} | {pair[1]}" for pair in pairs if isinstance(pair[-1], str) and len(pair) == 2]
        if kind.columns[name].widget.parts_alone and not headed and 2 * len(both) > len(pairs):
            letter = get_column_letter(place + 2)
            words = _("Column %(letter)s has no heading and stands beside “%(heading)s” (%(cells)s). Is it part of it?")
            said = words % {"letter": letter, "heading": kind.columns[name].heading, "cells": first_of(both)}
            choices = (("join", _("yes, the given names")), ("apart", _("no")))
            chosen.questions.append(Question(f"{PARTS}{letter}", said, choices, where=letter))
            if chosen.questions[-1].answer(answers) == "join":
                chosen.read[place + 1] = name
                head.parts.add(place + 1)


def _worth_asking(sheet: Sheet, head: Head, identity: list[int]) -> list[int]:
    """Columns with a heading, or filled without one; not serial numbers, not identity numbers."""
    filled = {place for row in sheet.rows[head.row + 1 :] for place, cell in enumerate(row) if cell is not None}
    headed = {place for place, stack in enumerate(head.stacks) if stack}
    serial = {place for place, heading in enumerate(head.headings) if folded(heading) in SERIAL}
    return sorted((filled | headed) - serial - set(identity))


def _ask_key(sheet: Sheet, head: Head, kind: TwoStepResource, chosen: Columns, answers: Answers) -> None:
    """Before keys are given to a list without them, its reader says whether a column that looks like keys is one."""
    if not kind.gives_keys or kind.key in chosen.read.values():
        return
    for place in _worth_asking(sheet, head, chosen.identity):
        letter, heading = get_column_letter(place + 1), head.headings[place] if place < len(head.headings) else ""
        known = place in chosen.read or f"{MAPPED}{letter}" in answers or folded(heading) in kind.not_kept
        cells = [
            text_of(row[place]) for row in sheet.rows[head.row + 1 :] if place < len(row) and row[place] is not None
        ]
        codes = [cell for cell in cells if CODE_LIKE.fullmatch(cell)]
        if known or len(set(codes)) < max(2, 0.8 * len(cells)):
            continue
        words = _("Column %(letter)s “%(heading)s” (%(cells)s) may be “%(meant)s”. Is it?")
        meant = kind.columns[kind.key].heading
        said = words % {"letter": letter, "heading": heading, "cells": first_of(codes), "meant": meant}
        choices = (("yes", _("yes")), ("no", _("no; codes are given")))
        chosen.questions.append(Question(f"{KEY}{letter}", said, choices, where=letter))
        if chosen.questions[-1].answer(answers) == "yes":
            chosen.read[place] = kind.key


def _meaning(place: int, head: Head, kind: TwoStepResource) -> Question:
    """Read as which column. Never in the way: the default is what its heading says."""
    letter = get_column_letter(place + 1)
    heading = head.headings[place] if place < len(head.headings) else ""
    words = _("“%(heading)s” is read as") % {"heading": heading or _("(no heading)")}
    columns = [(name, column.heading) for name, column in kind.columns.items()]
    return Question(
        f"{MAPPED}{letter}", words, ((UNREAD, _("not read")), *columns), head.names.get(place, UNREAD), letter
    )


def _settle_doubles(chosen: Columns, head: Head, kind: TwoStepResource, answers: Answers) -> None:
    """Columns divided by sex, and parts, are one value; of others that mean the same the reader says which is read."""
    for name in sorted(set(chosen.read.values())):
        places = chosen.places(name)
        apart = [place for place in places if place not in head.parts or place - 1 not in places]
        if len(apart) > 1 and not all(head.sex_of(place) for place in places):
            letters = [get_column_letter(place + 1) for place in places]
            choices = tuple(
                (letter, _named(letter, head.headings[place])) for place, letter in zip(places, letters, strict=True)
            )
            words = _("Columns %(letters)s all seem to be “%(heading)s”. Which one is read?")
            said = words % {"letters": ", ".join(letters), "heading": kind.columns[name].heading}
            first = "" if kind.columns[name].kept else letters[0]  # of what is only compared nobody is asked
            question = Question(f"{WHICH}{name}", said, choices, first)
            chosen.questions.append(question)
            kept = question.answer(answers) or letters[0]
            for place, letter in zip(places, letters, strict=True):
                if letter != kept:
                    del chosen.read[place]


def _named(letter: str, heading: str) -> str:
    return f"{letter} · {heading}" if heading else letter


def identity_columns(sheet: Sheet, head: Head, kind: TwoStepResource) -> list[int]:
    """Columns with identity numbers, by a heading of any row of the head or, whatever it says, by content."""
    above = spread(sheet)[head.first - 1] if head.first else []
    found = []
    for place in range(max(map(len, sheet.rows))):
        stack = head.stacks[place] if place < len(head.stacks) else []
        headings = [*map(folded, stack), *(folded(cell) for cell in above[place : place + 1])]
        column = kind.columns.get(head.names.get(place, ""))
        cells = [row[place] for row in sheet.rows[head.row + 1 :] if place < len(row) and row[place] is not None]
        named = column is None and any(IDENTITY.search(heading) for heading in headings)
        phones = column is not None and isinstance(column.widget, PhoneWidget)
        if named or mostly_identity(cells, phones, means_other=column is not None):
            found.append(place)
    return found


def tells_identity(cell: Cell) -> bool:
    """An identity number, or the heading of a column of them."""
    return is_identity(cell) or (isinstance(cell, str) and len(cell) <= 40 and bool(IDENTITY.search(folded(cell))))


# --- what is said of each column, and the order of its dates ------------------------------------------------------


def decide(head: Head, chosen: Columns, rows: list[Row], kind: TwoStepResource) -> list[Decision]:
    """One decision for each column with a heading, or with identity numbers, and for values without a column."""
    made = []
    for place, heading in enumerate(head.headings):
        decision = Decision(get_column_letter(place + 1), heading or _("(no heading)"), chosen.read.get(place, ""))
        if decision.name:
            _decide(decision, kind.columns[decision.name], rows)
        elif place in chosen.identity or heading:
            decision.say(*_why_not_read(heading, place in chosen.identity, kind))
        if decision.said:
            made.append(decision)
    have = {decision.name for decision in made}
    for name in {name for row in rows for name in row.cells} - have:
        made.append(
            Decision("", kind.columns[name].heading, name, [_("Taken from lines and headings above the rows.")])
        )
    return made


def _why_not_read(heading: str, hidden: bool, kind: TwoStepResource) -> tuple[str, str]:
    """The words and the state of a column that is passed over."""
    if hidden:
        words = _(
            "Citizen identity numbers are not kept by this system; the column was skipped and erased from the stored"
            " file."
        )
        return words, "warn"
    if folded(heading) == FAULTS:
        return _("What was wrong with the row at the last check; not needed."), "idle"
    if folded(heading) in SERIAL:
        return _("Serial number; not needed."), "idle"
    if folded(heading) in kind.not_kept:
        return _("Known, but there is no place for it yet; not read."), "idle"
    return _("Not a column of this list; not read."), "warn"


def _decide(decision: Decision, column: Column, rows: list[Row]) -> None:
    """One decision for the whole column: the order of its dates, numbers taken as text, composed Unicode."""
    words = _("Read as “%(heading)s”.")
    if not column.kept:
        words = _("Read as “%(heading)s”, to be compared; not kept.")
        if column.hint:
            words = _("Read as “%(heading)s”, to be compared; kept with this list only.")
    decision.say(words % {"heading": column.said})
    if column.hint and not column.kept:
        decision.say(str(column.hint))
    cells = [(row.number, row.cells.get(decision.name)) for row in rows]
    if column.widget.dates:
        _decide_dates(decision, cells)
    elif count := sum(isinstance(cell, float) for _number, cell in cells) * column.widget.texts:
        words = ngettext(
            "%(count)d cell is a number and is taken as text; leading zeros may have been lost in Excel.",
            "%(count)d cells are numbers and are taken as text; leading zeros may have been lost in Excel.",
            count,
        )
        decision.say(words % {"count": count}, "warn")
    apart = [number for number, cell in cells if isinstance(cell, str) and not unicodedata.is_normalized("NFC", cell)]
    if apart:
        words = ngettext(
            "%(count)d cell was in decomposed Unicode and was brought into the usual form (%(cells)s).",
            "%(count)d cells were in decomposed Unicode and were brought into the usual form (%(cells)s).",
            len(apart),
        )
        decision.say(words % {"count": len(apart), "cells": decision.cells(apart)}, "warn")


def _decide_dates(decision: Decision, cells: list[tuple[int, Cell]]) -> None:
    """Day/month/year unless a person says otherwise: the order is never guessed, and never cell by cell."""
    real = [cell for _number, cell in cells if isinstance(cell, dt.date)]
    texts = [(number, cell) for number, cell in cells if isinstance(cell, str)]
    if not texts:
        return
    decision.say(_("Dates as text are read as day/month/year."))
    if swap := [number for number, text in texts if not _is_date(text) and _is_date(swapped(text))]:
        words = _(
            "%(count)d dates fit only month/day/year (%(cells)s). If the whole column is written so, say it below."
        )
        decision.say(words % {"count": len(swap), "cells": decision.cells(swap)}, "warn")
    day_only = all(_is_date(text) and not _is_date(swapped(text)) for _number, text in texts)
    if len(real) >= 3 and day_only and all(day.day <= 12 for day in real):
        words = _(
            "All real dates have a day up to 12 and all dates as text a day above 12: Excel may have swapped day and"
            " month of %(count)d cells. Compare them."
        )
        decision.say(words % {"count": len(real)}, "warn")


def orders(rows: list[Row], chosen: Columns, kind: TwoStepResource) -> list[Question]:
    """In which order the dates of each column with dates as text are written. The choice is a person's, never ours."""
    letters = defaultdict(list)
    for place, name in chosen.read.items():
        letters[name].append(get_column_letter(place + 1))
    asked = []
    for name, where in letters.items():
        column = kind.columns[name]
        texts = [cell for row in rows if isinstance(cell := row.cells.get(name), str)] if column.widget.dates else []
        if texts:
            words = _("Dates in the column “%(heading)s”") % {"heading": column.heading}
            both = (("dmy", _("day/month/year")), ("mdy", _("month/day/year")))
            asked.append(Question(f"order_{name}", words, both, _usual_order(texts), ", ".join(where)))
    return asked


def _usual_order(texts: list[str]) -> str:
    """Day/month/year, unless some dates fit only the other order and none this one alone: then nobody may guess."""
    other = [text for text in texts if not _is_date(text) and _is_date(swapped(text))]
    return "" if other and not any(_is_date(text) and not _is_date(swapped(text)) for text in texts) else "dmy"


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True
