"""What confirming a list would do: rows found among those there are, every fault and question. Writes nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import first_of
from pilot.platform.exchange.resource import Known, Record, Row, TwoStepResource, Values
from pilot.platform.vietnamese import search_key, uniqueness_key

Outcome = ImportRow.Outcome
ASKED = 20  # pairs and namesakes; of more than that the rows are at fault
NEW, BOTH = "new", "both"
LEAVE, APART = "leave", "apart"  # of rows with one key: none of them; all of them, as different ones
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
    checked.questions += _settle_pairs(kind, known, rows, answers)
    live = [row for row in rows if row.outcome != Outcome.SKIPPED]
    keyless = [row for row in live if kind.gives_keys and row.values.get(kind.key) is None and _identified(kind, row)]
    _refuse_missing(kind, live, {row.number for row in keyless})
    kind.check(target, live, on)
    _give_keys(kind, target, live, [row for row in keyless if not row.faults])
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


def _settle_pairs(
    kind: TwoStepResource, known: Mapping[str, Known], rows: list[Row], answers: Answers
) -> list[Question]:
    """Rows with one key are shown side by side, and one is chosen; the others are left out.

    Or all of them are left out, or they are different ones, and one alone keeps the key.
    """
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if (key := _own_key(kind, row)) is not None:
            groups[key].append(row)
    asked: list[Question] = []
    for same in (same for same in groups.values() if len(same) > 1):
        if len(asked) == ASKED:
            _refuse_each(kind, same)
            continue
        recorded = known.get(kind.identity(same[0].values.get(kind.key)))
        question = _pair(kind, same, recorded)
        asked.append(question)
        _settle(kind, same, question.answer(answers), recorded)
    return asked


def _settle(kind: TwoStepResource, same: list[Row], chosen: str, recorded: Known | None) -> None:
    """Do with rows of one key as the reader has said."""
    if chosen == APART:
        _part(kind, same, recorded)
    elif chosen and chosen != BOTH:
        words = _("Left out: row %(number)s was chosen.") if chosen != LEAVE else _("Left out, as was chosen.")
        for row in same:
            if str(row.number) != chosen:
                row.outcome = Outcome.SKIPPED
                row.notes.append(words % {"number": chosen})


def _part(kind: TwoStepResource, same: list[Row], recorded: Known | None) -> None:
    """Who bears the name on record keeps the key, else the first; the others are new and get keys of the system."""
    keeper = next((row for row in same if recorded and _bears(kind, row, recorded)), same[0])
    words = _("The code “%(key)s” is that of row %(number)d.")
    for row in (row for row in same if row is not keeper):
        row.notes = [words % {"key": _told(kind, row, [kind.key]), "number": keeper.number}]
        row.object_id, row.values[kind.key] = None, None


def _bears(kind: TwoStepResource, row: Row, recorded: Known) -> bool:
    """Whether the row names what is on record by its name, marks and case aside."""
    names = (str(values.get(kind.named_by) or "") for values in (row.values, recorded.values))
    return len(set(map(search_key, names))) == 1


def _own_key(kind: TwoStepResource, row: Row) -> object:
    """What rows of one thing have in common: their key or, without one, the least that identifies them otherwise."""
    others = (_values_key(row.values, names) for names in reversed(kind.identified_by))
    key = kind.identity(row.values.get(kind.key))
    return key or next((other for other in others if other is not None), None)


def _pair(kind: TwoStepResource, same: list[Row], recorded: Known | None) -> Question:
    """Equal rows are one, the first; of rows that differ, each with what it says differently, or none of them.

    A row that would give another name to what is on record under the key says so.
    """
    differing = [name for name in same[0].values if len({str(row.values.get(name)) for row in same}) > 1]
    numbers = [str(row.number) for row in same]
    what = _told(kind, same[0], [kind.key]) or _told(kind, same[0], kind.identified_by[0])
    words = _("“%(key)s” stands in rows %(numbers)s. Which one is right?")
    words %= {"key": what, "numbers": ", ".join(numbers)}
    if kind.gives_keys and recorded and not all(_bears(kind, row, recorded) for row in same):
        said = {"key": what, "name": _said(kind, recorded.values, [kind.named_by])}
        renames = _("“%(key)s” is recorded as %(name)s: a row with another name would rename it.")
        words = f"{words} {renames % said}"
    choices = tuple((str(row.number), _row_label(kind, row, differing)) for row in same)
    more = _other_choices(kind, same, differing) if differing else ()
    return Question(f"row_{numbers[0]}", words, (*choices, *more), "" if differing else numbers[0])


def _other_choices(kind: TwoStepResource, same: list[Row], differing: list[str]) -> tuple[tuple[str, str], ...]:
    """None of the rows, or all: those that differ in what identifies them may only look alike.

    With a key, it is typed wrong in all of them but one; then the least that identifies them has to differ.
    """
    none = (LEAVE, _("leave all of them out"))
    keyed = same[0].values.get(kind.key) is not None
    if not kind.gives_keys or not set(differing) & set(kind.identified_by[-1 if keyed else 0]):
        return (none,)
    if keyed:
        return (APART, _("different ones: one row keeps the code, the others get codes of the system")), none
    return (BOTH, _("different ones: take all")), none


def _row_label(kind: TwoStepResource, row: Row, names: list[str]) -> str:
    said = "; ".join(f"{kind.columns[name].heading}: {_told(kind, row, [name]) or '–'}" for name in names)
    return _("row %(number)d: %(text)s") % {"number": row.number, "text": said or _("the same")}


def _refuse_each(kind: TwoStepResource, same: list[Row]) -> None:
    words = _("“%(key)s” stands in row %(numbers)s too.")
    for row in same:
        others = [str(other.number) for other in same if other is not row]
        key = _told(kind, row, [kind.key]) or _told(kind, row, kind.identified_by[0])
        row.refuse(kind.key, words % {"key": key, "numbers": first_of(others)})


def _give_keys(kind: TwoStepResource, target: Record, live: list[Row], keyless: list[Row]) -> None:
    """Rows that are written get the next free keys in the order of the file, and say which.

    One with errors gets none before it comes back: its key would be another one by then. A key that the list itself
    gives to another row is not free.
    """
    listed = {kind.identity(row.values.get(kind.key)) for row in live}
    free = (key for key in kind.next_keys(target) if kind.identity(key) not in listed) if keyless else iter(())
    for row, key in zip(keyless, free, strict=False):
        row.values[kind.key] = key
        row.notes.append(_("The list gives no code; this one is given: %(code)s.") % {"code": key})


# --- faults and outcome -------------------------------------------------------------------------------------------


def _refuse_missing(kind: TwoStepResource, rows: list[Row], keyless: Collection[int]) -> None:
    """What identifies always, for new rows every required column. A cell with another fault is not missing.

    `keyless`: numbers of the rows that get their key from the system.
    A column that the whole list lacks is said once (sheet.py), not here.
    """
    for row in rows:
        wrong = {fault.column for fault in row.faults}
        for name, column in kind.columns.items():
            keyed = name == kind.key and row.number not in keyless
            needed = keyed or (column.required and row.object_id is None)
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
