"""Which running costs a text names (R27): the items of the rule as whole words, with or without marks."""

import datetime as dt
from typing import NamedTuple

from pilot.platform.vietnamese import search_key, uniqueness_key
from pilot.programme.models import Pilot
from pilot.programme.selectors.rules import in_force

# words in which a syllable of an item means something else; longer ones hide the item in them
OTHER_MEANINGS = (
    "bưu điện", "điện tử", "đại diện", "diện tích", "giao diện", "toàn diện", "đối diện",
    "nhà nước", "đất nước", "trong nước", "nước ngoài",
)  # fmt: skip


class Excluded(NamedTuple):
    """What R27 keeps out, at which levels, and how a refusal names the rule (an adopted one is assumed)."""

    items: list[str]
    levels: list[str]
    label: str


def excluded_items(pilot: Pilot, on: dt.date) -> Excluded:
    """R27 in force for the pilot on `on`. Empty where the pilot has no such rule."""
    rule = in_force(pilot.pk, on, "R27").get("R27")
    return Excluded(rule.details.get("items", []), list(rule.levels), rule.label) if rule else Excluded([], [], "")


def named_in(text: str, items: list[str]) -> list[str]:
    """The items that `text` names: "tiền điện" and "tien dien" name Điện.

    "Bưu điện" and "đại diện" do not.
    """
    words = uniqueness_key(text).split()
    for phrase in OTHER_MEANINGS:
        words = _without(words, phrase)
    return [item for item in items if len(_without(words, item)) < len(words)]


def _without(words: list[str], phrase: str) -> list[str]:
    """The words with every occurrence of the phrase shortened to one mark, so that its neighbours do not join."""
    wanted = uniqueness_key(phrase).split()
    left: list[str] = []
    position = 0
    while position < len(words):
        here = words[position : position + len(wanted)]
        if len(here) == len(wanted) and all(map(_same, here, wanted)):
            left += ["|"] if len(wanted) > 1 else []
            position += len(wanted)
        else:
            left.append(words[position])
            position += 1
    return left


def _same(word: str, wanted: str) -> bool:
    """Equal as written, or typed without any mark."""
    return word == wanted or (word.isascii() and word == search_key(wanted))
