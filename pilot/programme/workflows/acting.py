"""Who acts, as a person of the programme."""

from django.conf import settings

from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Person


def person_of(act: Act) -> Person | None:
    """Who acts, as a person; None for a command on the server."""
    return act.user.person if act.user else None


def enters_illustrations(act: Act) -> bool:
    """What people of the demo enter is illustrative, as they are themselves; so is what its commands enter."""
    return act.user.person.illustrative if act.user else settings.DEMO
