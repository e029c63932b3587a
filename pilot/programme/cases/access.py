"""Roles and delegations that wait for a second person."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.cases.work import Work
from pilot.platform.kernel.workflow import Verb
from pilot.programme.models import Delegation, RoleGrant, SecondFactorRule
from pilot.programme.models import User as Account
from pilot.programme.workflows.accounts import confirm_removal, confirm_reset, confirm_role
from pilot.programme.workflows.delegations import confirm_delegation
from pilot.programme.workflows.second_factor import confirm_second_factor


class Roles(Work[RoleGrant]):
    """A role, or the removal of an administrator, that waits for the second administrator."""

    model = RoleGrant
    due = {
        confirm_role: Q(status=RoleGrant.Status.PROPOSED),
        confirm_removal: Q(status=RoleGrant.Status.ENDING),
    }
    select_related = ("user__person", "agency", "site", "pilot", "proposed_by", "removal_by")

    def unit(self, row: RoleGrant) -> str:
        return str(row.place)

    def since(self, row: RoleGrant) -> dt.datetime:
        return row.removal_at or row.proposed_at

    def url(self, row: RoleGrant, verb: Verb) -> str:
        return reverse("decide-grant", args=[row.pk, verb.name])

    def read_url(self, row: RoleGrant, verb: Verb) -> str:
        return reverse("account", args=[row.user_id])


class Resets(Work[Account]):
    """A reset of somebody who signs, that waits for the second administrator."""

    model = Account
    due = {confirm_reset: Q(reset_proposed_at__isnull=False)}
    select_related = ("person__pilot", "link_by__person")

    def thing(self, row: Account) -> str:
        return row.get_full_name()

    def unit(self, row: Account) -> str:
        return str(row.person.pilot)

    def since(self, row: Account) -> dt.datetime | None:
        return row.reset_proposed_at

    def url(self, row: Account, verb: Verb) -> str:
        return reverse("decide-reset", args=[row.pk, verb.name])

    def read_url(self, row: Account, verb: Verb) -> str:
        return reverse("account", args=[row.pk])


class Delegations(Work[Delegation]):
    """A delegation that an administrator proposed."""

    model = Delegation
    due = {confirm_delegation: Q(status=Delegation.Status.PROPOSED)}
    select_related = ("principal__person", "created_by__person", "pilot")

    def due_at(self, on: dt.date) -> Mapping[Verb, Q]:
        """Not once its days are over."""
        return {verb: due & Q(valid_to__gt=on) for verb, due in self.due.items()}

    def unit(self, row: Delegation) -> str:
        return str(row.pilot)

    def since(self, row: Delegation) -> dt.datetime:
        return row.created_at

    def url(self, row: Delegation, verb: Verb) -> str:
        return reverse("decide-delegation", args=[row.pk, verb.name])

    def read_url(self, row: Delegation, verb: Verb) -> str:
        return reverse("account", args=[row.principal_id])


class SecondFactors(Work[SecondFactorRule]):
    """A second factor for roles, that waits for the second administrator."""

    model = SecondFactorRule
    due = {confirm_second_factor: Q(status=SecondFactorRule.Status.PROPOSED)}
    select_related = ("pilot",)

    def thing(self, row: SecondFactorRule) -> str:
        return _("Second factor: %(roles)s") % {"roles": row}

    def unit(self, row: SecondFactorRule) -> str:
        return str(row.pilot)

    def since(self, row: SecondFactorRule) -> dt.datetime:
        return row.proposed_at

    def url(self, row: SecondFactorRule, verb: Verb) -> str:
        return reverse("decide-second-factor", args=[row.pk, verb.name])

    def read_url(self, row: SecondFactorRule, verb: Verb) -> str:
        return reverse("accounts")


ROLES, RESETS, DELEGATIONS, SECOND_FACTORS = Roles(), Resets(), Delegations(), SecondFactors()
