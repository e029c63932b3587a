"""Changes of the organisation: bodies and units are merged, split, renamed or dissolved from a day on, in one act.

Purpose: sites, counter posts, contracts, open requests and roles follow their bodies, what cannot follow stands on a
list, and history keeps the old names. Who acts: the secretariat and the head of the committee, one proposing and one
confirming (workflows/changes.py); for a day ahead it is carried out on that day. Source: the act names its document,
such as Luật 72/2025/QH15 (end of the district level) or NQ 1665/NQ-UBTVQH15 (communes of Hà Tĩnh).

What happens is planned first: a list of steps, each a verb on a row. The preview shows the plan, and the act carries
out the same steps, so that what is seen is what is done. A successor that no document names stays empty.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.setup import Missing
from pilot.platform.kernel.refusals import Problem, TransitionRefused
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import AdminUnit, AdminUnitSuccession, Agency, Pilot, ProcedureSetEntry, Site, User
from pilot.programme.rules.dated import rule_change_not_ahead
from pilot.programme.rules.places import alone
from pilot.programme.workflows import moves, units
from pilot.programme.workflows.answers import Step
from pilot.programme.workflows.hanging import THINGS, Kind, Plan, Reform, lasting, once, without_unit
from pilot.programme.workflows.places import change_agency, enter_agency

Problems = list[Problem]


def plan_of(reform: Reform) -> Plan:
    """The steps of the reform and what it leaves. A fixed number of queries, whatever hangs on the bodies."""
    plan = Plan()
    if reform.kind not in (Kind.RENAME, Kind.SPLIT):  # first: a new one may have the name of an old one
        plan.add(gettext_lazy("Bodies that end"), _ended(reform))
    reform = _with_new_agency(_with_new_unit(reform, plan), plan)
    if reform.kind == Kind.RENAME:
        plan.add(gettext_lazy("Names"), _renamed(reform))
    elif reform.agencies:
        for thing in THINGS:
            thing.plan(reform, plan)
        if reform.into is not None and reform.kind == Kind.MERGE:
            plan.add(gettext_lazy("Procedure sets"), _procedures(reform, reform.into))
        if reform.into is not None and reform.kind == Kind.SPLIT:
            plan.left += _undivided(reform, reform.into)
    if reform.units:
        _move_units(reform, plan)
    plan.left = once(plan.left)
    return plan


# --- successors that the act makes ------------------------------------------------------------------------------------


def _with_new_agency(reform: Reform, plan: Plan) -> Reform:
    """A body of the same kind and level as the first of the old ones, where a name is typed and none is chosen."""
    if reform.kind == Kind.RENAME or reform.into or not reform.name or not reform.agencies:
        return reform
    first = reform.agencies[0]
    known = AdminUnitSuccession.objects.filter(old=first.admin_unit_id).select_related("new").first()
    given = {
        "name": reform.name, "kind": first.kind, "level": first.level,
        "parent": first.parent if first.parent and first.parent.period.contains(reform.day) else None,
        "admin_unit": reform.into_unit or (known and known.new) or first.admin_unit, "valid_from": reform.day,
        "legal_basis": reform.legal_basis,
    }  # fmt: skip
    new = Agency(pilot=reform.pilot, **given)
    plan.add(gettext_lazy("New body"), [Step(enter_agency, reform.pilot, given, makes=new)])
    return replace(reform, into=new)


def _with_new_unit(reform: Reform, plan: Plan) -> Reform:
    """A unit under the code that is typed, or, in a renaming, under the old code."""
    if reform.into_unit or not reform.units or not reform.name or (reform.agencies and not reform.code):
        return reform
    first = reform.units[0]
    code = reform.code or first.code
    given = {
        "code": code, "name": reform.name, "level": first.level, "parent": first.parent, "valid_from": reform.day,
        "valid_to": first.valid_to if reform.kind == Kind.RENAME else None, "legal_basis": reform.legal_basis,
    }  # fmt: skip
    new = AdminUnit(pilot=reform.pilot, **given)
    if reform.kind != Kind.SPLIT:  # before the new one has the same code
        plan.add(gettext_lazy("Units that end"), _units_ended(reform))
    plan.add(gettext_lazy("New unit"), [Step(units.enter_unit, reform.pilot, given, makes=new)])
    return replace(reform, into_unit=new)


# --- bodies -----------------------------------------------------------------------------------------------------------


def _renamed(reform: Reform) -> Iterator[Step]:
    for agency in reform.agencies:
        kept = {name: getattr(agency, name) for name in ("parent", "admin_unit", "withdrawal_rule")}
        yield Step(change_agency, agency, {**reform.ground, **kept, "name": reform.name})


def _ended(reform: Reform) -> Iterator[Step]:
    for agency in reform.agencies:
        if agency.valid_to is None or agency.valid_to > reform.day:
            yield Step(moves.end_agency, agency, reform.closing)


def _procedures(reform: Reform, into: Agency) -> Iterator[Step]:
    listed = _listed(reform)
    for agency in reform.agencies:
        if listed[agency.pk]:
            yield Step(moves.move_procedures, agency, {**reform.ground, "into": into})


def _undivided(reform: Reform, into: Agency) -> Iterator[Missing]:
    """Which procedures go over in a split no site says: the set stays whole until the successor enters its own."""
    listed = _listed(reform)
    words = _("Procedure set of %(agency)s (%(count)d): it stays whole; enter in the set of %(into)s what goes over")
    for agency in reform.agencies:
        if count := listed[agency.pk]:
            address = reverse("agency", args=[(into if into.pk else agency).code])
            told = words % {"agency": agency, "count": count, "into": into}
            yield Missing(told, "enter_procedure", into if into.pk else agency, address)


def _listed(reform: Reform) -> Counter[int]:
    """How many procedures each of the bodies has in its set on the day. One query."""
    entries = ProcedureSetEntry.objects.filter(procedure_set__agency__in=reform.bodies).as_at(reform.day)
    return Counter(entries.order_by().values_list("procedure_set__agency", flat=True))


# --- units ------------------------------------------------------------------------------------------------------------


def _move_units(reform: Reform, plan: Plan) -> None:
    """Units end and go into others; sites and bodies go along, to the successor on record where none is chosen."""
    known = {row.old_id: row for row in AdminUnitSuccession.objects.filter(old__in=reform.units).select_related("new")}
    if reform.kind != Kind.SPLIT:
        plan.add(gettext_lazy("Units that end"), _not_yet(_units_ended(reform), plan))
    plan.add(gettext_lazy("What units go into"), _succeeded(reform, known))
    successors = {unit.pk: reform.into_unit or (known[unit.pk].new if unit.pk in known else None)
                  for unit in reform.units}  # fmt: skip
    _move_out_of(reform, successors, plan)
    if reform.kind != Kind.SPLIT:
        plan.add(gettext_lazy("Units below them"), _below(reform, successors))


def _units_ended(reform: Reform) -> Iterator[Step]:
    for unit in reform.units:
        if unit.valid_to is None or unit.valid_to > reform.day:
            yield Step(units.end_unit, unit, reform.closing)


def _not_yet(steps: Iterator[Step], plan: Plan) -> Iterator[Step]:
    """Without those that the plan has already."""
    planned = {(step.verb.name, id(step.row)) for step in plan.steps}
    return (step for step in steps if (step.verb.name, id(step.row)) not in planned)


def _succeeded(reform: Reform, known: dict[int, AdminUnitSuccession]) -> Iterator[Step]:
    for unit in reform.units:
        if unit.pk not in known or (reform.into_unit and known[unit.pk].new != reform.into_unit):
            given = {**reform.ground, "new": reform.into_unit, "kind": reform.kind}
            yield Step(units.succeed_unit, unit, given)


def _move_out_of(reform: Reform, successors: dict[int, AdminUnit | None], plan: Plan) -> None:
    """Sites and bodies in the units; a body that ends in the same act needs no unit any more."""
    lying = Site.objects.filter(lasting(reform.day), admin_unit__in=successors, pilot=reform.pilot)
    lying = lying.select_related("admin_unit", "pilot").order_by("pk")
    sites = [site for site in lying if reform.takes(site.pk)]
    found = Agency.objects.filter(lasting(reform.day), admin_unit__in=successors, pilot=reform.pilot)
    bodies = [] if reform.kind == Kind.SPLIT else list(found.exclude(pk__in=reform.bodies).select_related("pilot"))
    for title, verb, rows in (
        (gettext_lazy("Sites and their units"), moves.place_site, sites),
        (gettext_lazy("Bodies and their units"), moves.place_agency, bodies),
    ):  # fmt: skip
        going = [(row, successors[row.admin_unit_id or 0]) for row in rows]
        plan.add(title, (Step(verb, row, {**reform.ground, "admin_unit": new}) for row, new in going if new))
        plan.left += [without_unit(row) for row, new in going if new is None]


def _below(reform: Reform, successors: dict[int, AdminUnit | None]) -> Iterator[Step]:
    """A unit in one that ends lies in its successor, or, without one, in what it lay in itself."""
    rows = AdminUnit.objects.filter(lasting(reform.day), parent__in=successors).select_related("parent__parent")
    for unit in rows.exclude(pk__in=successors).order_by("pk"):
        above = successors[unit.parent_id or 0] or (unit.parent and unit.parent.parent)
        if unit != reform.into_unit:
            yield Step(units.put_unit_under, unit, {"day": reform.day, "parent": above})


# --- the act ----------------------------------------------------------------------------------------------------------


def reform_of(pilot: Pilot, inputs: Inputs) -> Reform:
    """The reform that the inputs of the verb ask for; the document's name without blanks around it."""
    return Reform(pilot, **{**inputs, "legal_basis": inputs["legal_basis"].strip()})


