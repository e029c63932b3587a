"""Where sites, procedures and procedure sets stand: words and tones."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from pilot.platform.access.rows import has_ended
from pilot.programme.models import Agency, ProcedureHandover, ProcedureSet, Site
from pilot.programme.selectors.handover import LadderLine
from pilot.programme.selectors.places import FOR_PREMISES

Step = ProcedureHandover.Step
OnLadder = TypeVar("OnLadder", ProcedureHandover, LadderLine)
LADDER = [Step.NOT_STARTED, Step.SHADOWING, Step.ASSISTED, Step.HANDED_OVER]
STEP_STATES = {
    Step.NOT_STARTED: "idle", Step.SHADOWING: "wait", Step.ASSISTED: "wait",
    Step.HANDED_OVER: "pass", Step.PAUSED: "warn", Step.RETURNED: "fail",
}  # fmt: skip


@dataclass(frozen=True)
class SiteState:
    """Where a site stands: a state (shape) and the words beside it."""

    state: str
    label: str


def site_state(site: Site, on: dt.date) -> SiteState:
    """The state of a site from `with_handover_counts` on day `on`.

    Unconfirmed first; then the hand-over of procedures where labour is transferred; otherwise the premises.
    Whether premises were really moved into is known to the facilities app, not here.
    """
    if has_ended(site, on):
        return SiteState("idle", _("closed"))
    if site.status == Site.Status.UNCONFIRMED:
        return SiteState("warn", _("unconfirmed"))
    if site.procedures:
        return _handover_state(site)
    if site.status == Site.Status.MOVED:
        return SiteState("pass", site.get_status_display())
    if site.pilot_form in FOR_PREMISES:
        return _facility_state(site, on)
    return SiteState("idle", _("no hand-over entered"))


def _handover_state(site: Site) -> SiteState:
    counts = {"done": site.handed_over, "all": site.procedures}
    if site.troubled:
        return SiteState("warn", _("%(count)d procedures paused or returned") % {"count": site.troubled})
    if site.handed_over == site.procedures:
        return SiteState("pass", _("all %(all)d procedures handed over") % counts)
    state = "wait" if site.handed_over else "idle"
    return SiteState(state, _("%(done)d of %(all)d procedures handed over") % counts)


def _facility_state(site: Site, on: dt.date) -> SiteState:
    if site.status == Site.Status.CONTINUING:
        return SiteState("pass", site.get_status_display())
    if site.facility_from and on < site.facility_from:
        return SiteState("idle", _("premises not due yet"))
    if site.facility_to and on >= site.facility_to:
        return SiteState("wait", _("the time for the premises is over"))
    return SiteState("wait", _("within the time for the premises"))


# --- agencies --------------------------------------------------------------------------------------


def coverage_in_words(agency: Agency) -> str:
    """The set of an agency from `agency_rows`: "4 of 36 procedures listed; 5 proposed from …"; "" without one."""
    found = getattr(agency, "procedure_set", None)
    if found is None:
        return ""
    words = [_listed_in_words(found, agency.listed)]
    if agency.proposed:
        words.append(_("%(count)d proposed from the national catalogue") % {"count": agency.proposed})
    if agency.guessed:
        words.append(_("%(count)d illustrative") % {"count": agency.guessed})
    return "; ".join(words)


def against_the_plan(agency: Agency) -> str:
    """What an agency's list (of `agency_rows`) lacks of the number in the plan, or has beyond it; "" if nothing."""
    planned = agency.procedure_set.planned_count if hasattr(agency, "procedure_set") else None
    if planned is None or planned == agency.listed:
        return ""
    if agency.listed < planned:
        words = _("The plan gives %(planned)d procedures, the agency's list names %(listed)d: %(count)d are missing.")
    else:
        words = _("The plan gives %(planned)d procedures, the agency's list names %(listed)d: %(count)d too many.")
    return words % {"planned": planned, "listed": agency.listed, "count": abs(planned - agency.listed)}


def _listed_in_words(found: ProcedureSet, listed: int) -> str:
    if not listed and not found.planned_count:
        return _("the whole set, not listed yet") if found.coverage == found.Coverage.ALL else _("not listed yet")
    if found.planned_count:
        return _("%(listed)d of %(planned)d procedures listed") % {
            "planned": found.planned_count,
            "listed": listed,
        }
    if found.coverage == found.Coverage.ALL:
        return _("the whole set, %(listed)d listed so far") % {"listed": listed}
    return _("%(listed)d listed so far") % {"listed": listed}


# --- the hand-over of procedures ------------------------------------------------------------------


def with_step_states(rows: Iterable[OnLadder]) -> list[tuple[str, OnLadder]]:
    """Each row with the state (shape) of its step."""
    return [(STEP_STATES[Step(row.step)], row) for row in rows]


def step_counts(handovers: Iterable[ProcedureHandover]) -> list[tuple[str, str]]:
    """[(state, "3 handed over"), …] for the steps that occur, lowest first."""
    order = [*LADDER, Step.PAUSED, Step.RETURNED]
    steps = [Step(row.step) for row in handovers]
    return [(STEP_STATES[s], f"{steps.count(s)} {s.label}") for s in order if s in steps]
