"""One civil servant under two names, or in two rows, of an agency's list: asked, since a list cannot know.

Who was renamed on screen and is sent again under the old name, or the other way round, would become a second person at
the same counter post.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Known, Row, Values
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key, uniqueness_key
from pilot.programme.resources.cells import joined, split

ASKED = 20  # rows; of more than that each has its remark
IS = "is:"  # an answer: the row is the civil servant of the code behind it
OTHER, LEAVE, ONE, APART = "other", "leave", "one", "apart"


def ask_about_holders(rows: list[Row], known: Mapping[str, Known], answers: Answers) -> list[Question]:
    """Whether rows with two posts are one person, and whether an unknown name is that of somebody on record."""
    asked = _ask_about_two_rows(rows, answers)
    live = [row for row in rows if row.values.get("full_name")]
    by_post = _holders(live, known.values())
    named = {uniqueness_key(str(one.values["full_name"])) for one in known.values()}
    for row in live:
        code, name = row.values.get("staff_code"), row.values["full_name"]
        same = known.get(code_key(code)) if code else None
        if same and search_key(str(same.values["full_name"])) != search_key(name):
            asked += _ask_about_name(row, same.values, answers, len(asked))
        elif not code and uniqueness_key(name) not in named:
            holders = {str(v["staff_code"]): v for post in split(row.values.get("post")) for v in by_post[post]}
            asked += _ask_about_post(row, holders, answers, len(asked)) if holders else []
    return asked


def _holders(rows: Iterable[Row], known: Iterable[Known]) -> dict[str, list[Values]]:
    """Post → who holds it on record, without those whom the list itself names."""
    codes = {code_key(row.values.get("staff_code") or "") for row in rows}
    names = {uniqueness_key(row.values["full_name"]) for row in rows}
    found: dict[str, list[Values]] = defaultdict(list)
    for one in known:
        said = one.values
        if code_key(str(said["staff_code"])) in codes or uniqueness_key(str(said["full_name"])) in names:
            continue
        for post in split(said["post"]):
            found[post].append(said)
    return found


def _ask_about_name(row: Row, recorded: Values, answers: Answers, before: int) -> list[Question]:
    """The code is known under another name: a new name, or a code of somebody else?"""
    said = {"number": row.number, "code": recorded["staff_code"], "before": recorded["full_name"],
            "name": row.values["full_name"]}  # fmt: skip
    if before >= ASKED:
        words = _("%(code)s is %(name)s so far. If this is somebody else, give a code of their own.")
        row.notes.append(words % {"code": said["code"], "name": said["before"]})
        return []
    words = _("Row %(number)d: %(code)s is %(before)s so far, the list says %(name)s. Is it the same person?")
    choices = (
        (ONE, _("the same person, called otherwise")),
        (OTHER, _("somebody else: the code is wrong")),
        (LEAVE, _("leave the row out")),
    )
    question = Question(f"name_{row.number}", words % said, choices)
    answer = question.answer(answers)
    if answer == OTHER:
        words = _("This code is that of %(name)s: write another one, or none.")
        row.refuse("staff_code", words % {"name": said["before"]})
    if answer == LEAVE:
        leave_out(row, _("Left out: %(code)s stays %(name)s.") % {"code": said["code"], "name": said["before"]})
    return [question]


def _ask_about_post(row: Row, holders: Mapping[str, Values], answers: Answers, before: int) -> list[Question]:
    """Somebody unknown comes to a post that somebody holds: the same person renamed, or a second one?"""
    people = ", ".join(f"{one['full_name']} ({code})" for code, one in holders.items())
    said = {"number": row.number, "name": row.values["full_name"], "post": row.values["post"], "people": people}
    if before >= ASKED:
        row.notes.append(_("%(post)s is held by %(people)s already.") % said)
        return []
    words = _("Row %(number)d: %(name)s is to hold %(post)s, which %(people)s holds. Is it the same person?")
    choices = (
        *((f"{IS}{code}", _("the same as %(name)s, called otherwise") % {"name": f"{one['full_name']} ({code})"})
          for code, one in holders.items()),
        (OTHER, _("somebody else: both hold the post")),
        (LEAVE, _("leave the row out")),
    )  # fmt: skip
    question = Question(f"holder_{row.number}", words % said, choices)
    answer = question.answer(answers)
    if answer.startswith(IS):
        row.cells.setdefault("staff_code", None)
        row.values["staff_code"] = answer.removeprefix(IS)
    if answer == LEAVE:
        leave_out(row, _("Left out: %(post)s is held by %(people)s.") % said)
    return [question]


def _ask_about_two_rows(rows: list[Row], answers: Answers) -> list[Question]:
    """Rows of one name, and of one code where they give one, with different posts: one person with both, or two?"""
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if row.values.get("full_name") and row.values.get("post"):
            key = uniqueness_key(row.values["full_name"]), code_key(row.values.get("staff_code") or "")
            groups[key].append(row)
    several = [same for same in groups.values() if len({row.values["post"] for row in same}) > 1]
    return [_ask_about_both(same, answers) for same in several[:ASKED]]


def _ask_about_both(same: list[Row], answers: Answers) -> Question:
    first, *others = same
    numbers = ", ".join(str(row.number) for row in same)
    posts = joined({post for row in same for post in split(row.values["post"])})
    said = {"name": first.values["full_name"], "numbers": numbers, "posts": posts}
    words = _("“%(name)s” stands in rows %(numbers)s with different counter posts: %(posts)s. Is it one person?")
    choices = ((ONE, _("one person, who holds all of them")), (APART, _("two people of one name")))
    question = Question(f"both_{first.number}", words % said, choices)
    answer = question.answer(answers)
    if answer == APART:
        for row in same:
            row.refuse("staff_code", _("Two people of one name: give each a staff code of their own."))
        return question
    first.values["post"] = posts  # until it is answered, too: nothing is written before
    for row in others:
        leave_out(row, _("Taken together with row %(number)d.") % {"number": first.number})
    return question


def leave_out(row: Row, why: str) -> None:
    row.values, row.faults, row.outcome = {}, [], ImportRow.Outcome.SKIPPED
    row.notes.append(why)
