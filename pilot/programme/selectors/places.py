"""What the pages of agencies, sites and counter posts show, on the business day or as of another day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Exists,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from pilot.platform.access.rows import DatedQuerySet, ScopedQuerySet
from pilot.platform.cases.history import as_they_were, pointed_to
from pilot.platform.kernel.types import Row
from pilot.programme.models import (
    AdminLevel,
    AdminUnit,
    AdminUnitSuccession,
    Agency,
    CounterPost,
    HandoverStep,
    LegalDocument,
    Participation,
    Phase,
    Pilot,
    PilotForm,
    ProcedureHandover,
    ProcedureSetEntry,
    ServiceField,
    Site,
    User,
)
from pilot.programme.selectors.removal import hung_on

Step = ProcedureHandover.Step
FOR_PREMISES = (PilotForm.FACILITY_LEASE, PilotForm.RELOCATION)


def with_handover_counts(sites: QuerySet[Site]) -> QuerySet[Site]:
    """Sites with `procedures`, `handed_over` and `troubled` (paused, returned) counted over their ladder."""
    ladder = ProcedureHandover.objects.filter(site=OuterRef("pk"))
    counts = {
        "procedures": number_of(ladder),
        "handed_over": number_of(ladder.filter(step=Step.HANDED_OVER)),
        "troubled": number_of(ladder.filter(step__in=[Step.PAUSED, Step.RETURNED])),
    }
    return sites.annotate(**counts)


def number_of(rows: QuerySet[Model]) -> Subquery:
    """How many rows there are, as a subquery; the plain function keeps Django from grouping them."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().values_list(count, flat=True))


def handed_over_or_moved() -> Q:
    """The confirmed sites with their whole ladder handed over, or without one that moved or are there in time."""
    ladder = ProcedureHandover.objects.filter(site=OuterRef("pk"))
    in_time = Q(status=Site.Status.CONTINUING, pilot_form__in=FOR_PREMISES)
    without_ladder = ~Exists(ladder) & (Q(status=Site.Status.MOVED) | in_time)
    return Exists(ladder) & ~Exists(ladder.exclude(step=Step.HANDED_OVER)) | without_ladder


# --- agencies -------------------------------------------------------------------------------------


def agency_rows(user: User, on: dt.date) -> DatedQuerySet[Agency]:
    """Agencies with their procedure set and how much of it is `listed` on `on`, `proposed` or `guessed`. One query.

    On nobody's list are those that the national catalogue proposes and the illustrative ones (guessed).
    """
    entries = ProcedureSetEntry.objects.filter(procedure_set__agency=OuterRef("pk")).as_at(on)
    unlisted = entries.filter(ProcedureSetEntry.PROPOSED)
    found = {
        "listed": number_of(entries.exclude(ProcedureSetEntry.PROPOSED)),
        "proposed": number_of(unlisted.filter(illustrative=False)),
        "guessed": number_of(unlisted.filter(illustrative=True)),
    }
    related = ("procedure_set", "parent", "source", "pilot")
    return Agency.objects.visible_to(user, on).select_related(*related).annotate(**found)


def is_phase_one_department(agency: Agency) -> bool:
    """Whether it is a department that takes part in the first phase of its pilot (R29). One query."""
    first = Phase.objects.filter(pilot=agency.pilot_id).order_by("code").values("pk")[:1]
    return agency.kind == Agency.Kind.DEPARTMENT and agency.participations.filter(phase__in=Subquery(first)).exists()


@dataclass
class AgencyPage:
    """Everything on the page of one agency."""

    agency: Agency
    participations: list[Participation]
    own_sites: list[Site]
    posts: list[CounterPost]
    entries: list[ProcedureSetEntry]


def agency_page(agency: Agency, user: User, on: dt.date, day: dt.date) -> AgencyPage:
    """The page of `agency` (a row of `agency_rows`), telling what held on `day`. Five queries; ten for a former day."""
    sites, posts = Site.objects.visible_to(user, on).as_at(day), post_rows(user, on).as_at(day)
    if day == on:
        own_sites = list(sites.filter(Q(agency=agency) | Q(parent_agency=agency)))
        own_posts = with_fields(posts.filter(agency=agency), day)
    else:
        hung = pointed_to(Site, "agency", agency.pk, day) | pointed_to(Site, "parent_agency", agency.pk, day)
        then = as_they_were(sites.filter(hung), day)
        own_sites = [site for site in then if agency.pk in (site.agency_id, site.parent_agency_id)]
        found = with_fields(posts.filter(pointed_to(CounterPost, "agency", agency.pk, day)), day)
        own_posts = [post for post in as_they_were(found, day) if post.agency_id == agency.pk]
    entries = list(_entries(agency, user, on, day))
    proposals = [entry.illustrative for entry in entries if entry.valid_from is None]
    agency.listed, agency.proposed, agency.guessed = (
        len(entries) - len(proposals), proposals.count(False), proposals.count(True)
    )  # fmt: skip
    return AgencyPage(
        agency,
        list(agency.participations.visible_to(user, on).as_at(day).select_related("site", "phase")),
        own_sites,
        own_posts,
        entries,
    )


