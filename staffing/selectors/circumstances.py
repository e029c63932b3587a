"""The facts about many counter posts on some days that the conditions of readiness read, all at once."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from pilot.platform.periods import Period, add_days
from pilot.programme.models import (
    Agency,
    Agreement,
    CounterPost,
    LegalDocument,
    Parameter,
    Pilot,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    ServiceField,
)
from pilot.programme.models.thresholds import BY_KEY
from pilot.programme.selectors.thresholds import among
from staffing.models import (
    Assignment,
    Incumbency,
    LearningPeriod,
    Recognition,
    SystemAccount,
    WithdrawalRequest,
)
from staffing.selectors.counter_days import Stand
from staffing.selectors.presence import Presence, presence

Held = tuple[Assignment, Recognition]
Qualified = dict[tuple[int, int, int], dict[str, dict[int, Held]]]  # agency, site, field → role → person


@dataclass
class Circumstances:
    """Facts about many posts on one day, read once."""

    on: dt.date
    procedures: dict[int, dict[int, list[ProcedureSetEntry]]]  # agency → field → set entries
    handed_over: dict[tuple[int, int, int], str]  # agency, site, procedure → document on paper or nothing
    qualified: Qualified
    rules: dict[int, dict[str, Parameter]]  # pilot → code → rule in force
    officers: Counter[int]  # post → civil servants who hold it on the day before
    withdrawn: set[int]  # posts whose withdrawal is in effect
    proposed: Collection[int]  # ids of the posts whose agency has filed its own proposal (R13)
    sets: dict[int, ProcedureSet]  # agency → its set
    presence: Presence  # who stands where on the day and on those behind it that count
    learning: dict[int, list[LearningPeriod]]  # assignment → learning times
    accounts: dict[int, SystemAccount]  # employee → account
    agreements: list[Agreement]  # coordination regulations of a post office, in force
    regulations: dict[int, LegalDocument]  # pilot → the regulation that holds for all of it
    seen: Collection[int] | None = None  # employees whom the reader may see named; None: everybody is named

    def who(self, post: CounterPost, field: ServiceField, role: str) -> dict[int, Held]:
        """Who may stand at the post for the field in the role, by person."""
        return self.qualified[post.agency_id, post.site_id, field.pk][role]


def read_circumstances(
    posts: Collection[CounterPost], days: Collection[dt.date], proposed: Collection[int], codes: set[str]
) -> dict[dt.date, Circumstances]:
    """What holds on each of `days` where the posts are, with the rules of these codes.

    As many queries for many posts and days as for one: twelve, and those of presence.
    """
    if not days:
        return {}
    agencies, sites, pilots = ({getattr(p, f"{name}_id") for p in posts} for name in ("agency", "site", "pilot"))
    listed = ProcedureSetEntry.objects.filter(around(days), procedure_set__agency__in=agencies)
    entries = list(listed.select_related("procedure", "procedure_set"))
    ladder = ProcedureHandover.objects.filter(agency__in=agencies, site__in=sites, since__lte=max(days))
    handed = list(ladder.filter(step=ProcedureHandover.Step.HANDED_OVER))
    known = Parameter.objects.filter(around(days), pilot__in=pilots, code__in=codes)
    rules = list(known.select_related("source"))
    present = presence({post.site for post in posts}, _with_days_after(days, rules))
    held, withdrawn = _held(posts), _withdrawn(posts)
    sets = {row.agency_id: row for row in ProcedureSet.objects.filter(agency__in=agencies)}
    learning, accounts = _learning(present.stands), _accounts(present.stands)
    agreements, regulations = _agreements(pilots, days), _regulations(pilots)
    return {
        day: Circumstances(
            day,
            _by_field(one for one in entries if one.period.contains(day)),
            {(h.agency_id, h.site_id, h.procedure_id): h.paper_source for h in handed if h.since and h.since <= day},
            _qualified(present.stands, day),
            _by_code(pilots, [rule for rule in rules if rule.period.contains(day)]),
            Counter(post for post, period in held if period.contains(add_days(day, -1))),
            {post for post, effective_on in withdrawn if effective_on <= day},
            proposed, sets, present, learning, accounts,
            [row for row in agreements if row.period.contains(day)],
            {pilot: row for pilot, row in regulations.items() if row.date <= day},
        )
        for day in days
    }  # fmt: skip


def _with_days_after(days: Collection[dt.date], rules: Iterable[Parameter]) -> set[dt.date]:
    """The days, and behind each as many as the longest threshold of presence asks for."""
    own = BY_KEY["presence_days"]
    most = max([own.default, *(among(own.key, {own.code: rule}) for rule in rules if rule.code == own.code)])
    return {add_days(day, n) for day in days for n in range(most + 1)}


def _held(posts: Collection[CounterPost]) -> list[tuple[int, Period]]:
    """When civil servants hold the posts. One query."""
    rows = Incumbency.objects.filter(post__in=posts).values_list("post", "valid_from", "valid_to")
    return [(post, Period(first, end)) for post, first, end in rows]


def _withdrawn(posts: Collection[CounterPost]) -> list[tuple[int, dt.date]]:
    """From which day on the posts are without civil servants by a decision in force. One query."""
    done = WithdrawalRequest.objects.filter(post__in=posts, status=WithdrawalRequest.Status.EFFECTIVE)
    return list(done.values_list("post", "effective_on"))


def _agreements(pilots: Collection[int], days: Collection[dt.date]) -> list[Agreement]:
    """The coordination regulations that a post office has signed with agencies of the pilots. Two queries."""
    kind, office = Agreement.Kind.COORDINATION, Agency.Kind.POST_OFFICE
    rows = Agreement.objects.filter(around(days), pilot__in=pilots, kind=kind, parties__kind=office).distinct()
    return list(rows.prefetch_related("parties"))


def _regulations(pilots: Collection[int]) -> dict[int, LegalDocument]:
    """The regulation that a pilot names for all of it, where it does. One query."""
    rows = Pilot.objects.filter(pk__in=pilots, coordination_regulation__isnull=False)
    found = rows.select_related("coordination_regulation")
    return {row.pk: row.coordination_regulation for row in found if row.coordination_regulation}


def _learning(found: Iterable[Stand]) -> dict[int, list[LearningPeriod]]:
    """The learning times of those who may stand there. One query."""
    rows: dict[int, list[LearningPeriod]] = defaultdict(list)
    for row in LearningPeriod.objects.filter(assignment__in={stand.assignment.pk for stand in found}):
        rows[row.assignment_id].append(row)
    return rows


def _accounts(found: Iterable[Stand]) -> dict[int, SystemAccount]:
    """Their accounts of the e-one-stop software. One query."""
    people = {stand.assignment.employee_id for stand in found}
    return {row.employee_id: row for row in SystemAccount.objects.filter(employee__in=people)}


def around(days: Collection[dt.date]) -> Q:
    """Rows that hold on some day from the first to the last of these; an unknown start counts as minus infinity."""
    begun = Q(valid_from=None) | Q(valid_from__lte=max(days))
    return begun & (Q(valid_to=None) | Q(valid_to__gt=min(days)))


def _by_code(pilots: Iterable[int], rules: Iterable[Parameter]) -> dict[int, dict[str, Parameter]]:
    found: dict[int, dict[str, Parameter]] = {pilot: {} for pilot in pilots}
    for rule in rules:
        found[rule.pilot_id][rule.code] = rule
    return found


def _by_field(entries: Iterable[ProcedureSetEntry]) -> dict[int, dict[int, list[ProcedureSetEntry]]]:
    procedures: dict[int, dict[int, list[ProcedureSetEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        procedures[entry.procedure_set.agency_id][entry.procedure.field_id].append(entry)
    return procedures


def _qualified(found: Iterable[Stand], day: dt.date) -> Qualified:
    """Who may stand at the counter on the day, per agency, site and field, by assignment role."""
    qualified: Qualified = defaultdict(lambda: defaultdict(dict))
    for stand in found:
        if recognition := stand.days.get(day):
            a = stand.assignment
            qualified[a.agency_id, a.site_id, a.field_id][a.role][a.employee.person_id] = a, recognition
    return qualified
