"""Django's permission question answered from capacities: `user.has_perm("approve_withdrawal", request)`."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import ACTS
from pilot.platform.access.scope import capacity_for
from pilot.platform.kernel.clock import business_day


class CapacityBackend(BaseBackend):
    """No permission without an object: a verb is always done on a row, as one of its parties."""

    def has_perm(self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        if obj is None or perm not in ACTS:
            return False
        return capacity_for(capacities(user_obj, business_day()), perm, obj) is not None
