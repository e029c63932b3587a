"""What the pages of a pilot and its phases show.

Every function takes the reader and the business day, and answers in a fixed number of queries.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from pilot.platform.periods import add_months
from pilot.programme.models import (
    Agency,
    Inconsistency,
    Parameter,
    Participation,
    Phase,
    Pilot,
    ProcedureHandover,
    Site,
    User,
)
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.selectors.places import (
    FOR_PREMISES,
    agency_rows,
    handed_over_or_moved,
    number_of,
    with_handover_counts,
)
from pilot.programme.selectors.rules import STAFFING, in_force

Kind = Agency.Kind
LEVELS = (AdminLevel.PROVINCE, AdminLevel.DISTRICT, AdminLevel.COMMUNE)
BY_LEVEL = Case(*(When(level=level, then=Value(place)) for place, level in enumerate(LEVELS)))
DISTRICT = Case(  # of a site: whose district it stands in, "" for the province
    When(level=AdminLevel.PROVINCE, then=Value("")),
    When(level=AdminLevel.COMMUNE, then=Coalesce("parent_agency__name", "name")),
    default=Coalesce("agency__name", "name"),
)


def pilot_rows(user: User, on: dt.date) -> QuerySet[Pilot]:
    """Pilots with their documents and counts: `confirmed`, `unconfirmed` sites, `open_questions`, `rules`.

    One query. Rules are those in force on `on`; what was taken over from another pilot counts, and as `assumed_rules`.
    """
    sites = Site.objects.visible_to(user, on).as_at(on).filter(pilot=OuterRef("pk"))
    questions = Inconsistency.objects.visible_to(user, on).filter(status=Inconsistency.Status.OPEN)
    rules = Parameter.objects.visible_to(user, on).as_at(on).exclude(Parameter.OWN)
    counts = {
        "confirmed": number_of(sites.exclude(status=Site.Status.UNCONFIRMED)),
        "unconfirmed": number_of(sites.filter(status=Site.Status.UNCONFIRMED)),
        "open_questions": number_of(questions.filter(pilots=OuterRef("pk"))),
        "rules": number_of(rules.filter(pilot=OuterRef("pk"))),
        "assumed_rules": number_of(rules.filter(pilot=OuterRef("pk"), assumed=True)),
        "staffing_rules": number_of(rules.filter(pilot=OuterRef("pk"), code__in=STAFFING)),
    }
    related = ("scheme_document", "coordination_regulation", "source")
    return Pilot.objects.visible_to(user, on).select_related(*related).annotate(**counts)


def phase_in_force(phases: Iterable[Phase], on: dt.date) -> Phase | None:
    """The phase with stated dates that holds on `on`; a phase whose dates are not stated is never "in force".

    ASSUMPTION: of two that hold, the later one counts.
    """
    dated = [p for p in phases if (p.valid_from or p.valid_to) and p.period.contains(on)]
    return max(dated, key=lambda p: p.valid_from or dt.date.min, default=None)


class Timing(StrEnum):
    """Where a site stands against the days of the documents."""

    ON_TIME = "on time"
    LATE = "late"
    UNCLEAR = "unclear"


@dataclass
class SiteRow:
    """A site on a list, and the phases in which somebody takes part there, in their order."""

    site: Site
    phases: list[str]


@dataclass
class PilotPage:
    """What stands on every tab of a pilot's page: its phases, the one in force, how many sites are in which timing."""

    pilot: Pilot
    phases: list[Phase]
    phase: Phase | None
    timed: dict[Timing, int]

    @property
    def site_count(self) -> int:
        return sum(self.timed.values())

    @property
    def has_routes(self) -> bool:
        """Whether routes of withdrawal mean anything: the pilot has such rules, its own or taken over."""
        return self.pilot.staffing_rules > 0


def pilot_page(pilot: Pilot, user: User, on: dt.date) -> PilotPage:
    """The page of `pilot` (a row of `pilot_rows`) on business day `on`. Three queries."""
    phases = list(pilot.phases.all())
    timing = timed(sites_of(pilot, user, on), days_given(pilot, phases, on), user, on)
    return PilotPage(pilot, phases, phase_in_force(phases, on), timing)


