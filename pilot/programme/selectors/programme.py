"""What the pages of a pilot and its phases show.

Every function takes the reader and the business day, and answers in a fixed number of queries.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import F, Func, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from pilot.programme.models import Agency, Inconsistency, Parameter, Participation, Phase, Pilot, PilotForm, Site, User
from pilot.programme.selectors.places import SiteState, agency_rows, coverage_in_words, site_state, with_handover_counts
from pilot.programme.selectors.rule_words import STAFFING

Kind = Agency.Kind
LEVELS = ("province", "district", "commune")


def pilot_rows(user: User, on: dt.date) -> QuerySet[Pilot]:
    """Pilots with their documents and counts: `confirmed`, `unconfirmed` sites, `open_questions`, `rules`.

    One query. Rules are those in force on `on`; what was taken over from another pilot counts, and as `assumed_rules`.
    """
    sites = Site.objects.visible_to(user, on).filter(pilot=OuterRef("pk"))
    questions = Inconsistency.objects.visible_to(user, on).filter(status=Inconsistency.Status.OPEN)
    rules = Parameter.objects.visible_to(user, on).as_at(on)
    counts = {
        "confirmed": _number_of(sites.exclude(status=Site.Status.UNCONFIRMED)),
        "unconfirmed": _number_of(sites.filter(status=Site.Status.UNCONFIRMED)),
        "open_questions": _number_of(questions.filter(pilots=OuterRef("pk"))),
        "rules": _number_of(rules.filter(pilot=OuterRef("pk"))),
        "assumed_rules": _number_of(rules.filter(pilot=OuterRef("pk"), assumed=True)),
        "staffing_rules": _number_of(rules.filter(pilot=OuterRef("pk"), code__in=STAFFING)),
    }
    related = ("scheme_document", "coordination_regulation", "source")
    return Pilot.objects.visible_to(user, on).select_related(*related).annotate(**counts)


def _number_of(rows: QuerySet[Model]) -> Subquery:
    """How many rows there are, as a subquery; the plain function keeps Django from grouping them."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().values_list(count, flat=True))


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
    """A site on a list: its state, and who takes part there in which phase and form."""

    site: Site
    state: SiteState
    participations: list[Participation] = field(default_factory=list)

    def timing(self, on: dt.date) -> "Timing":
        """Whether what the documents expect of the site came by the day that they state."""
        if self.site.status == Site.Status.UNCONFIRMED:
            return Timing.UNCLEAR
        if self.state.state == "pass":
            return Timing.ON_TIME
        if self.due is None:
            return Timing.UNCLEAR
        return Timing.LATE if on >= self.due else Timing.ON_TIME

    @property
    def due(self) -> dt.date | None:
        """The first day after the time that the documents give: for the premises, or the last phase of the hand-over.

        None where they give none.
        """
        if self.site.pilot_form in (PilotForm.FACILITY_LEASE, PilotForm.RELOCATION):
            return self.site.facility_to
        return max((p.phase.valid_to for p in self.participations if p.phase and p.phase.valid_to), default=None)

    @property
    def phases(self) -> list[str]:
        """Names of the phases in which somebody takes part here, in their order; empty if the documents are silent."""
        return list(dict.fromkeys(p.phase.name for p in self.participations if p.phase))


@dataclass
class PilotPage:
    """Everything on the page of one pilot."""

    pilot: Pilot
    phases: list[Phase]
    phase: Phase | None
    bodies: dict[str, Agency | None]
    agencies: list[Agency]
    rows: list[SiteRow]

    @property
    def has_routes(self) -> bool:
        """Whether routes of withdrawal mean anything: the pilot has such rules, its own or taken over."""
        return self.pilot.staffing_rules > 0

    def timed(self, on: dt.date) -> dict[Timing, int]:
        """How many sites are on time, late and unclear on `on`."""
        found = Counter(row.timing(on) for row in self.rows)
        return {timing: found[timing] for timing in Timing}

    @property
    def levels(self) -> list[tuple[str, list[SiteRow]]]:
        return by_level(self.rows)

    @property
    def districts(self) -> list[tuple[str, list[SiteRow]]]:
        """Sites by district (the schematic): the province centre, then districts with their communes."""
        groups: dict[str, list[SiteRow]] = defaultdict(list)
        for row in self.rows:
            groups[district_name(row.site)].append(row)
        return list(groups.items())


