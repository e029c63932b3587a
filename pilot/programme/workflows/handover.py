"""The hand-over ladder per procedure × site: not started → shadowing → assisted → handed over; paused; returned.

Purpose: it is known from which day on and by which document postal staff do a procedure at a site. Source: KH giai đoạn
II, III-a.3.2 (R04: learning, then full hand-over), III-a.3.1.1 (R09: only after recognition). Who acts: the agency that
owns the procedures, for one, several or its whole set in one step.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import Agency, HandoverStep, Procedure, ProcedureHandover, ProcedureSetEntry, Site
from pilot.programme.workflows.acting import enters_illustrations

Step = ProcedureHandover.Step
NEXT: dict[str, tuple[str, ...]] = {  # where a step leads; what is paused or returned says why
    Step.NOT_STARTED: (Step.SHADOWING,),
    Step.SHADOWING: (Step.ASSISTED, Step.PAUSED, Step.RETURNED),
    Step.ASSISTED: (Step.HANDED_OVER, Step.PAUSED, Step.RETURNED),
    Step.HANDED_OVER: (Step.PAUSED, Step.RETURNED),
    Step.PAUSED: (Step.SHADOWING, Step.ASSISTED, Step.HANDED_OVER, Step.RETURNED),
    Step.RETURNED: (Step.SHADOWING,),
}
NEEDS_REASON = (Step.PAUSED, Step.RETURNED)


@dataclass(frozen=True)
class PlannedStep:
    """A step somebody wants to take: these procedures of the agency, at the site, to the step, from the day on."""

    agency: Agency
    site: Site
    procedures: list[Procedure]
    step: str
    day: dt.date


Veto = Callable[[PlannedStep], list[Problem]]
VETOES: dict[str, Veto] = {}


def register_veto(name: str, veto: Veto) -> None:
    """A higher app says what stands in the way of a step (staffing: no recognised employee)."""
    VETOES[name] = veto


def problems_of(planned: PlannedStep, on: dt.date) -> list[Problem]:
    """Everything in the way of a step, for the preview and for the verb alike."""
    present = present_steps(planned.agency, planned.site, planned.procedures)
    found = [*_in_set(planned, on), *_steps_fit(planned, present), *_day_fits(planned, present, on)]
    return found + [p for veto in VETOES.values() for p in veto(planned)]


def present_steps(agency: Agency, site: Site, procedures: Iterable[Procedure]) -> dict[int, ProcedureHandover]:
    """The ladder rows there are, by procedure id; a procedure without one is not started."""
    rows = ProcedureHandover.objects.filter(agency=agency, site=site, procedure__in=list(procedures))
    return {row.procedure_id: row for row in rows}


def _in_set(planned: PlannedStep, on: dt.date) -> list[Problem]:
    """Only procedures of the agency's own set, at least one."""
    entries = ProcedureSetEntry.agreed(on)
    listed = entries.filter(procedure_set__agency=planned.agency, procedure__in=planned.procedures)
    if planned.procedures and listed.count() == len(planned.procedures):
        return []
    return [Problem("handover_set", _("Choose procedures of the agency's own set."))]


def _steps_fit(planned: PlannedStep, present: dict[int, ProcedureHandover]) -> list[Problem]:
    """No rung is skipped: each chosen procedure stands where the step may follow."""
    stray = [p for p in planned.procedures if planned.step not in NEXT[_step_of(present, p)]]
    if not stray:
        return []
    message = _("This step does not follow on the present one of: %(codes)s.")
    return [Problem("handover_step", message % {"codes": ", ".join(p.code for p in stray)})]


def _step_of(present: dict[int, ProcedureHandover], procedure: Procedure) -> str:
    row = present.get(procedure.pk)
    return row.step if row else Step.NOT_STARTED


def _day_fits(planned: PlannedStep, present: dict[int, ProcedureHandover], on: dt.date) -> list[Problem]:
    """A step begins after the one before it and is not dated ahead."""
    early = [row for row in present.values() if row.since and row.since >= planned.day]
    if planned.day <= on and not early:
        return []
    return [Problem("handover_day", _("The day lies in the future or not after the first day of the present step."))]


def rule_handover(agency: Agency, act: Act, inputs: Inputs) -> list[Problem]:
    """ "Sau thời gian trên, hoặc khi nhân viên Bưu điện thành thạo ... chuyển giao hoàn toàn" (KH II, III-a.3.2)."""
    return problems_of(PlannedStep(agency, inputs["site"], inputs["procedures"], inputs["step"], inputs["day"]), act.on)


def rule_handover_reason(agency: Agency, act: Act, inputs: Inputs) -> list[Problem]:
    """To pause and to return to the civil servants needs a reason; every other step its legal basis."""
    if inputs["step"] in NEEDS_REASON:
        return [] if act.reason.strip() else [Problem("reason_needed", _("Give the reason."))]
    return (
        []
        if inputs["legal_basis"].strip()
        else [Problem("handover_basis", _("Enter the document this step rests on."))]
    )


@write("step_handover", rules=(rule_handover, rule_handover_reason), label=_("Step on the hand-over ladder"))
def step_handover(
    agency: Agency,
    call: Call,
    *,
    site: Site,
    procedures: list[Procedure],
    step: str,
    day: dt.date,
    legal_basis: str = "",
) -> None:
    """Move procedures of the agency at a site to `step` from `day` on.

    Raises TransitionRefused handover_set, handover_step, handover_day, reason_needed, handover_basis,
    handover_unrecognised (from staffing).
    """
    take_step(PlannedStep(agency, site, procedures, step, day), call, legal_basis=legal_basis)
    call.note(site=site.code, step=step, day=day, procedures=[p.code for p in procedures])


def take_step(
    planned: PlannedStep, call: Call, *, legal_basis: str, paper_source: str = "", illustrative: bool = False
) -> list[ProcedureHandover]:
    """Write the dated steps, and the ladder rows as far as the step is their latest.

    What is recorded from paper may be older than the present step and then only completes the history. The caller has
    checked that it may be taken.
    """
    agency, site = planned.agency, planned.site
    present = present_steps(agency, site, planned.procedures)
    illustrative = illustrative or enters_illustrations(call.act)
    rows = [
        present.get(p.pk) or ProcedureHandover(pilot=site.pilot, agency=agency, site=site, procedure=p)
        for p in planned.procedures
    ]
    for row in rows:
        if row.since is None or row.since <= planned.day:
            row.step, row.since = planned.step, planned.day
            row.legal_basis, row.paper_source = legal_basis, paper_source
        row.illustrative = row.illustrative or illustrative
        row.row_version += bool(row.pk)
        row.save()
    steps = HandoverStep.objects.bulk_create(
        HandoverStep(
            pilot=site.pilot,
            handover=row,
            step=planned.step,
            since=planned.day,
            legal_basis=legal_basis,
            reason=call.act.reason,
            paper_source=paper_source,
            stepped_at=call.act.at,
            stepped_by=call.user.person if call.act.user else None,
            illustrative=row.illustrative,
        )
        for row in rows
    )
    call.wrote(*steps)
    return rows
