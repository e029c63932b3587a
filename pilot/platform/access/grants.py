"""The only callers of guardian's writers: a role given to, or taken from, an account on an anchor."""

from typing import Any

from guardian.shortcuts import assign_perm, remove_perm

from pilot.platform.access.roles import ANCHOR_OF, Role, permission_of


def give(user: Any, role: Role, place: Any) -> None:
    """Grant `role` on `place`. Raises ValueError if the role is not granted on that kind of anchor."""
    if ANCHOR_OF[role].value != place._meta.model_name:
        raise ValueError(f"{role} is not granted on {place._meta.label}")
    assign_perm(permission_of(role), user, place)


def take(user: Any, role: Role, place: Any) -> None:
    """Remove `role` on `place`; it no longer counts from the next question asked."""
    remove_perm(permission_of(role), user, place)
