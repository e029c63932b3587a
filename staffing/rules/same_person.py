"""One person under two codes, on record or in one list: a remark, and the choice to leave the row out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from django.utils.translation import gettext as _

from pilot.platform.exchange.checking import SAME
from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import first_of
from pilot.platform.exchange.resource import Row
from pilot.platform.text import code_key
from pilot.platform.vietnamese import BirthDate, is_mobile, search_key, uniqueness_key
from pilot.programme.models import Agency
from staffing.models import PostalEmployee

IS = "is:"  # an answer: the row is that of the code behind it
ASKED = 20  # rows; of more than that each has its remark
Trait: TypeAlias = tuple[object, ...]
COLUMNS = ("staff_code", "merged_into__staff_code", "person__full_name", "person__birth_date", "person__phone")


@dataclass(frozen=True)
class Bearer:
    """Who bears a code: `key` tells him apart from others, `label` names him to the reader."""

    key: object
    label: str
    name: str
    born: BirthDate | None
    phone: str
    on_record: bool = True

    @cached_property
    def traits(self) -> list[Trait]:
        """What nobody else has, as a rule: name with date of birth, mobile number. Marks in names do not count."""
        name = search_key(self.name)
        return [(name, self.born)] * bool(name and self.born) + [(self.phone,)] * is_mobile(self.phone)


def ask_about_the_same(rows: list[Row], office: Agency, answers: Answers) -> list[Question]:
    """A remark on each row whose person seems to have another code; of new ones, whether to take them. One query."""
    known = PostalEmployee.objects.filter(post_office=office).order_by("staff_code").values_list(*COLUMNS)
    recorded = {code_key(code): Bearer(code_key(now or code), now or code, *said) for code, now, *said in known}
    listed = _listed([row for row in rows if row.outcome != ImportRow.Outcome.SKIPPED], recorded, answers)
    bearers: dict[Trait, dict[object, str]] = defaultdict(dict)
    for one in (*recorded.values(), *(bearer for _row, bearer in listed)):
        for trait in one.traits:
            bearers[trait][one.key] = one.label
    asked: list[Question] = []
    for row, own in listed:
        others = {key: label for trait in own.traits for key, label in bearers[trait].items() if key != own.key}
        if others:
            said = {"number": row.number, "name": own.name, "codes": first_of(list(dict.fromkeys(others.values())))}
            if not own.on_record:
                asked.append(_ask(row, said, [recorded[key] for key in recorded if key in others], answers))
            if own.on_record or not asked[-1].answer(answers).startswith(IS):
                row.notes.append(_(
                    "Row %(number)d: same name and date of birth, or same phone, as %(codes)s: one person under two"
                    " codes?"
                ) % said)  # fmt: skip
    return asked[:ASKED]


def _listed(rows: list[Row], recorded: Mapping[str, Bearer], answers: Answers) -> list[tuple[Row, Bearer]]:
    """Each row with the one it is about: who has its code or, without a code, its name and date of birth."""
    names = {_named(one.name, one.born): one for one in recorded.values() if one.name and one.born}
    found = []
    for row in rows:
        code = row.values.get("staff_code") or answers.get(f"{SAME}{row.number}")
        who = _named(row.values.get("full_name"), row.values.get("birth_date"))
        old = recorded.get(code_key(code)) if code else names.get(who)
        new = Bearer(code_key(code) if code else who or row.number, code or "", "", None, "", on_record=False)
        found.append((row, _bearer(row, old or new)))
    return found


def _named(name: str | None, born: BirthDate | None) -> Trait:
    """What a row without a code is known by; empty where it says too little."""
    return (uniqueness_key(name), born) if name and born else ()


def _bearer(row: Row, known: Bearer) -> Bearer:
    """Who the row says he is and, where a cell is empty, what is on record; his label names the row, too."""
    number = _("row %(number)d") % {"number": row.number}
    return replace(
        known,
        label=f"{known.label} ({number})" if known.label else number,
        name=row.values.get("full_name") or known.name,
        born=row.values.get("birth_date") or known.born,
        phone=row.values.get("phone") or known.phone,
    )


def _ask(row: Row, said: dict[str, object], known: list[Bearer], answers: Answers) -> Question:
    """Another person, none to take, or one of the `known`, whose record the row then changes.

    Of a row without a code that has somebody's name, too, nobody may guess it.
    """
    words = _("Row %(number)d, %(name)s, may be the same person as %(codes)s.")
    choices: tuple[tuple[str, str], ...] = (
        ("take", _("take the row: another person, or a further code")),
        ("leave", _("leave the row out")),
    )
    without_code = row.values.get("staff_code") is None
    for one in known if without_code else ():
        choices += (
            (
                f"{IS}{one.label}",
                _("it is %(code)s, %(name)s: change that record") % {"code": one.label, "name": one.name},
            ),
        )
    named = without_code and any(search_key(one.name) == search_key(str(said["name"])) for one in known)
    question = Question(f"same_person_{row.number}", words % said, choices, "" if named else "take")
    answer = question.answer(answers)
    if answer == "leave":
        row.outcome = ImportRow.Outcome.SKIPPED
        row.notes.append(_("Left out: the same person as %(codes)s.") % said)
    elif answer.startswith(IS):
        row.cells.setdefault("staff_code", None)
        row.values["staff_code"] = answer.removeprefix(IS)
    return question
