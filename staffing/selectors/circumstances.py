"""The facts about many counter posts on some days that the conditions of readiness read, all at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from pilot.programme.models import CounterPost, Parameter, ProcedureHandover, ProcedureSetEntry
from staffing.models import Assignment, Recognition
from staffing.selectors.counter_days import Stand, stands

Held = tuple[Assignment, Recognition]
Qualified = dict[tuple[int, int, int], dict[str, dict[int, Held]]]  # agency, site, field → role → person


@dataclass
class Circumstances:
    """Facts about many posts on one day, read once."""

    on: dt.date
    procedures: dict[int, dict[int, list[ProcedureSetEntry]]]  # agency → field → set entries
    handed_over: dict[tuple[int, int, int], str]  # agency, site, procedure → document on paper or nothing
    qualified: Qualified
    rules: dict[int, dict[str, Parameter]]  # pilot → code → rule in force
    proposed: Collection[int]  # ids of the posts whose agency has filed its own proposal (R13)
    seen: Collection[int] | None = None  # employees whom the reader may see named; None: everybody is named


def read_circumstances(
    posts: Collection[CounterPost], days: Collection[dt.date], proposed: Collection[int], codes: set[str]
) -> dict[dt.date, Circumstances]:
    """What holds on each of `days` where the posts are, with the rules of these codes. Five queries for any number.

    What a condition reads of presence (who is away, who stands in) joins here, by the day as all the rest.
    """
    if not days:
        return {}
    agencies, sites, pilots = ({getattr(p, f"{name}_id") for p in posts} for name in ("agency", "site", "pilot"))
    listed = ProcedureSetEntry.objects.filter(around(days), procedure_set__agency__in=agencies)
    entries = list(listed.select_related("procedure", "procedure_set"))
    ladder = ProcedureHandover.objects.filter(agency__in=agencies, site__in=sites, since__lte=max(days))
    handed = list(ladder.filter(step=ProcedureHandover.Step.HANDED_OVER))
    known = Parameter.objects.filter(around(days), pilot__in=pilots, code__in=codes)
    rules = list(known.select_related("source"))
    found = stands(agencies, sites, days)
    return {
        day: Circumstances(
            day,
            _by_field(one for one in entries if one.period.contains(day)),
            {(h.agency_id, h.site_id, h.procedure_id): h.paper_source for h in handed if h.since and h.since <= day},
            _qualified(found, day),
            _by_code(pilots, [rule for rule in rules if rule.period.contains(day)]),
            proposed,
        )
        for day in days
    }


def around(days: Collection[dt.date]) -> Q:
    """Rows that hold on some day from the first to the last of these; an unknown start counts as minus infinity."""
    begun = Q(valid_from=None) | Q(valid_from__lte=max(days))
    return begun & (Q(valid_to=None) | Q(valid_to__gt=min(days)))


def _by_code(pilots: Iterable[int], rules: Iterable[Parameter]) -> dict[int, dict[str, Parameter]]:
    found: dict[int, dict[str, Parameter]] = {pilot: {} for pilot in pilots}
    for rule in rules:
        found[rule.pilot_id][rule.code] = rule
    return found


def _by_field(entries: Iterable[ProcedureSetEntry]) -> dict[int, dict[int, list[ProcedureSetEntry]]]:
    procedures: dict[int, dict[int, list[ProcedureSetEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        procedures[entry.procedure_set.agency_id][entry.procedure.field_id].append(entry)
    return procedures


def _qualified(found: Iterable[Stand], day: dt.date) -> Qualified:
    """Who may stand at the counter on the day, per agency, site and field, by assignment role."""
    qualified: Qualified = defaultdict(lambda: defaultdict(dict))
    for stand in found:
        if recognition := stand.days.get(day):
            a = stand.assignment
            qualified[a.agency_id, a.site_id, a.field_id][a.role][a.employee.person_id] = a, recognition
    return qualified
