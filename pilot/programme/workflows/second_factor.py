"""A second factor that an administrator requires of roles from a day on, or lifts from a day on.

Purpose: who decides, pays or hands out rights signs in with more than a password. Who acts: the pilot's administrators,
by two where there are two. Whoever acts in such a role from that day on, also as a delegate, and has no device can do
nothing before he has set one up (platform/access/second_factor.py). Source: product rule.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import signers
from pilot.platform.access.roles import Role
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.programme.models import Pilot, SecondFactorRule
from pilot.programme.workflows.accounts import other_administrators

S = SecondFactorRule.Status
SECOND_FACTOR = Workflow(
    "second_factor",
    _("Second factor by role"),
    [
        Transition(
            "confirm_second_factor", (S.PROPOSED,), S.IN_FORCE, _("Confirm"), signed=True, not_by=("proposed_by",)
        ),
        Transition("refuse_second_factor", (S.PROPOSED,), S.REFUSED, _("Refuse")),
    ],
    set_elsewhere=(S.IN_FORCE,),
)


def rule_known_roles(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """At least one role, and no other word."""
    roles = inputs["roles"]
    if roles and set(roles) <= set(Role.values):
        return []
    return [Problem("no_role", _("Choose the roles for which this holds."), field="roles")]


def rule_not_in_the_past(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Nobody was held up before it was decided."""
    if inputs["valid_from"] >= act.on:
        return []
    return [Problem("begins_in_past", _("The first day lies in the past."), field="valid_from")]


def rule_second_administrator(rule: SecondFactorRule, act: Act, inputs: Inputs) -> list[Problem]:
    """Who confirms is another person than who proposed."""
    if rule.proposed_by_id not in signers(act, "confirm_second_factor", rule):
        return []
    return [Problem("same_person", _("Another administrator has to confirm this."))]


@write(
    "require_second_factor",
    rules=(rule_known_roles, rule_not_in_the_past),
    signed=True,
    label=_("Second factor for roles"),
)
def require_second_factor(
    pilot: Pilot, call: Call, *, roles: list[str], required: bool, valid_from: dt.date, legal_basis: str = ""
) -> SecondFactorRule:
    """Propose that these roles need a second factor from `valid_from` on, or from then on no longer.

    In force at once only while the pilot has no second administrator. Raises TransitionRefused no_role, begins_in_past.
    """
    alone = not other_administrators(pilot, signers(call.act, "require_second_factor", pilot))
    return SecondFactorRule.objects.create(
        pilot=pilot, roles=sorted(roles, key=Role.values.index), required=required, valid_from=valid_from,
        legal_basis=legal_basis, reason=call.act.reason.strip(), status=S.IN_FORCE if alone else S.PROPOSED,
        proposed_at=call.act.at, proposed_by=call.user.person,
    )  # fmt: skip


@SECOND_FACTOR.verb("confirm_second_factor", rules=(rule_second_administrator,))
def confirm_second_factor(rule: SecondFactorRule, call: Call) -> None:
    """Put the rule in force; it counts at the next sign-in. Raises TransitionRefused same_person."""
    rule.confirmed_at, rule.confirmed_by = call.act.at, call.user.person


@SECOND_FACTOR.verb("refuse_second_factor")
def refuse_second_factor(rule: SecondFactorRule, call: Call) -> None:
    """Close the proposal; one administrator is enough, also the one who proposed."""
