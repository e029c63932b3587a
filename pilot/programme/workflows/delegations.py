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
from pilot.platform.access.roles import HEADS, Role
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.platform.periods import add_days, add_months
from pilot.programme.models import Delegation, Pilot, RoleGrant, User
from pilot.programme.selectors.accounts import places_of, working_at
from pilot.programme.selectors.thresholds import own

S = Delegation.Status
DELEGATION = Workflow(
    "delegation",
    _("Delegation of a role"),
    [
        Transition(
            "confirm_delegation",
            (S.PROPOSED,),
            S.IN_FORCE,
            _("Confirm the delegation"),
            signed=True,
            not_by=("created_by__person", "delegate__person"),
        ),
        Transition("refuse_delegation", (S.PROPOSED,), S.REFUSED, _("Refuse the delegation")),
        Transition("end_delegation", (S.IN_FORCE,), S.ENDED, _("End the delegation"), reason=True),
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


def rule_delegation_to_a_deputy(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """NĐ 30/2020, Điều 13: in the place of a head signs a deputy of the same agency, KT.; a committee has no agency."""
    principal, delegate = _two_sides(row, inputs)
    role, authority = (_said(row, inputs, name) for name in ("role", "authority"))
    grants = principal.role_grants.filter(role=role, status__in=RoleGrant.IN_FORCE)
    if role not in HEADS or not grants:
        return []
    if places_of(grants) and not User.objects.filter(working_at(grants), pk=delegate.pk).exists():
        words = _("%(delegate)s does not work at %(place)s: a head's role is delegated to a deputy of the same agency.")
        said = {"delegate": delegate.get_full_name(), "place": ", ".join(str(grant.place) for grant in grants)}
        return [Problem("other_agency", words % said)]
    if authority != Authority.KT:
        return [Problem("not_a_deputy", _("In the place of a head a deputy signs: choose KT."))]
    return []


def rule_delegation_not_in_the_past(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """What was signed before nobody had the power for: a delegation begins today or later."""
    if inputs["valid_from"] >= act.on:
        return []
    words = _("The first day %(day)s has passed: a delegation begins on %(today)s or later.")
    said = {"day": f"{inputs['valid_from']:%d/%m/%Y}", "today": f"{act.on:%d/%m/%Y}"}
    return [Problem("begins_in_past", words % said)]


def rule_delegation_bounded(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """NĐ 30/2020, Điều 13: a delegation has its limits in time. The source names none: ours (NG03)."""
    longest = own(_two_sides(row, inputs)[0].person.pilot_id, "delegation_months", act.on)
    soon, latest = add_months(act.on, longest), add_months(inputs["valid_from"], longest)
    if inputs["valid_from"] > soon:
        words = _("The first day %(day)s is too far: a delegation begins within %(months)s months.")
        said = {"day": f"{inputs['valid_from']:%d/%m/%Y}", "months": longest}
        return [Problem("too_far", words % said, field="valid_from")]
    if inputs["valid_to"] <= latest:
        return []
    words = _(
        "The last day %(day)s is too far: a delegation lasts %(months)s months at most, here until %(latest)s. Delegate"
        " again when it runs out."
    )
    said = {"day": f"{add_days(inputs['valid_to'], -1):%d/%m/%Y}", "latest": f"{add_days(latest, -1):%d/%m/%Y}"}
    return [Problem("too_long", words % {**said, "months": longest}, field="last_day")]


def rule_delegation_once(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """On each day one delegate at most has a role of the principal; the database holds to it as well."""
    principal, _delegate = _two_sides(row, inputs)
    given = Delegation.objects.filter(principal=principal, role=_said(row, inputs, "role"), status__in=Delegation.OPEN)
    clash = given.filter(valid_from__lt=inputs["valid_to"], valid_to__gt=inputs["valid_from"]).first()
    if clash is None:
        return []
    words = _(
        "The role is delegated to %(delegate)s from %(first)s to %(last)s already: choose other days, or end that."
    )
    first, last = clash.valid_from, clash.period.last_day
    said = {"delegate": clash.delegate.get_full_name(), "first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    return [Problem("delegated_already", words % said)]


def rule_delegation_not_over(delegation: Delegation, act: Act, inputs: Inputs) -> list[Problem]:
    """What has run out is neither confirmed nor ended: it has ended by its dates."""
    return [Problem("expired", _("The delegation has expired."))] if delegation.is_over(act.on) else []


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


def _said(row: Model, inputs: Inputs, name: str) -> str:
    """Of a delegation what stands in it, of a grant its role, else what is typed."""
    known = row if isinstance(row, Delegation) or (name == "role" and isinstance(row, RoleGrant)) else None
    return str(getattr(known, name) if known else inputs[name])


RULES = (
    rule_delegated_to_another, rule_delegation_within_pilot, rule_delegation_of_held_role, rule_delegation_to_a_deputy,
)  # fmt: skip
MADE = (
    *RULES, rule_delegation_says_how, rule_delegation_not_in_the_past, rule_delegation_bounded, rule_delegation_once,
)  # fmt: skip


@write("delegate_role", rules=MADE, signed=True, label=_("Delegate my role"))
def delegate_role(
    grant: RoleGrant, call: Call, *, delegate: User, valid_from: dt.date, valid_to: dt.date, document_number: str,
    title: str, authority: str,
) -> Delegation:  # fmt: skip
    """The holder of a role delegates it on [valid_from, valid_to), in force at once.

    Raises TransitionRefused same_person, other_pilot, account_closed, role_not_held, administrator, other_agency,
    not_a_deputy, title_needed, begins_in_past, too_far, too_long, delegated_already.
    """
    return Delegation.objects.create(
        pilot=grant.pilot, principal=grant.user, delegate=delegate, role=grant.role, status=S.IN_FORCE,
        valid_from=valid_from, valid_to=valid_to, document_number=document_number, title=title.strip(),
        authority=authority, created_at=call.act.at, created_by=call.user,
    )  # fmt: skip


@write("propose_delegation", rules=MADE, signed=True, label=_("Propose a delegation"))
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


@DELEGATION.verb("confirm_delegation", rules=(*RULES, rule_delegation_not_over, rule_delegation_two_people))
def confirm_delegation(delegation: Delegation, call: Call) -> None:
    """Put a proposed delegation in force. Raises TransitionRefused same_person, role_not_held, expired …"""
    delegation.confirmed_at, delegation.confirmed_by = call.act.at, call.act.user


@DELEGATION.verb("refuse_delegation")
def refuse_delegation(delegation: Delegation, call: Call) -> None:
    """Close a proposal; the principal or one administrator is enough, also the one who proposed."""


@DELEGATION.verb("end_delegation", rules=(rule_delegation_not_over,))
def end_delegation(delegation: Delegation, call: Call) -> None:
    """End a delegation, also a wrong one, before its last day; acts at the next request. Raises expired."""
    delegation.ended_at, delegation.ended_by = call.act.at, call.act.user
