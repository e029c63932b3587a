"""What several rules ask about persons: who stands behind a signature. Always persons, never accounts."""

from typing import Any

from pilot.access.policy import AccessPolicy
from pilot.kernel.workflow import Act
from pilot.models import User


def signers(act: Act, verb: str, row: Any) -> set[int]:
    """Persons behind a signature: the one who signs and, by delegation, the principal. Empty for
    the system."""
    if act.user is None:
        return set()
    capacity = AccessPolicy().capacity(act.user, verb, row, act.on)
    people = {act.user.person_id}
    if capacity is not None and capacity.principal_id:
        people.add(User.objects.values_list("person_id", flat=True).get(pk=capacity.principal_id))
    return people
