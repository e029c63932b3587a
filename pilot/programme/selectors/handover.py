"""The hand-over ladder of one agency at one site: every procedure of its set, its step, and how it came there."""

import datetime as dt
from dataclasses import dataclass

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
from pilot.programme.selectors.places import with_step_of

Step = ProcedureHandover.Step


@dataclass
class LadderLine:
    """One procedure of the set with its row on the ladder; none yet means not started."""

    procedure: Procedure
    handover: ProcedureHandover | None

    @property
    def step(self) -> ProcedureHandover.Step:
        return Step(self.handover.step) if self.handover else Step.NOT_STARTED


def ladder_of(agency: Agency, site: Site, user: User, on: dt.date, day: dt.date) -> list[LadderLine]:
    """The agency's set on `day` with where each procedure stood at the site. Three queries."""
    entries = ProcedureSetEntry.agreed(day).visible_to(user, on)
    entries = entries.filter(procedure_set__agency=agency)
    entries = entries.select_related("procedure__field").order_by("procedure__field__name", "procedure__code")
    rows = ProcedureHandover.objects.visible_to(user, on).filter(agency=agency, site=site)
    present = {row.procedure_id: row for row in with_step_of(rows, day)}
    return [LadderLine(entry.procedure, present.get(entry.procedure_id)) for entry in entries]


def history(handover: ProcedureHandover) -> list[HandoverStep]:
    return list(handover.steps.select_related("stepped_by").order_by("since", "id"))


def places_of(site: Site, user: User, on: dt.date) -> list[Agency]:
    """Agencies that take part at the site. One query."""
    participations = (
        Participation.objects.visible_to(user, on)
        .as_at(on)
        .filter(site=site, agency__isnull=False)
        .select_related("agency")
    )
    return list({part.agency_id: part.agency for part in participations if part.agency}.values())
