"""May the civil servants of a counter post be withdrawn on a day? Each condition is one object, all of them CONDITIONS.

The same findings feed the pages, the verbs (again, under lock: rules/readiness.py) and the frozen copy in a request.
The rules are those of the post's own pilot on the day, from its documents or taken over; without one the condition is
not stated and not met. A new condition is a class in conditions.py and its line in CONDITIONS; what it lacks stops the
start. The same table with the reason for each state: docs/readiness.md.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.core.checks import Error
from django.utils import translation

from pilot.programme.models import CounterPost
from pilot.programme.models.organisation import AdminLevel
from staffing import conditions as of
from staffing.condition import FAIL, PASS, POST, WARN, Condition, Evidence, Finding, Found, Kept
from staffing.conditions import ONLY_SOME, ROUTES
from staffing.selectors.circumstances import Circumstances, read_circumstances

__all__ = [
    "FAIL", "ONLY_SOME", "PASS", "POST", "ROUTES", "WARN", "Condition", "Evidence", "Finding", "Found", "Kept",
]  # fmt: skip

HANDED_OVER, RECOGNISED, RESERVE = of.HandedOver(), of.Recognised(), of.Reserve()
GUIDANCE = of.Guidance()
EXCEPTIONS = (of.Commune(), of.ManagementUnit(), of.Exemption(), GUIDANCE)
CONDITIONS: tuple[Condition, ...] = (
    *EXCEPTIONS,      # R12, R19, R13, R29: fail
    of.Officers(),    # R10, R11: fail
    of.Listed(),      # R09: fail
    HANDED_OVER,      # R09: fail
    of.Learned(),     # R04: fail
    RECOGNISED,       # R08, R09: fail; a warning where R09 is no rule of the level (A25)
    of.Present(),     # R10, R11 and NG07: fail
    RESERVE,          # R03 and NG04: warn
    of.Account(),     # R17: warn
    of.Workload(),    # R02: no figures yet, pass
    of.Regulation(),  # R16: warn
)  # fmt: skip


def check_conditions(conditions: Iterable[Condition] = (), **_options: object) -> list[Error]:
    """What a condition lacks stops the start; otherwise a page would fail when it is read."""
    found = list(conditions or CONDITIONS)
    twice = [id_ for id_, count in Counter(c.id for c in found).items() if count > 1 or not id_]
    lacks = [f"The condition {c.id or type(c).__name__} {what}." for c in found for what in c.lacking()]
    return [Error(text, id="staffing.E001") for text in [*lacks, *(f"Two conditions are called “{i}”." for i in twice)]]


def rules_of(post: CounterPost) -> list[str]:
    """Codes of the rules by which the civil servants of the post are withdrawn."""
    route = ROUTES.get(AdminLevel(post.site.level))
    codes = {code for c in CONDITIONS if c.rules for code in c.codes_at(post)}
    return sorted({*codes, *([route] if route else [])})


def readiness(
    posts: list[CounterPost], on: dt.date, proposal: bool = False, seen: Collection[int] | None = None
) -> dict[int, list[Finding]]:
    """Findings per post id, as of `on`.

    `proposal`: the agency has filed its own proposal (R13). `seen`: ids of the employees whom the reader may see named,
    where that are not all. As many queries for many posts as for one, if these bring their fields along.
    """
    proposed = {post.pk for post in posts} if proposal else ()
    found = readiness_by_day(posts, {post.pk: [on] for post in posts}, proposed, seen)
    return {pk: by_day[on] for pk, by_day in found.items()}


def readiness_by_day(
    posts: Collection[CounterPost], days: Mapping[int, Collection[dt.date]], proposed: Collection[int] = (),
    seen: Collection[int] | None = None,
) -> dict[int, dict[dt.date, list[Finding]]]:  # fmt: skip
    """The same on several days: `days` per post id. As many queries for many days as for one.

    `proposed`: ids of the posts whose agency has filed its own proposal (R13).
    """
    codes = {code for condition in CONDITIONS for code in (*condition.codes, *condition.beside)}
    given = read_circumstances(posts, {day for some in days.values() for day in some}, proposed, codes)
    for facts in given.values():
        facts.seen = seen
    return {post.pk: {day: _judged(post, given[day]) for day in sorted(days[post.pk])} for post in posts}


def _judged(post: CounterPost, given: Circumstances) -> list[Finding]:
    return [condition.judge(post, given) for condition in CONDITIONS]


def frozen(findings: Iterable[Finding]) -> list[Kept]:
    """Findings as they are kept in a request or decision, in Vietnamese."""
    with translation.override("vi"):
        return [finding.as_json() for finding in findings]


def lines_of(kept: list[Kept], condition: Condition) -> list[str]:
    """The lines of one condition in a frozen proof."""
    return [fact for line in kept if line["id"] == condition.id for fact in line["facts"]]


def present(post: CounterPost, on: dt.date, proposal: bool, seen: Collection[int] | None = None) -> list[Kept]:
    """The findings on a post as they stand, in the language of whoever asks, naming only whom he may see."""
    return [finding.as_json() for finding in readiness([post], on, proposal, seen)[post.pk]]


def changed_since(before: list[Kept], now: list[Finding]) -> list[Finding]:
    """Findings that no longer read as they were kept; compared as they are frozen."""
    then = {kept["id"]: (kept["state"], kept["facts"]) for kept in before}
    return [
        finding
        for finding, kept in zip(now, frozen(now), strict=True)
        if finding.id in then and (kept["state"], kept["facts"]) != then[finding.id]
    ]
