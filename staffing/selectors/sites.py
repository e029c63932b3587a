"""The people at a site: the board, who has which field in which role."""

import dataclasses
import datetime as dt

from django.db.models import Q

from pilot.platform.periods import add_days
from pilot.programme.models import Site, User
from pilot.programme.selectors.thresholds import own
from staffing.models import Assignment, AssignmentRole, PostalEmployee
from staffing.selectors.standing import Standing, standings, visible


@dataclasses.dataclass
class BoardLine:
    """A field of an agency at the site: who is in charge, who stands in, who is on the way, who not now."""

    agency: str
    field: str
    in_charge: list[Standing] = dataclasses.field(default_factory=list)
    reserve: list[Standing] = dataclasses.field(default_factory=list)
    on_the_way: list[Standing] = dataclasses.field(default_factory=list)
    not_now: list["NotNow"] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class NotNow:
    """Somebody assigned shortly before or after the day, not on it."""

    assignment: Assignment
    day: dt.date


def standings_at(site: Site, user: User, on: dt.date, day: dt.date) -> list[Standing]:
    return standings(visible(user, on, day).filter(site=site), day)


def seen_at(site: Site, user: User, on: dt.date) -> set[int]:
    """Ids of the employees assigned at the site whom the user may see."""
    rows = PostalEmployee.objects.visible_to(user, on).filter(assignments__site=site)
    return set(rows.order_by().values_list("pk", flat=True))


def not_now_at(site: Site, user: User, on: dt.date, day: dt.date) -> list[NotNow]:
    """Assignments at the site that ended in the last days before `day` or begin in the next ones (NG02). Two queries.

    Who is assigned and away by an absence stands on the week board (selectors/presence.py).
    """
    rows = Assignment.objects.visible_to(user, on).filter(Assignment.COUNTED, site=site)
    near = own(site.pilot_id, "near_days", day)
    ended = Q(valid_to__lte=day, valid_to__gt=add_days(day, -near))
    to_come = Q(valid_from__gt=day, valid_from__lte=add_days(day, near))
    rows = rows.filter(ended | to_come).select_related("employee__person", "agency", "field")
    return [NotNow(row, day) for row in rows.order_by("employee__person__sort_key")]


def board(found: list[Standing], not_now: list[NotNow]) -> list[BoardLine]:
    """One line per agency and field; only the recognised stand under in charge or reserve."""
    lines: dict[tuple[str, str], BoardLine] = {}

    def line_of(assignment: Assignment) -> BoardLine:
        key = (assignment.agency.name, assignment.field.name)
        return lines.setdefault(key, BoardLine(*key))

    for a in not_now:
        line_of(a.assignment).not_now.append(a)
    for s in found:
        line = line_of(s.assignment)
        if s.recognition is None:
            line.on_the_way.append(s)
        elif s.assignment.role == AssignmentRole.PRIMARY:
            line.in_charge.append(s)
        else:
            line.reserve.append(s)
    return [lines[key] for key in sorted(lines)]
