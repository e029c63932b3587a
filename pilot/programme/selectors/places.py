"""What the pages of agencies, sites and counter posts show, on the business day or as of another day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, Func, IntegerField, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from pilot.platform.access.rows import DatedQuerySet, ScopedQuerySet
from pilot.platform.cases.history import as_they_were
from pilot.programme.models import (
    AdminUnitSuccession,
    Agency,
    CounterPost,
    HandoverStep,
    Participation,
    PilotForm,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    Site,
    User,
)

Step = ProcedureHandover.Step
LADDER = [Step.NOT_STARTED, Step.SHADOWING, Step.ASSISTED, Step.HANDED_OVER]
FOR_PREMISES = (PilotForm.FACILITY_LEASE, PilotForm.RELOCATION)
STEP_STATES = {
    Step.NOT_STARTED: "idle", Step.SHADOWING: "wait", Step.ASSISTED: "wait",
    Step.HANDED_OVER: "pass", Step.PAUSED: "warn", Step.RETURNED: "fail",
}  # fmt: skip


@dataclass(frozen=True)
class SiteState:
    """Where a site stands: a state (shape) and the words beside it."""

    state: str
    label: str


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
    """The confirmed sites of which `site_state` says "pass", asked of the database."""
    ladder = ProcedureHandover.objects.filter(site=OuterRef("pk"))
    in_time = Q(status=Site.Status.CONTINUING, pilot_form__in=FOR_PREMISES)
    without_ladder = ~Exists(ladder) & (Q(status=Site.Status.MOVED) | in_time)
    return Exists(ladder) & ~Exists(ladder.exclude(step=Step.HANDED_OVER)) | without_ladder


def site_state(site: Site, on: dt.date) -> SiteState:
    """The state of a site from `with_handover_counts` on day `on`.

    Unconfirmed first; then the hand-over of procedures where labour is transferred; otherwise the premises.
    Whether premises were really moved into is known to the facilities app, not here.
    """
    if site.status == Site.Status.UNCONFIRMED:
        return SiteState("warn", _("unconfirmed"))
    if site.procedures:
        return _handover_state(site)
    if site.status == Site.Status.MOVED:
        return SiteState("pass", site.get_status_display())
    if site.pilot_form in FOR_PREMISES:
        return _facility_state(site, on)
    return SiteState("idle", _("no hand-over entered"))


def _handover_state(site: Site) -> SiteState:
    counts = {"done": site.handed_over, "all": site.procedures}
    if site.troubled:
        return SiteState("warn", _("%(count)d procedures paused or returned") % {"count": site.troubled})
    if site.handed_over == site.procedures:
        return SiteState("pass", _("all %(all)d procedures handed over") % counts)
    state = "wait" if site.handed_over else "idle"
    return SiteState(state, _("%(done)d of %(all)d procedures handed over") % counts)


def _facility_state(site: Site, on: dt.date) -> SiteState:
    if site.status == Site.Status.CONTINUING:
        return SiteState("pass", site.get_status_display())
    if site.facility_from and on < site.facility_from:
        return SiteState("idle", _("premises not due yet"))
    if site.facility_to and on >= site.facility_to:
        return SiteState("wait", _("the time for the premises is over"))
    return SiteState("wait", _("within the time for the premises"))


# --- agencies -------------------------------------------------------------------------------------


def agency_rows(user: User, on: dt.date) -> QuerySet[Agency]:
    """Agencies with their procedure set and how much of it is `listed` on `on` or `guessed`. One query.

    Guessed are illustrative procedures, which are nobody's list.
    """
    entries = ProcedureSetEntry.objects.filter(procedure_set__agency=OuterRef("pk")).as_at(on)
    found = {
        "listed": number_of(entries.filter(illustrative=False)),
        "guessed": number_of(entries.filter(illustrative=True)),
    }
    related = ("procedure_set", "parent", "source", "pilot")
    return Agency.objects.visible_to(user, on).select_related(*related).annotate(**found)


def coverage_in_words(agency: Agency) -> str:
    """The procedure set of an agency from `agency_rows`: "36 by the plan, 4 listed; 8 illustrative"; "" without one."""
    found = getattr(agency, "procedure_set", None)
    if found is None:
        return ""
    words = _listed_in_words(found, agency.listed)
    guessed = _("%(count)d illustrative") % {"count": agency.guessed}
    return f"{words}; {guessed}" if agency.guessed else words


def _listed_in_words(found: ProcedureSet, listed: int) -> str:
    if not listed and not found.planned_count:
        return _("the whole set, not listed yet") if found.coverage == found.Coverage.ALL else _("not listed yet")
    if found.planned_count:
        return _("%(planned)d by the plan, %(listed)d listed so far") % {
            "planned": found.planned_count,
            "listed": listed,
        }
    if found.coverage == found.Coverage.ALL:
        return _("the whole set, %(listed)d listed so far") % {"listed": listed}
    return _("%(listed)d listed so far") % {"listed": listed}


@dataclass
class AgencyPage:
    """Everything on the page of one agency."""

    agency: Agency
    coverage: str
    participations: list[Participation]
    own_sites: list[Site]
    posts: list[CounterPost]
    entries: list[ProcedureSetEntry]


def agency_page(agency: Agency, user: User, on: dt.date) -> AgencyPage:
    """The page of `agency` (a row of `agency_rows`) on `on`. Four queries."""
    owned = Q(agency=agency) | Q(parent_agency=agency)
    return AgencyPage(
        agency,
        coverage_in_words(agency),
        list(agency.participations.visible_to(user, on).select_related("site", "phase")),
        list(Site.objects.visible_to(user, on).filter(owned)),
        with_fields(post_rows(user, on).filter(agency=agency).as_at(on)),
        list(_entries(agency, user, on)),
    )


def _entries(agency: Agency, user: User, on: dt.date) -> QuerySet[ProcedureSetEntry]:
    entries = ProcedureSetEntry.objects.visible_to(user, on).filter(procedure_set__agency=agency)
    return entries.as_at(on).select_related("procedure__field").order_by("procedure__code")


# --- sites ----------------------------------------------------------------------------------------


@dataclass
class ProcedureAtSite:
    """One procedure of an agency at a site and where it stood on the day asked for."""

    handover: ProcedureHandover
    state: str
    label: str


@dataclass
class SitePage:
    """What stands on every tab of a site's page as of a day: its state, how many posts and agencies it has."""

    site: Site
    state: SiteState
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
    agencies = participations(site, user, on).exclude(agency=None).order_by().values("agency").distinct()
    with_counts_of(site, with_step_of(handovers(site, user, on).only("step", "since"), day))
    return SitePage(site, site_state(site, day), day, posts_at(site, user, on, day).count(), agencies.count())


