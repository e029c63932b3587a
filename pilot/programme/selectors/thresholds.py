"""What a threshold of our own is in a pilot on a day: as two people set it there, else its default."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from pilot.programme.models import Parameter, Pilot, ProgrammeChange, User
from pilot.programme.models.thresholds import BY_KEY, OWN, Threshold


def own(pilot_id: int, key: str, day: dt.date) -> int:
    """The number that holds in the pilot on `day`, in the unit of models/thresholds.py. One query."""
    found: int | None = _rows(key, day).filter(pilot=pilot_id).values_list("value", flat=True).first()
    return BY_KEY[key].default if found is None else found


def own_in(key: str, day: dt.date) -> Coalesce:
    """The same of the pilot of each row of a list, for the database to compare with."""
    number = _rows(key, day).filter(pilot=OuterRef("pilot")).order_by().values(number=Cast("value", IntegerField()))
    return Coalesce(Subquery(number[:1]), BY_KEY[key].default)


def among(key: str, rules: Mapping[str, Parameter]) -> int:
    """The same from rules of one pilot and day that were read before, by code."""
    threshold = BY_KEY[key]
    found: Any = rules[threshold.code].value if threshold.code in rules else threshold.default
    return int(found)


def _rows(key: str, day: dt.date) -> QuerySet[Parameter]:
    return Parameter.objects.as_at(day).filter(code=BY_KEY[key].code)


Held = Mapping[tuple[int, str], list[Parameter]]  # pilot, code → what was set there, in any order


def thresholds_of(pilots: Collection[int]) -> Held:
    """Every number that was set in these pilots, past and to come. One query, none without a pilot."""
    found: dict[tuple[int, str], list[Parameter]] = defaultdict(list)
    for row in Parameter.objects.filter(Parameter.OWN, pilot__in=pilots) if pilots else ():
        found[row.pilot_id, row.code].append(row)
    return found


@dataclass(frozen=True)
class Standing:
    """A threshold as it stands in a pilot: `row` and `change` by which it was set; nothing while it is the default."""

    threshold: Threshold
    row: Parameter | None
    change: ProgrammeChange | None

    @property
    def number(self) -> int:
        found: Any = self.row.value if self.row else self.threshold.default
        return int(found)

    @property
    def said(self) -> str:
        """The number with its unit."""
        return self.threshold.said(self.number)


def standings(pilot: Pilot, user: User, on: dt.date) -> list[Standing]:
    """All thresholds of the pilot on `on`, with who set them. Two queries."""
    rows = {
        row.code: row for row in Parameter.objects.visible_to(user, on).as_at(on).filter(Parameter.OWN, pilot=pilot)
    }
    done = ProgrammeChange.objects.visible_to(user, on).filter(pilot=pilot, verb="set_threshold")
    acts = done.filter(status=ProgrammeChange.Status.CARRIED_OUT).select_related("proposed_by", "confirmed_by")
    by = {(act.inputs["code"], act.inputs["day"]): act for act in acts.order_by("pk")}
    pairs = [(one, rows.get(one.code)) for one in OWN]
    return [Standing(one, row, by.get((one.code, f"{row.valid_from}")) if row else None) for one, row in pairs]
