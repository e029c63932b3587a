"""The only callers of guardian's writers: a role given to, or taken from, an account on an anchor."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import Model
from guardian.shortcuts import assign_perm, remove_perm

from pilot.platform.access.roles import ANCHOR_OF, Role, permission_of
from pilot.platform.kernel.types import User


def give(user: User, role: Role, place: Model) -> None:
    """Grant `role` on `place`. Raises ValueError if the role is not granted on that kind of anchor."""
    if ANCHOR_OF[role].value != place._meta.model_name:
        raise ValueError(f"{role} is not granted on {place._meta.label}")
    assign_perm(permission_of(role), user, place)


def give_all(role: Role, held: Iterable[tuple[User, Model]]) -> None:
    """The same for many (account, place) at once, none of whom holds it yet."""
    anchor = ANCHOR_OF[role].value
    permission = Permission.objects.get(content_type__model=anchor, codename=permission_of(role))
    grant = apps.get_model("pilot", f"{anchor.title()}Grant")
    grant.objects.bulk_create(grant(user=user, permission=permission, content_object=place) for user, place in held)


def take(user: User, role: Role, place: Model) -> None:
    """Remove `role` on `place`; it no longer counts from the next question asked."""
    remove_perm(permission_of(role), user, place)
