"""Accounts and roles: invitation, reset, closing; a role proposed by one administrator and confirmed by another.

Purpose: nobody gets a right by one person's hand once a second administrator exists, and no administrator is removed by
one; what is taken away acts at the next request. Recorded on the platform's chain. Who signs: the pilot's
administrators. Delegations: pilot/programme/workflows/delegations.py.
"""

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.platform.access import grants
from pilot.platform.access.capacity import capacities
from pilot.platform.access.devices import forget_devices, has_device
from pilot.platform.access.people import PROPOSED, signers
from pilot.platform.access.roles import ANCHOR_OF, SIGNERS, Role, permission_of
from pilot.platform.kernel.outbox import send_later
from pilot.platform.kernel.refusals import Problem, Severity
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.platform.text import account_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, Delegation, Person, Pilot, PilotGrant, RoleGrant, Site, User
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.delegations import end_delegation, refuse_delegation

S, D = RoleGrant.Status, Delegation.Status
ROLE_GRANT = Workflow(
    "role_grant",
    _("Grant of a role"),
    [
        Transition(
            "confirm_role", (S.PROPOSED,), S.IN_FORCE, _("Confirm"), signed=True, not_by=("proposed_by", "user__person")
        ),
        Transition("refuse_role", (S.PROPOSED,), S.REFUSED, _("Refuse")),
        Transition("revoke_role", (S.IN_FORCE,), S.REVOKED, _("Take the role away"), signed=True),
        Transition("propose_removal", (S.IN_FORCE,), S.ENDING, _("Propose to take the role away"), signed=True),
        Transition(
            "confirm_removal", (S.ENDING,), S.REVOKED, _("Confirm the removal"), signed=True, not_by=("removal_by",)
        ),
        Transition("refuse_removal", (S.ENDING,), S.IN_FORCE, _("Refuse the removal")),
    ],
)


