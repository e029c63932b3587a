"""May the civil servants of a counter post be withdrawn on a day? Each condition is one object, all of them CONDITIONS.

The same findings feed the pages, the verbs (again, under lock: rules/readiness.py) and the frozen copy in a request.
The rules are those of the post's own pilot on the day, from its documents or taken over; without one the condition is
not stated and not met. A new condition is a class and its place in CONDITIONS; what it lacks stops the start.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NotRequired, TypedDict

from django.core.checks import Error
from django.urls import get_resolver
from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pilot.platform.access.roles import ACTS
from pilot.platform.kernel.types import Words
from pilot.platform.vietnamese import document_date
from pilot.programme.models import Agency, CounterPost, Parameter, Procedure, ProcedureSet
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.models.thresholds import BY_KEY
from pilot.programme.presenters.rule_words import KEYS
from pilot.programme.selectors.thresholds import among
from staffing.models import AssignmentRole, PaperRecord
from staffing.selectors.circumstances import Circumstances, Held, read_circumstances

FAIL, WARN, PASS = "fail", "warn", "pass"  # a failed condition refuses, a warning asks for a reason
_ASSIGNED_BY = _("decision on the assignment no. {number}, {date}")
_RECOGNISED_BY = _("decision on the recognition no. {number}, {date}")
_NOT_NAMED = ngettext_lazy("%(count)d person, not named here", "%(count)d people, not named here", "count")
ONLY_SOME = _("Only some procedures of the agency are in the pilot: the others stay with its civil servants.")
OUR_OWN = _("a threshold of our own, not of the documents")
ROUTES = {AdminLevel.PROVINCE: "R10", AdminLevel.DISTRICT: "R11"}  # at communes R12 stands in the way


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


@dataclass(frozen=True)
class Found:
    """What a condition found: met or not, line by line, what it counted; `words` where they depend on that."""

    met: bool
    lines: list[Words] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)
    words: Words = ""


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
    another pilot.
    """

    id: str
    state: str
    message: Words  # a text in the language of whoever reads it
    rule: str
    source: Words
    lines: list[Words] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)
    assumed: bool = False

    def as_json(self) -> Kept:
        return {
            "id": self.id, "state": self.state, "message": str(self.message), "rule": self.rule,
            "source": str(self.source), "facts": [str(line) for line in self.lines], "counts": dict(self.counts),
            "assumed": self.assumed,
        }  # fmt: skip


