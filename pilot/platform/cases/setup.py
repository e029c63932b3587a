"""What a pilot still lacks before its work can go on, and who can enter it.

An app registers in AppConfig.ready: `register(provider)`. A provider answers `provider(pilot, on)` with Parts, in the
order in which they are done; what is missing names the verb by which it is entered and the row that the verb is about,
so that the page can say who may, by the same table as the verb itself.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from pilot.platform.access.actors import Holder, holders, names_of_able
from pilot.platform.access.capacity import capacities
from pilot.platform.access.people import offered
from pilot.platform.access.roles import ACTS
from pilot.platform.kernel.types import User, Words

MOST = 8  # of one part that stand open


@dataclass(frozen=True)
class Missing:
    """One thing that is not there yet: in words, the verb that enters it, on which row, and at which address.

    sheet: the address at which the same people send a list of such things.
    """

    words: Words
    verb: str
    row: Model
    url: str
    sheet: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the setting up: its title, what stands, what is missing.

    later: its turn comes after another part. sheet: the kind of list by which all of it comes from Excel.
    """

    title: Words
    stands: Words
    missing: list[Missing] = field(default_factory=list)
    later: bool = False
    sheet: str = ""

    @property
    def state(self) -> str:
        return "wait" if self.missing else "idle" if self.later else "pass"


@dataclass(frozen=True)
class Line:
    """Something missing as a reader sees it: the way to it, or who can enter it."""

    words: Words
    url: str
    people: str
    sheet: str = ""


@dataclass(frozen=True)
class Shown:
    """A part as a reader sees it: what he can enter first, then the rest; `more` is folded away."""

    part: Part
    lines: list[Line]
    more: list[Line]

    @property
    def people(self) -> str:
        """Who can enter all of them, where these are the same people and not the reader."""
        told = {line.people for line in self.lines}
        return told.pop() if len(told) == 1 else ""


Provider = Callable[[Any, dt.date], list[Part]]  # of a pilot and a day
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider` add its parts behind those of the apps below. Registering twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def parts_of(pilot: Model, on: dt.date) -> list[Part]:
    """Every part of the setting up of the pilot. A fixed number of queries for each provider."""
    return [part for provider in _providers for part in provider(pilot, on)]


def shown_to(user: User, pilot: Model, on: dt.date) -> list[Shown]:
    """The parts with the way to what the reader can enter, and who can enter the rest; the reader's parts first."""
    parts = parts_of(pilot, on)
    verbs = {missing.verb for part in parts for missing in part.missing}
    found = holders(sorted(verbs), on, pilot.pk) if verbs else []
    shown = []
    for part in parts:
        lines = sorted((_line(user, on, one, found) for one in part.missing), key=lambda line: not line.url)
        shown.append(Shown(part, lines[:MOST], lines[MOST:]))
    return sorted(shown, key=lambda one: not any(line.url for line in one.lines))


def lines_for(user: User, pilot: Model, missing: list[Missing], on: dt.date) -> list[Line]:
    """Each with the way to it, or who can do it. One query where there is any."""
    found = holders(sorted({one.verb for one in missing}), on, pilot.pk) if missing else []
    return [_line(user, on, one, found) for one in missing]


def _line(user: User, on: dt.date, missing: Missing, found: list[Holder]) -> Line:
    if offered(capacities(user, on), user, missing.verb, missing.row):
        return Line(missing.words, missing.url, "", missing.sheet)
    people = names_of_able(found, missing.verb, missing.row)
    roles = ", ".join(str(role.label) for role in ACTS.get(missing.verb, ()))
    return Line(missing.words, "", people or _("nobody holds the role for it yet: %(roles)s") % {"roles": roles})


def open_to(user: User, pilot: Model, on: dt.date) -> int:
    """How many of the missing things the reader can enter."""
    held = capacities(user, on)
    return sum(offered(held, user, one.verb, one.row) for part in parts_of(pilot, on) for one in part.missing)
