"""The key of a code: a column that follows the code as people write it, and on which a constraint rests.

    staff_code_key = CodeKey("staff_code")
    UniqueConstraint(fields=["post_office", "staff_code_key"], …)

Forms, rules and lists look a code up by its key (`text.code_key`). Rows that shared a code before it had a key keep it:
the later ones have their number behind the key (`filled`), and `verify` names them until one code is corrected.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.utils.translation import gettext_noop

from pilot.platform.kernel import checks
from pilot.platform.kernel.derived import Derived
from pilot.platform.kernel.faults import Fault
from pilot.platform.text import code_key

Reckon = Callable[[str], str]
ANY_ROW = models.Q()
OLDER = gettext_noop("is that of an older row too, apart from case, blanks and punctuation: correct one of the two")
log = logging.getLogger(__name__)


class CodeKey(Derived):
    """The key of the code in another column of its row; "" where there is none.

    `reckon`: code_key, or account_key where punctuation counts. The code may be null. (Without `text` only for Django's
    comparison of migrations, which copies fields by what a migration knows of them.)
    """

    def __init__(self, text: str = "", reckon: Reckon = code_key, **options: Any) -> None:
        self.text, self.reckon = text, reckon
        super().__init__(**{"max_length": 160, **options})

    def of(self, row: models.Model) -> str:
        key, stored = self.plain(row), getattr(row, self.attname)
        return stored if stored.partition(" ")[0] == key else key

    def plain(self, row: models.Model) -> str:
        """The key that the code has, whatever other rows have."""
        return self.reckon(getattr(row, self.text) or "")


def code_keys(model: type[models.Model]) -> list[CodeKey]:
    return [column for column in model._meta.concrete_fields if isinstance(column, CodeKey)]


def check_code_keys() -> Iterator[str]:
    """Every key is that of its code: else the row shares its code with an older one, or was written past the gate."""
    for model in apps.get_models():
        for column in code_keys(model):
            yield from _strays(column)


def _strays(column: CodeKey) -> Iterator[str]:
    for row in column.model._base_manager.order_by("pk").iterator(2000):
        stored, key = getattr(row, column.attname), column.plain(row)
        if stored != key:
            shared = key and stored == _aside(key, row.pk)
            said = Fault(OLDER if shared else gettext_noop("has a key that does not follow it"))
            yield Fault(
                gettext_noop("%(model)s %(pk)s: its %(text)s %(said)s"),
                model=row._meta.label,
                pk=row.pk,
                text=column.text,
                said=said,
            )


def filled(
    label: str, key: str, text: str, within: tuple[str, ...] = (), reckon: Reckon = code_key, one: models.Q = ANY_ROW
) -> RunPython:
    """A step of a migration: fill the column `key` of the rows that were there before it.

    Of rows with one key inside the same `within`, the oldest gets it; the others get their number behind it, and are
    named in the log. `one`: the rows of which the key is to be the only one.
    """

    def fill(known: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        rows, taken = known.get_model(label)._base_manager, set()
        counted = set(rows.filter(one).values_list("pk", flat=True))
        for pk, code, *place in list(rows.exclude(**{text: None}).order_by("pk").values_list("pk", text, *within)):
            plain = reckon(code)
            shared = pk in counted and (plain, *place) in taken
            if shared and plain:
                log.warning("%s %s: its %s %s", label, pk, text, OLDER)
            rows.filter(pk=pk).update(**{key: _aside(plain, pk) if shared else plain})
            taken |= {(plain, *place)} if pk in counted else set()
        editor.connection.check_constraints()  # PostgreSQL alters no table while a row of it waits to be checked

    return RunPython(fill, RunPython.noop, elidable=True)


def _aside(key: str, pk: object) -> str:
    """The key of a row that shares its code: no code has a blank in its key. An empty key is never shared."""
    return f"{key} {pk}" if key else key


checks.register(gettext_noop("codes"), check_code_keys)