class Condition:
    """A condition. A subclass gives its attributes and `find`."""

    id = ""
    rules: tuple[str, ...] = ()  # of the documents, from which it follows,
    threshold = ""  # or the code of the parameter that holds a threshold of our own
    beside: tuple[str, ...] = ()  # codes of thresholds of our own that say how much, where the rules do not
    not_met = FAIL
    without_rule = ""  # its state where the pilot has no such rule; as when not met where nothing is said
    yes: Words = ""  # in words, when met
    no: Words = ""
    evidence: Evidence | None = None
    asks: Mapping[str, str] = {}  # who mends it: the verb, and the attribute of the post that the verb is about

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        """What it reads of the post and the facts about many."""
        raise NotImplementedError

    @property
    def codes(self) -> tuple[str, ...]:
        return self.rules or (self.threshold,)

    def judge(self, post: CounterPost, given: Circumstances) -> Finding:
        """The line of the proof, with the rules as the post's pilot has them; one that it lacks is not stated."""
        rules = [given.rules[post.pilot_id][code] for code in self.codes if code in given.rules[post.pilot_id]]
        codes = ", ".join(self.codes)
        if len(rules) < len(self.codes):
            text = _("The documents of this pilot give no such rule: not stated in the documents.")
            return Finding(self.id, self.without_rule or self.not_met, text, codes, "")
        found = self.find(post, given)
        source = "; ".join(dict.fromkeys(rule.place for rule in rules)) if self.rules else OUR_OWN
        return Finding(
            self.id, PASS if found.met else self.not_met, found.words or (self.yes if found.met else self.no), codes,
            source, found.lines, found.counts, any(rule.assumed for rule in rules),
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


class Commune(Condition):
    """R12: civil servants of a commune's one-stop unit stay; postal staff only support."""

    id, rules, evidence = "commune", ("R12",), POST
    yes = _("The post is not at a commune.")
    no = _("Civil servants of a commune are never withdrawn: they keep the work at the postal point.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(post.site.level != AdminLevel.COMMUNE)


class ManagementUnit(Condition):
    """R19: the management unit of the centre stays as it is."""

    id, rules, evidence = "management_unit", ("R19",), POST
    yes = _("The post is not in the centre's management unit.")
    no = _("The management unit of the centre is kept as it is.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(not post.management)


class Exemption(Condition):
    """R13: Sở Nội vụ keeps its civil servants at the centre until it proposes the transfer itself."""

    id, rules, evidence = "exemption", ("R13",), AGENCY
    asks = {"draft_withdrawal": ""}
    without_rule = PASS  # an exception holds only where a document makes it
    yes = _("No exemption stands in the way.")
    no = _("The agency is exempt until it files its own proposal.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(post.agency.withdrawal_rule != Agency.WithdrawalRule.EXEMPT or post.pk in given.proposed)


class Guidance(Condition):
    """R29: the departments of phase I withdraw by the guidance of the province, unless they took the route over."""

    id, rules, evidence = "guidance", ("R29",), AGENCY
    asks = {"record_withdrawal_from_paper": ""}
    without_rule = PASS  # an exception holds only where a document makes it
    yes = _("The agency withdraws by the route of its level.")
    no = _("A department of phase I withdraws by the guidance of the province, not by the route of its level.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        return Found(post.agency.withdrawal_rule != Agency.WithdrawalRule.PER_GUIDANCE)


class HandedOver(Condition):
    """R09: every procedure of the post's fields is handed over at this site; a proposed one counts in the demo only."""

    id, rules, evidence = "handed_over", ("R09",), LADDER
    asks = {"step_handover": "agency"}
    no = _("The list of procedures of this post is not known yet.")

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        entries = [e for f in post.fields_on(given.on) for e in given.procedures[post.agency_id][f.pk]]
        wanted = [e.procedure for e in entries if post.illustrative or e.confirmed]
        if not wanted:
            return Found(False)
        missing = [p for p in wanted if (post.agency_id, post.site_id, p.pk) not in given.handed_over]
        done, fields = len(wanted) - len(missing), {p.field_id for p in wanted}
        words = format_lazy(_("{done} of {all} procedures of the post are handed over."), done=done, all=len(wanted))
        counts = {"fields": len(fields), "whole": len(fields - {p.field_id for p in missing})}
        some = entries[0].procedure_set.coverage == ProcedureSet.Coverage.SUBSET
        lines = [*map(str, missing), *self.on_paper(post, given, wanted), *([ONLY_SOME] if some else [])]
        return Found(not missing, lines, counts, words)

    def on_paper(self, post: CounterPost, given: Circumstances, wanted: list[Procedure]) -> list[Words]:
        """How many of the procedures each document on paper hands over."""
        sources = Counter(given.handed_over.get((post.agency_id, post.site_id, p.pk), "") for p in wanted)
        words = ngettext_lazy("%(count)d procedure by %(source)s", "%(count)d procedures by %(source)s", "count")
        return [words % {"count": count, "source": source} for source, count in sources.items() if source]


class PerField(Condition):
    """For each field of the post there is at least one recognised employee in the role."""

    role: AssignmentRole
    evidence = MATRIX
    asks = {"recognise": "site"}

    def find(self, post: CounterPost, given: Circumstances) -> Found:
        place = post.agency_id, post.site_id
        found = {f.name: given.qualified[*place, f.pk][self.role] for f in post.fields_on(given.on)}
        least = self.least(given.rules[post.pilot_id])
        names = {name: _all_named(people.values(), given.seen) or ["–"] for name, people in found.items()}
        lines = [joined(": ", (name, joined(", ", said))) for name, said in names.items()]
        met = bool(found) and all(len(people) >= least for people in found.values())
        return Found(met, lines, {"people": len(set().union(*found.values()))}, self.words(met, least))

    def least(self, rules: Mapping[str, Parameter]) -> int:
        """How many people each field has at least."""
        return 1

    def words(self, met: bool, least: int) -> Words:
        """What is said instead of `yes` and `no`, where more than one is needed."""
        return ""


class Recognised(PerField):
    """R08, R09: for each field somebody in charge, assessed by two people and recognised."""

    id, rules, role = "recognised", ("R08", "R09"), AssignmentRole.PRIMARY
    yes = _("Each field has a recognised employee in charge.")
    no = _("A field has no recognised employee in charge.")
    left_open = _("A field has no recognised employee in charge; at this level R09 leaves that to who decides.")

    def judge(self, post: CounterPost, given: Circumstances) -> Finding:
        """Only a warning where R09 is no rule of the level (A25)."""
        finding, rule = super().judge(post, given), given.rules[post.pilot_id].get("R09")
        if finding.state != FAIL or rule is None or rule.holds_at(post.site.level):
            return finding
        return replace(finding, state=WARN, message=self.left_open)


class Reserve(PerField):
    """R03: a reserve is ready to stand in, as many as the pilot's own rule asks for; a warning.

    The documents of the two pilots give no number and no ratio; without one in the rule it is ours (NG04).
    """

    id, rules, role, not_met = "reserve", ("R03",), AssignmentRole.RESERVE, WARN
    beside = (BY_KEY["reserve_people"].code,)
    yes = _("Each field has a recognised reserve.")
    no = _("A field has no recognised reserve.")

    def least(self, rules: Mapping[str, Parameter]) -> int:
        own = rules["R03"].value if "R03" in rules else None
        return int(own["min"]) if isinstance(own, dict) else among("reserve_people", rules)

    def words(self, met: bool, least: int) -> Words:
        if least == 1:
            return ""
        yes, no = (
            _("Each field has {least} recognised reserves."),
            _("A field has fewer than {least} recognised reserves."),
        )
        return format_lazy(yes if met else no, least=least)


# who is present on the day (issue 10, 1) is a condition of its own: its class above, its place in CONDITIONS
HANDED_OVER, RECOGNISED, RESERVE = HandedOver(), Recognised(), Reserve()
GUIDANCE = Guidance()
EXCEPTIONS = (Commune(), ManagementUnit(), Exemption(), GUIDANCE)
CONDITIONS: tuple[Condition, ...] = (*EXCEPTIONS, HANDED_OVER, RECOGNISED, RESERVE)


def check_conditions(conditions: Iterable[Condition] = (), **_options: object) -> list[Error]:
    """What a condition lacks stops the start; otherwise a page would fail when it is read."""
    found = list(conditions or CONDITIONS)
    twice = [id_ for id_, count in Counter(c.id for c in found).items() if count > 1 or not id_]
    lacks = [f"The condition {c.id or type(c).__name__} {what}." for c in found for what in c.lacking()]
    return [Error(text, id="staffing.E001") for text in [*lacks, *(f"Two conditions are called “{i}”." for i in twice)]]


def rules_of(post: CounterPost) -> list[str]:
    """Codes of the rules by which the civil servants of the post are withdrawn."""
    route = ROUTES.get(AdminLevel(post.site.level))
    return sorted({*(code for c in CONDITIONS for code in c.rules), *([route] if route else [])})


def readiness(
    posts: list[CounterPost], on: dt.date, proposal: bool = False, seen: Collection[int] | None = None
) -> dict[int, list[Finding]]:
    """Findings per post id, as of `on`.

    `proposal`: the agency has filed its own proposal (R13). `seen`: ids of the employees whom the reader may see named,
    where that are not all. Five queries for any number of posts, if these bring their fields along.
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


def _all_named(found: Collection[Held], seen: Collection[int] | None) -> list[Words]:
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
