"""Django's permission question answered from capacities: `user.has_perm("approve_withdrawal", request)`."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import ACTS
from pilot.platform.access.scope import capacity_for
from pilot.platform.kernel.clock import business_day


class CapacityBackend(BaseBackend):
    """No permission without an object: a verb is always done on a row, as one of its parties."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if obj is None or perm not in ACTS:
            return False
        return capacity_for(capacities(user_obj, business_day()), perm, obj) is not None
