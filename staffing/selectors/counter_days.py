"""On which days somebody may stand at a counter: employed, assigned and validly recognised. The one reader of that.

Readiness, hand-over, `verify` and what a leaving touches ask here. Who does stand there on a half-day, with absences
and stand-ins, says selectors/presence.py, which reads this.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from pilot.platform.kernel.types import Row
from pilot.platform.periods import Period
from staffing.models import Assignment, Employment, Recognition
from staffing.selectors.assessed import Key, key_of


@dataclass(frozen=True)
class Stand:
    """An assignment, and the days of those asked for on which its employee may stand there, each with what says so."""

    assignment: Assignment
    days: dict[dt.date, Recognition]


def employed(on: dt.date, employee: str = "employee") -> Exists:
    """Of a row: whether the employee that `employee` leads to ("pk": the row itself) is with the pilot on the day."""
    return Exists(Employment.objects.as_at(on).filter(employee=OuterRef(employee)))


def stands(
    agencies: Collection[int] | None, sites: Collection[int] | None, days: Collection[dt.date],
    employees: Collection[int] | None = None,
) -> list[Stand]:  # fmt: skip
    """Who may stand where, for which field, on any of the days. Two queries, whatever their number.

    Without `agencies` for any agency, without `sites` at any site; of `employees` alone where they are given.

    An assignment comes once for each employment with such days.
    """
    if not days:
        return []
    among = {"agency__in": agencies, "site__in": sites, "employee__in": employees}
    asked = {name: keys for name, keys in among.items() if keys is not None}
    assigned = _valid(Assignment.objects.filter(Assignment.COUNTED, **asked), days)
    recognised: dict[Key, list[Recognition]] = defaultdict(list)
    for one in _valid(Recognition.objects.filter(Recognition.COUNTED, **asked), days):
        recognised[key_of(one)].append(one)
    rows = assigned.select_related("employee__person").filter(employee__employments__isnull=False)
    rows = rows.annotate(
        employed_from=F("employee__employments__valid_from"), employed_to=F("employee__employments__valid_to")
    )
    found = []
    for row in rows:
        periods = [row.period, Period(row.employed_from, row.employed_to)]
        if held := dict(_days(periods, recognised[key_of(row)], days)):
            found.append(Stand(row, held))
    return found


def _valid(rows: QuerySet[Row], days: Collection[dt.date]) -> QuerySet[Row]:
    """Those of the rows that hold on any day from the first to the last."""
    open_then = Q(valid_to__isnull=True) | Q(valid_to__gt=min(days))
    return rows.filter(open_then, valid_from__lte=max(days)).select_related("paper")


def _days(
    periods: list[Period], recognised: list[Recognition], days: Collection[dt.date]
) -> Iterator[tuple[dt.date, Recognition]]:
    """The days in all of the periods and in one of a recognition."""
    for day in sorted(days):
        if all(period.contains(day) for period in periods):
            yield from ((day, one) for one in recognised if one.period.contains(day))
