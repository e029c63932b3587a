"""The hand-over ladder of a procedure, and the way to it from the page of a site."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.cases.panels import Panel
from pilot.platform.ui.shapes import Rung
from pilot.programme.models import HandoverStep, ProcedureHandover, Site, User
from pilot.programme.presenters.places import LADDER
from pilot.programme.selectors.handover import places_of

Step = ProcedureHandover.Step


def rungs(handover: ProcedureHandover, found: list[HandoverStep]) -> list[Rung]:
    """The ladder with the days of each rung; what came after the present step is to do."""
    reached = [s for s in found if s.step in LADDER]
    days = {s.step: s for s in reached}
    top = max((LADDER.index(Step(s.step)) for s in reached), default=0)
    return [_rung(handover, rung, days.get(rung), i, top) for i, rung in enumerate(LADDER)]


def _rung(handover: ProcedureHandover, rung: str, step: HandoverStep | None, place: int, top: int) -> Rung:
    halted = {Step.PAUSED: "paused", Step.RETURNED: "returned"}.get(Step(handover.step), "current")
    state = halted if place == top else "done" if place < top else "todo"
    return Rung(str(Step(rung).label), state, step.since if step else None, None, step.legal_basis if step else "")


def site_panels(site: Site, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a site: the way to the ladder of each agency, for the same day."""
    query = {} if day == on else {"ngay": f"{day:%d/%m/%Y}"}
    agencies = places_of(site, user, on)
    links = [(agency.name, reverse("handover", args=[agency.code, site.code], query=query)) for agency in agencies]
    if not links:
        return []
    return [Panel(title=_("Hand-over ladders"), template="programme/handover_panel.html", context={"links": links})]
