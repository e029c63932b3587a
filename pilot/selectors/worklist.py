"""Việc cần xử lý: apps register what waits for whom; each provider runs a fixed number of queries."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from pilot.ui.shapes import WorkItem

Provider = Callable[[Any, dt.date], Iterable[WorkItem]]
PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    PROVIDERS.append(provider)


def worklist(user: Any, on: dt.date) -> list[WorkItem]:
    """Everything that waits for the user: by due day, then what waits for a person, then open questions."""
    items = [item for provider in PROVIDERS for item in provider(user, on)]
    return sorted(items, key=lambda item: (item.due is None, item.due or on, not item.who))
