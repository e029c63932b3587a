"""The explanation of a statement.

Each amount with its person-days, assignment, recognition, price and signatures.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from billing.models import LabourContractLine, Statement, StatementLine, TimesheetEntry
from pilot.platform.periods import month_period
from staffing.models import Assignment, Recognition

Row = TypeVar("Row", Assignment, Recognition)
Entries = dict[tuple[int, int], list[TimesheetEntry]]  # contract line, employee → what was worked


@dataclass
class Explanation:
    """One line of a statement and everything it rests on."""

    line: StatementLine
    contract_line: LabourContractLine
    entries: list[TimesheetEntry]
    assignments: list[Assignment]
    recognitions: list[Recognition]

    @property
    def anchor(self) -> str:
        """Where the page explains the line."""
        return f"dong-{self.line.pk}"

    @property
    def deviations(self) -> list[TimesheetEntry]:
        """Days on which something else was worked than the assignments said."""
        return [entry for entry in self.entries if entry.half_days != entry.prefilled]


def explain(statement: Statement) -> list[Explanation]:
    """Every line explained: four queries for any number of lines."""
    rows = list(
        statement.lines.select_related("acceptance_line__line__post", "acceptance_line__line__contract").order_by("id")
    )
    employees = {row.acceptance_line.employee_id for row in rows}
    entries: Entries = defaultdict(list)
    sheet = statement.acceptance.timesheet_id
    for entry in TimesheetEntry.objects.filter(timesheet=sheet, employee__in=employees).order_by("day"):
        if entry.half_days or entry.prefilled:
            entries[entry.line_id, entry.employee_id].append(entry)
    site, month = statement.contract.site_id, statement.month
    assigned = _valid_in_month(Assignment.objects.filter(Assignment.COUNTED), employees, site, month)
    recognised = _valid_in_month(
        Recognition.objects.filter(Recognition.COUNTED), employees, site, month
    ).select_related("field", "by_agency_head", "by_centre_director", "recognised_by")
    return [_explanation(row, entries, list(assigned), list(recognised)) for row in rows]


def _valid_in_month(rows: QuerySet[Row], employees: set[int], site: int, month: dt.date) -> QuerySet[Row]:
    """Rows of the employees at the site that are valid on a day of the month."""
    term = month_period(month)
    rows = rows.filter(employee__in=employees, site=site, valid_from__lt=term.end).exclude(valid_to__lte=month)
    return rows.select_related("field", "paper").order_by("valid_from", "field__name")


def _explanation(
    row: StatementLine, entries: Entries, assigned: list[Assignment], recognised: list[Recognition]
) -> Explanation:
    accepted = row.acceptance_line
    agency = accepted.line.post.agency_id

    def own(found: list[Row]) -> list[Row]:
        return [x for x in found if x.employee_id == accepted.employee_id and x.agency_id == agency]

    key = accepted.line_id, accepted.employee_id
    return Explanation(row, accepted.line, entries[key], own(assigned), own(recognised))