def bodies_then(rows: Iterable[Any], day: dt.date) -> None:
    """Let the bodies of these rows have the names of the day; for reading, never to be saved. One query."""
    found = [getattr(row, name, None) for row in rows for name in ("agency", "parent_agency")]
    as_they_were([body for body in found if body], day)


def _entries(agency: Agency, user: User, on: dt.date, day: dt.date) -> QuerySet[ProcedureSetEntry]:
    entries = ProcedureSetEntry.objects.visible_to(user, on).filter(procedure_set__agency=agency)
    related = ("procedure__field", "procedure_set__agency", "pilot")
    return entries.as_at(day).select_related(*related).order_by("procedure__code")


# --- sites ----------------------------------------------------------------------------------------


@dataclass
class SitePage:
    """What stands on every tab of a site's page as of a day: how many posts and agencies it has."""

    site: Site
    day: dt.date
    posts: int
    agencies: int


TakingPart = tuple[Agency | None, list[tuple[Participation, bool]]]


def by_agency(parts: Iterable[Participation], day: dt.date) -> list[TakingPart]:
    """Who takes part, with the phases and whether each, if its days are stated, held on the day."""
    found: dict[Agency | None, list[tuple[Participation, bool]]] = {}
    for part in parts:
        found.setdefault(part.agency, []).append((part, phase_holds(part, day)))
    return sorted(found.items(), key=lambda item: item[0].name if item[0] else "")


def phase_holds(part: Participation, day: dt.date) -> bool:
    """Whether a participation's phase has stated days and `day` is one of them."""
    phase = part.phase
    return bool(phase and (phase.valid_from or phase.valid_to) and phase.period.contains(day))


def site_rows(user: User, on: dt.date) -> ScopedQuerySet[Site]:
    """Sites with what their page names."""
    related = ("pilot", "agency", "parent_agency", "admin_unit__parent", "source")
    return Site.objects.visible_to(user, on).select_related(*related)


def site_page(site: Site, user: User, on: dt.date, day: dt.date) -> SitePage:
    """The page of `site` (a row of `site_rows`), telling what held on `day`, with the rights of `on`."""
    if day != on:
        as_they_were([site], day)
        bodies_then([site], day)
    agencies = participations(site, user, on, day).exclude(agency=None).order_by().values("agency").distinct()
    with_counts_of(site, with_step_of(handovers(site, user, on).only("step", "since"), day))
    return SitePage(site, day, posts_at(site, user, on, day).count(), agencies.count())


def handovers(site: Site, user: User, on: dt.date) -> QuerySet[ProcedureHandover]:
    return ProcedureHandover.objects.visible_to(user, on).filter(site=site)


def posts_at(site: Site, user: User, on: dt.date, day: dt.date) -> QuerySet[CounterPost]:
    """The counter posts of the site on `day`."""
    return post_rows(user, on).filter(site=site).as_at(day)


def participations(site: Site, user: User, on: dt.date, day: dt.date) -> QuerySet[Participation]:
    """Who takes part at the site on the day, in which phase; the documents may name no agency."""
    rows = site.participations.visible_to(user, on).as_at(day)
    return rows.select_related("agency", "phase", "site", "pilot").annotate(kept=hung_on(Participation))


def successions(site: Site) -> QuerySet[AdminUnitSuccession]:
    """What became of the administrative unit of the site."""
    return AdminUnitSuccession.objects.filter(old=site.admin_unit_id).select_related("new")


def ladders(
    handovers: QuerySet[ProcedureHandover], day: dt.date, former: bool = False
) -> dict[str, list[ProcedureHandover]]:
    """Hand-over of procedures by the name of the agency, as of `day`, a `former` one or today. Two queries, or five."""
    rows = handovers.select_related("agency", "procedure__field").order_by("agency__name", "procedure__code")
    found: dict[str, list[ProcedureHandover]] = {}
    then = with_step_of(rows, day)
    if former:
        bodies_then(rows_then(then, day), day)
    for row in then:
        found.setdefault(row.agency.name, []).append(row)
    return found


def rows_then(rows: Iterable[Row], day: dt.date) -> list[Row]:
    """Rows of an agency as they were on a former day, with the agency of that day. Two queries."""
    found = list(rows)
    as_they_were(found, day)
    prefetch_related_objects(found, "agency")
    return found


