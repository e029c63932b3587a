"""Who reads the lists, and where the rows are made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pilot.programme.models import Agency, Person, Pilot, ServiceField, Site, User

DAY, PAST, END = dt.date(2021, 6, 1), dt.date(2021, 3, 1), dt.date(2022, 1, 1)


@dataclass
class Here:
    """The reader and the place in which the rows are made."""

    user: User
    pilot: Pilot
    agency: Agency
    site: Site
    office: Agency
    field: ServiceField

    @property
    def at(self) -> dict[str, Any]:
        return {"pilot": self.pilot, "agency": self.agency, "site": self.site}

    def person(self, name: str = "Đỗ Thị Nhiều") -> Person:
        return Person.objects.create(pilot=self.pilot, full_name=name)


Adder = Callable[[Here, range], Any]  # adds the rows with these numbers
