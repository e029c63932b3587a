"""Withdrawals whose cover is watched: from which day on a condition that passed fails, today or ahead.

The same reading serves the act that may break cover, the job of the night and whoever judges again by hand.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet

from pilot.platform.half_days import day_of, half_day
from pilot.platform.periods import add_days
from pilot.programme.models import CounterPost, ProcedureSetEntry
from pilot.programme.selectors.thresholds import own_in
from staffing.models import (
    Assignment,
    CoverBreak,
    ReadinessJudgement,
    Recognition,
    Substitution,
    WithdrawalDecision,
    WithdrawalRequest,
)
from staffing.readiness import CONDITIONS, FAIL, Finding, Kept, readiness_by_day

Place = tuple[int, int]  # agency, site
AHEAD = "foreseen_days"
BREAKING = {condition.id for condition in CONDITIONS if condition.breaks}


@dataclass
class Watched:
    """A decided withdrawal, its proof as last kept, and the breaks of its cover that are open."""

    request: WithdrawalRequest
    before: list[Kept]
    open: list[CoverBreak]
    once_broken: set[str]  # conditions that were broken and mended
    effect_kept: bool  # whether the judgement of the day of effect is kept
    first: list[Finding] = field(default_factory=list)  # as of its day of effect, or of today once that has come
    failing: dict[str, tuple[dt.date, Finding]] = field(default_factory=dict)  # from which day on, by condition

    @property
    def post(self) -> CounterPost:
        return self.request.post

    def start(self, on: dt.date) -> dt.date:
        """The first day on which the cover counts, seen from `on`."""
        return max(on, self.request.effective_on)

    def mended(self, on: dt.date) -> list[CoverBreak]:
        """Open breaks that are none any more, or now begin on another day."""
        return [row for row in self.open if not self._stands(row, on)]

    def broken(self, on: dt.date) -> dict[str, tuple[dt.date, Finding]]:
        """Conditions that passed and fail from a day on, as far as no open break says so."""
        said = {row.condition for row in self.open if self._stands(row, on)}
        met = self._was_met() | {row.condition for row in self.open} | self.once_broken
        return {id_: found for id_, found in self.failing.items() if id_ in met - said}

    def _was_met(self) -> set[str]:
        """What was met at the decision or since. Nothing else can break.

        A record from paper may never have met it, and a proof of former days knows fewer conditions.
        """
        proofs = (self.request.decision.readiness, self.before)
        return {line["id"] for proof in proofs for line in proof if line["state"] != FAIL}

    def _stands(self, row: CoverBreak, on: dt.date) -> bool:
        day, _finding = self.failing.get(row.condition, (None, None))
        return day == max(row.first_day, self.start(on))


def watched(on: dt.date, posts: QuerySet[CounterPost] | None = None) -> list[Watched]:
    """Decided withdrawals, of these posts only where some are given, judged as of `on` and ahead.

    One query where there is none, else a fixed number whatever their number.
    """
    decided = {"status__in": WithdrawalRequest.DECIDED, "decision__outcome": WithdrawalDecision.Outcome.APPROVED}
    wanted = WithdrawalRequest.objects.filter(**decided)
    if posts is not None:
        wanted = wanted.filter(post__in=posts)
    related = ("post__agency", "post__site", "decision", "pilot")
    requests = list(wanted.select_related(*related).prefetch_related("post__received__field").order_by("post"))
    return _judged(_with_history(requests), on) if requests else []


def _with_history(requests: list[WithdrawalRequest]) -> list[Watched]:
    """With the proof that was kept last, else that of the decision. Two queries."""
    breaks: dict[int, list[CoverBreak]] = defaultdict(list)
    for row in CoverBreak.objects.filter(decision__in=[r.decision.pk for r in requests]).order_by("pk"):
        breaks[row.decision_id].append(row)
    kept: dict[int, list[ReadinessJudgement]] = defaultdict(list)
    for judgement in ReadinessJudgement.objects.filter(request__in=requests).order_by("pk"):
        kept[judgement.request_id].append(judgement)
    return [_known(request, kept[request.pk], breaks[request.decision.pk]) for request in requests]


def _known(request: WithdrawalRequest, kept: list[ReadinessJudgement], breaks: list[CoverBreak]) -> Watched:
    """`kept` and `breaks` in the order in which they came."""
    return Watched(
        request,
        kept[-1].findings if kept else request.decision.readiness,
        [row for row in breaks if row.closed_at is None],
        {row.condition for row in breaks if row.closed_at},
        any(one.moment == ReadinessJudgement.Moment.EFFECT for one in kept),
    )


def _judged(found: list[Watched], on: dt.date) -> list[Watched]:
    """Each judged on its first day and on those on which time alone may break it. A fixed number of queries."""
    posts = {one.post.pk: one.post for one in found}
    turning, ahead = _turning_days(posts.values(), on), _days_ahead(posts.values(), on)
    days = {
        one.post.pk: {one.start(on), *(day for day in turning[one.post.agency_id, one.post.site_id]
                                       if one.start(on) < day <= add_days(on, ahead[one.post.pilot_id]))}
        for one in found
    }  # fmt: skip
    proposed = {one.post.pk for one in found if one.request.proposal_document}
    judged = readiness_by_day(list(posts.values()), days, proposed)
    for one in found:
        by_day = judged[one.post.pk]
        one.first = by_day[one.start(on)]
        one.failing = _first_failing(by_day)
    return found


def _first_failing(by_day: Mapping[dt.date, Iterable[Finding]]) -> dict[str, tuple[dt.date, Finding]]:
    """For each condition that breaks and fails on one of the days the first such day, and how it was found then."""
    found: dict[str, tuple[dt.date, Finding]] = {}
    for day, findings in sorted(by_day.items()):
        for finding in findings:
            if finding.state == FAIL and finding.id in BREAKING:
                found.setdefault(finding.id, (finding.since or day, finding))
    return found


def _days_ahead(posts: Iterable[CounterPost], on: dt.date) -> dict[int, int]:
    """How many days ahead of `on` each pilot looks. One query."""
    rows = CounterPost.objects.filter(pk__in=[post.pk for post in posts]).order_by()
    return dict(rows.values_list("pilot", own_in(AHEAD, on)).distinct())


def _turning_days(posts: Iterable[CounterPost], on: dt.date) -> Mapping[Place, set[dt.date]]:
    """Days after `on` on which what was entered ends or begins, by place. Nine queries."""
    places, agencies = {(post.agency_id, post.site_id) for post in posts}, {post.agency_id for post in posts}
    sites = {site for _agency, site in places}
    turning: dict[Place, set[dt.date]] = defaultdict(set)
    for agency, site, day in (*_ends_of_people(agencies, sites, on), *_days_of_standing_in(sites, on)):
        turning[agency, site].add(day)
    for agency, day in _days_of_sets(agencies, on):
        for place in places:
            if place[0] == agency:
                turning[place].add(day)
    for post in posts:
        days = (row.valid_from for row in post.received.all())
        turning[post.agency_id, post.site_id] |= {day for day in days if day and day > on}
    return turning


def _ends_of_people(agencies: set[int], sites: set[int], on: dt.date) -> Iterator[tuple[int, int, Any]]:
    """Where and when assignments, recognitions and employments end."""
    here: dict[str, Any] = {"agency__in": agencies, "site__in": sites}
    assigned = Assignment.objects.filter(Assignment.COUNTED, **here)
    leaving = assigned.filter(employee__employments__valid_to__gt=on)
    yield from assigned.filter(valid_to__gt=on).values_list("agency", "site", "valid_to")
    yield from leaving.values_list("agency", "site", "employee__employments__valid_to")
    recognised = Recognition.objects.filter(Recognition.COUNTED, valid_to__gt=on, **here)
    yield from recognised.values_list("agency", "site", "valid_to")


def _days_of_standing_in(sites: set[int], on: dt.date) -> Iterator[tuple[int, int, Any]]:
    """Where and when somebody who stands there begins to be away, and orders to stand in begin elsewhere or end.

    Five queries.
    """
    later, here = half_day(add_days(on, 1)), {"site__in": sites}
    assigned = Assignment.objects.filter(Assignment.COUNTED, **here).order_by()
    ordered = Substitution.objects.filter(Substitution.COUNTED, **here).order_by()
    leaving = ordered.filter(employee__employments__valid_to__gt=on)
    yield from leaving.values_list("agency", "site", "employee__employments__valid_to")
    halves: tuple[tuple[QuerySet[Any], str], ...] = (
        (assigned, "employee__absences__first_half"), (assigned, "employee__substitutions__first_half"),
        (ordered, "employee__absences__first_half"), (ordered, "past_half"),
    )  # fmt: skip
    for rows, name in halves:
        found = rows.filter(**{f"{name}__gte": later}).values_list("agency", "site", name)
        yield from ((agency, site, day_of(half)) for agency, site, half in found.distinct())


def _days_of_sets(agencies: set[int], on: dt.date) -> Iterator[tuple[int, Any]]:
    """When procedures enter the set of an agency, or leave it."""
    later = Q(valid_from__gt=on) | Q(valid_to__gt=on)
    rows = ProcedureSetEntry.objects.filter(later, procedure_set__agency__in=agencies)
    for agency, *days in rows.values_list(F("procedure_set__agency"), "valid_from", "valid_to"):
        yield from ((agency, day) for day in days if day and day > on)
