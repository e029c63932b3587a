"""What confirming a list would do: rows found among those there are, every fault and question. Writes nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import first_of
from pilot.platform.exchange.resource import Known, Record, Row, TwoStepResource, Values
from pilot.platform.vietnamese import uniqueness_key

Outcome = ImportRow.Outcome
ASKED = 20  # pairs and namesakes; of more than that the rows are at fault
NEW, BOTH = "new", "both"
SAME = "same_"  # the question which of those that are there a row means, by its number


@dataclass
class Checked:
    """What the check says of the list besides its rows."""

    questions: list[Question] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # that refuse nothing


def check_rows(kind: TwoStepResource, target: Record, rows: list[Row], answers: Answers, on: dt.date) -> Checked:
    """Apply the rules to cleaned rows and compare them: sets what each says of itself. A fixed number of queries."""
    checked = Checked(kind.questions(target, rows, answers, on))
    known = kind.existing(target, on)
    checked.questions += _find(kind, known, rows, answers)
    checked.questions += _settle_pairs(kind, rows, answers)
    live = [row for row in rows if row.outcome != Outcome.SKIPPED]
    if kind.gives_keys:
        kind.give_keys(target, [row for row in live if row.values.get(kind.key) is None and _identified(kind, row)], on)
    _refuse_missing(kind, live)
    kind.check(target, live, on)
    for row in live:
        _compare(kind, row, known.get(kind.identity(row.values.get(kind.key))))
    checked.faults += kind.check_whole(target, live, on)
    checked.notes += kind.notes_whole(target, live, on)
    return checked


# --- which row is which -------------------------------------------------------------------------------------------


def _find(kind: TwoStepResource, known: Mapping[str, Known], rows: list[Row], answers: Answers) -> list[Question]:
    """Give each row that is there already its id: by its key, or by other columns that identify it."""
    asked, others = [], {tuple(names): _by_values(known.values(), names) for names in kind.identified_by}
    for row in rows:
        if found := known.get(kind.identity(row.values.get(kind.key))):
            row.object_id = found.object_id
            _take_spelling(kind, row, found)
            continue
        if row.values.get(kind.key) is not None:
            continue
        same = next((same for names in others if (same := others[names].get(_values_key(row.values, names), []))), [])
        if len(same) == 1:
            _take(kind, row, same[0])
        elif same:
            asked += _which(kind, row, same, answers)
    return asked[:ASKED]


def _take_spelling(kind: TwoStepResource, row: Row, known: Known) -> None:
    """A code that is there already in another spelling is that code, and the preview says so."""
    given, stored = row.values[kind.key], known.values[kind.key]
    if given != stored:
        row.notes.append(_("“%(given)s” is there already as “%(known)s”.") % {"given": given, "known": stored})
        row.values[kind.key] = stored


def _by_values(known: Iterable[Known], names: Sequence[str]) -> dict[object, list[Known]]:
    found: dict[object, list[Known]] = defaultdict(list)
    for one in known:
        if (key := _values_key(one.values, names)) is not None:
            found[key].append(one)
    return found


def _values_key(values: Values, names: Sequence[str]) -> object:
    """What two rows that mean the same have in common; None unless each of the columns is filled."""
    found = [values.get(name) for name in names]
    if any(value in (None, "") for value in found):
        return None
    return tuple(uniqueness_key(value) if isinstance(value, str) else value for value in found)


def _take(kind: TwoStepResource, row: Row, known: Known) -> None:
    row.object_id, row.values[kind.key] = known.object_id, known.values[kind.key]
    row.cells.setdefault(kind.key, None)


def _which(kind: TwoStepResource, row: Row, same: list[Known], answers: Answers) -> list[Question]:
    """Several rows that are there fit: which one is meant, or is it a new one? Each with what it says."""
    names = [kind.key, *kind.identified_by[0]]
    keys = tuple((str(one.values[kind.key]), _said(kind, one.values, names)) for one in same)
    words = _("Row %(number)d (%(what)s) fits several that are recorded. Which one is meant?")
    said = words % {"number": row.number, "what": _told(kind, row, kind.identified_by[0])}
    choices = (*keys, (NEW, _("a new one"))) if kind.gives_keys else keys
    question = Question(f"{SAME}{row.number}", said, choices)
    for one in same:
        if question.answer(answers) == str(one.values[kind.key]):
            _take(kind, row, one)
    return [question]


def _identified(kind: TwoStepResource, row: Row) -> bool:
    return any(_values_key(row.values, names) is not None for names in kind.identified_by)


def _told(kind: TwoStepResource, row: Row, names: Iterable[str]) -> str:
    """Some values of a row, for the reader."""
    return _said(kind, row.values, names)


def _said(kind: TwoStepResource, values: Values, names: Iterable[str]) -> str:
    shown = ((name, values.get(name)) for name in names)
    return " · ".join(kind.columns[name].widget.show(value) for name, value in shown if value not in (None, ""))


# --- pairs --------------------------------------------------------------------------------------------------------


def _settle_pairs(kind: TwoStepResource, rows: list[Row], answers: Answers) -> list[Question]:
    """Rows with one key are shown side by side, and one is chosen; the others are left out."""
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if (key := _own_key(kind, row)) is not None:
            groups[key].append(row)
    asked: list[Question] = []
    for same in (same for same in groups.values() if len(same) > 1):
        if len(asked) == ASKED:
            _refuse_each(kind, same)
            continue
        question = _pair(kind, same)
        asked.append(question)
        chosen = question.answer(answers)
        if chosen and chosen != BOTH:
            for row in same:
                if str(row.number) != chosen:
                    row.outcome = Outcome.SKIPPED
                    row.notes.append(_("Left out: row %(number)s was chosen.") % {"number": chosen})
    return asked


def _own_key(kind: TwoStepResource, row: Row) -> object:
    """What rows of one thing have in common: their key or, without one, the least that identifies them otherwise."""
    others = (_values_key(row.values, names) for names in reversed(kind.identified_by))
    key = kind.identity(row.values.get(kind.key))
    return key or next((other for other in others if other is not None), None)


def _pair(kind: TwoStepResource, same: list[Row]) -> Question:
    """Equal rows are one, the first; of rows that differ, each with what it says differently.

    Rows without a key that differ in what identifies them may be two that only look alike.
    """
    differing = [name for name in same[0].values if len({str(row.values.get(name)) for row in same}) > 1]
    numbers = [str(row.number) for row in same]
    what = _told(kind, same[0], [kind.key]) or _told(kind, same[0], kind.identified_by[0])
    words = _("“%(key)s” stands in rows %(numbers)s. Which one is right?") % {
        "key": what,
        "numbers": ", ".join(numbers),
    }
    choices = tuple((str(row.number), _row_label(kind, row, differing)) for row in same)
    if kind.gives_keys and same[0].values.get(kind.key) is None and set(differing) & set(kind.identified_by[0]):
        choices += ((BOTH, _("different ones: take all")),)
    return Question(f"row_{numbers[0]}", words, choices, "" if differing else numbers[0])


def _row_label(kind: TwoStepResource, row: Row, names: list[str]) -> str:
    said = "; ".join(f"{kind.columns[name].heading}: {_told(kind, row, [name]) or '–'}" for name in names)
    return _("row %(number)d: %(text)s") % {"number": row.number, "text": said or _("the same")}


def _refuse_each(kind: TwoStepResource, same: list[Row]) -> None:
    words = _("“%(key)s” stands in row %(numbers)s too.")
    for row in same:
        others = [str(other.number) for other in same if other is not row]
        key = _told(kind, row, [kind.key]) or _told(kind, row, kind.identified_by[0])
        row.refuse(kind.key, words % {"key": key, "numbers": first_of(others)})


# --- faults and outcome -------------------------------------------------------------------------------------------


def _refuse_missing(kind: TwoStepResource, rows: list[Row]) -> None:
    """What identifies always, for new rows every required column. A cell with another fault is not missing.

    A column that the whole list lacks is said once (sheet.py), not here.
    """
    for row in rows:
        wrong = {fault.column for fault in row.faults}
        for name, column in kind.columns.items():
            needed = name == kind.key or (column.required and row.object_id is None)
            if needed and row.values.get(name) is None and name not in wrong:
                if name == kind.key and kind.identified_by:
                    _refuse_unknown(kind, row)
                elif name in row.cells:
                    row.refuse(name, _("“%(heading)s” is empty.") % {"heading": column.heading})


def _refuse_unknown(kind: TwoStepResource, row: Row) -> None:
    """A row without its key that nothing else identifies, or that only its key could make a new one."""
    if any(fault.column in kind.telling for fault in row.faults):
        return
    others = ", ".join(f"“{kind.columns[name].heading}”" for name in kind.identified_by[0])
    words = _("“%(heading)s” is empty; without it are needed: %(others)s, as recorded.")
    if kind.gives_keys:
        words = _("“%(heading)s” is empty; without it are needed: %(others)s.")
    row.refuse(kind.key, words % {"heading": kind.columns[kind.key].heading, "others": others})


def _compare(kind: TwoStepResource, row: Row, known: Known | None) -> None:
    """The outcome of a row. An empty cell changes nothing: whoever wants to empty a value does it on its page."""
    filled = {name: row.values[name] for name in kind.kept if row.values.get(name) is not None}
    if row.faults:
        row.outcome = Outcome.ERROR
    elif known is None:
        row.outcome, row.after = Outcome.NEW, filled
    else:
        row.after = {name: value for name, value in filled.items() if not known.holds({name: value})}
        row.before = {name: known.values[name] for name in row.after}
        row.outcome = Outcome.CHANGED if row.after else Outcome.UNCHANGED
