"""Changes that wait, and changes of the organisation that were carried out, on the pages of what they are about."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.kernel.types import User
from pilot.programme.models import AdminUnit, Agency, Pilot, ProgrammeChange, Site
from pilot.programme.presenters.changes import step_name
from pilot.programme.workflows.removal import named_by

S = ProgrammeChange.Status
REORGANISE, THRESHOLD = "reorganise", "set_threshold"
OF_PILOT = (REORGANISE, "correct_pilot", "change_pilot")
Concerns = Callable[[ProgrammeChange], bool]


@dataclass(frozen=True)
class Note:
    """What waits or has happened, in one sentence, with the page of the change."""

    state: str
    words: str
    url: str


def notes(concerns: Concerns, user: User, on: dt.date, day: dt.date, pilot: Pilot | None = None) -> list[Note]:
    """What concerns the page, as of `day`; nothing on the page of a former day. One query."""
    if day < on:
        return []
    told = Q(status__in=(S.PROPOSED, S.WAITING)) | Q(status=S.CARRIED_OUT, verb=REORGANISE)
    rows = ProgrammeChange.objects.visible_to(user, on).filter(told, **({"pilot": pilot} if pilot else {}))
    return [_note(change, day, on) for change in rows.order_by("due_on", "pk") if concerns(change)]


def _note(change: ProgrammeChange, day: dt.date, on: dt.date) -> Note:
    what, url = f"{step_name(change)}: {change.subject}", reverse("programme-change", args=[change.pk])
    told = {"what": what, "day": f"{change.due_on:%d/%m/%Y}" if change.due_on else ""}
    if change.status == S.PROPOSED:
        return Note("wait", _("Proposed, waits for a second person: %(what)s") % told, url)
    if change.status == S.CARRIED_OUT:
        return Note("idle", _("Since %(day)s: %(what)s") % told, url)
    if on < day and change.due_on and change.due_on <= day:
        words = _("A confirmed change takes effect before this day, which this page does not show: %(day)s, %(what)s")
        return Note("warn", words % told, url)
    return Note("wait", _("From %(day)s: %(what)s, confirmed") % told, url)


# --- which changes concern which page -----------------------------------------------------------------------------


def of_agency(agency: Agency) -> Concerns:
    """About it or naming it; also the change by which it was made."""
    return lambda change: agency.pk in named_by(change, Agency) or _made(change, agency)


def _made(change: ProgrammeChange, agency: Agency) -> bool:
    new = (change.inputs.get("name"), change.inputs.get("day"), change.inputs.get("into"))
    return change.verb == REORGANISE and new == (agency.name, str(agency.valid_from), None)


def of_site(site: Site) -> Concerns:
    """About it or naming it; also a change that is still to come of a body or unit that it hangs on."""
    hangs: tuple[tuple[type[Model], set[int | None]], ...] = (
        (Agency, {site.agency_id, site.parent_agency_id}), (AdminUnit, {site.admin_unit_id}),
    )  # fmt: skip

    def concerns(change: ProgrammeChange) -> bool:
        if site.pk in named_by(change, Site):
            return True
        to_come = change.verb == REORGANISE and change.status != S.CARRIED_OUT
        return to_come and any(ids & named_by(change, model) for model, ids in hangs)

    return concerns


def of_pilot(change: ProgrammeChange) -> bool:
    """Still to come: the page of the pilot tells what was carried out in its history."""
    return change.verb in OF_PILOT and change.status != S.CARRIED_OUT


def of_units(change: ProgrammeChange) -> bool:
    """Still to come: the list of units says itself what units went into."""
    return change.status != S.CARRIED_OUT and (
        change.verb == "enter_unit" or change.object_type == AdminUnit._meta.label or bool(change.inputs.get("units"))
    )


def of_thresholds(change: ProgrammeChange) -> bool:
    return change.verb == THRESHOLD
