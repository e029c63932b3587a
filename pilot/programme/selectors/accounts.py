"""What the account pages show."""

import datetime as dt

from django.contrib.auth.tokens import default_token_generator
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import Anchor, Role
from pilot.platform.access.types import Request
from pilot.programme.models import Agency, Delegation, Pilot, RoleGrant, Site, User


def account_list(user: User, on: dt.date) -> QuerySet[User]:
    """Accounts the administrator sees, with their roles in force: two queries whatever the number."""
    in_force = RoleGrant.objects.filter(status__in=RoleGrant.IN_FORCE).select_related("agency", "site", "pilot")
    accounts: QuerySet[User] = User.objects.visible_to(user, on).select_related("person__pilot")
    return accounts.prefetch_related(Prefetch("role_grants", in_force, to_attr="roles_in_force"))


def one_time_link(request: Request, user: User) -> str:
    """Invitation or reset link; it dies with the first password set, the first sign-in or after three days."""
    return request.build_absolute_uri(one_time_path(user))


def one_time_path(user: User) -> str:
    """The same without the address of the installation."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set-password", args=[uid, default_token_generator.make_token(user)])


def titles(user: User, on: dt.date) -> list[str]:
    """ "Role – place" for each capacity of the user, own first; delegated ones name the principal."""
    held = capacities(user, on)
    models = {Anchor.PILOT: Pilot, Anchor.AGENCY: Agency, Anchor.SITE: Site}
    names = {
        (anchor, row.pk): str(row)
        for anchor, model in models.items()
        if (ids := {c.anchor_id for c in held if c.anchor is anchor})
        for row in model._base_manager.filter(pk__in=ids)
    }
    principals = User.objects.select_related("person").in_bulk({c.principal_id for c in held if c.principal_id})
    return [
        f"{c.role.label} – {names[c.anchor, c.anchor_id]}"
        + (f" ({principals[c.principal_id].person.full_name})" if c.principal_id else "")
        for c in held
    ]


def pending_grants(user: User, on: dt.date) -> QuerySet[RoleGrant]:
    """Grants and removals waiting for the second administrator."""
    return (
        RoleGrant.objects.visible_to(user, on)
        .filter(status__in=RoleGrant.WAITING)
        .select_related("user__person", "agency", "site", "pilot", "proposed_by", "removal_by")
    )


def administered(user: User, on: dt.date) -> set[int]:
    """Ids of the pilots the user administers himself or by delegation."""
    return {c.pilot_id for c in capacities(user, on) if c.role is Role.ADMINISTRATOR}


def administered_pilots(user: User, on: dt.date) -> list[Pilot]:
    return list(Pilot.objects.filter(pk__in=administered(user, on)))


def grants_of(account: User) -> QuerySet[RoleGrant]:
    people = ("proposed_by", "confirmed_by", "removal_by", "removed_by")
    return account.role_grants.select_related("agency", "site", "pilot", *people)


def delegations_of(account: User) -> QuerySet[Delegation]:
    """Delegations this account has given."""
    return Delegation.objects.filter(principal=account).select_related("delegate__person", "principal__person")
