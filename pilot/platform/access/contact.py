"""Reading a masked value of a person: asked for, allowed or refused, and recorded. Nothing else shows it."""

from typing import Any

from pilot.platform.kernel import workflow
from pilot.platform.kernel.refusals import NotAllowed
from pilot.platform.kernel.workflow import Act, record

MASKED = frozenset({"phone", "birth_date"})
PERMISSION = "see_contact"


def reveal(row: Any, field: str, act: Act) -> Any:
    """The value of `field` of `row.person`, for whoever may see it; leaves the event read_contact without the
    value.

    `row`: what the person is there for (a postal employee), whose parties decide. Raises NotAllowed;
    ValueError for a field that is not masked.
    """
    if field not in MASKED:
        raise ValueError(f"{field} is not a masked field")
    capacity = workflow.policy.capacity(act.user, PERMISSION, row, act.on)
    if capacity is None:
        raise NotAllowed(PERMISSION, workflow.policy.who_can(PERMISSION, row, act.on), row)
    record("read_contact", act, row, capacity, field=field)
    return getattr(row.person, field)


def masked(value: Any) -> str:
    """What is shown before: that there is a value, and its last two characters."""
    text = str(value or "")
    return "•" * 6 + text[-2:] if text else ""
