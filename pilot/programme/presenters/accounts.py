"""One-time links of accounts, the roles of somebody in words, and how a delegate signs."""

from collections.abc import Iterable

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from pilot.platform.access.authority import Authority
from pilot.platform.access.roles import Role
from pilot.platform.access.types import Request
from pilot.platform.documents.registry import Signature
from pilot.programme.models import Agency, User
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


# title of who holds a role, and the collective for which he signs, as the documents of each kind print them
HEAD_OF = {
    Role.DISTRICT_CHAIRMAN: ("CHỦ TỊCH", ""), Role.PROVINCIAL_DECIDER: ("CHỦ TỊCH", "ỦY BAN NHÂN DÂN"),
    Role.COMMITTEE_HEAD: ("TRƯỞNG BAN", ""), Role.PROVINCIAL_OFFICE: ("CHÁNH VĂN PHÒNG", ""),
    Role.CENTRE_DIRECTOR: ("GIÁM ĐỐC", ""), Role.POST_OFFICE_HR: ("GIÁM ĐỐC", ""), Role.AGENCY_HEAD: ("GIÁM ĐỐC", ""),
}  # fmt: skip


def signature_of(principal: User, role: str, authority: str, title: str) -> list[str]:
    """The lines above the name of a delegate, as a document would print them: KT. CHỦ TỊCH, PHÓ CHỦ TỊCH.

    Source: NĐ 30/2020/NĐ-CP, Phụ lục I. A role that heads nothing is given by its own name.
    """
    committees = Agency.objects.filter(kind=Agency.Kind.PEOPLES_COMMITTEE)
    heads_committee = principal.role_grants.filter(role=role, agency__in=committees).exists()
    named = HEAD_OF.get(Role(role), (str(Role(role).label).upper(), ""))
    head, collective = ("CHỦ TỊCH", "") if role == Role.AGENCY_HEAD and heads_committee else named
    return Signature(head, collective, Authority(authority), title.strip().upper() or "…").lines
