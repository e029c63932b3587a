"""Delegations of a role (ủy quyền): made by the principal himself, or proposed by an administrator and confirmed.

Purpose: nobody signs in another's name unless that person, or two administrators, put it on record; it is written,
dated, says how the delegate signs, and is not passed on. Source: NĐ 30/2020/NĐ-CP, Điều 13. Who signs: the principal,
the pilot's administrators. Recorded on the platform's chain.
"""

import datetime as dt

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.authority import Authority
from pilot.platform.access.capacity import capacities
from pilot.platform.access.people import signers
from pilot.platform.access.roles import Role
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.programme.models import Delegation, Pilot, RoleGrant, User

S = Delegation.Status
DELEGATION = Workflow(
    "delegation",
    _("Delegation of a role"),
    [
        Transition("confirm_delegation", (S.PROPOSED,), S.IN_FORCE, _("Confirm the delegation"), signed=True),
        Transition("refuse_delegation", (S.PROPOSED,), S.REFUSED, _("Refuse the delegation")),
        Transition("end_delegation", (S.IN_FORCE,), S.ENDED, _("End the delegation")),
    ],
)


def rule_delegated_to_another(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """Nobody receives what he himself makes or confirms, nor from an account of his own; persons are compared."""
    principal, delegate = _two_sides(row, inputs)
    if delegate.person_id not in {principal.person_id, act.user and act.user.person_id}:
        return []
    return [Problem("same_person", _("Nobody delegates a role to himself."))]


def rule_delegation_within_pilot(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """Principal and delegate work in the same pilot, and the delegate's account is open."""
    principal, delegate = _two_sides(row, inputs)
    if delegate.person.pilot_id != principal.person.pilot_id:
        return [Problem("other_pilot", _("The account or the place belongs to another pilot."))]
    return [] if delegate.is_active else [Problem("account_closed", _("The account is closed."))]


def rule_delegation_of_held_role(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """NĐ 30/2020, Điều 13: delegation is written, dated and not passed on: the principal holds the role himself.

    An administrator's role is not delegated: it signs nothing, and a second administrator is appointed by two.
    """
    principal, _delegate = _two_sides(row, inputs)
    role = row.role if isinstance(row, (RoleGrant, Delegation)) else inputs["role"]
    if role == Role.ADMINISTRATOR:
        return [Problem("administrator", _("The administrator's role is not delegated: grant it instead."))]
    if any(c.role == role and c.principal_id is None for c in capacities(principal, act.on)):
        return []
    return [Problem("role_not_held", _("The principal does not hold this role himself."))]


def rule_delegation_says_how(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """NĐ 30/2020, Điều 13 and Phụ lục I: the delegate signs under the own title, and KT. only as a deputy."""
    title = inputs["title"].strip().casefold()
    if inputs["authority"] == Authority.KT and not title.startswith("phó"):
        return [Problem("not_a_deputy", _("Only a deputy signs KT.: the title begins with “Phó”."))]
    if inputs["authority"] != Authority.Q and not title:
        return [Problem("title_needed", _("Give the delegate's own title: it stands under the signature."))]
    return []


def rule_delegation_two_people(delegation: Delegation, act: Act, inputs: Inputs) -> list[Problem]:
    """Who proposed does not confirm."""
    if delegation.created_by.person_id not in signers(act, "confirm_delegation", delegation):
        return []
    return [Problem("same_person", _("The principal or another administrator has to confirm this."))]


def _two_sides(row: Model, inputs: Inputs) -> tuple[User, User]:
    """Principal and delegate of a grant being delegated, a proposal being made, or a delegation."""
    if isinstance(row, Delegation):
        return row.principal, row.delegate
    return (row.user if isinstance(row, RoleGrant) else inputs["principal"]), inputs["delegate"]


RULES = (rule_delegated_to_another, rule_delegation_within_pilot, rule_delegation_of_held_role)


@write("delegate_role", rules=(*RULES, rule_delegation_says_how), signed=True, label=_("Delegate my role"))
def delegate_role(
    grant: RoleGrant, call: Call, *, delegate: User, valid_from: dt.date, valid_to: dt.date, document_number: str,
    title: str, authority: str,
) -> Delegation:  # fmt: skip
    """The holder of a role delegates it on [valid_from, valid_to), in force at once.

    Raises TransitionRefused same_person, other_pilot, account_closed, role_not_held, administrator, not_a_deputy,
    title_needed.
    """
    return Delegation.objects.create(
        pilot=grant.pilot, principal=grant.user, delegate=delegate, role=grant.role, status=S.IN_FORCE,
        valid_from=valid_from, valid_to=valid_to, document_number=document_number, title=title.strip(),
        authority=authority, created_at=call.act.at, created_by=call.user,
    )  # fmt: skip


@write("propose_delegation", rules=(*RULES, rule_delegation_says_how), signed=True, label=_("Propose a delegation"))
def propose_delegation(
    pilot: Pilot, call: Call, *, principal: User, delegate: User, role: Role, valid_from: dt.date, valid_to: dt.date,
    document_number: str, title: str, authority: str,
) -> Delegation:  # fmt: skip
    """Enter a written delegation for the principal on [valid_from, valid_to).

    It waits for him or another administrator.

    Raises the same as delegate_role.
    """
    return Delegation.objects.create(
        pilot=pilot, principal=principal, delegate=delegate, role=role, valid_from=valid_from, valid_to=valid_to,
        document_number=document_number, title=title.strip(), authority=authority,
        created_at=call.act.at, created_by=call.user,
    )  # fmt: skip


@DELEGATION.verb("confirm_delegation", rules=(*RULES, rule_delegation_two_people))
def confirm_delegation(delegation: Delegation, call: Call) -> None:
    """Put a proposed delegation in force. Raises TransitionRefused same_person, role_not_held, account_closed."""
    delegation.confirmed_at, delegation.confirmed_by = call.act.at, call.act.user


@DELEGATION.verb("refuse_delegation")
def refuse_delegation(delegation: Delegation, call: Call) -> None:
    """Close a proposal; the principal or one administrator is enough, also the one who proposed."""


@DELEGATION.verb("end_delegation")
def end_delegation(delegation: Delegation, call: Call) -> None:
    """End a delegation before its last day; acts at the next request."""
    delegation.ended_at, delegation.ended_by = call.act.at, call.act.user
