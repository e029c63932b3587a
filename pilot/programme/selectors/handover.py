"""The hand-over ladder of one agency at one site: every procedure of its set, its step, and how it came there."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.cases.panels import Panel
from pilot.platform.ui.shapes import Rung
from pilot.programme.models import (
    Agency,
    HandoverStep,
    Participation,
    Procedure,
    ProcedureHandover,
    ProcedureSetEntry,
    Site,
    User,
)
from pilot.programme.selectors.places import STEP_STATES, with_step_of

Step = ProcedureHandover.Step
RUNGS = (Step.NOT_STARTED, Step.SHADOWING, Step.ASSISTED, Step.HANDED_OVER)


@dataclass
class LadderLine:
    """One procedure of the set with its row on the ladder; none yet means not started."""

    procedure: Procedure
    handover: ProcedureHandover | None

    @property
    def step(self) -> str:
        return self.handover.step if self.handover else Step.NOT_STARTED

    @property
    def state(self) -> str:
        return STEP_STATES[Step(self.step)]

    @property
    def label(self) -> str:
        return str(Step(self.step).label)


def ladder_of(agency: Agency, site: Site, user: User, on: dt.date, day: dt.date) -> list[LadderLine]:
    """The agency's set on `day` with where each procedure stood at the site. Three queries."""
    entries = ProcedureSetEntry.objects.visible_to(user, on).as_at(day).filter(procedure_set__agency=agency)
    entries = entries.select_related("procedure__field").order_by("procedure__field__name", "procedure__code")
    rows = ProcedureHandover.objects.visible_to(user, on).filter(agency=agency, site=site)
    present = {row.procedure_id: row for row in with_step_of(rows, day)}
    return [LadderLine(entry.procedure, present.get(entry.procedure_id)) for entry in entries]


def history(handover: ProcedureHandover) -> list[HandoverStep]:
    return list(handover.steps.select_related("stepped_by").order_by("since", "id"))


def rungs(handover: ProcedureHandover, found: list[HandoverStep]) -> list[Rung]:
    """The ladder with the days of each rung; what came after the present step is to do."""
    reached = [s for s in found if s.step in RUNGS]
    days = {s.step: s for s in reached}
    top = max((RUNGS.index(Step(s.step)) for s in reached), default=0)
    return [_rung(handover, rung, days.get(rung), i, top) for i, rung in enumerate(RUNGS)]


def _rung(handover: ProcedureHandover, rung: str, step: HandoverStep | None, place: int, top: int) -> Rung:
    halted = {Step.PAUSED: "paused", Step.RETURNED: "returned"}.get(Step(handover.step), "current")
    state = halted if place == top else "done" if place < top else "todo"
    return Rung(str(Step(rung).label), state, step.since if step else None, None, step.legal_basis if step else "")


def places_of(site: Site, user: User, on: dt.date) -> list[Agency]:
    """Agencies that take part at the site. One query."""
    participations = (
        Participation.objects.visible_to(user, on).filter(site=site, agency__isnull=False).select_related("agency")
    )
    return list({part.agency_id: part.agency for part in participations if part.agency}.values())


def site_panels(site: Site, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a site: the way to the ladder of each agency, for the same day."""
    query = {} if day == on else {"ngay": f"{day:%d/%m/%Y}"}
    agencies = places_of(site, user, on)
    links = [(agency.name, reverse("handover", args=[agency.code, site.code], query=query)) for agency in agencies]
    if not links:
        return []
    return [Panel(title=_("Hand-over ladders"), template="programme/handover_panel.html", context={"links": links})]
