"""What a column about a person says of itself: on the field, so that everything that handles it reads the same words.

    phone = personal(models.CharField(…), erased="", masked="see_contact", tail=2, secret=True)
    note = personal(models.CharField(…), kept="people")
    day = not_personal(models.DateField(…), "when the work was done")

Erasure, reveal, audit, forms and exports read it; tests/architecture/test_personal.py finds a column that says nothing.
The words are an attribute of the field and never reach a migration. Of a foreign key they stand on the line below it,
`not_personal(signer, "who signed")`, so that its type stays known.
"""

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import ForeignKey, Model

from pilot.platform.kernel.types import AnyField

SomeField = TypeVar("SomeField", bound=AnyField)
LEFT = object()  # an erasure leaves the value
HIDDEN = "••••••"
ACTED = re.compile(r"^by_|_by$|_for$|^on_behalf_of$")  # foreign keys to whoever did something to the row


@dataclass(frozen=True)
class Personal:
    """The words of one column.

    `erased`: what an erasure puts in place of the value, or a function of the row that gives it. `kept` instead: the
    kind of data whose law keeps the value. `masked`: the permission that shows it, where not everybody who sees the
    row may; `tail`: how many of its last characters the mask leaves. `secret`: an audit event holds only its hash.
    """

    erased: object = LEFT
    kept: str = ""
    masked: str = ""
    tail: int = 0
    secret: bool = False

    def __post_init__(self) -> None:
        if (self.erased is LEFT) != bool(self.kept):
            raise TypeError("A personal column is either erased or kept.")

    def mask(self, text: str) -> str:
        """That there is a value, and its last characters; of a text so short that they would say most of it, none."""
        shown = self.tail if len(text) > 2 * self.tail else 0
        return HIDDEN + text[len(text) - shown :] if text else ""


def personal(column: SomeField, **words: Any) -> SomeField:
    """The field, declared to hold something about a person; `words` are those of Personal."""
    column.personal = Personal(**words)  # type: ignore[attr-defined]
    return column


def not_personal(column: SomeField, why: str) -> SomeField:
    """The field, declared to say nothing about the person its row is about.

    On a foreign key: it does not name that person, but for example who signed.
    """
    column.personal = why  # type: ignore[attr-defined]
    return column


def words_of(column: AnyField) -> Personal | None:
    """What a field says; None if it says nothing, or is declared not to be about a person."""
    words = getattr(column, "personal", None)
    return words if isinstance(words, Personal) else None


def personal_columns(model: type[Model]) -> dict[str, Personal]:
    """The columns of a model that are about a person."""
    return {column.attname: words for column in model._meta.concrete_fields if (words := words_of(column))}


def secret_columns(model: type[Model]) -> frozenset[str]:
    """Columns whose value stays out of audit events."""
    return frozenset(name for name, words in personal_columns(model).items() if words.secret)


def words_at(model: type[Model], lookup: str) -> Personal | None:
    """What the column at the end of a lookup says ("person__phone"); None also where no column is there."""
    column: AnyField | None = None
    owner: type[Model] | None = model
    for name in lookup.split("__"):
        column = next((c for c in owner._meta.concrete_fields if c.name == name), None) if owner else None
        owner = column.related_model if column else None
    return words_of(column) if column else None


def erased_columns(model: type[Model]) -> dict[str, object]:
    """The columns that an erasure overwrites, each with what it declares."""
    return {name: words.erased for name, words in personal_columns(model).items() if words.erased is not LEFT}


def erase(row: Model) -> None:
    """Put into the row what an erasure leaves, one column after the other: a key follows the name before it."""
    for name, value in erased_columns(type(row)).items():
        setattr(row, name, value(row) if callable(value) else value)


def lookups_to(model: type[Model], person: type[Model], passed: tuple[type[Model], ...] = ()) -> list[str]:
    """Lookups that lead from a row to the `person` it is about, over foreign keys that do not say who acted."""
    if model is person:
        return ["pk"]
    keys = [key for key in model._meta.concrete_fields if isinstance(key, ForeignKey) and names_subject(key)]
    on = [(key, key.related_model) for key in keys if key.related_model not in (model, *passed)]
    return [f"{key.name}__{way}" for key, other in on for way in lookups_to(other, person, (*passed, model))]


def names_subject(key: AnyField) -> bool:
    """Whether a foreign key may lead to whom the row is about, and not to somebody who acted."""
    return not ACTED.search(key.name) and not isinstance(getattr(key, "personal", None), str)
