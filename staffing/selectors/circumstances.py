"""The facts about many counter posts on one day that the conditions of readiness read, all at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

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
    proposal: bool  # whether the agency has filed its own (R13)
    seen: Collection[int] | None = None  # employees whom the reader may see named; None: everybody is named


def read_circumstances(posts: list[CounterPost], on: dt.date, proposal: bool, codes: set[str]) -> Circumstances:
    """What holds on `on` where the posts are, with the rules of these codes. Five queries."""
    agencies, sites, pilots = ({getattr(p, f"{name}_id") for p in posts} for name in ("agency", "site", "pilot"))
    entries = ProcedureSetEntry.objects.as_at(on).filter(procedure_set__agency__in=agencies)
    handed = ProcedureHandover.objects.filter(
        agency__in=agencies, site__in=sites, step=ProcedureHandover.Step.HANDED_OVER, since__lte=on
    )
    rules: dict[int, dict[str, Parameter]] = {pilot: {} for pilot in pilots}
    for rule in Parameter.objects.as_at(on).filter(pilot__in=pilots, code__in=codes).select_related("source"):
        rules[rule.pilot_id][rule.code] = rule
    return Circumstances(
        on,
        _by_field(entries.select_related("procedure", "procedure_set")),
        {(h.agency_id, h.site_id, h.procedure_id): h.paper_source for h in handed},
        _qualified(stands(agencies, sites, [on])),
        rules,
        proposal,
    )


def _by_field(entries: Iterable[ProcedureSetEntry]) -> dict[int, dict[int, list[ProcedureSetEntry]]]:
    procedures: dict[int, dict[int, list[ProcedureSetEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        procedures[entry.procedure_set.agency_id][entry.procedure.field_id].append(entry)
    return procedures


def _qualified(found: Iterable[Stand]) -> Qualified:
    """Who may stand at the counter on the one day asked for, per agency, site and field, by assignment role."""
    qualified: Qualified = defaultdict(lambda: defaultdict(dict))
    for stand in found:
        a, recognition = stand.assignment, next(iter(stand.days.values()))
        qualified[a.agency_id, a.site_id, a.field_id][a.role][a.employee.person_id] = a, recognition
    return qualified
