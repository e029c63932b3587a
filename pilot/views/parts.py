"""What several pages of the programme need: breadcrumbs, "may I", the day asked for, panels of other apps."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.access.capacity import capacities
from pilot.access.requests import visible_or_404
from pilot.access.scope import capacity_for
from pilot.forms.programme import AsOfForm
from pilot.selectors import panels
from pilot.selectors.history import as_they_were
from pilot.ui.shapes import AsOf

Crumb = tuple[str, str]


def crumbs(*path: Crumb) -> list[Crumb]:
    """The way to this page, from the list of pilots on."""
    return [(_("Pilots"), reverse("pilots")), *path]


def found_or_404(request: Any, rows: QuerySet, **lookup: Any) -> Any:
    """The row among `rows` (already `visible_to` the reader) with all that its page needs, in one query.

    Otherwise the answer of visible_or_404, which also records the attempt to see a hidden row.
    """
    return rows.filter(**lookup).first() or visible_or_404(request, rows.model, **lookup)


def may(request: Any, verb: str, row: Any) -> bool:
    """Whether the reader could do `verb` on `row` now; for showing an action, never for allowing it."""
    return capacity_for(capacities(request.user, request.business_day), verb, row) is not None


def as_of(request: Any) -> AsOf:
    """What `?ngay=dd/mm/yyyy` asks for; the business day without it, or with a day that is none."""
    form, today = AsOfForm(request.GET), request.business_day
    if form.is_valid():
        return AsOf(form.cleaned_data["ngay"] or today, today)
    return AsOf(today, today, " ".join(form.errors["ngay"]))


def as_it_was(row: Any, asked: AsOf) -> Any:
    """The row as on the day asked for; if it was not there yet, the frame says so instead of showing it."""
    if asked.other:
        asked.there = bool(as_they_were([row], asked.day))
    return row


def rendered_panels(request: Any, row: Any, day: dt.date | None = None) -> list[dict[str, str]]:
    """The panels that higher apps add to this page, drawn, as of `day` (the business day)."""
    found = panels.panels(row, request.user, request.business_day, day or request.business_day)
    return [{"title": p["title"], "html": render_to_string(p["template"], p["context"], request)} for p in found]
