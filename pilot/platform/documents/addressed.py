"""Whom a document goes to and who signs it, by name, from what it prints.

On paper "Như trên" and "Như Điều 4" point to another place of the same page; in a register they say nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

AS_ABOVE = "Như trên"
AS_IN_ARTICLE = re.compile(r"Như Điều (\d+)")
NAMED_IN_ARTICLE = re.compile(r"các ông \(bà\) có tên tại Điều (\d+)")
IN_CHARGE = re.compile(r"(?:^|\. )([^.]+?) chịu trách nhiệm thi hành")
BODY = "Tên cơ quan, đơn vị"  # label of a side's name (programme/documents/parties.py)
Printed = dict[str, Any]


def recipients(printed: Printed) -> list[str]:
    """Every recipient by name; the sides of a contract, which prints none. Words that lead nowhere stay."""
    found = [name for word in printed.get("recipients") or [] for name in _resolved(word, printed)]
    return list(dict.fromkeys(found or sides(printed)))


def _resolved(word: str, printed: Printed) -> list[str]:
    if word == AS_ABOVE:
        return (printed.get("to") or sides(printed)) or [word]
    if article := AS_IN_ARTICLE.fullmatch(word):
        return _in_charge(int(article[1]), printed) or [word]
    return [word]


def _in_charge(number: int, printed: Printed) -> list[str]:
    """Those whom the last sentence of the article charges, each of them named."""
    found = IN_CHARGE.search(_article(number, printed).get("text") or "")
    who = re.split(r", | và (?=các ông|Giám đốc|Chánh)", found[1]) if found else []
    return [name for one in who for name in _people(one, printed)]


def _people(one: str, printed: Printed) -> list[str]:
    """ "các ông (bà) có tên tại Điều 1" by their names, where the article prints them."""
    pointed = NAMED_IN_ARTICLE.fullmatch(one)
    clauses = _article(int(pointed[1]), printed).get("clauses") or [] if pointed else []
    return [clause["text"].rstrip(".") for clause in clauses] or [one]


def _article(number: int, printed: Printed) -> Printed:
    articles: list[Printed] = printed.get("articles") or []
    return articles[number - 1] if 0 < number <= len(articles) else {}


def sides(printed: Printed) -> list[str]:
    """The bodies between which it is made: the parties of a contract, those who take part in minutes."""
    facts = (fact for party in printed.get("parties") or [] for fact in party["facts"])
    people = (name for side in printed.get("participants") or [] for name in side["people"])
    return list(dict.fromkeys([*(fact["value"] for fact in facts if fact["label"] == BODY), *people]))


def signers(printed: Printed) -> list[str]:
    """Who signs for each side, where nobody signs alone; a side without a name on record by the side alone."""
    bodies = sides(printed) if printed.get("parties") else []
    return list(_signed(printed.get("signatories") or [], bodies))


def _signed(signatories: list[Printed], bodies: list[str]) -> Iterator[str]:
    for place, signatory in enumerate(signatories):
        side = bodies[place] if place < len(bodies) else str(signatory["lines"][0]).capitalize()
        yield f"{side}: {signatory['name']}" if signatory["name"] else side