@dataclass
class DaysGiven:
    """What the phases of a pilot and its rule R04 say of days, as ids of phases: `passed` on a day or still to come.

    The hand-over is due when a phase whose last day is stated is over. Whoever begins in a phase with a stated first
    day is due when the longest learning time is over (KH II, III-a.3.2); whoever was in a phase before whose first day
    is not stated, or only inferred, learnt at a time nobody knows.
    """

    learning: list[int]
    learning_passed: list[int]
    ending: list[int]
    ending_passed: list[int]
    unknown: list[int]


def days_given(pilot: Pilot, phases: Iterable[Phase], on: dt.date) -> DaysGiven:
    """What these phases of `pilot` say on `on`. One query."""
    found = in_force(pilot.pk, on, "R04").get("R04")
    months = int(found.value["max"]) if found and found.value else None
    stated = [p for p in phases if p.confidence == Phase.Confidence.STATED]
    begun = {p.pk: p.valid_from for p in stated if p.valid_from}
    learnt = {pk: add_months(first, months) for pk, first in begun.items() if months}
    ends = {p.pk: p.valid_to for p in stated if p.valid_to}
    return DaysGiven(
        list(learnt), [pk for pk, day in learnt.items() if day <= on],
        list(ends), [pk for pk, day in ends.items() if day <= on],
        [p.pk for p in phases if p.pk not in begun],
    )  # fmt: skip


def timed(sites: QuerySet[Site], days: DaysGiven, user: User, on: dt.date) -> dict[Timing, int]:
    """How many of these sites of one pilot are on time, late and unclear on `on`. One query.

    On time is what is done, and what is under way before its day; late is what is not done by it. Unclear is where
    nobody entered a hand-over, and where neither a document nor a parameter gives a day.
    """
    under_way = ProcedureHandover.objects.filter(site=OuterRef("pk")).exclude(step=ProcedureHandover.Step.HANDED_OVER)
    timing = Case(
        When(status=Site.Status.UNCONFIRMED, then=Value(Timing.UNCLEAR)),
        When(handed_over_or_moved(), then=Value(Timing.ON_TIME)),
        When(pilot_form__in=FOR_PREMISES, facility_to__lte=on, then=Value(Timing.LATE)),
        When(Exists(under_way.filter(_day_passed(days, user, on))), then=Value(Timing.LATE)),
        When(Exists(under_way.filter(_has_day(days, user, on))), then=Value(Timing.ON_TIME)),
        default=Value(Timing.UNCLEAR),
    )
    rows = sites.annotate(timing=timing).order_by().values_list("timing")
    found = dict(rows.annotate(sites=Count("pk")))
    return {one: found.get(one, 0) for one in Timing}


def _has_day(days: DaysGiven, user: User, on: dt.date) -> Q:
    """Of a procedure's hand-over: whether something gives a day for it."""
    begins = Q(_takes_part(days.learning, user, on)) & ~Q(_takes_part(days.unknown, user, on))
    return begins | Q(_takes_part(days.ending, user, on))


def _day_passed(days: DaysGiven, user: User, on: dt.date) -> Q:
    """Of a procedure's hand-over: whether the learning time of its agency, or the last of its phases, is over."""
    learnt = Q(_takes_part(days.learning_passed, user, on)) & ~Q(_takes_part(days.unknown, user, on))
    going_on = [pk for pk in days.ending if pk not in days.ending_passed]
    return learnt | Q(_takes_part(days.ending_passed, user, on)) & ~Q(_takes_part(going_on, user, on))


def _takes_part(phases: list[int], user: User, on: dt.date) -> Exists:
    """Of a procedure's hand-over: whether its agency takes part at the site in one of the phases."""
    parts = Participation.objects.visible_to(user, on).as_at(on).filter(site=OuterRef("site"), phase__in=phases)
    return Exists(parts.filter(Q(agency=OuterRef("agency")) | Q(agency=None)))


# --- its sites ------------------------------------------------------------------------------------


def sites_of(pilot: Pilot, user: User, on: dt.date) -> QuerySet[Site]:
    """Sites of a pilot by level, district and code."""
    sites = Site.objects.visible_to(user, on).as_at(on).filter(pilot=pilot)
    return sites.order_by(BY_LEVEL, DISTRICT, "code")


