"""Persons, never accounts: who stands behind a signature, and who did what an event tells."""

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.translation import gettext as _

from pilot.platform.access import capacity as held_in
from pilot.platform.access.policy import AccessPolicy
from pilot.platform.access.roles import Role
from pilot.platform.access.scope import capacity_for
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import VERBS, Act, Capacity

PROPOSED = "only_proposed"  # note of an event whose verb has only asked for what its label says


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


def offered(held: list[held_in.Capacity], user: User, verb: str, row: Model) -> bool:
    """Whether the verb would take the user on now, as far as right, status and maker say. `held`: his capacities.

    For showing an action, never for allowing it. A query only where a delegate looks at what somebody made.
    """
    capacity, known = capacity_for(held, verb, row), VERBS.get(verb)
    if capacity is None or known is None:
        return capacity is not None
    if not known.possible(row):
        return False
    makers = known.makers(row)
    return not makers or not makers & {user.person_id, principal_of(capacity)}


def signed(by: Model | None, principal: Model | None) -> str:
    """The person who signed, and on whose behalf; nothing while nobody has."""
    if by is None or principal is None:
        return str(by or "")
    return _("%(name)s (on behalf of %(principal)s)") % {"name": by, "principal": principal}


def step_of(event: AuditEvent) -> str:
    """The step of which an event tells; one that only asks for a second person's yes says so. Empty: no verb."""
    if event.verb not in VERBS:
        return ""
    label = str(VERBS[event.verb].transition.label)
    waits = (event.after or {}).get(PROPOSED)
    return _("Proposed, waiting for a second person: %(step)s") % {"step": label} if waits else label


def who(event: AuditEvent) -> str:
    """Who did what the event tells, with the role."""
    if event.user is None:
        return _("the system")
    role = event.capacity.split("@")[0]
    return event.user.person.full_name + (f" ({Role(role).label})" if role in Role.values else "")
