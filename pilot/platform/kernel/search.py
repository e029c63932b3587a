"""The folded search key of a row: a column that follows other columns and is never typed.

`verify` names a row that something else than the gate of derived columns (derived.py) has written.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.migrations import Migration
from django.utils import translation
from django.utils.translation import gettext_noop

from pilot.platform.kernel import checks
from pilot.platform.kernel.derived import Derived
from pilot.platform.kernel.faults import Fault
from pilot.platform.vietnamese import search_key


class SearchKey(Derived):
    """The texts of these attributes of its row, without marks and capitals, the code or number first."""

    def __init__(self, *texts: str, **options: Any) -> None:
        self.texts = texts
        super().__init__(**{"max_length": 600, "db_index": True, **options})

    def of(self, row: models.Model) -> str:
        """What the column is to hold. Titles in the code count as they are in Vietnamese."""
        with translation.override("vi"):
            texts = [str(getattr(row, name) or "") for name in self.texts]
        return search_key(" ".join(texts))[: self.max_length]


def search_key_columns() -> list[SearchKey]:
    """The search key of each model that has one."""
    columns = [column for model in apps.get_models() for column in model._meta.concrete_fields]
    return [column for column in columns if isinstance(column, SearchKey)]


def stale_rows(column: SearchKey) -> Iterator[models.Model]:
    for row in column.model._base_manager.order_by("pk").iterator(2000):
        if getattr(row, column.attname) != column.of(row):
            yield row


def check_search_keys() -> Iterator[str]:
    for column in search_key_columns():
        yield from (
            Fault(gettext_noop("%(model)s %(pk)s: is not found by what it says"), model=row._meta.label, pk=row.pk)
            for row in stale_rows(column)
        )


def fold_again(plan: Sequence[tuple[Migration, bool]] = (), **_signal: object) -> None:
    """After an upgrade: rebuild the key of each row written before its column was there, or meant something else.

    While the guards are still lifted, for the row itself may be frozen; not on the way back, and not after a flush,
    which sends the signal without a plan.
    """
    for column in search_key_columns() if plan and not any(backwards for _migration, backwards in plan) else ():
        for row in list(stale_rows(column)):
            column.model._base_manager.filter(pk=row.pk).update(**{column.attname: column.of(row)})


checks.register(gettext_noop("search keys"), check_search_keys)
