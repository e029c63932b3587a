"""What hangs on a body, kind by kind: how it goes over to another, and who has to do what where nothing takes it.

An app registers its kinds in AppConfig.ready, in the order in which they move. The preview of a change of the
organisation, the change itself and the list of what is left ask the same objects, so they cannot disagree.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Exists, Model, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.roles import HEADS, Role
from pilot.platform.cases.setup import Missing
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel.types import Inputs, User, Words
from pilot.platform.periods import add_days
from pilot.programme.models import (
    AdminUnit,
    AdminUnitSuccession,
    Agency,
    Agreement,
    CounterPost,
    Participation,
    Pilot,
    ProcedureHandover,
    RoleGrant,
    Site,
)
from pilot.programme.workflows import moves
from pilot.programme.workflows.answers import Step
from pilot.programme.workflows.places import close_participation

Kind = AdminUnitSuccession.Kind
Hung = TypeVar("Hung", bound=Model)
WAITING = (RoleGrant.Status.PROPOSED, RoleGrant.Status.IN_FORCE, RoleGrant.Status.ENDING)


@dataclass(frozen=True)
class Reform:
    """A change of the organisation as it is asked for: what ends or is renamed, what takes it over, from which day.

    into, into_unit: the successors; None where no document names one. name, code: of one that is made by this act.
    sites: in a split those that go over with everything that the body has there. head: who carries on as the head
    where there are several. carry: whether the roles of the accounts go over.
    """

    pilot: Pilot
    kind: str
    day: dt.date
    legal_basis: str
    agencies: list[Agency] = field(default_factory=list)
    units: list[AdminUnit] = field(default_factory=list)
    into: Agency | None = None
    into_unit: AdminUnit | None = None
    name: str = ""
    code: str = ""
    sites: list[Site] = field(default_factory=list)
    head: User | None = None
    carry: bool = False

    @property
    def last_day(self) -> dt.date:
        return add_days(self.day, -1)

    @cached_property
    def bodies(self) -> set[int]:
        return {agency.pk for agency in self.agencies}

    @cached_property
    def places(self) -> set[int]:
        return {site.pk for site in self.sites}

    def takes(self, site: int | None) -> bool:
        """Whether what stands at the site is moved: in a split only what stands at the sites that go over."""
        return self.kind != Kind.SPLIT or site in self.places

    @property
    def ground(self) -> Inputs:
        return {"day": self.day, "legal_basis": self.legal_basis}

    @property
    def closing(self) -> Inputs:
        return {"last_day": self.last_day, "legal_basis": self.legal_basis}


@dataclass
class Plan:
    """The steps of a reform in their order, by kind of thing, and what cannot move by itself."""

    groups: list[tuple[Words, list[Step]]] = field(default_factory=list)
    left: list[Missing] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        return [step for _title, steps in self.groups for step in steps]

    def add(self, title: Words, steps: Iterable[Step]) -> None:
        if found := list(steps):
            self.groups.append((title, found))


class Thing(Generic[Hung]):
    """One kind of row that hangs on a body."""

    title: Words

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Hung]:
        """What hangs on one of these bodies on `day` or later."""
        raise NotImplementedError

    def site(self, row: Hung) -> int | None:
        """The site at which it stands; None for what belongs to the body as a whole."""
        return None

    def step(self, row: Hung, reform: Reform) -> Step | None:
        """How it goes over; None where it cannot."""
        return None

    def left(self, row: Hung) -> Missing | None:
        """Who has to do what where it stays with a body that is no more; None where nothing is to be done."""
        return None

    def plan(self, reform: Reform, plan: Plan) -> None:
        """Add the steps of this kind, and what is left."""
        rows = [row for row in self.rows(reform.bodies, reform.day) if reform.takes(self.site(row))]
        steps = [(row, self.step(row, reform)) for row in rows]
        plan.add(self.title, (step for _row, step in steps if step))
        plan.left += once(self.left(row) for row, step in steps if step is None)


THINGS: list[Thing[Any]] = []


def register(*things: Thing[Any]) -> None:
    """Let more kinds of rows go over. Registering twice changes nothing."""
    THINGS.extend(thing for thing in things if thing not in THINGS)


def once(found: Iterable[Missing | None]) -> list[Missing]:
    """Each line once: several rows may have the same to say."""
    return list({(str(one.words), one.url): one for one in found if one}.values())


def left_in(pilot: Pilot, on: dt.date, sites: Iterable[Site] | None = None) -> list[Missing]:
    """Everything in the pilot that hangs on a body or lies in a unit which is no more on the day.

    sites: those of the day with their units, where the caller has read them. A fixed number of queries a kind.
    """
    if sites is None:
        sites = Site.objects.as_at(on).filter(pilot=pilot).select_related("admin_unit")
    agencies = list(Agency.objects.filter(pilot=pilot).select_related("admin_unit"))
    ended = {agency.pk for agency in agencies if agency.valid_to and agency.valid_to <= on}
    hung = [thing.left(row) for thing in THINGS for row in thing.rows(ended, on)] if ended else []
    here: list[Site | Agency] = [*sites, *(agency for agency in agencies if agency.period.contains(on))]
    bare = [row for row in here if row.admin_unit and row.admin_unit.valid_to and row.admin_unit.valid_to <= on]
    return once([*hung, *map(without_unit, bare)])


def without_successor(words: str, agency: Agency) -> Missing:
    """What only a change of the organisation can move, once a document names the successor."""
    address = reverse("reorganise", args=[agency.pilot.code], query={"agencies": agency.pk, "kind": Kind.MERGE.value})
    return Missing(words, "propose_change", agency.pilot, address)


def without_unit(row: Site | Agency) -> Missing:
    """A site or body whose unit is no more, where no document names the unit that it lies in now."""
    name = "site" if isinstance(row, Site) else "agency"
    words = _("%(name)s: the unit it lay in has ended, and no successor of the unit is on record") % {"name": row}
    return Missing(words, f"change_{name}", row, reverse(f"{name}-step", args=[row.pk, f"change_{name}"]))


def lasting(day: dt.date) -> Q:
    """Rows that are there on the day or later."""
    return Q(valid_to=None) | Q(valid_to__gt=day)


class Sites(Thing[Site]):
    """Sites that the body governs: their own, and of a commune's site without one the body above it."""

    title = gettext_lazy("Sites")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Site]:
        govern = Q(agency__in=bodies) | Q(agency=None, parent_agency__in=bodies)
        related = ("agency__pilot", "parent_agency__pilot", "pilot")
        return Site.objects.filter(govern, lasting(day)).select_related(*related).order_by("pk")

    def site(self, row: Site) -> int:
        return row.pk

    def step(self, row: Site, reform: Reform) -> Step | None:
        """The level follows the body that governs the site, as far as the two were the same."""
        new, own = reform.into, row.agency_id in reform.bodies
        if new is None:
            return None
        above = new if row.parent_agency_id in reform.bodies else row.parent_agency
        follows = own and row.agency is not None and row.agency.level == row.level
        return Step(moves.govern_site, row, {
            **reform.ground, "agency": new if own else None, "parent_agency": above,
            "level": new.level if follows else row.level,
        })  # fmt: skip

    def left(self, row: Site) -> Missing | None:
        body = row.agency or row.parent_agency
        return without_successor(_("%(site)s: no body governs it") % {"site": row}, body) if body else None