def handovers(site: Site, user: User, on: dt.date) -> QuerySet[ProcedureHandover]:
    return ProcedureHandover.objects.visible_to(user, on).filter(site=site)


def posts_at(site: Site, user: User, on: dt.date, day: dt.date) -> QuerySet[CounterPost]:
    """The counter posts of the site on `day`."""
    return post_rows(user, on).filter(site=site).as_at(day)


def participations(site: Site, user: User, on: dt.date) -> QuerySet[Participation]:
    """Who takes part at the site, in which phase; the documents may name no agency."""
    return site.participations.visible_to(user, on).select_related("agency", "phase")


def successions(site: Site) -> QuerySet[AdminUnitSuccession]:
    """What became of the administrative unit of the site."""
    return AdminUnitSuccession.objects.filter(old=site.admin_unit_id).select_related("new")


def ladders(handovers: QuerySet[ProcedureHandover], day: dt.date) -> dict[str, list[ProcedureAtSite]]:
    """Hand-over of procedures by the name of the agency, as of `day`. Two queries."""
    rows = handovers.select_related("agency", "procedure__field").order_by("agency__name", "procedure__code")
    found: dict[str, list[ProcedureAtSite]] = {}
    for row in with_step_of(rows, day):
        rung = ProcedureAtSite(row, STEP_STATES[Step(row.step)], row.get_step_display())
        found.setdefault(row.agency.name, []).append(rung)
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


def with_fields(posts: QuerySet[CounterPost]) -> list[CounterPost]:
    """The posts, each with the names of its fields as `field_names`. One query."""
    found: dict[int, CounterPost] = {}
    for row in posts.annotate(field_name=F("fields__name")).order_by("code", "field_name"):
        post = found.setdefault(row.pk, row)
        post.field_names = [*getattr(post, "field_names", []), *([row.field_name] if row.field_name else [])]
    return list(found.values())


def post_ladder(post: CounterPost, user: User, on: dt.date) -> list[ProcedureAtSite]:
    """The ladder of the procedures of a post's fields at its site. Two queries, if the post brings its fields along."""
    handovers = ProcedureHandover.objects.visible_to(user, on).filter(agency=post.agency_id, site=post.site_id)
    found = ladders(handovers.filter(procedure__field__in=[f.pk for f in post.fields.all()]), on)
    return procedures_of(found)


def procedures_of(found: dict[str, list[ProcedureAtSite]]) -> list[ProcedureAtSite]:
    """The procedures of all agencies in one list."""
    return [one for procedures in found.values() for one in procedures]


def step_counts(rungs: Iterable[ProcedureAtSite]) -> list[tuple[str, str]]:
    """[(state, "3 handed over"), …] for the steps that occur, lowest first."""
    order = [*LADDER, Step.PAUSED, Step.RETURNED]
    steps = [Step(r.handover.step) for r in rungs]
    return [(STEP_STATES[s], f"{steps.count(s)} {s.label}") for s in order if s in steps]
