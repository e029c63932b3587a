"""Columns that hold the key of a code: what is compared, and kept unique, whatever the spelling."""

from typing import Any

from django.db import models

from pilot.platform.vietnamese import code_key


class CodeKeyField(models.TextField):  # type: ignore[type-arg]  # text in, text out, as its base says
    """The key (platform/vietnamese.py, code_key) of the column `of`; follows it at every save and is never typed."""

    def __init__(self, of: str, **options: Any) -> None:
        super().__init__(**{"editable": False, **options})
        self.of = of

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = code_key(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key