class Above(Thing[Site]):
    """Sites of communes that stand under the body and have one of their own: what is dissolved is above nothing."""

    title = gettext_lazy("Sites below it")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Site]:
        below = Site.objects.filter(lasting(day), parent_agency__in=bodies, agency__isnull=False)
        return below.exclude(agency__in=bodies).select_related("agency", "parent_agency", "pilot").order_by("pk")

    def plan(self, reform: Reform, plan: Plan) -> None:
        rows = self.rows(reform.bodies, reform.day) if reform.kind != Kind.SPLIT else ()
        given = {**reform.ground, "parent_agency": reform.into}
        plan.add(self.title, (
            Step(moves.govern_site, row, {**given, "agency": row.agency, "level": row.level}) for row in rows
        ))  # fmt: skip


class Posts(Thing[CounterPost]):
    title = gettext_lazy("Counter posts")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[CounterPost]:
        found = CounterPost.objects.filter(lasting(day), agency__in=bodies)
        return found.select_related("agency__pilot", "site").order_by("pk")

    def site(self, row: CounterPost) -> int:
        return row.site_id

    def step(self, row: CounterPost, reform: Reform) -> Step | None:
        if reform.into is None:
            return None
        return Step(moves.move_post, row, {**reform.ground, "agency": reform.into})

    def left(self, row: CounterPost) -> Missing:
        words = _("Counter posts of %(agency)s at %(site)s: they belong to no body")
        return without_successor(words % {"agency": row.agency, "site": row.site}, row.agency)


