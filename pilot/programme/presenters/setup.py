"""What the programme of a pilot still lacks: bodies, phases, who takes part, rules, procedures, posts, roles."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.access.roles import Role, permission_of
from pilot.platform.cases.setup import Missing, Part
from pilot.programme.models import (
    AdminLevel,
    Agency,
    AgencyGrant,
    CounterPost,
    Participation,
    Phase,
    Pilot,
    PilotGrant,
    PostField,
    ProcedureSetEntry,
    Site,
    SiteGrant,
)
from pilot.programme.selectors.rules import STAFFING, in_force
from pilot.programme.workflows.hanging import left_in
from pilot.programme.workflows.programme import LOCAL

K = Agency.Kind
OF_DISTRICTS = {"R11"}  # the withdrawal that a district decides
BODIES = (K.STEERING_COMMITTEE, K.PROVINCIAL_OFFICE, K.POST_OFFICE)  # the routes ask for them, and for the decider
NEEDED = {  # roles of the pilot, and how many people each needs, since two have to act one after the other
    Role.ADMINISTRATOR: 2, Role.SECRETARIAT: 2, Role.COMMITTEE_HEAD: 1, Role.FINANCE_OFFICER: 1,
}  # fmt: skip
ROLES_OF = {  # roles at a body of the kind
    K.POST_OFFICE: {Role.POST_OFFICE_HR: 2}, K.PROVINCIAL_OFFICE: {Role.PROVINCIAL_OFFICE: 1, Role.PAYER: 1},
    K.DEPARTMENT: {Role.AGENCY_HEAD: 1},
}  # fmt: skip


def parts(pilot: Pilot, on: dt.date) -> list[Part]:
    """The programme from its bodies to the roles. About fifteen queries, whatever the number of rows."""
    agencies = list(Agency.objects.as_at(on).filter(pilot=pilot).order_by("name"))
    every = list(Site.objects.as_at(on).filter(pilot=pilot).select_related("admin_unit").order_by("name"))
    sites = [site for site in every if site.status != Site.Status.UNCONFIRMED]
    places = taking_part(pilot, on)
    return [
        _bodies(pilot, agencies), _phases(pilot), _sites(pilot, sites, places, on), _rules(pilot, on, agencies),
        _procedures({agency for agency, _site in places}, on), _posts(places, pilot, on),
        _roles(pilot, agencies, sites, {agency.pk for agency, _site in places}), *_left(pilot, on, every),
    ]  # fmt: skip


def taking_part(pilot: Pilot, on: dt.date) -> list[tuple[Agency, Site]]:
    """Which agencies take part at which sites on the day. One query."""
    rows = Participation.objects.as_at(on).filter(pilot=pilot, agency__isnull=False).select_related("agency", "site")
    found = {(row.agency_id, row.site_id): (row.agency, row.site) for row in rows if row.agency}
    return sorted(found.values(), key=lambda place: (place[0].name, place[1].name))


def _left(pilot: Pilot, on: dt.date, sites: list[Site]) -> list[Part]:
    """What hangs on bodies and units that are no more; nothing is said where there is nothing."""
    missing = left_in(pilot, on, sites)
    stands = _("bodies or units have ended with something left")
    return [Part(_("After a change of the organisation"), stands, missing)] if missing else []


def _bodies(pilot: Pilot, agencies: list[Agency]) -> Part:
    known = {agency.kind for agency in agencies}
    lacking = [(str(kind.label), kind) for kind in BODIES if kind not in known]
    if not any((a.kind, a.level) == (K.PEOPLES_COMMITTEE, AdminLevel.PROVINCE) for a in agencies):
        lacking.append((_("provincial People's Committee"), K.PEOPLES_COMMITTEE))
    count = len(agencies)
    stands = ngettext("%(count)d agency", "%(count)d agencies", count) % {"count": count}
    words = _("Not entered: %(body)s")
    return Part(_("Bodies"), stands, [
        Missing(words % {"body": one}, "enter_agency", pilot,
                reverse("enter-agency", args=[pilot.code], query={"kind": kind.value, "level": "province"}))
        for one, kind in lacking
    ], sheet="agencies")  # fmt: skip


def _phases(pilot: Pilot) -> Part:
    count = Phase.objects.filter(pilot=pilot).count()
    stands = ngettext("%(count)d phase", "%(count)d phases", count) % {"count": count}
    enter = reverse("enter-phase", args=[pilot.code])
    return Part(_("Phases"), stands, [] if count else [Missing(_("No phase is entered"), "enter_phase", pilot, enter)])


def _sites(pilot: Pilot, sites: list[Site], places: list[tuple[Agency, Site]], on: dt.date) -> Part:
    count, taken = len(sites), {site.pk for _agency, site in places}
    words = _("Nobody takes part at %(site)s")
    missing = [
        Missing(words % {"site": site}, "enter_participation", site, reverse("enter-participation", args=[site.code]))
        for site in sites
        if site.pk not in taken
    ]
    if not sites:
        missing = [Missing(_("No site is entered"), "enter_site", pilot, reverse("enter-site", args=[pilot.code]))]
    return Part(_("Sites and who takes part"), ngettext("%(count)d site", "%(count)d sites", count) % {"count": count},
                missing, sheet="sites")  # fmt: skip


def _rules(pilot: Pilot, on: dt.date, agencies: list[Agency]) -> Part:
    """Where there is no district, what a district decides needs no rule."""
    districts = any(agency.level == AdminLevel.DISTRICT for agency in agencies)
    needed = STAFFING - LOCAL - (set() if districts else OF_DISTRICTS)
    known = in_force(pilot.pk, on, *STAFFING)
    stands = _("%(known)d of %(all)d rules of staffing and withdrawal") % {
        "known": len(needed & known.keys()), "all": len(needed),
    }  # fmt: skip
    lacking = sorted(needed - known.keys())
    words = _("No rule stands for: %(codes)s") if known else _("No rule of staffing is in force")
    words, adopt = words % {"codes": ", ".join(lacking)}, reverse("adopt-rules", args=[pilot.code])
    return Part(_("Rules"), stands, [Missing(words, "adopt_rules", pilot, adopt)] if lacking else [])


def _procedures(agencies: set[Agency], on: dt.date) -> Part:
    """What is only proposed counts as nothing."""
    entries = ProcedureSetEntry.objects.as_at(on).exclude(ProcedureSetEntry.PROPOSED)
    listed = set(entries.filter(procedure_set__agency__in=agencies).values_list("procedure_set__agency", flat=True))
    stands = _("%(done)d of %(all)d agencies have listed their procedures")
    words = _("%(agency)s has listed no procedure")
    return Part(_("Procedures"), stands % {"done": len(listed), "all": len(agencies)}, [
        Missing(words % {"agency": one}, "upload_procedure_list", one,
                reverse("import-upload", args=["procedures", one.code]))
        for one in sorted(agencies, key=str) if one.pk not in listed
    ], later=not agencies)  # fmt: skip


def _posts(places: list[tuple[Agency, Site]], pilot: Pilot, on: dt.date) -> Part:
    receiving = Exists(PostField.objects.as_at(on).filter(post=OuterRef("pk")))
    rows = CounterPost.objects.as_at(on).filter(pilot=pilot).select_related("agency")
    posts = list(rows.annotate(receives_some=receiving))
    held = {(post.agency_id, post.site_id) for post in posts}
    words = _("%(agency)s has no counter post at %(site)s")
    missing = [
        Missing(words % {"agency": agency, "site": site}, "enter_post", agency,
                reverse("enter-post", args=[agency.code]), reverse("import-upload", args=["posts", agency.code]))
        for agency, site in places
        if (agency.pk, site.pk) not in held
    ]  # fmt: skip
    words = _("%(post)s receives no field")
    missing += [
        Missing(words % {"post": post}, "correct_post", post, reverse("counter-post", args=[post.code]))
        for post in posts
        if not (post.receives_some or post.management)
    ]
    count = len(posts)
    stands = ngettext("%(count)d counter post", "%(count)d counter posts", count) % {"count": count}
    return Part(_("Counter posts"), stands, missing, later=not places)


def _roles(pilot: Pilot, agencies: list[Agency], sites: list[Site], taking: set[int]) -> Part:
    """Who has to act is somebody: roles of the pilot, of its bodies, of those who take part, of centres."""
    held = _held(pilot)
    lacking = list(_lacking(pilot, agencies, sites, taking, held))
    count = sum(len(people) for people in held.values())
    stands = ngettext("%(count)d role is held", "%(count)d roles are held", count) % {"count": count}
    accounts, words = reverse("accounts"), _("%(place)s: %(role)s – %(has)d of %(needed)d people")
    return Part(_("Accounts and roles"), stands, [
        Missing(words % {"place": place, "role": role.label, "has": has, "needed": needed}, "propose_role", pilot,
                accounts)
        for place, role, has, needed in lacking
    ], sheet="accounts")  # fmt: skip


Held = dict[tuple[str, int, str], set[int]]  # kind of place, its id, codename of the role → persons


def _held(pilot: Pilot) -> Held:
    """Persons with an open account by place and role. Three queries."""
    found: Held = {}
    for kind, grants, of in (
        ("pilot", PilotGrant, "content_object"), ("agency", AgencyGrant, "content_object__pilot"),
        ("site", SiteGrant, "content_object__pilot"),
    ):  # fmt: skip
        rows = grants.objects.filter(**{of: pilot.pk}, user__is_active=True)
        for pk, codename, person in rows.values_list("content_object", "permission__codename", "user__person"):
            found.setdefault((kind, pk, codename), set()).add(person)
    return found


def _lacking(
    pilot: Pilot, agencies: list[Agency], sites: list[Site], taking: set[int], held: Held
) -> Iterator[tuple[object, Role, int, int]]:
    """Place, role, how many hold it, how many it takes."""
    wanted: list[tuple[str, Pilot | Agency | Site, dict[Role, int]]] = [("pilot", pilot, NEEDED)]
    wanted += [("agency", agency, _roles_at(agency, taking)) for agency in agencies]
    wanted += [("site", site, {Role.CENTRE_DIRECTOR: 1}) for site in sites if site.level != AdminLevel.COMMUNE]
    for kind, place, roles in wanted:
        for role, needed in roles.items():
            has = len(held.get((kind, place.pk, permission_of(role)), ()))
            if has < needed:
                yield place, role, has, needed


def _roles_at(agency: Agency, taking: set[int]) -> dict[Role, int]:
    if agency.kind == K.PEOPLES_COMMITTEE and agency.level == AdminLevel.PROVINCE:
        return {Role.PROVINCIAL_DECIDER: 1}
    if agency.kind == K.PEOPLES_COMMITTEE and agency.level == AdminLevel.DISTRICT and agency.pk in taking:
        return {Role.DISTRICT_CHAIRMAN: 1, Role.AGENCY_HEAD: 1, Role.PAYER: 1}  # who decides, who assesses, who pays
    if agency.kind == K.DEPARTMENT and agency.pk not in taking:
        return {}
    return ROLES_OF.get(K(agency.kind), {})
