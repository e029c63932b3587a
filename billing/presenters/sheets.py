"""What is said of a timesheet besides its cells."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from billing.models import Timesheet
from billing.rules.month import shortened
from billing.selectors.sheets import Key, Sheet
from pilot.platform.periods import next_month
from staffing.models import PostalEmployee


def lapsed(sheet: Sheet) -> list[str]:
    """The days of a draft that stand no more, a line for each employee. One query where there are any."""
    return _by_employee(sheet.lapsed)


def overtaken(sheet: Sheet) -> list[str]:
    """The days of a draft that absences recorded since have changed, a line for each employee."""
    return _by_employee(sheet.overtaken)


def stand_ins_not_counted(sheet: Sheet) -> list[str]:
    """Who stands in and has no half-day in the sheet, a line for each employee, and whether he may have one."""
    names: dict[tuple[str, bool], set[dt.date]] = defaultdict(set)
    for line in sheet.lines.values():
        for day in sheet.line_days(line):
            for one in sheet.signed_off.stood_in.get((line.post_id, day), ()):
                if (line.pk, one.employee.pk, day) not in sheet.worked():
                    may = sheet.signed_off.holds(line.post_id, one.employee.pk, day)
                    names[str(one.employee), may].add(day)
    enter = _("%(name)s stood in on %(days)s: enter the half-days in the own row.")
    barred = _("%(name)s stood in on %(days)s, and is not assigned here: this is not counted.")
    days = {key: shortened([f"{day:%d/%m}" for day in sorted(found)]) for key, found in names.items()}
    return [(enter if may else barred) % {"name": name, "days": said} for (name, may), said in days.items()]


def _by_employee(keys: Iterable[Key]) -> list[str]:
    days: dict[int, set[dt.date]] = defaultdict(set)
    for _line, employee, day in keys:
        days[employee].add(day)
    people = PostalEmployee.objects.select_related("person").in_bulk(days)
    return [f"{people[pk]}: {shortened([f'{day:%d/%m}' for day in sorted(found)])}" for pk, found in days.items()]


def not_over_yet(timesheet: Timesheet, on: dt.date, hands_in: bool, checks: bool) -> str:
    """Why nothing can be done about a draft of a running month, and what comes next, for each of the two who act."""
    day = next_month(timesheet.month.month)
    if timesheet.status != Timesheet.Status.DRAFT or on >= day:
        return ""
    said = {"month": f"{timesheet.month.month:%m/%Y}", "day": f"{day:%d/%m/%Y}"}
    if hands_in:
        words = _(
            "%(month)s is not over: until then days are only entered. From %(day)s on hand the timesheet in; the"
            " director of the centre then checks it."
        )
        return words % said
    words = _(
        "Nothing to do now: the post office still enters the days of %(month)s. It hands the timesheet in from %(day)s"
        " on; then it is checked and confirmed here."
    )
    return words % said if checks else ""


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
