"""One search over what the user may see: apps register what can be found; marks and capitals do not matter.

An app registers in AppConfig.ready: `register(provider)`. A provider answers `provider(user, on, wanted)` with hits
under their headings, through `visible_to` as every list, in a fixed number of queries.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.base_user import AbstractBaseUser

from pilot.platform.vietnamese import search_key

MOST = 10


@dataclass(frozen=True)
class Hit:
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: as typed, and without marks."""

    text: str
    key: str

    def within(self, *texts: str) -> bool:
        """Whether the texts together hold each of its words."""
        folded = " ".join(map(search_key, texts))
        return all(word in folded for word in self.key.split())


@dataclass(frozen=True)
class Found:
    """The first hits under one heading; `more` when there are others."""

    title: str
    hits: list[Hit]
    more: bool


Provider = Callable[[AbstractBaseUser, dt.date, Wanted], dict[str, Iterable[Hit]]]
PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    PROVIDERS.append(provider)


def search(user: AbstractBaseUser, on: dt.date, text: str) -> list[Found]:
    """Up to MOST hits under each heading."""
    wanted = Wanted(text.strip(), search_key(text))
    if not wanted.key:
        return []
    answers = [answer for provider in PROVIDERS for answer in provider(user, on, wanted).items()]
    found = [(title, list(islice(hits, MOST + 1))) for title, hits in answers]
    return [Found(title, hits[:MOST], len(hits) > MOST) for title, hits in found if hits]
