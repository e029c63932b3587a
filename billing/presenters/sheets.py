"""What is said of a timesheet besides its cells."""

import datetime as dt
from collections import defaultdict

from billing.rules.month import shortened
from billing.selectors.sheets import Sheet
from staffing.models import PostalEmployee


def lapsed(sheet: Sheet) -> list[str]:
    """The days of a draft that stand no more, a line for each employee. One query where there are any."""
    days: dict[int, set[dt.date]] = defaultdict(set)
    for _line, employee, day in sheet.lapsed:
        days[employee].add(day)
    people = PostalEmployee.objects.select_related("person").in_bulk(days)
    return [f"{people[pk]}: {shortened([f'{day:%d/%m}' for day in sorted(found)])}" for pk, found in days.items()]
