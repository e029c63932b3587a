"""Changes of the programme by two people: one proposes, another confirms, and only then it holds.

Purpose: who takes part, where, and which body decides there follows from the programme, so nobody changes it alone.
Who acts: the secretariat and the head of the committee. Where nobody else has the right, what is proposed is carried
out at once, and its event says so. A change of the organisation may be confirmed for a day ahead: it waits for that
day and is then carried out by itself. Source: product rule; decisions on the programme are the committee's (KH giai
đoạn II, IV.1).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_type_hints

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.actors import able, holders
from pilot.platform.access.people import signers
from pilot.platform.access.policy import pilot_of
from pilot.platform.access.rows import ScopedQuerySet
from pilot.platform.kernel.clock import business_moment
from pilot.platform.kernel.refusals import Problem, Refused, StaleRow, TransitionRefused
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import VERBS, Act, Call, Transition, Verb, Workflow, version_of, write
from pilot.programme.models import Pilot, ProgrammeChange
from pilot.programme.models.changes import digest_of
from pilot.programme.rules.dated import day_ahead
from pilot.programme.workflows.acting import enters_illustrations

S = ProgrammeChange.Status
CHANGE = Workflow(
    "programme_change", _("Change of the programme"),
    [
        Transition("confirm_change", (S.PROPOSED,), S.CARRIED_OUT, _("Confirm the change"), not_by=("proposed_by",)),
        Transition("confirm_for_day", (S.PROPOSED,), S.WAITING, _("Confirm for its day"), not_by=("proposed_by",)),
        Transition("carry_out_change", (S.WAITING,), S.CARRIED_OUT, _("Carry out the change")),
        Transition("refuse_change", (S.PROPOSED, S.WAITING), S.REFUSED, _("Do not agree"), reason=True),
        Transition("drop_change", (S.REFUSED,), S.DROPPED, _("Deal with the refusal"), not_by=("refused_by",)),
    ],
)  # fmt: skip
WAITS = {"reorganise"}  # what may be confirmed for a day ahead; on the day it is planned anew, on the rows as they are


def propose(verb: Verb, row: Model, act: Act, inputs: Inputs, pilot: Any = None) -> ProgrammeChange:
    """Propose the verb on the row as its page showed it. Raises TransitionRefused as the verb, StaleRow.

    pilot: in which, where the row may belong to several.
    """
    if act.row_version is not None and act.row_version != version_of(row):
        raise StaleRow(row, act.row_version)
    place: Any = pilot or pilot_of(row)
    found: ProgrammeChange = propose_change(
        place, replace(act, row_version=None), verb=verb.name, object_type=row._meta.label,
        object_id=row.pk, inputs=frozen(inputs), subject=_subject(row, inputs),
    )  # fmt: skip
    return found


def waiting_about(row: Model) -> ScopedQuerySet[ProgrammeChange]:
    """What is proposed about the row and waits for a second person."""
    return ProgrammeChange.objects.filter(object_type=row._meta.label, object_id=row.pk, status=S.PROPOSED)


def _subject(row: Model, inputs: Inputs) -> str:
    """What it is about, in the words of today: old → new, a new name, or the row itself."""
    chosen = ", ".join(str(one) for name in ("agencies", "units") for one in inputs.get(name, ()))
    new = inputs.get("into") or inputs.get("into_unit") or inputs.get("name")
    if chosen:
        return (f"{chosen} → {new}" if new else chosen)[:200]
    return str(inputs.get("name") or inputs.get("code") or row)[:200]


def rule_the_act_itself(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """What the rules of the act refuse is refused when it is proposed, not only when it is confirmed.

    What consists of many acts is tried out, as on its day, and taken back.
    """
    verb, row = VERBS[inputs["verb"]], subject_of(inputs["object_type"], inputs["object_id"])
    given = thawed(verb, inputs["inputs"])
    if verb.name not in WAITS:
        return verb.judge(row, act, given)
    on = max(act.on, given["day"])
    with transaction.atomic():
        verb(row, replace(act, on=on, at=business_moment(on), key="", seen=None, agreed=True), **given)
        transaction.set_rollback(True)
    return []


def rule_proposed_once(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """What waits already is not proposed again."""
    if not ProgrammeChange.objects.filter(digest=digest_of(inputs), status=S.PROPOSED).exists():
        return []
    return [Problem("proposed_already", _("The same is proposed already and waits for a second person."))]


@write("propose_change", rules=(rule_the_act_itself, rule_proposed_once), label=_("Propose a change of the programme"))
def propose_change(
    pilot: Pilot, call: Call, *, verb: str, object_type: str, object_id: int, inputs: dict[str, Any], subject: str
) -> ProgrammeChange:
    """Keep what is wanted until a second person confirms it; carried out at once where there is no other."""
    row = subject_of(object_type, object_id)
    change = ProgrammeChange.objects.create(
        pilot=pilot, verb=verb, object_type=object_type, object_id=object_id, seen_version=version_of(row),
        subject=subject, inputs=inputs, reason=call.act.reason,
        proposed_at=call.act.at, proposed_by=call.user.person, illustrative=enters_illustrations(call.act),
        due_on=day_of(verb, inputs),
    )  # fmt: skip
    if not others(change, call.act):
        change.status = S.WAITING if is_ahead(change, call.act) else S.CARRIED_OUT
        if change.status == S.CARRIED_OUT:
            _carry_out(change, call)
        change.save(update_fields=["status"])
        call.note(nobody_else_could_confirm=True)
    return change


def day_of(verb: str, inputs: dict[str, Any]) -> dt.date | None:
    """The day on which the act is carried out, where it may wait for one."""
    return dt.date.fromisoformat(inputs["day"]) if verb in WAITS else None


def is_ahead(change: ProgrammeChange, act: Act) -> bool:
    return change.due_on is not None and change.due_on > act.on


def others(change: ProgrammeChange, act: Act) -> set[int]:
    """Persons who could confirm what is proposed: not those behind the proposal."""
    found = able(holders(["confirm_change"], act.on), "confirm_change", change)
    return {holder.user.person_id for holder in found} - signers(act, "propose_change", change.pilot)


def rule_two_people(change: ProgrammeChange, act: Act, inputs: Inputs) -> list[Problem]:
    """Whoever proposed it does not confirm it, nor anybody on his behalf."""
    if change.proposed_by_id not in signers(act, "confirm_change", change):
        return []
    return [Problem("same_person", _("Somebody else than the one who proposed it has to confirm."))]


def rule_day_has_come(change: ProgrammeChange, act: Act, inputs: Inputs) -> list[Problem]:
    """Before its day it is confirmed for that day."""
    return day_ahead() if is_ahead(change, act) else []


def rule_day_is_ahead(change: ProgrammeChange, act: Act, inputs: Inputs) -> list[Problem]:
    """What holds by now does not wait."""
    return [] if is_ahead(change, act) else [Problem("day_is_here", _("Its day has come: confirm the change itself."))]


@CHANGE.verb("confirm_change", rules=(rule_two_people, rule_day_has_come))
def confirm_change(change: ProgrammeChange, call: Call) -> None:
    """Carry out what is proposed, on the row as it was then.

    Raises TransitionRefused same_person, day_ahead, and what the rules of the act say now; StaleRow where the row has
    changed.
    """
    change.confirmed_at, change.confirmed_by = call.act.at, call.user.person
    _carry_out(change, call)


@CHANGE.verb("confirm_for_day", rules=(rule_two_people, rule_day_is_ahead))
def confirm_for_day(change: ProgrammeChange, call: Call) -> None:
    """It waits for its day. Raises TransitionRefused same_person, day_is_here."""
    change.confirmed_at, change.confirmed_by = call.act.at, call.user.person


@CHANGE.verb("carry_out_change", rules=(rule_day_has_come,))
def carry_out_change(change: ProgrammeChange, call: Call) -> None:
    """Its day has come: carry it out, on the rows as they are now. Raises day_ahead, and what the act says now."""
    _carry_out(change, call)
    change.misfit = ""


@write("note_misfit", label=_("The change does not fit on its day"))
def note_misfit(change: ProgrammeChange, call: Call, *, misfit: str) -> None:
    """Why it could not be carried out on its day; it stays on the worklist of those who can put that right."""
    change.misfit = misfit


def carry_out_due(on: dt.date) -> int:
    """Carry out what was confirmed for a day that has come; how many. What no longer fits says so on its page."""
    done = 0
    for change in ProgrammeChange.objects.filter(status=S.WAITING, due_on__lte=on).order_by("due_on", "pk"):
        act = Act(on=on, source="tick")
        try:
            carry_out_change(change, act)
            done += 1
        except Refused as refused:
            note_misfit(change, act, misfit=str(refused))
    return done


@CHANGE.verb("refuse_change")
def refuse_change(change: ProgrammeChange, call: Call) -> None:
    """It is not carried out; the reason says why, to those who propose. Also for the one who proposed it.

    Raises reason_needed.
    """
    change.refused_at, change.refused_by = call.act.at, call.user.person


@CHANGE.verb("drop_change")
def drop_change(change: ProgrammeChange, call: Call) -> None:
    """The refusal has been read: what was proposed is proposed anew, otherwise or not at all."""


def _carry_out(change: ProgrammeChange, call: Call) -> None:
    """The row is held before the inputs are read, so that they are as the act before this one left them."""
    verb, model = VERBS[change.verb], apps.get_model(change.object_type)
    row = model._base_manager.select_for_update().filter(pk=change.object_id).first()
    if row is None:
        gone = Problem("taken_out", _("What it is about has been taken out meanwhile."))
        raise TransitionRefused(gone.code, "", [gone])
    seen = None if change.due_on else change.seen_version  # what is planned anew needs no version
    act = replace(call.act, key="", row_version=seen, reason=change.reason or call.act.reason)
    made = verb(row, replace(act, seen=None, agreed=True), **thawed(verb, change.inputs))
    call.note(carried_out=change.verb, about=str(made))


def subject_of(object_type: str, object_id: int) -> Model:
    """The row that a change is about."""
    return row_of(apps.get_model(object_type), object_id)


def still_there(change: ProgrammeChange) -> Model | None:
    """The row that the change is about; None once it has been taken out."""
    model: type[Model] = apps.get_model(change.object_type)
    return model._base_manager.filter(pk=change.object_id).first()


# --- inputs as JSON, and back by the types of the verb's body -----------------------------------------------------


def frozen(inputs: Inputs) -> dict[str, Any]:
    """Rows by their keys, days as ISO."""
    return {name: _frozen(value) for name, value in inputs.items()}


def _frozen(value: Any) -> Any:
    if isinstance(value, (list, QuerySet)):
        return [_frozen(one) for one in value]
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, dt.date) else value


Find = Callable[[type[Model], int], Model]  # a row of a model by its key; raises DoesNotExist


def row_of(model: type[Model], pk: int) -> Model:
    found: Model = model._base_manager.get(pk=pk)
    return found


def thawed(verb: Verb, inputs: dict[str, Any], find: Find = row_of) -> Inputs:
    """The inputs of the verb again. Raises DoesNotExist where a row has gone."""
    types = get_type_hints(verb.body)
    return {name: _thawed(types.get(name), value, find) for name, value in inputs.items()}


def type_in(kind: Any) -> type | None:
    """The type of an input, of `Agency | None` or `list[Agency]` Agency; None where the hint is none."""
    return next((one for one in (kind, *getattr(kind, "__args__", ())) if isinstance(one, type)), None)


def _thawed(kind: Any, value: Any, find: Find) -> Any:
    wanted = type_in(kind)
    if value is None or wanted is None:
        return value
    if issubclass(wanted, Model) and isinstance(value, list):
        return [_thawed(wanted, one, find) for one in value]
    if issubclass(wanted, Model):
        return find(wanted, value)
    return dt.date.fromisoformat(value) if issubclass(wanted, dt.date) else value
