"""May the civil servants of a counter post be withdrawn on a day? Conditions with their rule, state and facts.

Which condition fails and which warns is the literal table CONDITIONS. The same result feeds the page, the
verbs (again, under lock: rules/readiness.py) and the frozen copy in a request. The rules are those of the post's own
pilot on the day, from its documents or taken over; without one the condition is not stated and not met. Queries: five
for any number of posts, if these bring their fields along.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pilot.platform.cases.paper.models import paper_mark
from pilot.programme.models import Agency, CounterPost, Parameter, ProcedureHandover, ProcedureSetEntry
from pilot.programme.models.organisation import AdminLevel
from staffing.models import Assignment, AssignmentRole, Recognition
from staffing.selectors.assessed import Key, key_of

CONDITIONS = {  # id: (state when not met, rules it follows from, state where the pilot has no such rule)
    "commune": ("fail", ("R12",), "fail"),
    "management_unit": ("fail", ("R19",), "fail"),
    "exemption": ("fail", ("R13",), "pass"),  # an exception holds only where a document makes it
    "handed_over": ("fail", ("R09",), "fail"),
    "recognised": ("fail", ("R08", "R09"), "fail"),
    "reserve": ("warn", ("R03",), "warn"),
}
RULES = sorted({code for _state, codes, _missing in CONDITIONS.values() for code in codes})
ROUTES = {AdminLevel.PROVINCE: "R10", AdminLevel.DISTRICT: "R11"}  # at communes R12 stands in the way


@dataclass(frozen=True)
class ReadinessCondition:
    """One line of the proof: pass, warn or fail, in words, with the rule and what it was found from.

    `counts`: what the line counted, for the figures above the proof. `assumed`: the rule was taken over from
    another pilot.
    """

    id: str
    state: str
    message: Any  # a text in the language of whoever reads it
    rule: str
    source: str
    facts: list[Any] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    assumed: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"message": str(self.message), "facts": [str(fact) for fact in self.facts]}


Qualified = dict[tuple[int, int, int], dict[str, dict[int, Any]]]  # agency, site, field → role → person → marked name


@dataclass
class Cover:
    """Facts about many posts on one day, read once."""

    procedures: dict[int, dict[int, list[Any]]]  # agency → field → set entries
    handed_over: dict[tuple[int, int, int], str]  # agency, site, procedure → document on paper or nothing
    qualified: Qualified
    rules: dict[int, dict[str, Parameter]]  # pilot → code → rule in force


def readiness(posts: list[CounterPost], on: dt.date, proposal: bool = False) -> dict[int, list[ReadinessCondition]]:
    """Conditions per post id, as of `on`. `proposal`: the agency has filed its own proposal (R13)."""
    agencies, sites, pilots = ({getattr(p, f"{name}_id") for p in posts} for name in ("agency", "site", "pilot"))
    cover = read_cover(agencies, sites, pilots, on)
    return {post.pk: [ruled(check(post, cover, proposal), post, cover) for check in CHECKS] for post in posts}


def rules_of(post: CounterPost) -> list[str]:
    """Codes of the rules by which the civil servants of the post are withdrawn."""
    route = ROUTES.get(AdminLevel(post.site.level))
    return sorted([*RULES, *([route] if route else [])])


def ruled(found: ReadinessCondition, post: CounterPost, cover: Cover) -> ReadinessCondition:
    """The condition with its rules as the post's pilot has them; one that the pilot lacks is not stated."""
    _state, codes, missing = CONDITIONS[found.id]
    rules = [cover.rules[post.pilot_id][code] for code in codes if code in cover.rules[post.pilot_id]]
    if len(rules) < len(codes):
        text = _("The documents of this pilot give no such rule: not stated in the documents.")
        return replace(found, state=missing, message=text, facts=[], counts={})
    places = dict.fromkeys(rule.place for rule in rules)
    return replace(found, source="; ".join(places), assumed=any(rule.assumed for rule in rules))