def by_level(rows: list[SiteRow]) -> list[tuple[str, list[SiteRow]]]:
    """Sites by level, province first; a level without sites is left out."""
    groups = [[row for row in rows if row.site.level == level] for level in LEVELS]
    return [(group[0].site.get_level_display(), group) for group in groups if group]


def district_name(site: Site) -> str:
    """The heading under which a site stands in the schematic."""
    if site.level == "province":
        return _("Province")
    owner = site.parent_agency if site.level == "commune" else site.agency
    name = owner.name.removeprefix("UBND ") if owner else site.name
    return name[:1].upper() + name[1:]


def pilot_page(pilot: Pilot, user: User, on: dt.date) -> PilotPage:
    """The page of `pilot` (a row of `pilot_rows`) on business day `on`. Four queries."""
    phases, agencies = list(pilot.phases.all()), list(agency_rows(user, on).filter(pilot=pilot))
    rows = site_rows(pilot, user, on)
    return PilotPage(pilot, phases, phase_in_force(phases, on), bodies_of(agencies), participating(agencies), rows)


def participating(agencies: list[Agency]) -> list[Agency]:
    """Agencies that take part somewhere, by level, with their procedure set in words as `coverage`."""
    found = [agency for agency in agencies if agency.takes_part]
    for agency in found:
        agency.coverage = coverage_in_words(agency)
    return sorted(found, key=lambda a: (LEVELS.index(a.level), a.code))


def bodies_of(agencies: list[Agency]) -> dict[str, Agency | None]:
    """The bodies that steer a pilot; None where the documents name none (as for Gia Lai)."""
    of_kind = {agency.kind: agency for agency in agencies}
    return {
        "committee": of_kind.get(Kind.STEERING_COMMITTEE),
        "secretariat": of_kind.get(Kind.SECRETARIAT),
        "standing_body": next((a for a in agencies if a.standing_body), None),
        "post_office": of_kind.get(Kind.POST_OFFICE),
        "provincial_office": of_kind.get(Kind.PROVINCIAL_OFFICE),
    }


def site_rows(pilot: Pilot, user: User, on: dt.date, phase: Phase | None = None) -> list[SiteRow]:
    """Sites of a pilot (or of one phase) by level, district and name, with who takes part. Two queries."""
    sites = Site.objects.visible_to(user, on).filter(pilot=pilot).select_related("agency", "parent_agency")
    participations = Participation.objects.visible_to(user, on).filter(pilot=pilot).select_related("agency", "phase")
    if phase:
        participations = participations.filter(phase=phase)
        sites = sites.filter(participations__phase=phase).distinct()
    by_site: dict[int, list[Participation]] = defaultdict(list)
    for part in participations:
        by_site[part.site_id].append(part)
    rows = [SiteRow(site, site_state(site, on), by_site[site.pk]) for site in with_handover_counts(sites)]
    return sorted(rows, key=lambda r: (LEVELS.index(r.site.level), district_name(r.site), r.site.code))


@dataclass
class PhasePage:
    """Everything on the page of one phase."""

    phase: Phase
    in_force: bool
    rows: list[SiteRow]
    agencies: list[Participation]

    @property
    def levels(self) -> list[tuple[str, list[SiteRow]]]:
        return by_level(self.rows)


def phase_rows(user: User, on: dt.date) -> QuerySet[Phase]:
    """Phases with pilot and source."""
    return Phase.objects.visible_to(user, on).select_related("pilot", "source")


def phase_page(phase: Phase, user: User, on: dt.date) -> PhasePage:
    """A phase with its sites, and the province's agencies that take part in it by name. Two queries."""
    rows = site_rows(phase.pilot, user, on, phase)
    agencies = [p for row in rows for p in row.participations if p.agency and row.site.level == "province"]
    return PhasePage(phase, phase_in_force([phase], on) is not None, rows, agencies)


def level_counts(rows: list[SiteRow]) -> list[tuple[str, int]]:
    """How many confirmed sites stand on each level that has any."""
    confirmed = [row for row in rows if row.site.status != Site.Status.UNCONFIRMED]
    return [(label, len(group)) for label, group in by_level(confirmed)]
