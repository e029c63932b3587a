"""What a printed timesheet says, and what it leaves open: marks, persons, blank days, totals.

Each function takes the cleaned rows of a list; `standing`: the rows of the grid by their key.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing.calculation.marks import Worth, mark_key, read_mark
from billing.calculation.roster import Standing, meant, near
from billing.models.timesheet import NO_REASON
from billing.resources.grid import DAYS, GridRow
from billing.rules.month import shortened
from billing.selectors.sheets import Sheet
from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Row
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key

MONTH = re.compile(
    r"(?P<day>\bngay (?:[0-3]?[0-9] )?)?\bthang (?P<month>0?[1-9]|1[0-2]) (?:nam )?(?P<year>20[0-9]{2})\b"
)
HEADED = re.compile(r"(?:ngay )?[0-3]?[0-9] (?P<month>0?[1-9]|1[0-2]) (?P<year>20[0-9]{2})")  # a day above its column
STRANGER = "full_name"  # column of the fault that nobody is meant
ABSENT, UNCHANGED = "absent", "unchanged"
BLANK_WORDS = gettext_lazy(
    "Blank in the list, and at work by the assignments: %(days)s. Were these people absent, or does the day stay as it"
    " is?"
)
MISSING_WORDS = gettext_lazy("Not in the list, and at work by the assignments: %(names)s. Their days stay as they are.")


def months_named(titles: Iterable[str]) -> set[dt.date]:
    """The months of titles and of days above their columns: "Tháng 06 năm 2021", "tháng 6/2021", 01/06/2021.

    The date of a circular or a signature ("ngày 22/12/2014", "ngày 30 tháng 6 năm 2021") is no month of the list.
    """
    texts = [search_key(title) for title in titles]
    found = [match for text in texts for match in MONTH.finditer(text) if not match["day"]]
    found += filter(None, map(HEADED.fullmatch, texts))
    return {dt.date(int(match["year"]), int(match["month"]), 1) for match in found}


def read_marks(
    rows: Collection[Row], marks: Mapping[str, Worth], working: Collection[str], legend: Mapping[str, str]
) -> None:
    """Marks as what they say. One that says nothing is a fault on the `working` days, and a remark on others.

    What the `legend` of the list says of a mark that nobody knows is said beside the fault.
    """
    words = _("%(name)s, day %(day)d: “%(mark)s” is no mark of a timesheet. Correct it, or have the mark added.")
    passed = _("%(name)s, day %(day)d: “%(mark)s” is not read, as this is no working day.")
    for row in rows:
        for name in DAYS:
            text = row.values.get(name)
            if text is None:
                continue
            worth = read_mark(text, marks)
            row.values[name] = worth and worth.code
            said = {"name": _name(row), "day": int(name[1:]), "mark": text[:20]}
            if worth is None and name in working:
                explained = legend.get(mark_key(text), "")
                more = " " + _("The legend of the list says of it: %(words)s.") % {"words": explained}
                row.refuse(name, words % said + (more if explained else ""))
            elif worth is None:
                row.notes.append(passed % said)


def _name(row: Row) -> str:
    return str(row.values.get("full_name") or row.values.get("row_key") or row.values.get("staff_code") or "")


def who(rows: Collection[Row], standing: list[Standing], answers: Answers) -> list[Question]:
    """Gives each row without our key the one whom it means; strangers are refused, and what is open is asked."""
    asked = []
    ours = {code_key(one.key): one.key for one in standing}
    for row in rows:
        if row.values.get("row_key"):  # in whatever case and with whatever blanks
            row.values["row_key"] = ours.get(code_key(row.values["row_key"]), row.values["row_key"])
    taken = {row.values.get("row_key") for row in rows}
    for row in rows:
        if row.values.get("row_key"):
            continue
        code, name, post = (row.values.get(column) or "" for column in ("staff_code", "full_name", "post"))
        found = meant(code, name, post, standing)
        if not found:
            _refuse_stranger(row, near(code, name, standing))
            continue
        key = found[0].key
        if len(found) > 1:
            words = _("Row %(number)d, %(name)s: who is meant, and at which counter post?")
            choices = tuple((one.key, one.words) for one in found)
            asked.append(Question(f"who_{row.number}", words % {"number": row.number, "name": _name(row)}, choices))
            open_ones = [one.key for one in found if one.key not in taken]  # shown until somebody says it
            key = asked[-1].answer(answers) or next(iter(open_ones), key)
        row.values["row_key"] = key
        taken.add(key)
    return asked


def _refuse_stranger(row: Row, near_ones: list[Standing]) -> None:
    words = _("%(name)s is signed off at no counter post of this contract in this month.")
    said = words % {"name": _name(row)}
    if near_ones:
        names = ", ".join(f"{one.name} ({one.code})" for one in near_ones)
        said += " " + _("Perhaps meant: %(names)s.") % {"names": names}
    row.refuse(STRANGER, said)


def leave_out_others(rows: Collection[Row], standing: list[Standing]) -> None:
    """A line that means nobody and bears no mark is none of the list: a signature, the legend of the marks.

    With a serial number, or a name that is nearly one of ours, it is a row all the same.
    """
    for row in rows:
        strange = any(fault.column == STRANGER for fault in row.faults)
        code, name = (row.values.get(column) or "" for column in ("staff_code", "full_name"))
        meant_row = row.numbered or near(code, name, standing)
        if strange and not meant_row and not any(row.values.get(name) for name in DAYS):
            words = _("“%(name)s”: without marks and number, and nobody's name; read as no row of the list.")
            row.faults, row.notes, row.values = [], [words % {"name": _name(row)}], {}
            row.outcome = ImportRow.Outcome.SKIPPED


def blank_days(rows: Collection[Row], standing: Mapping[str, GridRow]) -> list[tuple[Row, list[str]]]:
    """Per row the columns of the list that are blank where the employee is at work as the sheet stands."""
    found = []
    for row in rows:
        known = standing.get(row.values.get("row_key") or "")
        wrong = {fault.column for fault in row.faults}
        columns = [name for name in DAYS if name in row.cells and row.values.get(name) is None and name not in wrong]
        if known and (blank := [name for name in columns if name in known.days and known.days[name][1].half_days]):
            found.append((row, blank))
    return found


def ask_blank(blank: list[tuple[Row, list[str]]], standing: Mapping[str, GridRow]) -> Question:
    named = [f"{standing[row.values['row_key']].standing.name} ({_numbers(names)})" for row, names in blank]
    choices = ((ABSENT, _("absent")), (UNCHANGED, _("stays as it is")))
    return Question("blank_days", BLANK_WORDS % {"days": shortened(named)}, choices)


def settle_blank(blank: list[tuple[Row, list[str]]], standing: Mapping[str, GridRow], answer: str) -> None:
    """The blank days as absent, for which the list gives no reason, or as they are; open while nobody said it."""
    for row, names in blank:
        known = standing[row.values["row_key"]]
        if answer == ABSENT:
            row.values |= dict.fromkeys(names, Worth(0).code)
            if not known.values["reason"]:
                row.values["reason"] = row.values.get("reason") or str(NO_REASON)
        elif answer == UNCHANGED:
            row.values |= {name: known.values[name] for name in names}


def ask_missing(names: list[str]) -> Question:
    return Question("missing_people", MISSING_WORDS % {"names": shortened(names)}, ((UNCHANGED, _("That is right")),))


def refuse_other_days(sheet: Sheet, known: GridRow, row: Row) -> None:
    """Work on days on which nothing can be entered is one fault, of the first cell; leave on working days a remark."""
    others = {name: Worth.of(row.values[name]) for name in DAYS if row.values.get(name) and name not in known.days}
    worked = [name for name, worth in others.items() if worth.half_days]
    working = {f"d{day.day:02}" for day in sheet.days}
    away = [name for name, worth in others.items() if worth.leave and not worth.half_days and name in working]
    said = {"name": known.standing.name, "month": f"{sheet.month:%m/%Y}"}
    if worked:
        words = ngettext(
            "%(name)s, day %(days)s: in %(month)s this is no working day on which the employee is signed off here.",
            "%(name)s, days %(days)s: in %(month)s these are no working days on which the employee is signed off here.",
            len(worked),
        )
        row.refuse(worked[0], words % {**said, "days": _numbers(worked)})
    if away:
        words = ngettext(
            "%(name)s, day %(days)s: leave on a day that is not counted here; not kept.",
            "%(name)s, days %(days)s: leave on days that are not counted here; not kept.",
            len(away),
        )
        row.notes.append(words % {**said, "days": _numbers(away)})


def _numbers(names: list[str]) -> str:
    """Columns of days as their numbers."""
    return ", ".join(str(int(name[1:])) for name in names)


def refuse_other_total(row: Row, known: GridRow) -> None:
    """The total that the list prints is that of its days; where leave is counted with it, that is right, too."""
    total = row.values.get("total")
    marks = [Worth.of(row.values[name]) for name in DAYS if row.values.get(name)]
    open_days = any(cell.half_days and row.values.get(name) is None for name, (_key, cell) in known.days.items())
    if total is None or not marks or open_days or row.faults:
        return
    worked = sum(one.half_days for one in marks) / 2
    with_leave = sum(2 if one.leave else one.half_days for one in marks) / 2
    if total in (worked, with_leave):
        return
    words = _("%(name)s: the total says %(total)s days, the days together are %(sum)s.")
    said = {"name": known.standing.name, "total": days_in_words(total), "sum": days_in_words(worked)}
    row.refuse("total", words % said)


def days_in_words(days: float) -> str:
    return f"{days:g}".replace(".", ",")


def explain(row: Row, known: GridRow) -> None:
    """A printed form has no column for reasons: what differs in it says that it gives none."""
    if "reason" in row.cells or row.values.get("reason") or known.values["reason"]:
        return
    days = ((Worth.of(row.values[name]), cell) for name, (_key, cell) in known.days.items() if row.values.get(name))
    if any(worth.half_days != cell.prefilled and not worth.leave for worth, cell in days):
        row.values["reason"] = str(NO_REASON)
