"""What the pages of premises and leases and the worklist show."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.models import Facility, FacilityLease
from facilities.workflows.lease import LEASE
from pilot.platform.access.actors import Actors
from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.cases.history import as_they_were
from pilot.platform.cases.panels import Panel
from pilot.platform.cases.paper.selectors import maker_of, paper_steps, without_own
from pilot.platform.cases.worklist import what_follows
from pilot.platform.kernel.workflow import Transition
from pilot.platform.ui.shapes import Fact, Step, WorkItem
from pilot.programme.models import User
from pilot.programme.models.organisation import AdminLevel

S = FacilityLease.Status
STATES = {
    S.IN_FORCE: "pass",
    S.SIGNED: "wait",
    S.AGREED: "wait",
    S.ENTERED: "wait",
    S.DRAFT: "idle",
    S.ENDED: "idle",
    S.REJECTED: "idle",
}
BACKWARD = {"return_lease", "end_lease", "reject_paper_lease"}  # alone they make no work
PARTS = (
    "facility__site__agency", "lessor", "lessee", "pilot", "separated_by", "agreed_by", "signed_by", "paper_entered_by",
    "paper_checked_by",
)  # fmt: skip


def facilities(user: User, on: dt.date, kind: str = "") -> list[Facility]:
    """Premises the user may see, each with the lease in force on the day, if any: two queries."""
    rows = list(
        Facility.objects.visible_to(user, on)
        .filter(**({"kind": kind} if kind else {}))
        .select_related("site", "owner", "pilot")
        .order_by("pilot", "kind", "code")
    )
    leases = FacilityLease.objects.visible_to(user, on).as_at(on).filter(facility__in=rows, status=S.IN_FORCE)
    by_facility = {lease.facility_id: lease for lease in leases}
    for row in rows:
        row.lease = by_facility.get(row.pk)
    return rows


def visible(user: User, on: dt.date) -> Any:
    """Leases the user may see, with what their rows and pages need."""
    return FacilityLease.objects.visible_to(user, on).select_related(*PARTS)


def listed(user: User, on: dt.date, kind: str = "", status: str = "") -> Any:
    """Leases of one status, over premises of one kind, or all."""
    wanted = {"facility__kind": kind, "status": status}
    return visible(user, on).filter(**{name: value for name, value in wanted.items() if value})


def open_to(user: User, lease: FacilityLease, on: dt.date) -> list[Transition]:
    """Transitions that the status admits, the lease still needs and the user may do."""
    held = capacities(user, on)
    possible = without_own(LEASE.possible(lease), lease, user)
    return [t for t in possible if _needed(t.verb, lease) and capacity_for(held, t.verb, lease)]


def _needed(verb: str, lease: FacilityLease) -> bool:
    if verb != "confirm_separation":
        return True
    return lease.facility.site.level == AdminLevel.COMMUNE and not lease.workspace_separated


def facts_of(facility: Facility) -> list[Fact]:
    """What is known of the premises; unknown stays unknown."""
    site = facility.site
    return [
        Fact(_("Site"), site.name, reverse("site", args=[site.code])),
        Fact(_("Kind"), facility.get_kind_display()),
        Fact(_("Owner of the premises"), facility.owner),
        Fact(_("Address"), facility.address),
        Fact(_("Area (m²)"), facility.area_m2),
        Fact(_("As the plan says"), facility.as_printed),
    ]


def rules_of(lease: FacilityLease) -> list[str]:
    """Codes of the rules on which a lease rests; the separation only at a commune."""
    return [*(["R21"] if lease.facility.site.level == AdminLevel.COMMUNE else []), "R25", "R27"]


def facts_of_lease(lease: FacilityLease) -> list[Fact]:
    """Parties, premises, term; the rent has its own place on the page."""
    return [
        Fact(_("Lessor"), lease.lessor),
        Fact(_("Lessee"), lease.lessee),
        Fact(_("Premises"), lease.facility, reverse("facility", args=[lease.facility.code])),
        Fact(_("Premises and equipment in it"), lease.included),
        Fact(_("Number"), lease.number),
        Fact(_("Date"), f"{lease.date:%d/%m/%Y}" if lease.date else ""),
    ]


def steps(lease: FacilityLease) -> list[Step]:
    """The way of a lease with what is done, who acts and what is next."""
    if lease.paper_source:
        return paper_steps(lease)
    plan = [
        (S.DRAFT, _("Draft"), str(lease.lessor)),
        (S.AGREED, _("Agreed"), str(lease.lessee)),
        (S.SIGNED, _("Signed"), str(lease.lessee)),
        (S.IN_FORCE, _("In force"), str(lease.lessor)),
    ]
    order = [status for status, _label, _who in plan]
    reached = order.index(S(lease.status)) if lease.status in order else len(plan)
    return [
        Step(label, "done" if i <= reached else "current" if i == reached + 1 else "todo", who)
        for i, (_status, label, who) in enumerate(plan)
    ]


def work_items(user: User, on: dt.date, actors: Actors) -> list[WorkItem]:
    """Leases with the steps forward that are due. One query whatever their number."""
    if not actors.could(*LEASE.transitions):
        return []
    waiting = visible(user, on).filter(status__in=(S.DRAFT, S.AGREED, S.SIGNED, S.ENTERED)).order_by("id")
    return list(_work_items(waiting, actors))


def _work_items(waiting: Iterable[FacilityLease], actors: Actors) -> Iterator[WorkItem]:
    for lease in waiting:
        for step in due_now(lease):
            if who := actors(step.verb, lease, maker_of(step, lease)):
                yield WorkItem(
                    title=_("Lease: %(facility)s") % {"facility": lease.facility},
                    url=reverse("lease", args=[lease.pk]),
                    why=str(step.label),
                    unit=str(lease.facility.site),
                    who=who,
                    step=lease.get_status_display(),
                    state=STATES[S(lease.status)],
                    next=what_follows(LEASE, step),
                )


def due_now(lease: FacilityLease) -> list[Transition]:
    """The steps forward for which the lease waits."""
    return [t for t in LEASE.possible(lease) if t.verb not in BACKWARD and _needed(t.verb, lease)]


def site_panels(site: Any, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a site: its premises and the leases over them on the day."""
    rows = list(Facility.objects.visible_to(user, on).filter(site=site).select_related("owner"))
    if not rows:
        return []
    leases = as_they_were(visible(user, on).filter(facility__in=rows), day)
    context = {"facilities": rows, "leases": leases, "states": STATES}
    return [Panel(title=_("Premises and leases"), template="facilities/site_panel.html", context=context)]
