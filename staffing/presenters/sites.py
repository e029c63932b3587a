"""The competence matrix of a site and the board on its page."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.cases.panels import Panel
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.ui.shapes import Cell, MatrixRow
from pilot.programme.models import Agency, Site, User
from staffing.presenters.standing import letters, on_paper, tone, words
from staffing.selectors.sites import NotNow, board, not_now_at, standings_at
from staffing.selectors.standing import Standing


@dataclass
class Matrix:
    """Employees × fields of one agency at the site."""

    agency: Agency
    columns: list[str]
    rows: list[MatrixRow]
    ready: list[Standing]
    found: list[Standing]


def not_now(found: NotNow) -> str:
    """Since or until when somebody is not there."""
    row = found.assignment
    if row.valid_from and row.valid_from > found.day:
        return _("from %(day)s") % {"day": f"{row.valid_from:%d/%m/%Y}"}
    return _("until %(day)s") % {"day": f"{row.period.last_day:%d/%m/%Y}"}


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
    return Matrix(found[0].assignment.agency, fields, rows, ready, found)


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
    papers = on_paper(standing)
    said = "; ".join(filter(None, (words(standing), papers)))
    text = f"{letters(standing)}*" if papers else letters(standing)
    return Cell(tone(standing), text, f"{standing.assignment.field.name}: {said}", url)


def site_panels(site: Site, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a site: the board of its postal employees on the day, for those who may see them."""
    lines = board(standings_at(site, user, on, day), not_now_at(site, user, on, day))
    if not lines:
        return []
    query = {} if day == on else {"ngay": f"{day:%d/%m/%Y}"}
    context: TemplateContext = {
        "lines": lines, "url": reverse("site-competence", args=[site.code], query=query),
        "week_url": reverse("site-week", args=[site.code], query=query),
    }  # fmt: skip
    return [Panel(title=_("Postal employees at this site"), template="staffing/site_panel.html", context=context)]
