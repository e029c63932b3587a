"""What is said of a timesheet besides its cells."""

import datetime as dt
from collections import defaultdict

from django.utils.translation import gettext as _

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


def nobody(sheet: Sheet) -> list[str]:
    """A line for each post at which nobody is entered on some of its working days: nothing is paid for these."""
    worked = {(line, day) for line, _employee, day in sheet.worked()}
    empty = {
        line.post: [d for d in sheet.line_days(line) if (key, d) not in worked] for key, line in sheet.lines.items()
    }
    words = _("%(post)s: nobody is entered on %(days)s, so that nothing is paid for these days.")
    return [
        words % {"post": post, "days": shortened([f"{day:%d/%m}" for day in days])}
        for post, days in empty.items()
        if days
    ]
