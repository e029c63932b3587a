"""Who is meant by a row of a printed timesheet, among those who may be entered. No ORM, no clock."""

from collections.abc import Collection
from dataclasses import dataclass

from pilot.platform.text import code_key, nearly_equal
from pilot.platform.vietnamese import search_key, uniqueness_key

MOST_NEAR, HALF = 3, 0.5


@dataclass(frozen=True)
class Standing:
    """One who may be entered at a counter post: the key of the row, and what a list says of it."""

    key: str
    code: str
    name: str
    post: str

    @property
    def words(self) -> str:
        return f"{self.name} · {self.code} · {self.post}"


def meant(code: str, name: str, post: str, standing: Collection[Standing]) -> list[Standing]:
    """Those whom a row may mean: by staff code, else by name, marks counting where that is enough; then by post.

    Empty: a stranger. More than one: namesakes, or one person at two posts, and nobody may guess. A code that is
    nobody's is the office's own, and the name decides.
    """
    found = [one for one in standing if code and code_key(one.code) == code_key(code)]
    found = found or [one for one in standing if name and uniqueness_key(one.name) == uniqueness_key(name)]
    found = found or [one for one in standing if name and search_key(one.name) == search_key(name)]
    at_post = [one for one in found if post and _is_post(post, one)]
    return at_post or found


def near(code: str, name: str, standing: Collection[Standing]) -> list[Standing]:
    """Those whom a stranger's row may have meant: a code or a name with a slip of the hand, or most words in common.

    Each person once, the nearest first, at most three.
    """
    found = sorted((one for one in standing if _likeness(code, name, one)), key=lambda one: -_likeness(code, name, one))
    return list({one.code: one for one in found}.values())[:MOST_NEAR]


def _likeness(code: str, name: str, one: Standing) -> float:
    """From 0, nothing in common, to 1. Names are near with one slip, or with two words and more than half in common."""
    said, known = search_key(name), search_key(one.name)
    if nearly_equal(said, known) or (code and nearly_equal(code_key(code), code_key(one.code))):
        return 1
    both = set(said.split()) & set(known.split())
    alike = len(both) / len(set(said.split()) | set(known.split())) if len(both) > 1 else 0
    return alike if alike > HALF else 0


def _is_post(text: str, one: Standing) -> bool:
    """Whether the text is the name of the post, or names it together with its agency."""
    said, post = search_key(text), search_key(one.post)
    return said == post or post in said or said == search_key(one.key.split("/")[0])