def with_step_of(handovers: QuerySet[ProcedureHandover], day: dt.date) -> list[ProcedureHandover]:
    """The rows of the ladder with step, first day and basis of `day`; for reading, never to be saved. Two queries."""
    later = handovers.order_by().filter(since__gt=day).values("pk")
    until = HandoverStep.objects.filter(since__lte=day, handover__in=later).order_by("since", "id")
    latest = {step.handover_id: step for step in until}
    rows = list(handovers)
    for row in rows:
        if row.since and row.since > day:
            last = latest.get(row.pk) or HandoverStep(step=Step.NOT_STARTED)
            for name in ("step", "since", "legal_basis", "paper_source"):
                setattr(row, name, getattr(last, name))
    return rows


def with_counts_of(site: Site, ladder: list[ProcedureHandover]) -> Site:
    """The site with the counts of `with_handover_counts` taken from its ladder of a day."""
    steps = [row.step for row in ladder]
    site.procedures, site.handed_over = len(steps), steps.count(Step.HANDED_OVER)
    site.troubled = steps.count(Step.PAUSED) + steps.count(Step.RETURNED)
    return site


# --- counter posts --------------------------------------------------------------------------------


def post_rows(user: User, on: dt.date) -> DatedQuerySet[CounterPost]:
    """Counter posts with agency, site and pilot."""
    return CounterPost.objects.visible_to(user, on).select_related("agency", "site", "pilot")


def with_fields(posts: QuerySet[CounterPost], day: dt.date) -> list[CounterPost]:
    """The posts, each with the names of its fields of the day as `field_names`. Two queries."""
    found = list(posts.prefetch_related("received__field").order_by("code"))
    for post in found:
        post.field_names = [field.name for field in post.fields_on(day)]
    return found


def post_ladder(post: CounterPost, user: User, on: dt.date, day: dt.date) -> list[ProcedureHandover]:
    """The ladder of the procedures of a post's fields at its site. Two queries, if the post brings its fields along."""
    handovers = ProcedureHandover.objects.visible_to(user, on).filter(agency=post.agency_id, site=post.site_id)
    found = ladders(handovers.filter(procedure__field__in=[f.pk for f in post.fields_on(day)]), day)
    return procedures_of(found)


def procedures_of(found: dict[str, list[ProcedureHandover]]) -> list[ProcedureHandover]:
    """The procedures of all agencies in one list."""
    return [one for procedures in found.values() for one in procedures]


def fields_of(agency: Agency, on: dt.date, post: CounterPost | None = None) -> QuerySet[ServiceField]:
    """What can be received at a post of the agency: the fields of its procedures, and those of the post.

    Every field in use, while the agency has listed no procedure.
    """
    entries = ProcedureSetEntry.objects.as_at(on).filter(procedure_set__agency=agency)
    in_use = ServiceField.objects.as_at(on)
    if entries.exists():
        in_use = in_use.filter(pk__in=entries.order_by().values("procedure__field"))
    kept = post.received.order_by().values("field") if post else []
    return ServiceField.objects.filter(Q(pk__in=in_use.order_by().values("pk")) | Q(pk__in=kept))


def sites_of(agency: Agency, user: User, on: dt.date) -> QuerySet[Site]:
    """Where a post of the agency can stand: the open sites at which it takes part or which it governs.

    Every open site of its pilot, while nothing is known of the agency.
    """
    rows = Site.objects.visible_to(user, on).filter(pilot=agency.pilot_id).as_at(on).order_by("name")
    parts = Participation.objects.as_at(on).filter(agency=agency).values("site")
    own = rows.filter(Q(agency=agency) | Q(pk__in=parts))
    return own if own.exists() else rows


def units_of(pilot: Pilot | None) -> QuerySet[AdminUnit]:
    """The units that the pilot's people keep up to date, in which another one may lie."""
    rows = AdminUnit.objects.filter(pilot=pilot).exclude(level=AdminLevel.COMMUNE)
    return rows.order_by("level", "name", "code")


def choices_of(pilot: Pilot, user: User, on: dt.date) -> dict[str, QuerySet[Any]]:
    """What forms of the programme choose among, by the names of their fields: bodies, units and phases of the day."""
    agencies = Agency.objects.visible_to(user, on).filter(pilot=pilot).as_at(on).order_by("name")
    units = AdminUnit.objects.filter(pilot=pilot).as_at(on).order_by("level", "name")
    return {
        "agency": agencies, "parent_agency": agencies, "parent": agencies, "admin_unit": units,
        "phase": Phase.objects.visible_to(user, on).filter(pilot=pilot),
        "scheme_document": LegalDocument.objects.visible_to(user, on),
        "coordination_regulation": LegalDocument.objects.visible_to(user, on),
    }  # fmt: skip
