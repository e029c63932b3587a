"""Ways from the page of a thing to what other parts of the system have about it, in the head of the page.

An app registers in AppConfig.ready. A provider answers `provider(row, user, on)` with Actions, without a query.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from pilot.platform.access.types import Request
from pilot.platform.kernel.types import User
from pilot.platform.ui.shapes import Action

Provider = Callable[[Any, User, dt.date], Iterable[Action]]
_providers: dict[type[Model], list[Provider]] = defaultdict(list)


def register(model: type[Model], provider: Provider) -> None:
    """Let `provider` add ways to the page of a model. Registering twice changes nothing."""
    if provider not in _providers[model]:
        _providers[model].append(provider)


def ways_on(request: Request, row: Model) -> list[Action]:
    """The ways that the page of the row shows its reader."""
    providers = _providers.get(row._meta.model, ())
    return [way for provider in providers for way in provider(row, request.user, request.business_day)]
