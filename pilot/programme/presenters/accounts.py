"""One-time links of accounts, and the roles of somebody in words."""

from collections.abc import Iterable

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from pilot.platform.access.types import Request
from pilot.programme.models import User
from pilot.programme.selectors.accounts import HeldRole


def one_time_link(request: Request, user: User) -> str:
    """Invitation or reset link; it dies with the first password set, the first sign-in or after three days."""
    return request.build_absolute_uri(one_time_path(user))


def one_time_path(user: User) -> str:
    """The same without the address of the installation."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set-password", args=[uid, default_token_generator.make_token(user)])


def titles(held: Iterable[HeldRole]) -> list[str]:
    """ "Role – place" for each; delegated ones name the principal."""
    return [
        f"{one.role.label} – {one.place}" + (f" ({one.principal.person.full_name})" if one.principal else "")
        for one in held
    ]
