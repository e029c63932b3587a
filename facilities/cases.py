"""The cases of facilities: premises, the lease of them, and what the page of a site shows of both."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.forms.facility import ChangeFacilityForm, CorrectFacilityForm, FacilityForm
from facilities.forms.lease import LeaseDraftForm, LeaseFilter, PaperLeaseForm
from facilities.models import Facility, FacilityLease
from facilities.selectors import leases
from facilities.selectors.operating_costs import excluded_items
from facilities.workflows import facility as premises
from facilities.workflows import lease as w
from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Draft, Opening, Stage, stages_on_paper
from pilot.platform.cases.forms import SignedEndForm, SignedNumberForm
from pilot.platform.cases.history import as_they_were
from pilot.platform.cases.lists import Column
from pilot.platform.cases.panels import Panel
from pilot.platform.cases.work import Task
from pilot.platform.kernel.types import FormOptions, TemplateContext
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import show
from pilot.platform.ui.shapes import Fact
from pilot.platform.ui.tags.text import not_stated, vn_date, vnd
from pilot.programme.cases.closing import closed
from pilot.programme.forms.dated import CloseForm
from pilot.programme.models import Agency, Site, User
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.presenters.rules import applied

S = FacilityLease.Status
AT_COMMUNE = Q(facility__site__level=AdminLevel.COMMUNE)
SEPARATED = Q(workspace_separated=True)


class FacilityCase(Case[Facility]):
    """Premises, from the day on which they are used. Their page and list are plain views (views/premises.py)."""

    workflow = premises.FACILITY
    name, prefix, paged = "facility", "tru-so/", False
    kind = gettext_lazy("Premises")
    select_related = ("site", "owner", "pilot")
    forms = {
        premises.correct_facility: CorrectFacilityForm, premises.change_facility: ChangeFacilityForm,
        premises.close_facility: CloseForm,
    }  # fmt: skip
    openings = (
        Opening(
            premises.enter_facility, FacilityForm, Site, "enter-facility", "tru-so/moi/<code>/", "site",
            gettext_lazy("The premises are entered. The post office can draft their lease."),
        ),
    )  # fmt: skip

    def tone(self, row: Facility) -> str:
        return ""

    def heading(self, row: Facility) -> str:
        return row.name

    def url(self, row: Facility, verb: Verb | None = None) -> str:
        return reverse(self.name, args=[row.code])

    def trail(self, row: Facility) -> list[tuple[str, str]]:
        return [(_("Premises"), reverse("facilities")), (row.name, self.url(row))]

    def initial(self, row: Facility, verb: Verb) -> dict[str, object]:
        """What is recorded today."""
        if verb is premises.close_facility:
            return {}
        recorded: dict[str, object] = {
            "name": row.name, "owner": row.owner_id, "address": row.address, "area_m2": row.area_m2,
        }  # fmt: skip
        if verb is premises.correct_facility:
            recorded |= {
                "kind": row.kind, "valid_from": row.valid_from, "last_day": row.period.last_day,
                "legal_basis": row.legal_basis,
            }  # fmt: skip
        return recorded

    def consequences(self, row: Facility, verb: Verb) -> list[str]:
        """What closing them does."""
        if verb is not premises.close_facility:
            return []
        return [_("No lease of these premises can begin or go on after the last day."), *closed()]

    def options(self, request: Request, row: Facility, verb: Verb) -> FormOptions:
        if verb is premises.close_facility:
            return {}
        return {"owner": leases.owners(row.pilot, request.user, request.business_day)}

    def choices(self, request: Request, parent: Site, opening: Opening) -> FormOptions:
        """The post office, which builds or upgrades them (R25), is the first proposal."""
        owners = leases.owners(parent.pilot, request.user, request.business_day)
        office = owners.filter(kind=Agency.Kind.POST_OFFICE).first()
        return {"owner": owners, "initial": {"owner": office and office.pk}}


class LeaseCase(Case[FacilityLease]):
    """The lease of premises by an agency from the post office."""

    workflow = w.LEASE
    name, plural, prefix = "lease", "leases", "hop-dong-thue/"
    kind, title = gettext_lazy("Lease"), gettext_lazy("Leases")
    tabs, exports = "facilities/tabs.html", "leases"
    empty = gettext_lazy("The post office drafts a lease on the page of the premises.")
    rule_codes, help = "R21 R25 R27", gettext_lazy("A lease between the post office and the agency that moves in.")
    list_display = (
        Column("tru-so", gettext_lazy("Premises"), "facility__name", always=True),
        Column("ben-thue", gettext_lazy("Lessee"), "lessee__name"),
        Column("so", gettext_lazy("Number"), "number"),
        Column("thoi-han", gettext_lazy("Term"), "valid_from", value=lambda row: show(row.period)),
        Column("tien-thue", gettext_lazy("Rent per month"), numeric=True,
               value=lambda row: not_stated(vnd(row.rent_vnd))),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )  # fmt: skip
    list_filter = LeaseFilter
    ordering = ("-drafted_at",)
    select_related = leases.RELATED
    tones = {S.IN_FORCE: "pass", S.DRAFT: "idle", S.ENDED: "idle", S.REJECTED: "idle"}
    dated = True
    template = "facilities/lease.html"

    due = {
        w.agree_lease: Q(status=S.DRAFT),
        w.sign_lease: Q(status=S.AGREED),
        w.confirm_separation: Q(status__in=w.BEFORE) & AT_COMMUNE & ~SEPARATED,
        w.put_lease_in_force: Q(status=S.SIGNED),
        w.check_paper_lease: Q(status=S.ENTERED),
    }
    tasks = {w.agree_lease: Task.SIGN}
    forms = {w.sign_lease: SignedNumberForm, w.end_lease: SignedEndForm}
    signs = (w.sign_lease,)
    openings = (
        Opening(
            w.draft_lease, LeaseDraftForm, Facility, "lease-draft", "tru-so/<code>/thue/", "facility",
            gettext_lazy("The lease is drafted. The lessee agrees and signs next."),
        ),
        Opening(
            w.record_lease_from_paper, PaperLeaseForm, Facility, "lease-from-paper",
            "tru-so/<code>/thue-van-ban-giay/", "facility",
            gettext_lazy("Entered. Somebody else checks it against the document before it counts."),
        ),
    )  # fmt: skip

    def thing(self, row: FacilityLease) -> str:
        return _("Lease: %(facility)s") % {"facility": row.facility}

    heading = thing

    def unit(self, row: FacilityLease) -> str:
        return str(row.facility.site)

    def since(self, row: FacilityLease) -> dt.datetime:
        return row.signed_at or row.agreed_at or row.drafted_at

    def head(self, row: FacilityLease) -> list[Fact]:
        return [
            Fact(_("Lessor"), row.lessor),
            Fact(_("Lessee"), row.lessee),
            Fact(_("Term"), show(row.period)),
            Fact(_("Rent per month"), vnd(row.rent_vnd)),
        ]

    def stages(self, row: FacilityLease) -> list[Stage]:
        end = [Stage(S.ENDED, w.end_lease.transition.label)] if row.status == S.ENDED else []
        if row.paper_source:
            return [*stages_on_paper(row, S.IN_FORCE), *end]
        way = ((w.agree_lease, row.lessee), (w.sign_lease, row.lessee), (w.put_lease_in_force, row.lessor))
        return [*(Stage(str(v.transition.target), v.transition.label, str(who)) for v, who in way), *end]

    def drafts(self, row: FacilityLease, on: dt.date) -> list[Draft]:
        return [("facility_lease", row)]

    def consequences(self, row: FacilityLease, verb: Verb) -> list[str]:
        owed = _("From %(day)s on rent is owed.") % {"day": vn_date(row.valid_from)}
        return {
            w.sign_lease: [_("Parties, premises, term and rent can no longer be changed.")],
            w.put_lease_in_force: [owed],
            w.check_paper_lease: [owed],
        }.get(verb, [])

    def choices(self, request: Request, parent: Facility, opening: Opening) -> FormOptions:
        """The agency of the site and the one above it (R25)."""
        return {"lessee": leases.lessees(parent), "initial": {"lessee": parent.site.agency_id}}

    def context(self, request: Request, row: FacilityLease, day: dt.date) -> TemplateContext:
        at_commune = row.facility.site.level == AdminLevel.COMMUNE
        return {
            "at_commune": at_commune, "excluded": excluded_items(row.pilot, day),
            "rules": applied(row.pilot_id, day, *(["R21"] if at_commune else []), "R25", "R27"),
        }  # fmt: skip


FACILITY, LEASE = FacilityCase(), LeaseCase()


def site_panels(site: Site, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a site: its premises of the day and the leases over them."""
    rows = list(leases.facilities(user, on).as_at(day).filter(site=site))
    enters = day == on and capacity_for(capacities(user, on), premises.enter_facility.name, site)
    if not rows and not enters:
        return []
    held = as_they_were(LEASE.rows(user, on).filter(facility__in=rows), day) if rows else []
    context = {"facilities": rows, "leases": held, "tones": LEASE.tones, "enter_at": site if enters else None}
    return [Panel(title=_("Premises and leases"), template="facilities/site_panel.html", context=context)]