def rule_role_fits_place(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A role is granted on its own kind of anchor (access/roles.py), inside the pilot the administrator works for."""
    place = inputs.get("site") or inputs.get("agency") or pilot
    if ANCHOR_OF[inputs["role"]].value != place._meta.model_name:
        return [Problem("wrong_anchor", _("This role is granted on another kind of place."))]
    if getattr(place, "pilot", pilot) != pilot or inputs["user"].person.pilot_id != pilot.pk:
        return [Problem("other_pilot", _("The account or the place belongs to another pilot."))]
    return []


def rule_role_two_people(grant: RoleGrant, act: Act, inputs: Inputs) -> list[Problem]:
    """The second administrator is another person than the first, and neither is the one who gets the role."""
    if not signers(act, "confirm_role", grant) & {grant.proposed_by_id, grant.user.person_id}:
        return []
    return [Problem("same_person", _("Another administrator has to confirm this."))]


def rule_account_open(grant: RoleGrant, act: Act, inputs: Inputs) -> list[Problem]:
    """A closed account gets no role."""
    return [] if grant.user.is_active else [Problem("account_closed", _("The account is closed."))]


def rule_account_is_open(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """A closed account gets no link."""
    return [] if user.is_active else [Problem("account_closed", _("The account is closed."))]


def rule_administrator_by_two(grant: RoleGrant, act: Act, inputs: Inputs) -> list[Problem]:
    """One administrator alone never removes another: he could then grant roles alone."""
    if act.user is None or grant.role != Role.ADMINISTRATOR:
        return []
    return [Problem("administrator", _("An administrator is removed by two: propose it, another one confirms."))]


def rule_removal_of_administrator(grant: RoleGrant, act: Act, inputs: Inputs) -> list[Problem]:
    """Every other role is taken away by one, at once."""
    if grant.role == Role.ADMINISTRATOR:
        return []
    return [Problem("not_administrator", _("This role is taken away at once, without a proposal."))]


def rule_an_administrator_remains(grant: RoleGrant, act: Act, inputs: Inputs) -> list[Problem]:
    """No pilot is left without an administrator. The pilot is locked: two removals at once take turns."""
    pilot = Pilot.objects.select_for_update().get(pk=grant.pilot_id)
    if other_administrators(pilot, {grant.user.person_id}):
        return []
    return [Problem("last_administrator", _("The pilot would have no administrator: appoint another one first."))]


def rule_removal_two_people(grant: RoleGrant, act: Act, inputs: Inputs) -> list[Problem]:
    """Who confirms is another person than who proposed; it may be the one who leaves."""
    if grant.removal_by_id not in signers(act, "confirm_removal", grant):
        return []
    return [Problem("same_person", _("Another administrator has to confirm this."))]


def rule_no_administrator(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """Who gets the one-time link of an administrator, or closes his account, has his confirmations in hand."""
    if act.user is None or not _administration(user).exists():
        return []
    words = _("An administrator's account: two take that role away first, or the server's operator recovers it.")
    return [Problem("administrator", words)]


@write("propose_role", rules=(rule_role_fits_place,), signed=True, label=_("Propose a role"))
def propose_role(
    pilot: Pilot, call: Call, *, user: User, role: Role, agency: Agency | None = None, site: Site | None = None
) -> RoleGrant:
    """Propose a role for an account; in force at once only while the pilot has no second administrator.

    A command on the server (no user) grants at once: first_administrator, load_demo.

    Raises TransitionRefused wrong_anchor, other_pilot.
    """
    proposer = call.user.person if call.act.user else None
    grant = RoleGrant.objects.create(
        pilot=pilot, user=user, role=role, agency=agency, site=site,
        proposed_at=call.act.at, proposed_by=proposer, reason=call.act.reason,
    )  # fmt: skip
    if proposer is None or not other_administrators(pilot, signers(call.act, "propose_role", pilot)):
        grant.status = S.IN_FORCE
        grant.save(update_fields=["status"])
        grants.give(user, role, grant.place)
    return grant


@ROLE_GRANT.verb("confirm_role", rules=(rule_role_two_people, rule_account_open))
def confirm_role(grant: RoleGrant, call: Call) -> None:
    """Put a proposed role in force. Raises TransitionRefused same_person, account_closed."""
    grant.confirmed_at, grant.confirmed_by = call.act.at, call.user.person
    grants.give(grant.user, Role(grant.role), grant.place)


@ROLE_GRANT.verb("refuse_role")
def refuse_role(grant: RoleGrant, call: Call) -> None:
    """Close a proposal without granting; one administrator is enough, also the one who proposed."""


@ROLE_GRANT.verb("revoke_role", rules=(rule_administrator_by_two,))
def revoke_role(grant: RoleGrant, call: Call) -> None:
    """Take a role away; acts at the next request. One administrator is enough: a right must be quick to remove.

    Not so an administrator's own role. Raises TransitionRefused administrator.
    """
    grants.take(grant.user, Role(grant.role), grant.place)


@ROLE_GRANT.verb("propose_removal", rules=(rule_removal_of_administrator, rule_an_administrator_remains))
def propose_removal(grant: RoleGrant, call: Call) -> None:
    """First of two to take the role of an administrator away; it holds until the second confirms.

    Raises TransitionRefused not_administrator, last_administrator.
    """
    grant.removal_at, grant.removal_by = call.act.at, call.user.person


@ROLE_GRANT.verb("confirm_removal", rules=(rule_removal_two_people, rule_an_administrator_remains))
def confirm_removal(grant: RoleGrant, call: Call) -> None:
    """Take an administrator's role away as the second. Raises TransitionRefused same_person, last_administrator."""
    grant.removed_at, grant.removed_by = call.act.at, call.user.person
    grants.take(grant.user, Role(grant.role), grant.place)


@ROLE_GRANT.verb("refuse_removal")
def refuse_removal(grant: RoleGrant, call: Call) -> None:
    """The administrator stays; one is enough, also the one who proposed."""
    grant.removal_at = grant.removal_by = None


def other_administrators(pilot: Pilot, people: set[int]) -> bool:
    """Whether the pilot has an active administrator who is none of `people` (keys of Person)."""
    held = PilotGrant.objects.filter(
        content_object=pilot, permission__codename=permission_of(Role.ADMINISTRATOR), user__is_active=True
    )
    return held.exclude(user__person__in=people).exists()


def rule_person_of_pilot(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """An account is linked to a person of the same pilot who was not erased."""
    person = inputs.get("person")
    if person is None or (person.pilot_id == pilot.pk and person.erased_at is None):
        return []
    return [Problem("other_pilot", _("The account or the place belongs to another pilot."))]


def rule_same_name(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Checks such as R08, A24 and maker ≠ checker compare persons: nobody should be there twice."""
    if act.user is None or inputs.get("person"):
        return []
    if not Person.objects.filter(pilot=pilot, search_key=search_key(inputs["full_name"])).exists():
        return []
    words = _("Somebody of this name is known: choose the person, or say why it is somebody else.")
    return [Problem("same_name", words, Severity.WARN, "full_name")]


def rule_email_free(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Links and notices go to an address: it belongs to one open account."""
    return _email_taken(User.objects.all(), inputs.get("email", ""), pilot)


def rule_email_still_free(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """The same when a closed account is opened again."""
    return _email_taken(User.objects.exclude(pk=user.pk), user.email, user.person.pilot)


def _email_taken(others: QuerySet[User], email: str, pilot: Pilot) -> list[Problem]:
    """Names the account only to those of its own pilot."""
    other = others.filter(is_active=True, email_key=account_key(email)).first() if email else None
    if other is None:
        return []
    words = _("The e-mail address %(email)s belongs to another account already: %(account)s. Enter another address.")
    named = other.username if other.person.pilot_id == pilot.pk else _("of another pilot")
    return [Problem("email_taken", words % {"email": email, "account": named}, field="email")]


@write("invite_account", rules=(rule_person_of_pilot, rule_email_free, rule_same_name), label=_("Invite somebody"))
def invite_account(
    pilot: Pilot, call: Call, *, username: str, full_name: str = "", person: Person | None = None, email: str = ""
) -> User:
    """Create an account without a password, for a person who is known or for a new one; the invitation link sets it.

    The account has no role yet. Raises TransitionRefused other_pilot, email_taken, reason_for_warning.
    """
    illustrative = enters_illustrations(call.act)
    person = person or Person.objects.create(pilot=pilot, full_name=full_name, illustrative=illustrative)
    user = User.objects.create_user(username, person, email)
    if call.act.user:
        user.link_by = call.user
        user.save(update_fields=["link_by"])
    return user


def make_first_administrator(pilot: Pilot, act: Act, *, username: str, full_name: str) -> User:
    """The account that appoints everybody else of a pilot, made by a command on the server."""
    user: User = invite_account(pilot, act, username=username, full_name=full_name)
    propose_role(pilot, act, user=user, role=Role.ADMINISTRATOR)
    return user


def rule_invitation_unused(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """A letter is printed for an account that nobody has used; whoever has lost a password gets a new link."""
    if user.last_login is None and not user.has_usable_password():
        return []
    return [Problem("account_used", _("The owner has used the account already: make a new one-time link instead."))]


def rule_no_reset_proposed(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """Who proposed a reset stays on record until it is decided."""
    if user.reset_proposed_at is None:
        return []
    words = _("A new one-time link is proposed for this account: confirm or refuse that first.")
    return [Problem("reset_proposed", words)]


def rule_invitation_fresh(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """Nobody gets hold of a signer or an administrator alone: after the days of the first link a reset by two begins.

    By the wall clock, as the link itself.
    """
    within = dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    guarded = needs_two(user, act.on, lift_device=False) or _administration(user).exists()
    if not guarded or timezone.now() - user.created_at < within:
        return []
    words = _("The invitation of an account that signs, decides or administers has expired: make a new one-time link.")
    return [Problem("invitation_expired", words)]


@write(
    "print_invitation",
    rules=(rule_account_is_open, rule_invitation_unused, rule_no_reset_proposed, rule_invitation_fresh),
    signed=True,
    label=_("Print the invitation"),
)
def print_invitation(user: User, call: Call) -> None:
    """Note who makes a one-time link for the letter to an account that nobody has used; the link is kept nowhere.

    Raises TransitionRefused account_closed, account_used, reset_proposed, invitation_expired.
    """
    user.link_by, user.link_confirmed_by = call.user, None


def needs_two(user: User, on: dt.date, lift_device: bool) -> bool:
    """Whether a reset waits for a second administrator: of whoever signs, decides or pays, himself or for another.

    And of whoever loses the authenticator app by it.
    """
    signs = any(capacity.role in SIGNERS for capacity in capacities(user, on))
    return signs or (lift_device and has_device(user))


def rule_reset_has_a_second(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """Nobody gets hold of a signer alone: without a second administrator nothing is proposed."""
    if act.user is None or not needs_two(user, act.on, inputs.get("lift_device", False)):
        return []
    if other_administrators(user.person.pilot, {act.user.person_id, user.person_id}):
        return []
    words = _("Who signs, decides or pays is reset by two administrators: appoint a second one first.")
    return [Problem("no_second_administrator", words)]


def rule_reset_proposed(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """Confirmed or refused is what was proposed."""
    return [] if user.reset_proposed_at else [Problem("not_proposed", _("No reset of this account is proposed."))]


def rule_reset_two_people(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """The second administrator is another person than the first and than the owner of the account."""
    proposer = user.link_by.person_id if user.link_by else None
    if not signers(act, "confirm_reset", user) & {proposer, user.person_id}:
        return []
    return [Problem("same_person", _("Another administrator has to confirm this."))]


@write(
    "reset_account",
    rules=(rule_no_administrator, rule_account_is_open, rule_reset_has_a_second),
    signed=True,
    label=_("New one-time link"),
)
def reset_account(user: User, call: Call, *, lift_device: bool = False) -> None:
    """Make the password unusable, end all sessions; a new one-time link begins.

    Only proposed for whoever signs, decides or pays, and where the authenticator app is lifted: the second
    administrator confirms it. The app stays otherwise. The owner is told by mail, where an address is kept.

    Raises TransitionRefused administrator, account_closed, no_second_administrator.
    """
    user.link_by, user.link_confirmed_by, user.reset_lifts_device = call.act.user, None, lift_device
    if call.act.user and needs_two(user, call.act.on, lift_device):
        user.reset_proposed_at = call.act.at
        call.note(**{PROPOSED: True})
        _tell(user, "reset_proposed", {"proposer": call.user.get_full_name()})
    else:
        _reset(user)


@write(
    "confirm_reset",
    rules=(rule_reset_proposed, rule_account_is_open, rule_reset_two_people),
    signed=True,
    label=_("Confirm the new one-time link"),
    not_by=("link_by__person", "person"),
)
def confirm_reset(user: User, call: Call) -> None:
    """Do what the first administrator proposed; the link goes to the owner. Raises not_proposed, same_person."""
    user.link_confirmed_by = call.act.user
    _reset(user)


@write("refuse_reset", rules=(rule_reset_proposed,), label=_("Refuse the new one-time link"))
def refuse_reset(user: User, call: Call) -> None:
    """Close the proposal; one administrator is enough, also the one who proposed. Raises not_proposed."""
    user.reset_proposed_at, user.link_by, user.reset_lifts_device = None, None, False


def _reset(user: User) -> None:
    user.reset_proposed_at = None
    user.set_unusable_password()
    user.session_epoch += 1
    if user.reset_lifts_device:
        forget_devices(user)
    user.reset_lifts_device = False


def _tell(user: User, kind: str, more: dict[str, object]) -> None:
    """A letter to the owner of the account, in the transaction of its cause."""
    if user.email:
        context = {"account": user, **more}
        send_later(user.email, f"emails/{kind}_subject.txt", f"emails/{kind}_body.txt", context, user.language)


def rule_not_erased(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """An erased person has no account to come back to."""
    return [Problem("erased", _("The person was erased."))] if user.person.erased_at else []


@write(
    "recover_administrator",
    rules=(rule_not_erased, rule_email_still_free),
    label=_("Recover an administrator at the server"),
)
def recover_administrator(user: User, call: Call) -> None:
    """By the operator of the server: a closed account is open again, a role taken away is given back.

    Password and device end. Raises TransitionRefused erased, email_taken.
    """
    user.link_by, user.link_confirmed_by, user.reset_lifts_device = None, None, True
    _reset(user)
    user.is_active, user.closed_at = True, None
    if not _administration(user).exists():
        propose_role(user.person.pilot, replace(call.act, key=""), user=user, role=Role.ADMINISTRATOR)


def rule_another_administrator(user: User, act: Act, inputs: Inputs) -> list[Problem]:
    """No pilot is left without an administrator, not even by the server's operator."""
    return [p for grant in _administration(user) for p in rule_an_administrator_remains(grant, act, inputs)]


@write(
    "remove_administrator",
    rules=(rule_another_administrator,),
    label=_("Take the administrator's role away at the server"),
)
def remove_administrator(user: User, call: Call) -> None:
    """By the operator of the server: an administrator who left and can no longer confirm it.

    Raises TransitionRefused last_administrator.
    """
    for grant in _administration(user):
        if grant.status == S.ENDING:
            refuse_removal(grant, call.act)
        revoke_role(grant, call.act)


def _administration(user: User) -> QuerySet[RoleGrant]:
    return user.role_grants.filter(role=Role.ADMINISTRATOR, status__in=RoleGrant.IN_FORCE)


@write("close_account", rules=(rule_no_administrator,), signed=True, label=_("Close the account"))
def close_account(user: User, call: Call) -> None:
    """Close the account of a leaver: no sign-in, no session, no role, no delegation, no proposal for it.

    What it did stays on record. Raises TransitionRefused administrator.
    """
    user.is_active, user.closed_at, user.reset_proposed_at = False, call.act.at, None
    user.session_epoch += 1
    act = replace(call.act, key="", row_version=None)
    for status, verb in ((S.IN_FORCE, revoke_role), (S.PROPOSED, refuse_role)):
        for grant in RoleGrant.objects.filter(user=user, status=status):
            verb(grant, act)
    for delegation_status, verb in ((D.IN_FORCE, end_delegation), (D.PROPOSED, refuse_delegation)):
        running = Delegation.objects.filter(status=delegation_status, valid_to__gt=call.act.on)
        for delegation in running.filter(Q(principal=user) | Q(delegate=user)):
            verb(delegation, act)
