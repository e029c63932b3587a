"""What the secretary proposes and the head of the committee confirms."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from pilot.platform.kernel.workflow import Act, Verb
from pilot.programme.models import ProgrammeChange
from pilot.programme.workflows.changes import confirm_change, propose


def by_two(act: Callable[..., Act], verb: Verb, row: Model, pilot: Any = None, **inputs: object) -> ProgrammeChange:
    """The change, carried out. Raises TransitionRefused as the verb."""
    change = propose(verb, row, act("thuky"), inputs, pilot)
    confirm_change(change, act("truongban"))
    change.refresh_from_db()
    return change
