"""Panels that higher apps add to a page of the programme (staffing on a counter post, facilities on a site).

An app registers in AppConfig.ready: `register(CounterPost, provider)`, for a page with tabs also the tab as its address
names it. A provider answers `provider(row, user, on, day)` with a list of Panels: the rights of `on`, through
`visible_to` as every list, and the facts of `day`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import TypedDict

from django.db.models import Model

from pilot.platform.kernel.types import Row, TemplateContext, User


class Panel(TypedDict):
    """A card of its own: its title, the template of its body and what the template needs."""

    title: str
    template: str
    context: TemplateContext


_providers: dict[tuple[type[Model], str], list[Callable[..., list[Panel]]]] = defaultdict(list)


def register(model: type[Row], provider: Callable[[Row, User, dt.date, dt.date], list[Panel]], tab: str = "") -> None:
    """Let `provider` add its panels to the page of a model. Registering twice changes nothing."""
    if provider not in _providers[model, tab]:
        _providers[model, tab].append(provider)


def panels(row: Model, user: User, on: dt.date, day: dt.date, tab: str = "") -> list[Panel]:
    """The panels of a row's page, or of one of its tabs, as of `day`, in the order of registration."""
    providers = _providers.get((row._meta.model, tab), ())
    return [panel for provider in providers for panel in provider(row, user, on, day)]
