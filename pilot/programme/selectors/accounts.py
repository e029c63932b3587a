"""What the account pages show."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.platform.access import second_factor
from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import Anchor, Role
from pilot.programme.models import Agency, Delegation, Person, Pilot, RoleGrant, SecondFactorRule, Site, User


def account_list(user: User, on: dt.date) -> QuerySet[User]:
    """Accounts the administrator sees, with their roles in force, their deputies and for whom they stand in.

    Four queries whatever the number.
    """
    in_force = RoleGrant.objects.filter(status__in=RoleGrant.IN_FORCE).select_related("agency", "site", "pilot")
    accounts: QuerySet[User] = User.objects.visible_to(user, on).select_related("person__pilot")
    app = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    given = Delegation.objects.filter(status=Delegation.Status.IN_FORCE, valid_to__gt=on).order_by("valid_from", "pk")
    return accounts.annotate(has_app=Exists(app)).prefetch_related(
        Prefetch("role_grants", in_force, to_attr="roles_in_force"),
        Prefetch("delegations_given", given.select_related("delegate__person"), to_attr="deputies"),
        Prefetch("delegations_held", given.select_related("principal__person"), to_attr="stands_in"),
    )


def with_second_factor(accounts: Iterable[User], on: dt.date) -> list[User]:
    """The accounts of `account_list`, each with the day from which a role in which it acts needs a second factor.

    One query.
    """
    found = list(accounts)
    rules = second_factor.rules_of(account.person.pilot_id for account in found)
    for account in found:
        stands_in = [d for d in account.stands_in if (d.valid_from or on) <= on]  # type: ignore[attr-defined]
        held = [(row.role, row.pilot_id) for row in [*account.roles_in_force, *stands_in]]  # type: ignore[attr-defined]
        account.app_needed_from = second_factor.needed_from(rules, held, on)
    return found


def second_factor_rules(user: User, on: dt.date) -> QuerySet[SecondFactorRule]:
    """What was decided or proposed about second factors, the latest first. One query."""
    rows = SecondFactorRule.objects.visible_to(user, on).exclude(status=SecondFactorRule.Status.REFUSED)
    found: QuerySet[SecondFactorRule] = rows.select_related("pilot", "proposed_by", "confirmed_by")
    return found


def invited(keys: Iterable[int]) -> list[User]:
    """Accounts with their roles, proposed and in force. Two queries."""
    roles = RoleGrant.objects.exclude(status__in=(RoleGrant.Status.REFUSED, RoleGrant.Status.REVOKED))
    held = Prefetch("role_grants", roles.select_related("agency", "site", "pilot"), to_attr="roles_in_force")
    accounts: QuerySet[User] = User.objects.filter(pk__in=list(keys)).select_related("person__pilot")
    return list(accounts.prefetch_related(held))


@dataclass
class HeldRole:
    """A role that somebody acts in and where; delegated ones name the principal."""

    role: Role
    place: Model
    principal: User | None


def held_roles(user: User, on: dt.date) -> list[HeldRole]:
    """The capacities of the user, own first."""
    held = capacities(user, on)
    models = {Anchor.PILOT: Pilot, Anchor.AGENCY: Agency, Anchor.SITE: Site}
    places = {
        (anchor, row.pk): row
        for anchor, model in models.items()
        if (ids := {c.anchor_id for c in held if c.anchor is anchor})
        for row in model._base_manager.filter(pk__in=ids)
    }
    principals = User.objects.select_related("person").in_bulk({c.principal_id for c in held if c.principal_id})
    return [
        HeldRole(c.role, places[c.anchor, c.anchor_id], principals[c.principal_id] if c.principal_id else None)
        for c in held
    ]


def pending_grants(user: User, on: dt.date) -> QuerySet[RoleGrant]:
    """Grants and removals waiting for the second administrator."""
    return (
        RoleGrant.objects.visible_to(user, on)
        .filter(status__in=RoleGrant.WAITING)
        .select_related("user__person", "agency", "site", "pilot", "proposed_by", "removal_by")
    )


def proposed_roles(user: User) -> QuerySet[RoleGrant]:
    """Roles of the user's own that wait for the second administrator. One query."""
    rows = user.role_grants.filter(status=RoleGrant.Status.PROPOSED)
    found: QuerySet[RoleGrant] = rows.select_related("agency", "site", "pilot")
    return found


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


def staff_codes(pilot: Pilot, people: Iterable[Person] | None = None) -> dict[int, list[str]]:
    """Staff codes by person, so that two people of one name are told apart; from whatever table has such codes."""
    found: dict[int, list[str]] = defaultdict(list)
    for model in (rel.related_model for rel in Person._meta.related_objects):
        if any(field.name == "staff_code" for field in model._meta.concrete_fields):
            rows = model._base_manager.filter(pilot=pilot).order_by("pk")
            rows = rows if people is None else rows.filter(person__in=people)
            for person, code in rows.values_list("person", "staff_code"):
                found[person].append(code)
    return found


def places_of(grants: Iterable[RoleGrant]) -> set[tuple[str, int]]:
    """The agencies and sites of role grants, a site with the agency to which it belongs; a whole pilot is none."""
    found = {(row._meta.label, row.pk) for grant in grants if (row := grant.agency or grant.site)}
    return found | {
        (Agency._meta.label, grant.site.agency_id) for grant in grants if grant.site and grant.site.agency_id
    }


def working_at(grants: Iterable[RoleGrant]) -> Q:
    """Accounts of those who work at the places of role grants: hold a role there, or are on the list of the staff.

    From whatever table has one row a person and names an agency, as those of civil servants and postal employees do.
    """
    places = places_of(grants)
    agencies, sites = ({pk for label, pk in places if label == model._meta.label} for model in (Agency, Site))
    there = Q(agency__in=agencies) | Q(site__in=sites) | Q(site__agency__in=agencies)
    found = Q(role_grants__in=RoleGrant.objects.filter(there, status__in=RoleGrant.IN_FORCE))
    for model in (rel.related_model for rel in Person._meta.related_objects if rel.one_to_one):
        for field in (f for f in model._meta.concrete_fields if f.related_model is Agency):
            staff = model._base_manager.filter(**{f"{field.name}__in": agencies})
            found |= Q(person__in=staff.values("person"))
    return found
