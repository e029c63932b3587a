"""The people at a site: the board (who has which field in which role) and the competence matrix."""

import dataclasses
import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.cases.panels import Panel
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.ui.shapes import Cell, MatrixRow
from pilot.programme.models import Agency, Site, User
from staffing.models import Assignment, AssignmentRole
from staffing.selectors.standing import Standing, standings, visible

NEAR = dt.timedelta(days=30)


@dataclasses.dataclass
class BoardLine:
    """A field of an agency at the site: who is in charge, who stands in, who is on the way, who is not there."""

    agency: str
    field: str
    in_charge: list[Standing] = dataclasses.field(default_factory=list)
    reserve: list[Standing] = dataclasses.field(default_factory=list)
    on_the_way: list[Standing] = dataclasses.field(default_factory=list)
    absent: list["Absent"] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Absent:
    """Somebody assigned shortly before or after the day, not on it."""

    assignment: Assignment
    words: str


@dataclasses.dataclass
class Matrix:
    """Employees × fields of one agency at the site."""

    agency: Agency
    columns: list[str]
    rows: list[MatrixRow]
    ready: list[Standing]


def standings_at(site: Site, user: User, on: dt.date, day: dt.date) -> list[Standing]:
    return standings(visible(user, on, day).filter(site=site), day)


def absent_at(site: Site, user: User, on: dt.date, day: dt.date) -> list[Absent]:
    """Assignments at the site that ended in the last days before `day` or begin in the next ones. One query.

    Sick leave and other absences of those assigned are not recorded here yet.
    """
    rows = Assignment.objects.visible_to(user, on).filter(Assignment.COUNTED, site=site)
    ended, to_come = Q(valid_to__lte=day, valid_to__gt=day - NEAR), Q(valid_from__gt=day, valid_from__lte=day + NEAR)
    rows = rows.filter(ended | to_come).select_related("employee__person", "agency", "field")
    return [Absent(row, _absence(row, day)) for row in rows.order_by("employee__person__sort_key")]


def _absence(row: Assignment, day: dt.date) -> str:
    if row.valid_from and row.valid_from > day:
        return _("from %(day)s") % {"day": f"{row.valid_from:%d/%m/%Y}"}
    return _("until %(day)s") % {"day": f"{row.period.last_day:%d/%m/%Y}"}


def board(found: list[Standing], absent: list[Absent]) -> list[BoardLine]:
    """One line per agency and field; only the recognised stand under in charge or reserve."""
    lines: dict[tuple[str, str], BoardLine] = {}

    def line_of(assignment: Assignment) -> BoardLine:
        key = (assignment.agency.name, assignment.field.name)
        return lines.setdefault(key, BoardLine(*key))

    for a in absent:
        line_of(a.assignment).absent.append(a)
    for s in found:
        line = line_of(s.assignment)
        if s.recognition is None:
            line.on_the_way.append(s)
        elif s.assignment.role == AssignmentRole.PRIMARY:
            line.in_charge.append(s)
        else:
            line.reserve.append(s)
    return [lines[key] for key in sorted(lines)]


def matrices(found: list[Standing]) -> list[Matrix]:
    """One matrix per agency, employees by given name, fields by name."""
    by_agency: dict[int, list[Standing]] = {}
    for s in found:
        by_agency.setdefault(s.assignment.agency_id, []).append(s)
    return [_matrix(rows) for rows in by_agency.values()]


def _matrix(found: list[Standing]) -> Matrix:
    fields = sorted({s.assignment.field.name for s in found})
    people: dict[int, dict[str, Standing]] = {}
    for s in found:
        people.setdefault(s.assignment.employee_id, {})[s.assignment.field.name] = s
    rows = [_row(by_field, fields) for by_field in people.values()]
    ready = [s for s in found if s.assessed and not s.recognition]
    return Matrix(found[0].assignment.agency, fields, rows, ready)


def _row(by_field: dict[str, Standing], fields: list[str]) -> MatrixRow:
    first = next(iter(by_field.values())).assignment
    url = reverse("employee", args=[first.employee_id])
    cells = [_cell(by_field.get(name), url) for name in fields]
    recognised = sum(bool(s.recognition) for s in by_field.values())
    return MatrixRow(
        first.employee.person.full_name, cells, url, first.get_role_display(), f"{recognised}/{len(by_field)}"
    )


def _cell(standing: Standing | None, url: str) -> Cell | None:
    if standing is None:
        return None
    words = "; ".join(filter(None, (standing.words, standing.on_paper)))
    text = f"{standing.short}*" if standing.on_paper else standing.short
    return Cell(standing.state, text, f"{standing.assignment.field.name}: {words}", url)


def site_panels(site: Site, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a site: the board of its postal employees on the day, for those who may see them."""
    lines = board(standings_at(site, user, on, day), absent_at(site, user, on, day))
    if not lines:
        return []
    query = {} if day == on else {"ngay": f"{day:%d/%m/%Y}"}
    context: TemplateContext = {"lines": lines, "url": reverse("site-competence", args=[site.code], query=query)}
    return [Panel(title=_("Postal employees at this site"), template="staffing/site_panel.html", context=context)]
