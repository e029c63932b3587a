"""The date of birth of a person, who may know or say only the year."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models

from pilot.platform.vietnamese import BirthDate

if TYPE_CHECKING:
    Base = models.Field[BirthDate | None, BirthDate | None]
else:
    Base = models.Field


class BirthDateField(Base):
    """A day (datetime.date) or a year alone (int): stored as text, "1988-09-17" or "1988", which also sorts by year."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": 10, **options})

    def get_internal_type(self) -> str:
        return "CharField"

    def from_db_value(self, value: str | None, *_of_the_engine: object) -> BirthDate | None:
        return self.to_python(value)

    def to_python(self, value: Any) -> BirthDate | None:
        """Also what a dump, a form or a caller gives as text."""
        born: BirthDate | None = value or None
        if isinstance(born, str):
            return int(born) if len(born) == 4 else dt.date.fromisoformat(born)
        return born

    def get_prep_value(self, value: Any) -> str | None:
        return f"{value:04}" if isinstance(value, int) else str(value) if value else None
