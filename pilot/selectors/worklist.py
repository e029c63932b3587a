"""Việc cần xử lý: apps register what waits for whom; each provider runs a fixed number of queries.

A provider asks `actors(verb, row)` who can take the step that is due: "me" on somebody's worklist, names in the queue
of a pilot. What it answers with "" it leaves out.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from pilot.access.actors import Actors, Everybody, Me, able, holders
from pilot.kernel.workflow import Transition, Workflow
from pilot.models import Pilot
from pilot.ui.shapes import Fact, WorkItem

Provider = Callable[[Any, dt.date, Actors], Iterable[WorkItem]]
PROVIDERS: list[Provider] = []
SOON = dt.timedelta(days=7)


def register(provider: Provider) -> None:
    PROVIDERS.append(provider)


def worklist(user: Any, on: dt.date) -> list[WorkItem]:
    """Everything that waits for the user: by due day, then in the order of registration."""
    return _found(user, on, Me(user, on))


def queue(pilot: Pilot, user: Any, on: dt.date) -> list[WorkItem]:
    """Everything that waits for somebody in the pilot, as far as the user sees it, each with who can act."""
    return _found(user, on, Everybody(pilot.pk, user, on))


def _found(user: Any, on: dt.date, actors: Actors) -> list[WorkItem]:
    items = [item for provider in PROVIDERS for item in provider(user, on, actors)]
    return sorted(items, key=lambda item: (item.due is None, item.due or on))


def what_follows(workflow: Workflow, step: Transition) -> str:
    """The first step of the table that is possible after `step`, in words; "" at the end of the way."""
    following = (t for t in workflow.transitions.values() if step.target in t.sources)
    return next((str(t.label) for t in following), "")


def who_acts(steps: Iterable[Transition], row: Any, maker: int | None = None) -> list[Fact]:
    """For the page of a thing: each step that is possible now with everybody who can take it. Three queries."""
    steps = list(steps)
    found = holders([t.verb for t in steps])
    return [Fact(str(t.label), ", ".join(map(str, able(found, t.verb, row, maker))), note="") for t in steps]
