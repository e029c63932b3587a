"""What pages of cases share: the day asked for, the row as it was then, its steps, panels of other apps."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from pilot.platform.access.policy import pilot_of
from pilot.platform.access.types import Request
from pilot.platform.cases import panels
from pilot.platform.cases.case import Case
from pilot.platform.cases.history import as_they_were
from pilot.platform.kernel.types import Row, User
from pilot.platform.kernel.workflow import Verb, version_of
from pilot.platform.ui.forms import AsOfForm
from pilot.platform.ui.shapes import Action, AsOf


def as_of(request: Request, row: Model) -> AsOf:
    """What `?ngay=dd/mm/yyyy` asks of the page of `row`; the business day without it, or with a day that is none.

    The page answers for every day: premises and posts are older than the pilot, and what is decided for later stands
    in the record already. The frame says so of a day before the row's pilot began, and of one that has not come.
    """
    form, today = AsOfForm(request.GET), request.business_day
    if not form.is_valid():
        return AsOf(today, today, " ".join(map(str, form.errors["ngay"])))
    day = form.cleaned_data["ngay"] or today
    pilot: Any = pilot_of(row) if day < today else None
    return AsOf(day, today, begun=pilot.first_day() if pilot else None)


def row_as_of(row: Row, asked: AsOf) -> Row:
    """The row as on the day asked for; if it was not there yet, the frame says so instead of showing it."""
    if asked.other:
        asked.there = bool(as_they_were([row], asked.day))
    return row


def tabs_of(request: HttpRequest, names: Mapping[str, object]) -> tuple[str, list[dict[str, object]]]:
    """The tab that `?muc=` asks for, the first one without it, and all of them; another day stays asked for."""
    asked = request.GET.get("muc", "")
    current, query = asked if asked in names else "", request.GET.copy()
    for name in ("muc", "after"):
        query.pop(name, None)
    kept = query.urlencode()
    links = {name: "&".join(filter(None, [f"muc={name}" if name else "", kept])) for name in names}
    return current, [{"label": names[n], "url": f"{request.path}?{links[n]}", "current": n == current} for n in names]


def rendered_panels(request: Request, row: Model, day: dt.date | None = None, tab: str = "") -> list[dict[str, str]]:
    """The panels that higher apps add to this page, or to one of its tabs, drawn, as of `day` (the business day)."""
    found = panels.panels(row, request.user, request.business_day, day or request.business_day, tab)
    return [{"title": p["title"], "html": render_to_string(p["template"], p["context"], request)} for p in found]


def steps_on(request: Request, case: Case[Row], row: Row) -> list[Action]:
    """For a plain page of the row: what the reader may do with it now."""
    due = case.due_now(row, request.business_day)
    steps = case.offers(row, request.user, request.business_day, due)
    return [action(case, row, verb, verb in due, request.user) for verb in steps]


def action(case: Case[Row], row: Row, verb: Verb, due: bool, user: User) -> Action:
    """The way to a step, with the version of the row as this page shows it."""
    label, own = case.label(row, verb, user), case.own_pages.get(verb)
    address = reverse(own, args=[row.pk]) if own else step_url(case, row, verb)
    return Action(label, address, "primary" if due else "secondary", row_version=version_of(row))


def step_url(case: Case[Row], row: Row, verb: Verb) -> str:
    return reverse(case.name_of("step"), args=[row.pk, verb.name])
