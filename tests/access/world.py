"""Three places for the matrix: the one where every role is anchored, another agency's, another province's.

`provide` names, per url, the keyword arguments that lead to a row of the place. Roles of the province's own bodies have
their place at the provincial centre (Sở Công Thương), all others at Can Lộc.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pilot.access.roles import Role
from pilot.models import Agency, CounterPost, Delegation, Person, Pilot, ProcedureSetEntry, RoleGrant, Site, User
from staffing.models import Assignment, PostalEmployee, WithdrawalRequest

USERS = {
    Role.SECRETARIAT: "thuky", Role.COMMITTEE_HEAD: "truongban", Role.POST_OFFICE_HR: "buudien",
    Role.AGENCY_HEAD: "pct.canloc", Role.CENTRE_DIRECTOR: "gd.tt.canloc", Role.DISTRICT_CHAIRMAN: "ct.canloc",
    Role.PROVINCIAL_DECIDER: "ubnd.tinh", Role.PROVINCIAL_OFFICE: "vp.ubnd", Role.FINANCE_OFFICER: "taichinh",
    Role.PAYER: "chitra", Role.AUDITOR: "thanhtra", Role.ADMINISTRATOR: "quantri1",
}  # fmt: skip
PROVINCIAL = {Role.PROVINCIAL_DECIDER, Role.PROVINCIAL_OFFICE, Role.PAYER}
PLACES = ("own", "other", "foreign")


@dataclass(frozen=True)
class Place:
    """An agency, its site, its pilot."""

    agency: Agency
    site: Site

    @property
    def pilot(self) -> Pilot:
        return self.agency.pilot


def place(role: Role, which: str) -> Place:
    """The place `which` as the role sees it."""
    province, canloc = ("HT-SCT", "HT-S-TTPVHCC"), ("HT-CL", "HT-S-CL")
    own, other = (province, canloc) if role in PROVINCIAL else (canloc, ("HT-CX", "HT-S-CX"))
    agency, site = {"own": own, "other": other, "foreign": ("GL-CHUSE", "GL-S-CHUSE")}[which]
    return Place(Agency.objects.select_related("pilot").get(code=agency), Site.objects.get(code=site))


def build_foreign() -> None:
    """Gia Lai gets one row of each kind that the demo only has for Hà Tĩnh."""
    there = place(Role.SECRETARIAT, "foreign")
    pilot, office = there.pilot, Agency.objects.get(code="GL-BDT")
    account = User.objects.get(username="thuky.gialai")
    post = CounterPost.objects.create(pilot=pilot, code="GL-Q1", name="Quầy 1", agency=there.agency, site=there.site)
    field = ProcedureSetEntry.objects.first().procedure.field
    post.fields.add(field)
    person = Person.objects.create(pilot=pilot, full_name="Lê Văn Xa")
    employee = PostalEmployee.objects.create(pilot=pilot, post_office=office, person=person, staff_code="GL1")
    Assignment.objects.create(
        pilot=pilot, employee=employee, agency=there.agency, site=there.site, field=field, role="primary",
        valid_from=dt.date(2021, 2, 22),
    )  # fmt: skip
    WithdrawalRequest.objects.create(
        pilot=pilot, post=post, route="district", decider=there.agency, post_office=office, status="submitted",
        effective_on=dt.date(2021, 7, 1), drafted_at=timezone.now(), drafted_by=account,
    )  # fmt: skip
    for principal, delegate in (("thuky.gialai", "quantri.gialai"), ("ct.canloc", "pct.canloc")):
        giver = User.objects.get(username=principal)
        Delegation.objects.create(
            pilot=giver.person.pilot, principal=giver, delegate=User.objects.get(username=delegate),
            role=Role.AUDITOR, valid_from=dt.date(2022, 1, 1), valid_to=dt.date(2022, 2, 1), document_number="1",
            created_at=timezone.now(), created_by=giver,
        )  # fmt: skip


Provider = Callable[[Place, str], dict[str, Any]]
PROVIDERS: dict[str, Provider] = {}


def provide(*names: str) -> Callable[[Provider], Provider]:
    """Register the provider of url names that take a row."""

    def keep(provider: Provider) -> Provider:
        PROVIDERS.update(dict.fromkeys(names, provider))
        return provider

    return keep


@provide("withdrawal", "withdrawal-step")
def _withdrawal(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": WithdrawalRequest.objects.filter(post__agency=where.agency).earliest("id").pk}


@provide("withdrawal-draft", "counter-post")
def _post(where: Place, verb: str) -> dict[str, Any]:
    return {"code": CounterPost.objects.filter(agency=where.agency).latest("code").code}


@provide("employee")
def _employee(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": PostalEmployee.objects.filter(assignments__agency=where.agency).earliest("id").pk}


@provide("pilot", "invite-account", "rules", "adopt-rules")
def _pilot(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.pilot.code}


@provide("agency")
def _agency(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.agency.code}


@provide("site")
def _site(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.site.code}


@provide("account", "reset-account", "close-account", "propose-role", "delegate-role")
def _account(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": User.objects.get(username="gd.noivu" if where.pilot.code == "HATINH" else "thuky.gialai").pk}


@provide("decide-grant")
def _grant(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": RoleGrant.objects.filter(pilot=where.pilot).earliest("id").pk}


@provide("end-delegation")
def _delegation(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Delegation.objects.filter(pilot=where.pilot).earliest("id").pk}


@provide("phase")
def _phase(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.pilot.code, "phase": where.pilot.phases.latest("code").code}


@provide("pilot-plan")
def _plan(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.pilot.code}


@provide("adopt-item")
def _item(where: Place, verb: str) -> dict[str, Any]:
    kind = verb.removeprefix("adopt_")
    return {"code": where.pilot.code, "kind": kind, "item": "T01" if kind == "target" else "01"}


@provide("question", "settle-question")
def _question(where: Place, verb: str) -> dict[str, Any]:
    return {"code": "A02" if where.pilot.code == "HATINH" else "A10"}


@provide("procedure")
def _procedure(where: Place, verb: str) -> dict[str, Any]:
    return {"code": "1.001612"}


@provide("legal-document")
def _legal(where: Place, verb: str) -> dict[str, Any]:
    return {"code": "D15"}


@provide("reference-plan")
def _reference(where: Place, verb: str) -> dict[str, Any]:
    return {"code": "S2"}
