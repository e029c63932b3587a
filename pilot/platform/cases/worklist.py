"""Việc cần xử lý: apps register what waits for whom.

A provider asks `actors(verb, row)` who can take the step that is due: "me" on somebody's worklist, names in the queue
of a pilot. What it answers with "" it leaves out.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from pilot.platform.access.actors import Actors, Everybody, Holder, Me, Others, able, holders, mine
from pilot.platform.cases.paper.selectors import maker_of
from pilot.platform.kernel.workflow import Transition, Workflow
from pilot.platform.ui.shapes import Fact, WorkItem

Provider = Callable[[Any, dt.date, Actors], list[WorkItem]]
PROVIDERS: list[Provider] = []
SOON = dt.timedelta(days=7)
MOST_ROWS = 20


def register(provider: Provider) -> None:
    PROVIDERS.append(provider)


def worklist(user: Any, on: dt.date) -> list[WorkItem]:
    """Everything that waits for the user: by due day, then in the order of registration; reminders last."""
    return _found(user, on, Me(user, on))


def queue(pilot: Model, user: Any, on: dt.date) -> list[WorkItem]:
    """Everything that waits for somebody in the pilot, as far as the user sees it, each with who can act."""
    return _found(user, on, Everybody(pilot.pk, user, on))


@dataclass
class QueuePage:
    """One view of a queue: its tabs, some of its rows, how many there are, and the place of the next ones."""

    tabs: list[dict[str, Any]]
    rows: list[WorkItem]
    count: int
    following: int | None


def queue_page(pilot: Model, user: Any, on: dt.date, view: str, after: int = 0) -> QueuePage:
    """The queue of a pilot, all of it or one of its views: late, soon due, mine."""
    items = queue(pilot, user, on)
    views = {
        "": (_("All"), items),
        "cham": (_("Late"), [i for i in items if i.due and i.due < on]),
        "sap-den-han": (_("Due soon"), [i for i in items if i.due and on <= i.due <= on + SOON]),
        "cho-toi": (_("Waiting for me"), [i for i in items if mine(i.who)]),
    }
    view = view if view in views else ""
    tabs = [
        {"label": label, "url": f"?viec={key}#viec", "current": key == view, "count": len(found)}
        for key, (label, found) in views.items()
    ]
    found = views[view][1]
    end = after + MOST_ROWS
    return QueuePage(tabs, found[after:end], len(found), end if end < len(found) else None)


def left_by(user: Any, on: dt.date) -> list[WorkItem]:
    """What waits for somebody who leaves, each with who else can act."""
    return _found(user, on, Others(user, on))


def _found(user: Any, on: dt.date, actors: Actors) -> list[WorkItem]:
    items = [item for provider in PROVIDERS for item in provider(user, on, actors)]
    return sorted(items, key=lambda item: (item.reminder, item.due is None, item.due or on))


def what_follows(workflow: Workflow, step: Transition) -> str:
    """The first step of the table that is possible after `step`, in words; "" at the end of the way."""
    following = (t for t in workflow.transitions.values() if step.target in t.sources)
    return next((str(t.label) for t in following), "")


def forward(workflow: Workflow, row: Any) -> list[Transition]:
    """The steps that take the row further: they lead to another status, and backing out is none of them."""
    return [t for t in workflow.possible(row) if t.target is not None and not t.reason]


def who_acts(steps: Iterable[Transition], row: Any, maker: int | None = None) -> list[Fact]:
    """For the page of a thing: each step that is possible now with everybody who can take it."""
    steps = list(steps)
    found = holders([t.verb for t in steps])
    return [Fact(str(t.label), _names(able(found, t.verb, row, maker or maker_of(t, row)))) for t in steps]


def _names(people: list[Holder]) -> str:
    return ", ".join(dict.fromkeys(map(str, people))) or _("nobody has this right")
