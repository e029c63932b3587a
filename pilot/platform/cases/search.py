"""One search over what the user may see: apps declare what can be found; marks and capitals do not matter.

An app registers in AppConfig.ready: `register(Searched(…))`. Rows come through `visible_to` as every list; words are
looked for in folded keys (kernel/search.py), ranked and cut in the database: one statement for each declaration
in which the words stand at all.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, TypeAlias

from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, Q, QuerySet, Value, When

from pilot.platform.access.scope import visible
from pilot.platform.kernel.personal import words_at
from pilot.platform.kernel.types import Row, User, Words
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key

MOST = 10  # hits under a heading
MOST_WORDS = 8


@dataclass(frozen=True)
class Hit:
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Searched(Generic[Row]):
    """What can be found of one model.

    `keys`: lookups of search keys, its own first; each word has to stand in one of them. `codes`: lookups of codes,
    found only as a whole; `code_keys`: of the keys of codes, found however they are spelt. `hit` makes the hit of a
    row, read with its `select_related`; `order`: among equals.
    `seen`: the rows that a user sees, where their hit needs to know more than `visible_to` says.
    Raises TypeError for a column that is masked: whoever may not read it would find by it.
    """

    title: Words
    model: type[Row]
    hit: Callable[[Row], Hit]
    order: tuple[str, ...]
    keys: tuple[str, ...] = ("search_key",)
    codes: tuple[str, ...] = ()
    code_keys: tuple[str, ...] = ()
    select_related: tuple[str, ...] = ()
    seen: Callable[[User, dt.date], QuerySet[Row]] | None = None

    def __post_init__(self) -> None:
        for lookup in (*self.keys, *self.codes, *self.code_keys):
            if (words := words_at(self.model, lookup)) and words.masked:
                raise TypeError(f"{self.model._meta.label}.{lookup} is masked and cannot be searched.")

    def rows(self, user: User, on: dt.date, text: str) -> QuerySet[Row]:
        """The best MOST + 1 rows, each with its `rank`: a code or number first, then the beginning of a name."""
        key, own, code = search_key(text), self.keys[:1], self._coded(text)
        rank = {
            "rank": Case(
                When(code | _in_one_of(own, "exact", key) | _in_one_of(own, "startswith", f"{key} "), then=Value(0)),
                When(_in_one_of(own, "startswith", key), then=Value(1)),
                When(_in_one_of(own, "contains", key), then=Value(2)),
                default=Value(3),
            )
        }
        seen = self.seen(user, on) if self.seen else visible(self.model, user, on)
        # the keys are looked through in their index, before anything is asked of the rows themselves
        rows = seen.filter(pk__in=self.named(text).values("pk"))
        ranked: QuerySet[Row] = rows.select_related(*self.select_related).annotate(**rank)
        return ranked.order_by("rank", *self.order)[: MOST + 1]

    def named(self, text: str) -> QuerySet[Row]:
        """All rows that the text names, whoever may see them."""
        found = Q()
        for word in search_key(text).split()[:MOST_WORDS]:
            found &= _in_one_of(self.keys, "contains", word)
        return self.model._base_manager.order_by().filter(self._coded(text) | found)

    def _coded(self, text: str) -> Q:
        """Rows of which the text is a code."""
        return _in_one_of(self.codes, "iexact", text) | _in_one_of(self.code_keys, "exact", code_key(text))


def _in_one_of(lookups: tuple[str, ...], how: str, text: str) -> Q:
    found = Q(pk__in=[])
    for lookup in lookups:
        found |= Q(**{f"{lookup}__{how}": text})
    return found


@dataclass(frozen=True)
class Found:
    """The first hits under one heading; `more` when there are others."""

    title: str
    hits: list[Hit]
    more: bool


AnySearched: TypeAlias = Searched[Any]  # where declarations stand side by side, each of rows of its own model
SEARCHED: list[AnySearched] = []


def register(*declarations: AnySearched) -> None:
    """Declarations under one heading stand together."""
    SEARCHED.extend(declarations)


def search(user: User, on: dt.date, text: str) -> list[Found]:
    """Up to MOST hits under each heading."""
    return list(_results(user, on, text.strip())) if search_key(text) else []


def _results(user: User, on: dt.date, text: str) -> Iterator[Found]:
    for title, declarations in groupby(_naming(user, text), key=lambda declared: declared.title):
        found = [(row, declared.hit) for declared in declarations for row in declared.rows(user, on, text)]
        found.sort(key=lambda pair: pair[0].rank)
        if found:
            yield Found(str(title), [hit(row) for row, hit in found[:MOST]], len(found) > MOST)


def _naming(user: User, text: str) -> list[AnySearched]:
    """The declarations in which the text names anything; of the others nothing has to be asked. One query."""
    asked = {str(number): Exists(declared.named(text)) for number, declared in enumerate(SEARCHED)}
    found = get_user_model()._default_manager.filter(pk=user.pk).annotate(**asked).values(*asked).get()
    return [declared for number, declared in enumerate(SEARCHED) if found[str(number)]]