def rule_of_this_pilot(pilot: Pilot, act: Act, inputs: Inputs) -> Problems:
    """Bodies, units, sites and who carries on are of one pilot."""
    rows = [*inputs["agencies"], *inputs["units"], *inputs["sites"], inputs["into"], inputs["into_unit"]]
    head: User | None = inputs["head"]
    own = all(row.pilot_id == pilot.pk for row in rows if row is not None)
    if own and (head is None or head.person.pilot_id == pilot.pk):
        return []
    return [Problem("other_pilot", _("This belongs to another pilot."))]


def rule_asks_for_something(pilot: Pilot, act: Act, inputs: Inputs) -> Problems:
    """What is renamed or split is one thing; what goes over needs somewhere to go, if the document names it."""
    kind, things = inputs["kind"], [*inputs["agencies"], *inputs["units"]]
    if not things:
        return [Problem("nothing_chosen", _("Choose the bodies or units that are concerned."), field="agencies")]
    if kind in (Kind.RENAME, Kind.SPLIT) and len(things) > 1:
        return [Problem("one_thing", _("One body or unit at a time is renamed or split."), field="agencies")]
    if kind == Kind.RENAME and not inputs["name"]:
        return [Problem("name_missing", _("Enter the new name."), field="name")]
    if kind == Kind.SPLIT and not inputs["sites"]:
        return [Problem("sites_missing", _("Choose the sites that go over."), field="sites")]
    if kind in (Kind.MERGE, Kind.SPLIT) and inputs["agencies"] and not (inputs["into"] or inputs["name"]):
        words = _("Choose the body that takes over, or enter the name of a new one. Without one it is a dissolution.")
        return [Problem("successor_missing", words, field="into")]
    if kind == Kind.DISSOLVE and (inputs["into"] or inputs["into_unit"] or inputs["name"]):
        words = _("What goes into another body or unit is merged. A dissolution has no successor.")
        return [Problem("successor_given", words, field="kind")]
    return []