def read_cover(agencies: set[int], sites: set[int], pilots: set[int], on: dt.date) -> Cover:
    entries = ProcedureSetEntry.objects.as_at(on).filter(procedure_set__agency__in=agencies)
    handed = ProcedureHandover.objects.filter(
        agency__in=agencies, site__in=sites, step=ProcedureHandover.Step.HANDED_OVER, since__lte=on
    )
    assigned = Assignment.objects.as_at(on).filter(Assignment.COUNTED, agency__in=agencies, site__in=sites)
    assigned = assigned.exclude(employee__status="ended").select_related("employee__person", "paper")
    rules: dict[int, dict[str, Parameter]] = {pilot: {} for pilot in pilots}
    for rule in Parameter.objects.as_at(on).filter(pilot__in=pilots, code__in=RULES).select_related("source"):
        rules[rule.pilot_id][rule.code] = rule
    return Cover(
        _by_field(entries.select_related("procedure", "procedure_set")),
        {(h.agency_id, h.site_id, h.procedure_id): h.paper_source for h in handed},
        _qualified(assigned, recognitions(agencies, sites, on)),
        rules,
    )


def _by_field(entries: Iterable[ProcedureSetEntry]) -> dict[int, dict[int, list[Any]]]:
    procedures: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        procedures[entry.procedure_set.agency_id][entry.procedure.field_id].append(entry)
    return procedures


def _qualified(assigned: Iterable[Assignment], recognised: dict[Key, Recognition]) -> Qualified:
    """Employees assigned AND validly recognised on the day, per agency, site and field, by assignment role."""
    found: Qualified = defaultdict(lambda: defaultdict(dict))
    for a in assigned:
        if recognition := recognised.get(key_of(a)):
            words = with_marks(a.employee.person.full_name, a.paper_mark, recognition.paper_mark)
            found[a.agency_id, a.site_id, a.field_id][a.role][a.employee.person_id] = words
    return found


def with_marks(name: str, *marks: Any) -> Any:
    """A name, and in brackets what was recorded from paper about it; in the language of whoever reads it."""
    said = joined("; ", dict.fromkeys(filter(None, marks)))
    return format_lazy("{name} ({said})", name=name, said=said) if said else name


def joined(separator: str, parts: Iterable[Any]) -> Any:
    """Texts in a row, each translated only when it is read."""
    parts = list(parts)
    return format_lazy(separator.join(["{}"] * len(parts)), *parts)


def recognitions(agencies: set[int], sites: set[int], on: dt.date) -> dict[Key, Recognition]:
    """Every recognition valid on the day by employee, agency, site and field; from paper only once checked."""
    rows = Recognition.objects.as_at(on).filter(Recognition.COUNTED, agency__in=agencies, site__in=sites)
    return {key_of(row): row for row in rows.select_related("paper")}


def _condition(id_: str, met: bool, message: Any, facts: list[Any] | None = None, **counts: int) -> ReadinessCondition:
    not_met, codes, _missing = CONDITIONS[id_]
    return ReadinessCondition(id_, "pass" if met else not_met, message, ", ".join(codes), "", facts or [], counts)


def check_commune(post: CounterPost, cover: Cover, proposal: bool) -> ReadinessCondition:
    """R12: civil servants of a commune's one-stop unit stay; postal staff only support."""
    met = post.site.level != AdminLevel.COMMUNE
    text = (
        _("The post is not at a commune.")
        if met
        else _("Civil servants of a commune are never withdrawn: they keep the work at the postal point.")
    )
    return _condition("commune", met, text)


def check_management_unit(post: CounterPost, cover: Cover, proposal: bool) -> ReadinessCondition:
    """R19: the management unit of the centre stays as it is."""
    met = not post.management
    text = (
        _("The post is not in the centre's management unit.")
        if met
        else _("The management unit of the centre is kept as it is.")
    )
    return _condition("management_unit", met, text)


