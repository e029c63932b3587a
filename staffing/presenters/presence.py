"""Words for who can stand in and what each lacks, for the week at a site, for the history of standing in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.access.forms import new_key
from pilot.platform.half_days import Span, day_of, halves_of, part_of, spans_of
from pilot.platform.ui.shapes import Action
from pilot.programme.models import Site
from staffing.models import AssignmentRole, PostalEmployee
from staffing.selectors.presence import Place, Slot
from staffing.selectors.stand_ins import Busy, Candidate, Gap
from staffing.selectors.week import Week


@dataclass
class Offer:
    """A candidate as the page shows him: what he is, what he lacks, and what one click orders."""

    employee: PostalEmployee
    fields: str
    role: str
    lacks: list[str]
    stood: str
    orders: list[Action]  # a button for each time he is free


@dataclass
class ShownGap:
    """A gap with its offers."""

    title: str
    fields: str
    when: str
    offers: list[Offer]


def order_key(gap: Gap, candidate: Candidate, span: Span) -> str:
    """What a button sends: who, where, on which half-days."""
    return f"{candidate.employee.pk}.{gap.site.pk}.{gap.agency.pk}.{span.first}.{span.past}"


def shown_gaps(found: Iterable[Gap], address: str) -> list[ShownGap]:
    """The gaps with what can be ordered at the address; without one the reader may not."""
    return [
        ShownGap(
            f"{gap.agency} – {gap.site}", ", ".join(map(str, gap.fields)), in_spans(gap.halves, gap.open_days),
            [_offer(gap, candidate, address) for candidate in gap.candidates],
        )
        for gap in found
    ]  # fmt: skip


def in_spans(halves: list[int], known: list[int]) -> str:
    """Half-days as spans in words."""
    return "; ".join(str(span) for span in spans_of(halves, known))


def _offer(gap: Gap, candidate: Candidate, address: str) -> Offer:
    orders = [_button(gap, candidate, span, address) for span in gap.spans(candidate)] if address else []
    roles = dict(AssignmentRole.choices)
    role = str(roles[candidate.role]) if candidate.role else _("not assigned here")
    count = ngettext("%(count)d half-day", "%(count)d half-days", candidate.stood) % {"count": candidate.stood}
    here = ", ".join(map(str, candidate.here))
    return Offer(candidate.employee, here, role, lacks(gap, candidate), count, orders)


def _button(gap: Gap, candidate: Candidate, span: Span, address: str) -> Action:
    label = _("Stands in %(span)s") % {"span": span}
    key = order_key(gap, candidate, span)
    return Action(label, address, "primary", method="post", name="order", value=key, operation_key=new_key())


def lacks(gap: Gap, candidate: Candidate) -> list[str]:
    """What the candidate still lacks for the whole gap, a sentence each."""
    found = [_lacking(one.pk, str(one), candidate) for one in gap.fields if one not in candidate.here]
    return [*found, *_busy(candidate.busy, gap)]


def _lacking(field_id: int, name: str, candidate: Candidate) -> str:
    if row := candidate.elsewhere.get(field_id):
        words = _("%(field)s: recognised at %(place)s, not here")
        return words % {"field": name, "place": f"{row.agency} – {row.site}"}
    return _("%(field)s: not recognised") % {"field": name}


def _busy(busy: list[Busy], gap: Gap) -> list[str]:
    found = []
    for at, some in groupby(sorted(busy, key=lambda one: (str(one.at or ""), one.half)), key=lambda one: one.at):
        when = in_spans([one.half for one in some], gap.open_days)
        stands = _("%(when)s: stands at %(place)s") % {"when": when, "place": at}
        found.append(stands if at else _("%(when)s: away") % {"when": when})
    return found


@dataclass
class Name:
    """Somebody on the week board; the address records that he is away, or shows the absence."""

    name: str
    url: str = ""
    note: str = ""


@dataclass
class Part:
    """A day, or a half of it where the other half differs, at one field."""

    when: str
    standing: list[Name] = field(default_factory=list)
    stand_ins: list[Name] = field(default_factory=list)
    away: list[Name] = field(default_factory=list)
    uncovered: bool = False
    url: str = ""  # to the proposals


@dataclass
class WeekRow:
    """A field of an agency, with the parts of each day."""

    agency: str
    field: str
    cells: list[list[Part]]


@dataclass
class SiteWeek:
    """The week of one site."""

    site: Site
    days: list[dt.date]
    rows: list[WeekRow]


def site_weeks(week: Week) -> list[SiteWeek]:
    """The sites of which the reader sees a field, each with its working days."""
    found = []
    for site in week.sites.values():
        days = sorted({day_of(half) for half in week.found.halves(site.pk)})
        places = [place for place in week.places if place.site == site.pk]
        rows = [_row(week, place, days) for place in places]
        found.append(SiteWeek(site, days, sorted(rows, key=lambda row: (row.agency, row.field))))
    return [one for one in found if one.rows]


def _row(week: Week, place: Place, days: list[dt.date]) -> WeekRow:
    cells = [_parts(week, place, day) for day in days]
    return WeekRow(str(week.agencies[place.agency]), str(week.fields[place.field]), cells)


def _parts(week: Week, place: Place, day: dt.date) -> list[Part]:
    """One part where morning and afternoon are alike, else two."""
    parts = [_part(week, week.found.slot(place, half), day) for half in halves_of(day)]
    if parts[0] == parts[1]:
        return parts[:1]
    for part, half in zip(parts, halves_of(day), strict=True):
        part.when = str(part_of(half).label)
    return parts


def _part(week: Week, slot: Slot, day: dt.date) -> Part:
    part = Part("", uncovered=slot.uncovered)
    part.standing = [Name(_name(week, employee), _record_url(week, employee, day)) for employee in slot.standing]
    for row in slot.stand_ins:
        words = _("for %(name)s") % {"name": _name(week, row.absentee)}
        part.stand_ins.append(Name(_name(week, row.employee), _record_url(week, row.employee, day), words))
    for away in slot.away:
        shown = away.absence is not None and away.absence.pk in week.absences
        url = reverse("absence", args=[away.absence.pk]) if away.absence and shown else ""
        note = _("stands at %(place)s") % {"place": away.elsewhere.site} if away.elsewhere else ""
        part.away.append(Name(_name(week, away.employee), url, note))
    part.url = next((name.url for name in part.away if name.url), "") if slot.uncovered else ""
    return part


def _name(week: Week, employee: PostalEmployee) -> str:
    return employee.person.full_name if employee.pk in week.seen else _("somebody of another post office")


def _record_url(week: Week, employee: PostalEmployee, day: dt.date) -> str:
    if employee.pk not in week.recordable:
        return ""
    return reverse("record-absence", args=[employee.pk], query={"ngay": f"{day:%d/%m/%Y}"})