def rule_successor_lives(pilot: Pilot, act: Act, inputs: Inputs) -> Problems:
    """What takes over is there on the day, and is none of those that end."""
    into, unit, day = inputs["into"], inputs["into_unit"], inputs["day"]
    if into and into in inputs["agencies"]:
        words = _("Take the body that takes over off the list of those that end.")
        return [Problem("successor_ends", words, field="agencies")]
    if into and not into.period.contains(day):
        words = _("%(name)s ends itself, or is not there on that day.")
        return [Problem("successor_ends", words % {"name": into}, field="into")]
    if unit and (unit in inputs["units"] or not unit.period.contains(day)):
        words = _("%(name)s ends itself, or is not there on that day.")
        return [Problem("successor_ends", words % {"name": unit}, field="into_unit")]
    return []


def rule_one_body_is_renamed(pilot: Pilot, act: Act, inputs: Inputs) -> Problems:
    """Routes, reports and contracts ask for the only body of its kind: it may be renamed, never merged away."""
    if inputs["kind"] == Kind.RENAME:
        return []
    kept: list[Agency] = [agency for agency in inputs["agencies"] if alone(agency.kind, agency.level)]
    words = _("%(name)s is the only body of its kind in the pilot: it can be renamed only.")
    return [Problem("only_one", words % {"name": agency}, field="agencies") for agency in kept]


