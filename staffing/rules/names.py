"""What lists write beside the name of a person: forms of address, and remarks in brackets."""

import re

from django.utils.translation import gettext as _

from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import first_of
from pilot.platform.exchange.resource import Row

BESIDE = re.compile(  # "Ông Trần Văn An", "Đ/c Lê Thị Bình", "Võ Đức Yên (Tổ trưởng)"
    r"(?:(?:ông|bà|anh|chị|cô|chú|đ/c|đồng chí|ô\.|b\.)[.:]?\s+)?(?P<name>[^()]+?)\s*(?:\([^()]*\))?", re.IGNORECASE
)


def ask_about_names(rows: list[Row], answers: Answers) -> list[Question]:
    """Is what stands beside names part of them? One question for the list: "Ông" is a family name, too."""
    shorter = {row.number: name for row in rows if (name := _without(row.values.get("full_name") or ""))}
    if not shorter:
        return []
    changes = first_of([f"{row.values['full_name']} → {shorter[row.number]}" for row in rows if row.number in shorter])
    words = _("Names seem to hold a form of address or a remark: %(changes)s. Is it left out?")
    choices = (("without", _("left out")), ("as_is", _("it is part of the names")))
    question = Question("names", words % {"changes": changes}, choices)
    if question.answer(answers) == "without":
        for row in rows:
            row.values["full_name"] = shorter.get(row.number, row.values.get("full_name"))
    return [question]


def _without(name: str) -> str:
    """The name without what stands beside it; "" if nothing does, or too little would be left."""
    found = BESIDE.fullmatch(name)
    short = found["name"] if found else ""
    return short if short != name and len(short.split()) > 1 else ""