def check_exemption(post: CounterPost, cover: Cover, proposal: bool) -> ReadinessCondition:
    """R13: Sở Nội vụ keeps its civil servants at the centre until it proposes the transfer itself."""
    met = post.agency.withdrawal_rule != Agency.WithdrawalRule.EXEMPT or proposal
    text = _("No exemption stands in the way.") if met else _("The agency is exempt until it files its own proposal.")
    return _condition("exemption", met, text)


def check_handed_over(post: CounterPost, cover: Cover, proposal: bool) -> ReadinessCondition:
    """Every procedure of the post's fields is handed over at this site; a guessed one counts in the demo only."""
    entries = [e for f in post.fields.all() for e in cover.procedures[post.agency_id][f.pk]]
    wanted = [e.procedure for e in entries if post.illustrative or not e.illustrative]
    missing = [p for p in wanted if (post.agency_id, post.site_id, p.pk) not in cover.handed_over]
    if not wanted:
        return _condition("handed_over", False, _("The list of procedures of this post is not known yet."))
    done = len(wanted) - len(missing)
    text = format_lazy(_("{done} of {all} procedures of the post are handed over."), done=done, all=len(wanted))
    fields = {p.field_id for p in wanted}
    counts = {"fields": len(fields), "whole": len(fields - {p.field_id for p in missing})}
    facts = [*map(str, missing), *_on_paper(post, cover, wanted)]
    return _condition("handed_over", not missing, text, facts, **counts)


def _on_paper(post: CounterPost, cover: Cover, wanted: list[Any]) -> list[Any]:
    """How many of the procedures each document on paper hands over."""
    sources = Counter(cover.handed_over.get((post.agency_id, post.site_id, p.pk), "") for p in wanted)
    words = ngettext_lazy("%(count)d procedure: %(mark)s", "%(count)d procedures: %(mark)s", "count")
    return [words % {"count": count, "mark": paper_mark(source)} for source, count in sources.items() if source]


def check_recognised(post: CounterPost, cover: Cover, proposal: bool) -> ReadinessCondition:
    """R08, R09: for each field at least one employee in charge, assessed by two people and recognised."""
    return _per_field(
        post,
        cover,
        "recognised",
        AssignmentRole.PRIMARY,
        _("Each field has a recognised employee in charge."),
        _("A field has no recognised employee in charge."),
    )


def check_reserve(post: CounterPost, cover: Cover, proposal: bool) -> ReadinessCondition:
    """R03: a reserve is ready to stand in; a warning, since the documents give no ratio."""
    return _per_field(
        post,
        cover,
        "reserve",
        AssignmentRole.RESERVE,
        _("Each field has a recognised reserve."),
        _("A field has no recognised reserve."),
    )


def _per_field(post: CounterPost, cover: Cover, id_: str, role: str, yes: Any, no: Any) -> ReadinessCondition:
    found = {f.name: cover.qualified[post.agency_id, post.site_id, f.pk][role] for f in post.fields.all()}
    facts = [joined(": ", (name, joined(", ", [*people.values()] or ["–"]))) for name, people in found.items()]
    met = bool(found) and all(found.values())
    return _condition(id_, met, yes if met else no, facts, people=len(set().union(*found.values())))


CHECKS = (
    check_commune,
    check_management_unit,
    check_exemption,
    check_handed_over,
    check_recognised,
    check_reserve,
)


def frozen(conditions: Iterable[ReadinessCondition]) -> list[dict[str, Any]]:
    """Conditions as they are kept in a request or decision, in Vietnamese."""
    with translation.override("vi"):
        return [c.as_json() for c in conditions]


def present(post: CounterPost, on: dt.date, proposal: bool) -> list[dict[str, Any]]:
    """The conditions of a post as they stand, in the language of whoever asks."""
    return [c.as_json() for c in readiness([post], on, proposal)[post.pk]]