class Parts(Thing[Participation]):
    title = gettext_lazy("Takes part")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Participation]:
        found = Participation.objects.filter(lasting(day), agency__in=bodies)
        return found.select_related("agency__pilot", "site", "phase").order_by("pk")

    def site(self, row: Participation) -> int:
        return row.site_id

    def step(self, row: Participation, reform: Reform) -> Step | None:
        if reform.into:
            return Step(moves.move_participation, row, {**reform.ground, "agency": reform.into})
        begun = row.valid_from is None or row.valid_from < reform.day
        return Step(close_participation, row, reform.closing) if begun else None

    def left(self, row: Participation) -> Missing | None:
        if row.agency is None:
            return None
        words = _("%(agency)s takes part at %(site)s from a day on which it is no more")
        return without_successor(words % {"agency": row.agency, "site": row.site}, row.agency)


class Agreements(Thing[Agreement]):
    """What a body signed binds its successor; where nobody takes its place, nothing is to be done about the paper."""

    title = gettext_lazy("Coordination regulations")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Agreement]:
        found = Agreement.objects.filter(lasting(day), parties__in=bodies)
        return found.distinct().prefetch_related("parties").order_by("pk")

    def step(self, row: Agreement, reform: Reform) -> Step | None:
        if reform.into is None or reform.into in row.parties.all():
            return None
        return Step(moves.move_agreement, row, {"day": reform.day, "agency": reform.into})


class Handovers(Thing[ProcedureHandover]):
    """A procedure that the successor hands over at the same site already stays on record with the old body.

    Nothing is to be done about it, so it stands on no list: somebody hands the procedure over there.
    """

    title = gettext_lazy("Hand-over of procedures")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[ProcedureHandover]:
        others = ProcedureHandover.objects.filter(site=OuterRef("site"), procedure=OuterRef("procedure"))
        living = others.exclude(agency__in=bodies).filter(agency__valid_to=None)
        found = ProcedureHandover.objects.filter(agency__in=bodies).annotate(doubled=Exists(living))
        return found.select_related("agency__pilot", "site", "procedure").order_by("pk")

    def site(self, row: ProcedureHandover) -> int:
        return row.site_id

    def plan(self, reform: Reform, plan: Plan) -> None:
        rows = [row for row in self.rows(reform.bodies, reform.day) if reform.takes(row.site_id)]
        if reform.into is None:
            plan.left += once(self.left(row) for row in rows)
            return
        known = set(self._known(reform.into))
        moving: list[ProcedureHandover] = []
        for row in rows:
            key = row.site_id, row.procedure_id
            if key not in known:
                moving.append(row)
            known.add(key)
        given = {"day": reform.day, "agency": reform.into}
        plan.add(self.title, (Step(moves.move_handover, row, given) for row in moving))

    def _known(self, into: Agency) -> Iterable[tuple[int, int]]:
        found = ProcedureHandover.objects.filter(agency=into) if into.pk else ProcedureHandover.objects.none()
        return found.values_list("site", "procedure")

    def left(self, row: Any) -> Missing | None:
        if row.doubled:
            return None
        words = _("Hand-over of %(agency)s at %(site)s: it stays on record with this body")
        return without_successor(words % {"agency": row.agency, "site": row.site}, row.agency)


class Below(Thing[Agency]):
    """Bodies that stand under it; what is dissolved is above nothing."""

    title = gettext_lazy("Bodies below it")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Agency]:
        below = Agency.objects.filter(lasting(day), parent__in=bodies).exclude(pk__in=bodies)
        return below.select_related("parent", "pilot").order_by("pk")

    def plan(self, reform: Reform, plan: Plan) -> None:
        """What takes over stands under nothing that it has taken over."""
        rows = self.rows(reform.bodies, reform.day) if reform.kind != Kind.SPLIT else ()
        plan.add(self.title, (
            Step(moves.put_under, row, {**reform.ground, "parent": None if row == reform.into else reform.into})
            for row in rows
        ))  # fmt: skip


