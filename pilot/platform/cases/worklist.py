"""Who acts on a row, and what follows, for pages that are not the kit's yet."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from pilot.platform.access.actors import Holder, able, holders
from pilot.platform.cases.paper.selectors import maker_of
from pilot.platform.kernel.workflow import Transition, Workflow
from pilot.platform.ui.shapes import Fact


def what_follows(workflow: Workflow, step: Transition) -> str:
    """The first step of the table that is possible after `step`, in words; "" at the end of the way."""
    following = (t for t in workflow.transitions.values() if step.target in t.sources)
    return next((str(t.label) for t in following), "")


def who_acts(steps: Iterable[Transition], row: Any, maker: int | None = None) -> list[Fact]:
    """For the page of a thing: each step that is possible now with everybody who can take it."""
    steps = list(steps)
    found = holders([t.verb for t in steps])
    return [Fact(str(t.label), _names(able(found, t.verb, row, maker or maker_of(t, row)))) for t in steps]


def _names(people: list[Holder]) -> str:
    return ", ".join(dict.fromkeys(map(str, people))) or _("nobody has this right")
