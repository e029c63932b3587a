"""Persons, never accounts: who stands behind a signature, and who did what an event tells."""

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.translation import gettext as _

from pilot.platform.access.policy import AccessPolicy
from pilot.platform.access.roles import Role
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.workflow import Act, Capacity


def signers(act: Act, verb: str, row: Model) -> set[int]:
    """Persons behind a signature: the one who signs and, by delegation, the principal. Empty for the system."""
    if act.user is None:
        return set()
    principal = principal_of(AccessPolicy().capacity(act.user, verb, row, act.on))
    return {act.user.person_id} | ({principal} if principal else set())


def principal_of(capacity: Capacity | None) -> int | None:
    """The person on whose behalf a capacity acts."""
    if capacity is None or capacity.principal_id is None:
        return None
    people = get_user_model()._default_manager.values_list("person_id", flat=True)
    person: int | None = people.get(pk=capacity.principal_id)
    return person


def signed(by: Model | None, principal: Model | None) -> str:
    """The person who signed, and on whose behalf; nothing while nobody has."""
    if by is None or principal is None:
        return str(by or "")
    return _("%(name)s (on behalf of %(principal)s)") % {"name": by, "principal": principal}


def who(event: AuditEvent) -> str:
    """Who did what the event tells, with the role."""
    if event.user is None:
        return _("the system")
    role = event.capacity.split("@")[0]
    return event.user.person.full_name + (f" ({Role(role).label})" if role in Role.values else "")