def site_rows(sites: QuerySet[Site], user: User, on: dt.date) -> list[SiteRow]:
    """Some sites as a list shows them. Two queries."""
    district = {"district": DISTRICT}
    found = list(with_handover_counts(sites).annotate(**district))
    parts = Participation.objects.visible_to(user, on).as_at(on)
    parts = parts.filter(site__in=[site.pk for site in found], phase__isnull=False)
    phases: dict[int, dict[str, None]] = defaultdict(dict)
    for site, phase in parts.order_by("phase__code").values_list("site", "phase__name"):
        phases[site][phase] = None
    return [SiteRow(site, list(phases[site.pk])) for site in found]


def districts(sites: QuerySet[Site]) -> list[tuple[str, int]]:
    """The province centre (""), then districts, each with the number of its sites. One query."""
    counts = sites.order_by().values_list(DISTRICT).annotate(count=Count("pk"), first=Min(BY_LEVEL))
    return [(name, count) for name, count, _first in sorted(counts, key=lambda row: (row[2], row[0]))]


# --- its agencies ---------------------------------------------------------------------------------


def participating(pilot: Pilot, user: User, on: dt.date) -> QuerySet[Agency]:
    """Agencies of `agency_rows` that take part somewhere, by level and code."""
    parts = Participation.objects.as_at(on).filter(agency=OuterRef("pk"))
    return agency_rows(user, on).as_at(on).filter(Exists(parts), pilot=pilot).order_by(BY_LEVEL, "code")


def bodies_of(pilot: Pilot, user: User, on: dt.date) -> dict[str, Agency | None]:
    """The bodies that steer a pilot; None where the documents name none (as for Gia Lai). One query."""
    kinds = {
        "committee": Kind.STEERING_COMMITTEE,
        "secretariat": Kind.SECRETARIAT,
        "post_office": Kind.POST_OFFICE,
        "provincial_office": Kind.PROVINCIAL_OFFICE,
    }
    agencies = Agency.objects.visible_to(user, on).as_at(on).filter(pilot=pilot)
    found = list(agencies.filter(Q(kind__in=kinds.values()) | Q(standing_body=True)))
    of_kind = {agency.kind: agency for agency in found}
    bodies = {name: of_kind.get(kind) for name, kind in kinds.items()}
    return bodies | {"standing_body": next((agency for agency in found if agency.standing_body), None)}


# --- its phases -----------------------------------------------------------------------------------


@dataclass
class PhasePage:
    """What stands around the sites of a phase: how many are confirmed by level, and how many are not."""

    phase: Phase
    in_force: bool
    levels: list[tuple[AdminLevel, int]]
    unconfirmed: int
    agencies: list[Participation]

    @property
    def confirmed(self) -> int:
        return sum(count for _level, count in self.levels)


def phase_rows(user: User, on: dt.date) -> QuerySet[Phase]:
    """Phases with pilot and source."""
    return Phase.objects.visible_to(user, on).select_related("pilot", "source")


def sites_in(phase: Phase, user: User, on: dt.date) -> QuerySet[Site]:
    """The sites of `sites_of` at which somebody takes part in the phase."""
    parts = Participation.objects.visible_to(user, on).as_at(on).filter(phase=phase)
    return sites_of(phase.pilot, user, on).filter(pk__in=parts.values("site"))


def phase_page(phase: Phase, user: User, on: dt.date) -> PhasePage:
    """A phase with the counts of its sites, and the agencies that take part at the province centre. Three queries."""
    sites = sites_in(phase, user, on).order_by()
    confirmed = sites.exclude(status=Site.Status.UNCONFIRMED).values_list("level").annotate(count=Count("pk"))
    counts = dict(confirmed)
    parts = Participation.objects.visible_to(user, on).as_at(on).filter(phase=phase, agency__isnull=False)
    return PhasePage(
        phase,
        phase_in_force([phase], on) is not None,
        [(level, counts[level]) for level in LEVELS if level in counts],
        sites.filter(status=Site.Status.UNCONFIRMED).count(),
        list(parts.filter(site__level=AdminLevel.PROVINCE).select_related("agency").order_by("site__code", "agency")),
    )
