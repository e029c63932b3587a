"""Columns that follow other columns of their row and are never typed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class Derived(Text):
    """A text that `pre_save` reckons.

    Through that gate go save, bulk_create, the kernel's verbs (workflow.py) and the bulk writer of imports.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"editable": False, "default": "", **options})

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """A migration knows a text column: what it follows is the business of the code."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def pre_save(self, row: models.Model, add: bool) -> str:
        value = self.of(row)
        setattr(row, self.attname, value)
        return value

    def of(self, row: models.Model) -> str:
        """What the column is to hold."""
        raise NotImplementedError
