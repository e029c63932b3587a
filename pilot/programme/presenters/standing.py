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
CARRIED_OUT = Q(status=S.CARRIED_OUT, verb=REORGANISE)


@dataclass(frozen=True)
class Concerns:
    """Which changes concern a page: `waits` of those that are still to come, `happened` of those carried out."""

    waits: Callable[[ProgrammeChange], bool]
    happened: Q | None = None


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
    told = Q(status__in=(S.PROPOSED, S.WAITING)) | (CARRIED_OUT & concerns.happened if concerns.happened else Q())
    rows = ProgrammeChange.objects.visible_to(user, on).filter(told, **({"pilot": pilot} if pilot else {}))
    found = (one for one in rows.order_by("due_on", "pk") if one.status == S.CARRIED_OUT or concerns.waits(one))
    return [_note(change, day, on) for change in found]


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
    made = Q(inputs__name=agency.name, inputs__day=str(agency.valid_from), inputs__into=None)
    happened = _listed("agencies", agency.pk) | Q(inputs__into=agency.pk) | made
    return Concerns(lambda change: agency.pk in named_by(change, Agency), happened)


def of_site(site: Site) -> Concerns:
    """About it or naming it; also a change that is still to come of a body or unit that it hangs on."""
    hangs: tuple[tuple[type[Model], set[int | None]], ...] = (
        (Site, {site.pk}), (Agency, {site.agency_id, site.parent_agency_id}), (AdminUnit, {site.admin_unit_id}),
    )  # fmt: skip

    def waits(change: ProgrammeChange) -> bool:
        asked = hangs if change.verb == REORGANISE else hangs[:1]
        return any(ids & named_by(change, model) for model, ids in asked)

    return Concerns(waits, _listed("sites", site.pk))


def _listed(name: str, pk: int) -> Q:
    """The change names the row in a list of its inputs, which both databases compare as text: [3, 12]."""
    return Q(**{f"inputs__{name}__regex": rf"[^0-9]{pk}[^0-9]"})


# the page of the pilot tells what was carried out in its history, the list of units what they went into
of_pilot = Concerns(lambda change: change.verb in OF_PILOT)
of_units = Concerns(
    lambda change: (
        change.verb == "enter_unit" or change.object_type == AdminUnit._meta.label or bool(change.inputs.get("units"))
    )
)
of_thresholds = Concerns(lambda change: change.verb == THRESHOLD)