def rule_something_happens(pilot: Pilot, act: Act, inputs: Inputs) -> Problems:
    """Of two reforms of the same body the second finds nothing left to do."""
    if rule_asks_for_something(pilot, act, inputs) or plan_of(reform_of(pilot, inputs)).steps:
        return []
    return [Problem("nothing_changes", _("Nothing is left to be changed: it was carried out already."))]


ASKED = (rule_of_this_pilot, rule_asks_for_something, rule_successor_lives, rule_one_body_is_renamed)


def preview(pilot: Pilot, act: Act, inputs: Inputs) -> Plan:
    """What the act would do, on whatever day. Raises TransitionRefused as the act, but for its day and its steps."""
    problems = [problem for rule in ASKED for problem in rule(pilot, act, inputs)]
    if problems:
        raise TransitionRefused(problems[0].code, "", problems)
    return plan_of(reform_of(pilot, inputs))


@write(
    "reorganise", rules=(*ASKED, rule_change_not_ahead, rule_something_happens),
    label=gettext_lazy("Change the organisation"), by_two=True,
)  # fmt: skip
def reorganise(
    pilot: Pilot, call: Call, *, kind: str, day: dt.date, legal_basis: str, agencies: list[Agency],
    units: list[AdminUnit], into: Agency | None, into_unit: AdminUnit | None, name: str, code: str,
    sites: list[Site], head: User | None, carry: bool,
) -> None:  # fmt: skip
    """Carry out the steps of the plan as it is now; each writes its own event, this one names them all.

    Raises TransitionRefused other_pilot, nothing_chosen, one_thing, name_missing, sites_missing, successor_missing,
    successor_given, successor_ends, only_one, day_ahead, nothing_changes, and what a step says.
    """
    reform = reform_of(pilot, {
        "kind": kind, "day": day, "legal_basis": legal_basis, "agencies": agencies, "units": units, "into": into,
        "into_unit": into_unit, "name": name, "code": code, "sites": sites, "head": head, "carry": carry,
    })  # fmt: skip
    plan = plan_of(reform)
    act = replace(call.act, key="", row_version=None, seen=None, reason=reform.legal_basis)
    carry_out(plan.steps, act)
    call.note(
        from_day=day, kind=kind, legal_basis=legal_basis, bodies=[str(one) for one in (*agencies, *units)],
        steps=[f"{step.verb.transition.label}: {step.row}" for step in plan.steps],
        left=[str(one.words) for one in plan.left],
    )  # fmt: skip


def carry_out(steps: list[Step], act: Act) -> None:
    """One step after the other; what a step makes stands in those behind it for its unsaved row.

    Raises TransitionRefused with the row of the step that does not fit.
    """
    _hold(steps)
    made: dict[int, Any] = {}
    for step in steps:
        row = made.get(id(step.row), step.row)
        inputs = {name: made.get(id(value), value) for name, value in step.inputs.items()}
        try:
            result = step.verb(row, act, **inputs)
        except TransitionRefused as refused:
            told = [replace(one, message=f"{row}: {one.message}", field="") for one in refused.problems]
            raise TransitionRefused(refused.code, refused.refusal.message, told) from refused
        if step.makes is not None:
            made[id(step.makes)] = result


def _hold(steps: list[Step]) -> None:
    """Lock every row first, kind by kind: the first event holds the audit chain, for which others with a row wait."""
    rows: dict[type[Model], set[int]] = defaultdict(set)
    for step in steps:
        if step.row.pk:
            rows[type(step.row)].add(step.row.pk)
    for model in sorted(rows, key=lambda one: one._meta.label):
        locked = model._base_manager.select_for_update().filter(pk__in=rows[model]).order_by("pk")
        list(locked.values_list("pk", flat=True))
