"""Rows of a timesheet that are right only together: who stands in, and who is away.

Where the one has errors, the other is not written without it: the counter post would be paid twice that day.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from billing.models import Timesheet
from billing.resources.grid import GridRow, entries_of
from billing.rules.month import doubled_people, doubled_posts, shortened
from billing.selectors.sheets import Entry, Sheet, with_input
from pilot.platform.exchange.resource import Row


def refuse_depending(
    timesheet: Timesheet, sheet: Sheet, rows: Collection[Row], standing: Mapping[str, GridRow]
) -> None:
    """A row without errors that does not fit while another keeps its old days is refused, and names that one."""
    wrong = [row for row in rows if row.faults]
    refused = bool(wrong)
    while refused:
        good = {row.number: _entries(sheet, row, standing) for row in rows if not row.faults}
        after = with_input(sheet, [entry for entries in good.values() for entry in entries])
        doubled = doubled_posts(after), doubled_people(timesheet, after)
        refused = False
        for row in (row for row in rows if not row.faults):
            days = sorted({entry["day"] for entry in good[row.number] if _clashes(sheet, entry, *doubled)})
            if days and (needed := _needed(row, wrong, standing)):
                row.refuse("", _words(days, needed))
                refused = True


def _entries(sheet: Sheet, row: Row, standing: Mapping[str, GridRow]) -> list[Entry]:
    known = standing.get(row.values.get("row_key") or "")
    return list(entries_of(sheet, known.number, row.values)) if known else []


def _clashes(sheet: Sheet, entry: Entry, posts: set[tuple[int, dt.date]], people: set[tuple[int, dt.date]]) -> bool:
    """Whether the work that a row adds is too much for its counter post or its employee on that day."""
    post, day = sheet.lines[entry["line"]].post_id, entry["day"]
    return bool(entry["half_days"]) and ((post, day) in posts or (entry["employee"], day) in people)


def _needed(row: Row, wrong: list[Row], standing: Mapping[str, GridRow]) -> list[Row]:
    """The rows with errors of the same post or person; without any, those that name nobody who is known."""
    post, code = row.values["row_key"].split("/")
    beside = [one for one in wrong if {post, code} & {*(one.values.get("row_key") or "").split("/")}]
    return beside or [one for one in wrong if one.values.get("row_key") not in standing]


def _words(days: list[dt.date], needed: list[Row]) -> str:
    names = [f"{row.number} ({row.values.get('full_name') or row.values.get('row_key') or '?'})" for row in needed]
    words = _(
        "%(days)s: written only together with row %(rows)s, which has errors. Correct that row, then both are written."
    )
    return words % {"days": shortened([f"{day:%d/%m}" for day in days]), "rows": shortened(names)}
