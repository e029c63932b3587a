"""What a list of procedures does not say by itself: whether a known code is meant, and from which day on it holds."""

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress

from django.db.models import Max
from django.utils.translation import gettext as _

from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Row
from pilot.platform.vietnamese import parse_date, search_key
from pilot.programme.models import Agency, Procedure, ProcedureSetEntry

ASKED = 20  # rows; of more than that each is at fault
ALIKE = 2 / 3
KEEP, LEAVE = "keep", "leave"
DAYS = 5  # that are offered
DAY = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", re.IGNORECASE)
NO_WORDS = frozenset({"thu", "tuc", "hanh", "chinh"})  # that stand before any name


def ask_about_names(rows: Iterable[Row], answers: Answers) -> list[Question]:
    """Whether a code that the catalogue has under a very different name is meant, or typed wrong. One query."""
    named = [row for row in rows if row.values.get("code") and row.values.get("name")]
    known = dict(Procedure.objects.order_by().values_list("code", "name")) if named else {}
    asked: list[Question] = []
    for row in named:
        if (name := known.get(row.values["code"])) and differ_much(name, row.values["name"]):
            asked += _ask_about_name(row, name, answers, len(asked))
    return asked


def differ_much(one: str, other: str) -> bool:
    """Whether two names are those of different procedures, by the words of their search keys.

    They are if fewer than two thirds of the words (ALIKE) stand in both: twice the common ones divided by the sum of
    both numbers, each word counted once, without "thủ tục" and "hành chính". "Đăng ký khai sinh" and "Đăng ký kết hôn"
    have a half in common. ASSUMPTION: no document says from where on names differ.
    """
    first, second = _words(one), _words(other)
    return 2 * len(first & second) < ALIKE * (len(first) + len(second))


def _words(name: str) -> set[str]:
    found = set(re.findall(r"\w+", search_key(name)))
    return found - NO_WORDS or found


def _ask_about_name(row: Row, known: str, answers: Answers, before: int) -> list[Question]:
    said = {"number": row.number, "code": row.values["code"], "known": known, "name": row.values["name"]}
    if before >= ASKED:
        row.refuse("code", _("In the catalogue %(code)s is “%(known)s”. Check the code.") % said)
        return []
    words = _("Row %(number)d: in the catalogue %(code)s is “%(known)s”; the file says “%(name)s”. Keep the code?")
    choices = (
        (KEEP, _("keep the code: the procedure of the catalogue is meant")),
        (LEAVE, _("leave this row out: the code is wrong")),
    )
    question = Question(f"meant_{row.number}", words % said, choices)
    if question.answer(answers) == LEAVE:
        row.values, row.faults, row.outcome = {}, [], ImportRow.Outcome.SKIPPED
        row.notes.append(_("Left out: in the catalogue %(code)s is “%(known)s”.") % said)
    return [question]


# --- days ---------------------------------------------------------------------------------------------------------


def ask_about_days(rows: Iterable[Row], around: Iterable[str], answers: Answers, on: dt.date) -> list[Question]:
    """Give the rows without a first day that of the check, `on`, or one that stands around the list and is chosen."""
    without = [row for row in rows if row.values.get("code") and not row.values.get("first_day")]
    days = [day for day in _days_in(around) if day != on][:DAYS] if without else []
    choices = tuple((f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}") for day in (on, *days))
    words = _("The list names no first day for all its rows. From which day on do they stand in the agency's list?")
    question = Question("first_day", words, choices, choices[0][0])
    for row in without:
        if not any(fault.column == "first_day" for fault in row.faults):
            row.values["first_day"] = dt.date.fromisoformat(question.answer(answers))
    return [question] if days else []


def _days_in(texts: Iterable[str]) -> list[dt.date]:
    """The days that texts name, each once."""
    found = []
    for said in (said for text in texts for said in DAY.findall(text)):
        with suppress(ValueError):
            found.append(parse_date(said))
    return list(dict.fromkeys(found))


def refuse_early(target: Agency, rows: Iterable[Row]) -> None:
    """What was in the set before begins again when that has ended, not earlier (guard no_overlap). One query."""
    ended = ProcedureSetEntry.objects.filter(procedure_set__agency=target, valid_to__isnull=False)
    last = dict(ended.order_by().values_list("procedure__code").annotate(last=Max("valid_to")))
    for row in rows:
        end, day = last.get(row.values.get("code")), row.values.get("first_day")
        if row.object_id is None and end and day and day < end:
            words = _("The procedure was in the list, or proposed, until %(day)s: it begins from then on.")
            row.refuse("first_day", words % {"day": f"{end:%d/%m/%Y}"})


def say_the_day(rows: Iterable[Row]) -> list[str]:
    """From which day on new rows stand in the set that bear none of their own; said once."""
    new = [row for row in rows if row.outcome == ImportRow.Outcome.NEW and not row.cells.get("first_day")]
    if not new:
        return []
    words = _(
        "The list names no first day for %(count)d of its rows: they stand in the agency's list from %(day)s on. For "
        "another day add the column “Từ ngày”."
    )
    return [words % {"count": len(new), "day": f"{new[0].values['first_day']:%d/%m/%Y}"}]
