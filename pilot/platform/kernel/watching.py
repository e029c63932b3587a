"""Who looks again at what a verb has touched: after its body and before the commit, in one place for all verbs.

A watcher names the models whose rows matter to it. It is asked once for the outermost verb, with everything that this
verb and those inside it were about, so a list of fifty rows is looked at once. A verb about anything else asks nobody.
A watcher may refuse, and then nothing of the verb is written.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from pilot.platform.kernel.models import AuditEvent

Watcher = Callable[[list[Model], Any, AuditEvent], None]  # of the rows, the act (workflow.Act), and its last event
WATCHERS: dict[str, tuple[frozenset[type[Model]], Watcher]] = {}


@dataclass
class Touched:
    """What a verb, with those inside it, was about so far, and its last event."""

    rows: list[Model] = field(default_factory=list)
    event: AuditEvent | None = None


def register(name: str, models: Collection[type[Model]], watcher: Watcher) -> None:
    """Have the watcher look at what touches rows of these models. Registering the same name again replaces it."""
    WATCHERS[name] = frozenset(models), watcher


def look(touched: Touched, act: Any) -> None:
    """Ask each watcher about the rows that matter to it, if there are any. Raises Refused as a watcher does."""
    rows, event = list(touched.rows), touched.event
    for models, watcher in WATCHERS.values():
        found = [row for row in rows if type(row) in models]
        if found and event is not None:
            watcher(found, act, event)
