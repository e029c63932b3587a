"""Rules of absences and of who stands in. Each returns problems; the wording is the message."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from pilot.platform.half_days import Span
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period, show
from pilot.programme.models import ServiceField, Site
from staffing.models import Absence, Assignment, AssignmentRole, PostalEmployee, Recognition, Substitution
from staffing.selectors.counter_days import stands
from staffing.selectors.presence import Place, presence

Problems = list[Problem]


def span_in(inputs: Inputs) -> Span:
    return Span(inputs["first_half"], inputs["past_half"])


def employee_of(row: PostalEmployee | Absence) -> PostalEmployee:
    return row.employee if isinstance(row, Absence) else row


def held_by(employee: PostalEmployee, span: Span) -> list[Assignment]:
    """What the employee is in charge of on the first day of the span, recognised. Two queries."""
    found = (stand.assignment for stand in stands(None, None, span.days()[:1], [employee.pk]))
    return [row for row in found if row.role == AssignmentRole.PRIMARY]


def rule_swap_of_two(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """Nobody swaps with himself. Both are locked, in one order, so that nobody sends them elsewhere meanwhile."""
    pair = {employee.pk, inputs["other"].pk}
    list(PostalEmployee.objects.select_for_update().filter(pk__in=pair).order_by("pk"))
    return [] if len(pair) > 1 else [Problem("same_person", _("Choose somebody else to swap with."), field="other")]


def rule_both_with_the_pilot(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """Who has left, or has not come yet, swaps with nobody."""
    return [problem for one in (employee, inputs["other"]) for problem in _gone(one, span_in(inputs))]


def rule_swap_fits(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """Each is in charge at one counter, free, and recognised (R09) for what the other is in charge of."""
    span, other = span_in(inputs), inputs["other"]
    ways = ((employee, other), (other, employee))
    return [problem for one, by in ways for problem in _swap_problems(one, by, span)]


def _swap_problems(absentee: PostalEmployee, stand_in: PostalEmployee, span: Span) -> Problems:
    held = held_by(absentee, span)
    if not held:
        return [Problem("not_in_charge", _("%(name)s is in charge of nothing then.") % {"name": absentee.person})]
    if len({(row.site_id, row.agency_id) for row in held}) > 1:
        words = _("%(name)s is in charge at more than one counter: order who stands in instead.")
        return [Problem("two_places", words % {"name": absentee.person})]
    place = {"site": held[0].site, "agency": held[0].agency, "fields": [row.field for row in held]}
    halves = {"first_half": span.first, "past_half": span.past}
    recognised = rule_r09_stand_in_recognised(absentee, Act(), {**place, **halves, "stand_in": stand_in})
    return [*recognised, *_away(stand_in, span), *_ordered_elsewhere(stand_in, held[0].site_id, span)]


def rule_with_the_pilot(row: PostalEmployee | Absence, act: Act, inputs: Inputs) -> Problems:
    """Who has left, or has not come yet, is neither away nor stands in."""
    return _gone(inputs.get("stand_in") or employee_of(row), span_in(inputs))


def _gone(employee: PostalEmployee, span: Span) -> Problems:
    days = span.days()
    employed = [row.period for row in employee.employments.all()]
    if any(period.contains(days[0]) and period.contains(days[-1]) for period in employed):
        return []
    periods = "; ".join(show(period) for period in employed)
    words = _("%(name)s is with the pilot: %(periods)s.")
    return [Problem("not_with_the_pilot", words % {"name": employee.person, "periods": periods}, field="first_day")]


def rule_not_away_already(row: PostalEmployee | Absence, act: Act, inputs: Inputs) -> Problems:
    """Nobody is away twice at once. The employee is locked, so that nobody sends him elsewhere meanwhile."""
    employee = PostalEmployee.objects.select_for_update().get(pk=employee_of(row).pk)
    others = [other for other in absences_in(employee.pk, span_in(inputs)) if other != row]
    if not others:
        return []
    words = _("An absence is recorded already: %(span)s. Correct it, or end it earlier.")
    return [Problem("away_already", words % {"span": others[0].span}, field="first_day")]


def absences_in(employee: int, span: Span) -> list[Absence]:
    """The absences of an employee that share a half-day with the span. One query."""
    rows = Absence.objects.filter(Absence.COUNTED, employee=employee)
    return list(rows.filter(first_half__lt=span.past, past_half__gt=span.first).order_by("first_half"))


def rule_ends_within(row: Absence, act: Act, inputs: Inputs) -> Problems:
    """An absence ends earlier at one of its own half-days; of one that never was it is said that it is taken back."""
    if row.first_half < inputs["past_half"] < row.past_half:
        return []
    words = _("The absence is recorded as %(span)s: choose an earlier end within it, or take it back.")
    return [Problem("outside_absence", words % {"span": row.span}, field="last_day")]


def rule_somebody_else(absentee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """Nobody stands in for himself."""
    if inputs["stand_in"] != absentee:
        return []
    return [Problem("same_person", _("Somebody else has to stand in."))]


def rule_needs_cover(absentee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """Somebody stands in where the one in charge is away, and nobody stands in yet."""
    site, span = inputs["site"], span_in(inputs)
    found = presence([site], span.days())
    halves = [half for half in found.halves(site.pk) if span.has(half)]
    for one in inputs["fields"]:
        for half in halves:
            slot = found.slot(Place(site.pk, inputs["agency"].pk, one.pk), half)
            if absentee not in [away.employee for away in slot.away if away.absence]:
                words = _("%(name)s is not away there then, or not in charge of “%(field)s”.")
                return [Problem("not_away", words % {"name": absentee.person, "field": one})]
            if slot.stand_ins:
                words = _("%(name)s stands in there already.")
                return [Problem("covered", words % {"name": slot.stand_ins[0].employee.person})]
    return [] if halves else [Problem("no_working_day", _("The counters are closed on these days."))]


def rule_r09_stand_in_recognised(absentee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """R09: who stands in is recognised for each field at this place, on each of the days."""
    stand_in, days = inputs["stand_in"], span_in(inputs).days()
    rows = Recognition.objects.filter(
        Recognition.COUNTED, employee=stand_in, site=inputs["site"], agency=inputs["agency"]
    )
    held = [(row.field_id, row.period) for row in rows]
    lacking = [one for one in inputs["fields"] if not _on_each(days, [p for field, p in held if field == one.pk])]
    if not lacking:
        return []
    words = _("%(name)s is not recognised here on these days for: %(fields)s.")
    return [Problem("not_recognised", words % {"name": stand_in.person, "fields": _names(lacking)})]


def _on_each(days: Collection[dt.date], periods: Collection[Period]) -> bool:
    return all(any(period.contains(day) for period in periods) for day in days)


def _names(fields: Iterable[ServiceField]) -> str:
    return ", ".join(str(one) for one in fields)


def rule_free(absentee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """Who stands in is neither away nor elsewhere at the same half-day. The employee is locked until the commit."""
    stand_in = PostalEmployee.objects.select_for_update().get(pk=inputs["stand_in"].pk)
    return [*_away(stand_in, span_in(inputs)), *_elsewhere(stand_in, inputs["site"].pk, span_in(inputs))]


def _away(employee: PostalEmployee, span: Span) -> Problems:
    found = absences_in(employee.pk, span)
    words = _("%(name)s is away: %(span)s.")
    return [Problem("away", words % {"name": employee.person, "span": row.span}) for row in found[:1]]


def _elsewhere(employee: PostalEmployee, site: int, span: Span) -> Problems:
    """Stands in, or is in charge, at another site at one of the half-days."""
    held = (stand.assignment for stand in stands(None, None, span.days(), [employee.pk]))
    in_charge = (row for row in held if row.role == AssignmentRole.PRIMARY and row.site_id != site)
    return _ordered_elsewhere(employee, site, span) or _elsewhere_at(employee, [row.site for row in in_charge])


def _ordered_elsewhere(employee: PostalEmployee, site: int, span: Span) -> Problems:
    """Stands in at another site at one of the half-days."""
    rows = Substitution.objects.filter(Substitution.COUNTED, employee=employee).exclude(site=site)
    rows = rows.filter(first_half__lt=span.past, past_half__gt=span.first).select_related("site")
    return _elsewhere_at(employee, [row.site for row in rows])


def _elsewhere_at(employee: PostalEmployee, sites: Iterable[Site]) -> Problems:
    places = ", ".join(dict.fromkeys(map(str, sites)))
    words = _("%(name)s stands elsewhere at the same time: %(places)s.")
    return [Problem("elsewhere", words % {"name": employee.person, "places": places})] if places else []
