"""Accounts and roles: invitation, reset, closing; a role proposed by one administrator and confirmed by another.

Purpose: nobody gets a right by one person's hand once a second administrator exists; what is taken away acts at the
next request. Recorded on the platform's chain. Who signs: the pilot's administrators.
"""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.access import grants
from pilot.access.capacity import capacities
from pilot.access.roles import ANCHOR_OF, Role, permission_of
from pilot.kernel.refusals import Problem
from pilot.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.models import Agency, Delegation, Person, Pilot, PilotGrant, RoleGrant, Site, User

S = RoleGrant.Status
ROLE_GRANT = Workflow(
    "role_grant",
    _("Grant of a role"),
    [
        Transition("confirm_role", (S.PROPOSED,), S.IN_FORCE, _("Confirm"), signed=True),
        Transition("refuse_role", (S.PROPOSED,), S.REFUSED, _("Refuse")),
        Transition("revoke_role", (S.IN_FORCE,), S.REVOKED, _("Take the role away"), signed=True),
    ],
)


def rule_role_fits_place(pilot: Pilot, act: Act, inputs: dict[str, Any]) -> list[Problem]:
    """A role is granted on its own kind of anchor (access/roles.py), inside the pilot the administrator works for."""
    place = inputs.get("site") or inputs.get("agency") or pilot
    if ANCHOR_OF[inputs["role"]].value != place._meta.model_name:
        return [Problem("wrong_anchor", _("This role is granted on another kind of place."))]
    if getattr(place, "pilot", pilot) != pilot or inputs["user"].person.pilot_id != pilot.pk:
        return [Problem("other_pilot", _("The account or the place belongs to another pilot."))]
    return []


def rule_role_two_people(grant: RoleGrant, act: Act, inputs: dict[str, Any]) -> list[Problem]:
    """The second administrator is another person than the first, and neither is the one who gets the role."""
    if act.user is None or act.user.person_id not in (grant.proposed_by_id, grant.user.person_id):
        return []
    return [Problem("same_person", _("Another administrator has to confirm this."))]


@write("propose_role", rules=(rule_role_fits_place,), signed=True, label=_("Propose a role"))
def propose_role(
    pilot: Pilot, call: Call, *, user: User, role: Role, agency: Agency | None = None, site: Site | None = None
) -> RoleGrant:
    """Propose a role for an account; in force at once only while the pilot has no second administrator.

    A command on the server (no user) grants at once: first_administrator, load_demo.

    Raises TransitionRefused wrong_anchor, other_pilot.
    """
    proposer = call.act.user and call.act.user.person
    grant = RoleGrant.objects.create(
        pilot=pilot, user=user, role=role, agency=agency, site=site,
        proposed_at=call.act.at, proposed_by=proposer, reason=call.act.reason,
    )  # fmt: skip
    if proposer is None or not other_administrators(pilot, proposer):
        grant.status = S.IN_FORCE
        grant.save(update_fields=["status"])
        grants.give(user, role, grant.place)
    return grant


@ROLE_GRANT.verb("confirm_role", rules=(rule_role_two_people,))
def confirm_role(grant: RoleGrant, call: Call) -> None:
    """Put a proposed role in force. Raises TransitionRefused same_person."""
    grant.confirmed_at, grant.confirmed_by = call.act.at, call.act.user.person
    grants.give(grant.user, Role(grant.role), grant.place)


@ROLE_GRANT.verb("refuse_role")
def refuse_role(grant: RoleGrant, call: Call) -> None:
    """Close a proposal without granting; one administrator is enough, also the one who proposed."""


@ROLE_GRANT.verb("revoke_role")
def revoke_role(grant: RoleGrant, call: Call) -> None:
    """Take a role away; acts at the next request. One administrator is enough: a right must be quick to remove."""
    grants.take(grant.user, Role(grant.role), grant.place)


def other_administrators(pilot: Pilot, proposer: Person) -> bool:
    """Whether the pilot has an active administrator other than `proposer`."""
    held = PilotGrant.objects.filter(
        content_object=pilot, permission__codename=permission_of(Role.ADMINISTRATOR), user__is_active=True
    )
    return held.exclude(user__person=proposer).exists()


@write("invite_account", label=_("Invite somebody"))
def invite_account(pilot: Pilot, call: Call, *, full_name: str, username: str, email: str = "") -> User:
    """Create a person and an account without a password; the invitation link sets it. The account has no role yet."""
    person = Person.objects.create(pilot=pilot, full_name=full_name)
    return User.objects.create_user(username, person, email)


@write("reset_account", label=_("New one-time link"))
def reset_account(user: User, call: Call) -> None:
    """Make the password unusable and end all sessions; the administrator hands over a new one-time link."""
    user.set_unusable_password()
    user.session_epoch += 1
    TOTPDevice.objects.filter(user=user).delete()


@write("close_account", signed=True, label=_("Close the account"))
def close_account(user: User, call: Call) -> None:
    """Close the account of a leaver: no sign-in, no session, no role, no delegation. What it did stays on record."""
    user.is_active, user.closed_at = False, call.act.at
    user.session_epoch += 1
    for grant in RoleGrant.objects.filter(user=user, status=S.IN_FORCE).select_related("agency", "site", "pilot"):
        revoke_role(grant, replace(call.act, key="", row_version=None))
    Delegation.objects.filter(Q(principal=user) | Q(delegate=user), ended_at=None).update(
        ended_at=call.act.at, ended_by=call.act.user
    )


def rule_delegation_of_held_role(pilot: Pilot, act: Act, inputs: dict[str, Any]) -> list[Problem]:
    """NĐ 30/2020, Điều 13: delegation is written, dated and not passed on: the principal holds the role himself."""
    held = [c for c in capacities(inputs["principal"], act.on) if c.principal_id is None and c.pilot_id == pilot.pk]
    if not any(c.role == inputs["role"] for c in held):
        return [Problem("role_not_held", _("The principal does not hold this role himself."))]
    if inputs["delegate"].person.pilot_id != pilot.pk:
        return [Problem("other_pilot", _("The account or the place belongs to another pilot."))]
    return []


@write("delegate_role", rules=(rule_delegation_of_held_role,), signed=True, label=_("Delegate a role"))
def delegate_role(
    pilot: Pilot,
    call: Call,
    *,
    principal: User,
    delegate: User,
    role: Role,
    valid_from: Any,
    valid_to: Any,
    document_number: str,
) -> Delegation:
    """Record a written delegation on [valid_from, valid_to); both names go on what the delegate signs."""
    return Delegation.objects.create(
        pilot=pilot, principal=principal, delegate=delegate, role=role, valid_from=valid_from, valid_to=valid_to,
        document_number=document_number, created_at=call.act.at, created_by=call.act.user,
    )  # fmt: skip


@write("end_delegation", label=_("End a delegation"))
def end_delegation(delegation: Delegation, call: Call) -> None:
    """End a delegation before its last day."""
    delegation.ended_at, delegation.ended_by = call.act.at, call.act.user
