"""What a condition of readiness is, what it finds, and how people and papers are named in it.

The conditions themselves: conditions.py; which there are, and what each does where it is not met: readiness.py.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from django.db.models import Model
from django.urls import get_resolver
from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pilot.platform.access.roles import ACTS
from pilot.platform.kernel.types import Words
from pilot.platform.vietnamese import document_date
from pilot.programme.models import Agency, CounterPost
from pilot.programme.presenters.rule_words import KEYS
from staffing.models import PaperRecord
from staffing.selectors.circumstances import Circumstances, Held

FAIL, WARN, PASS = "fail", "warn", "pass"  # a failed condition refuses, a warning asks for a reason
_ASSIGNED_BY = _("decision on the assignment no. {number}, {date}")
_RECOGNISED_BY = _("decision on the recognition no. {number}, {date}")
_NOT_NAMED = ngettext_lazy("%(count)d person, not named here", "%(count)d people, not named here", "count")
OUR_OWN = _("a threshold of our own, not of the documents")
Bodies = Mapping[str, Agency]  # kind of body → the pilot's body of this kind on the day, where the documents name one
Asked = str | Callable[[CounterPost, Bodies], Model | None]


@dataclass(frozen=True)
class Evidence:
    """The page that shows what a condition was found from: name of the address, its arguments, its name for readers."""

    address: str
    args: Callable[[CounterPost], list[str]]
    label: Promise


POST = Evidence("counter-post", lambda post: [post.code], _("Counter post"))
AGENCY = Evidence("agency", lambda post: [post.agency.code], _("Agency"))
LADDER = Evidence("handover", lambda post: [post.agency.code, post.site.code], _("Hand-over ladder"))
MATRIX = Evidence("site-competence", lambda post: [post.site.code], _("Competence matrix"))
AGREEMENTS = Evidence("agreements", lambda post: [], _("Coordination regulations"))
WEEK = Evidence("site-week", lambda post: [post.site.code], _("Week board"))


@dataclass(frozen=True)
class Found:
    """What a condition found: met or not, line by line, what it counted; `words` where they depend on that.

    `since`: the day from which it is not met, where that lies behind the day that was asked about.
    """

    met: bool
    lines: list[Words] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)
    words: Words = ""
    since: dt.date | None = None


class Kept(TypedDict):
    """A finding as it is kept in a request or decision, in one language."""

    id: str
    state: str
    message: str
    rule: str
    source: str
    facts: list[str]
    counts: dict[str, int]
    assumed: NotRequired[bool]  # unknown in those of former days


@dataclass(frozen=True)
class Finding:
    """One line of the proof: pass, warn or fail, in words, with the rule and what it was found from.

    `counts`: what the line counted, for the figures above the proof. `assumed`: the rule was taken over from
    another pilot. `since`: from which later day on it is not met; it is not kept.
    """

    id: str
    state: str
    message: Words  # a text in the language of whoever reads it
    rule: str
    source: Words
    lines: list[Words] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)
    assumed: bool = False
    since: dt.date | None = None

    def as_json(self) -> Kept:
        return {
            "id": self.id, "state": self.state, "message": str(self.message), "rule": self.rule,
            "source": str(self.source), "facts": [str(line) for line in self.lines], "counts": dict(self.counts),
            "assumed": self.assumed,
        }  # fmt: skip


class Condition:
    """A condition. A subclass gives its attributes and `find`.

    `breaks`: whether a decided withdrawal is broken where it fails afterwards.
    """

    id = ""
    rules: tuple[str, ...] = ()  # of the documents, from which it follows,
    threshold = ""  # or the code of the parameter that holds a threshold of our own
    beside: tuple[str, ...] = ()  # codes of thresholds of our own that say how much, where the rules do not
    not_met = FAIL
    without_rule = ""  # its state where the pilot has no such rule; as when not met where nothing is said
    yes: Words = ""  # in words, when met
    no: Words = ""
    evidence: Evidence | None = None
    asks: Mapping[str, Asked] = {}  # who mends it: the verb, and what it is about: "" for the post, or whose attribute
    breaks = True

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        """What it reads of the post and the facts about many."""
        raise NotImplementedError

    @property
    def codes(self) -> tuple[str, ...]:
        return self.rules or (self.threshold,)

    def codes_at(self, post: CounterPost) -> tuple[str, ...]:
        """Those of them that hold at the level of the post."""
        return self.codes

    def judge(self, post: CounterPost, given: Circumstances) -> Finding:
        """The line of the proof, with the rules as the post's pilot has them; one that it lacks is not stated."""
        wanted, known = self.codes_at(post), given.rules[post.pilot_id]
        rules, codes = [known[code] for code in wanted if code in known], ", ".join(wanted)
        if len(rules) < len(wanted):
            text = _("The documents of this pilot give no such rule: not stated in the documents.")
            return Finding(self.id, self.without_rule or self.not_met, text, codes, "")
        found = self.find(post, given)
        source = "; ".join(dict.fromkeys(rule.place for rule in rules)) if self.rules else OUR_OWN
        return Finding(
            self.id, PASS if found.met else self.not_met, found.words or (self.yes if found.met else self.no), codes,
            source, found.lines, found.counts, any(rule.assumed for rule in rules), found.since,
        )  # fmt: skip

    def lacking(self) -> Iterator[str]:
        """What was forgotten when it was declared."""
        known = get_resolver().reverse_dict
        if bool(self.rules) == bool(self.threshold):
            yield "gives rules of the documents or one threshold of our own"
        if unknown := set(self.rules) - set(KEYS):
            yield f"names rules that are none: {', '.join(sorted(unknown))}"
        if type(self).find is Condition.find:
            yield "finds nothing"
        if unknown := set(self.asks) - set(ACTS):
            yield f"asks for what nobody does: {', '.join(sorted(unknown))}"
        if self.evidence is None or self.evidence.address not in known:
            yield "shows no page with its evidence"


def all_named(found: Collection[Held], seen: Collection[int] | None) -> list[Words]:
    """Those whom the reader may see by name, and how many there are besides."""
    named = [_named(held) for held in found if seen is None or held[0].employee_id in seen]
    besides = len(found) - len(named)
    return [*named, *([_NOT_NAMED % {"count": besides}] if besides else [])]


def _named(held: Held) -> Words:
    """Who is assigned and recognised, with the documents on paper by which he is."""
    assignment, recognition = held
    papers = as_cited(_ASSIGNED_BY, assignment.paper), as_cited(_RECOGNISED_BY, recognition.paper)
    return with_marks(assignment.employee.person.full_name, *papers)


def as_cited(words: Words, paper: PaperRecord | None) -> Words:
    """The document on paper as a decision cites it; nothing where the row came about here."""
    if paper is None or paper.paper_date is None:
        return ""
    return format_lazy(words, number=paper.paper_source, date=_day_as_cited(paper.paper_date))


def _day(day: dt.date) -> str:
    """ "ngày 22 tháng 02 năm 2021" where Vietnamese is read, 22/02/2021 elsewhere."""
    return document_date(day) if translation.get_language() == "vi" else f"{day:%d/%m/%Y}"


_day_as_cited = lazy(_day, str)


def with_marks(name: str, *marks: Words) -> Words:
    """A name, and in brackets what was recorded from paper about it; in the language of whoever reads it."""
    said = joined("; ", dict.fromkeys(filter(None, marks)))
    return format_lazy("{name} ({said})", name=name, said=said) if said else name


def joined(separator: str, texts: Iterable[Words]) -> Words:
    """Texts in a row, each translated only when it is read."""
    texts = list(texts)
    return format_lazy(separator.join(["{}"] * len(texts)), *texts)