class Roles(Thing[RoleGrant]):
    """Roles at a body end with it. They go over where the form says so, to a body of the same kind and level.

    Of several heads only the one who is named carries on; where nobody is, an administrator appoints one.
    """

    title = gettext_lazy("Accounts and roles")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[RoleGrant]:
        found = RoleGrant.objects.filter(agency__in=bodies, status__in=WAITING)
        return found.select_related("agency__pilot", "user__person", "pilot").order_by("pk")

    def plan(self, reform: Reform, plan: Plan) -> None:
        if reform.kind == Kind.SPLIT:
            return
        takes_over = {reform.into.pk} if reform.into and reform.into.pk else set()
        found = list(self.rows(reform.bodies | takes_over, reform.day))
        rows = [grant for grant in found if grant.agency_id in reform.bodies]
        own = [grant for grant in found if grant.agency_id not in reform.bodies]
        going = {row.role for row in rows if row.user == reform.head and self._goes(row, reform, rows, own)}
        replaced = (grant for grant in own if grant.role in HEADS & going and grant.user != reform.head)
        steps = [Step(moves.end_role, grant, {}) for grant in replaced]
        held = {(grant.role, grant.user_id) for grant in own}
        for grant in rows:
            goes = self._goes(grant, reform, rows, own) and (grant.role, grant.user_id) not in held
            verb, given = (moves.carry_role, {"agency": reform.into}) if goes else (moves.end_role, {})
            steps.append(Step(verb, grant, given))
            held |= {(grant.role, grant.user_id)} if goes else set()
        plan.add(self.title, steps)
        if reform.into and reform.carry:
            plan.left += once(self._undecided(grant, reform, rows, own) for grant in rows)

    def _goes(self, grant: RoleGrant, reform: Reform, rows: list[RoleGrant], own: list[RoleGrant]) -> bool:
        new, old = reform.into, grant.agency
        same = new and old and (new.kind, new.level) == (old.kind, old.level)
        if not (reform.carry and same) or grant.status == RoleGrant.Status.PROPOSED:
            return False
        if grant.role not in HEADS or reform.head == grant.user:
            return True
        return reform.head is None and self._rivals(grant, [*rows, *own]) == {grant.user_id}

    def _rivals(self, grant: RoleGrant, rows: list[RoleGrant]) -> set[int]:
        return {row.user_id for row in rows if row.role == grant.role}

    def _undecided(
        self, grant: RoleGrant, reform: Reform, rows: list[RoleGrant], own: list[RoleGrant]
    ) -> Missing | None:
        """Several heads, and neither the form nor the body that takes over says who carries on."""
        several = grant.role in HEADS and len(self._rivals(grant, rows)) > 1
        if not several or reform.head or self._rivals(grant, own):
            return None
        words = _("%(place)s: several people are %(role)s and nobody is named who carries on")
        told = {"place": reform.into, "role": Role(grant.role).label}
        return Missing(words % told, "propose_role", grant.pilot, reverse("accounts"))


class Standing(Thing[Agency]):
    """The standing body of the committee hands that on to what takes it over."""

    title = gettext_lazy("Standing body")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Agency]:
        return Agency.objects.filter(pk__in=bodies, standing_body=True).select_related("pilot")

    def plan(self, reform: Reform, plan: Plan) -> None:
        rows = [agency for agency in reform.agencies if agency.standing_body and reform.kind != Kind.SPLIT]
        if reform.into is None:
            plan.left += once(map(self.left, rows))
            return
        handed = [(row, False) for row in rows] + [(reform.into, True) for _row in rows]
        given = {"day": reform.day}
        plan.add(self.title, (Step(moves.be_standing_body, row, {**given, "standing": on}) for row, on in handed))

    def left(self, row: Agency) -> Missing:
        return without_successor(_("%(agency)s was the standing body of the committee") % {"agency": row}, row)


class Documents(Thing[OfficialDocument]):
    """What a body has signed or drafted stays its own: it is numbered before its last day, or made anew by another."""

    title = gettext_lazy("Documents")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[OfficialDocument]:
        drawn = (OfficialDocument.Status.DRAFT, OfficialDocument.Status.APPROVED)
        return OfficialDocument.objects.filter(issuer__in=bodies, status__in=drawn).select_related("issuer", "pilot")

    def plan(self, reform: Reform, plan: Plan) -> None:
        if reform.kind != Kind.SPLIT:
            super().plan(reform, plan)

    def left(self, row: OfficialDocument) -> Missing:
        words = _("%(document)s of %(agency)s has no number yet: it is numbered by this body, or made anew")
        address = reverse("official-document", args=[row.pk])
        return Missing(words % {"document": row, "agency": row.issuer}, "number_document", row, address)


OWN: tuple[Thing[Any], ...] = (
    Sites(), Above(), Posts(), Parts(), Agreements(), Handovers(), Below(), Standing(), Roles(), Documents(),
)  # fmt: skip
