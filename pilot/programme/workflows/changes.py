"""Changes of the programme by two people: one proposes, another confirms, and only then it holds.

Purpose: who takes part, where, and which body decides there follows from the programme, so nobody changes it alone.
Who acts: the secretariat and the head of the committee. Where nobody else has the right, what is proposed is carried
out at once, and its event says so. Source: product rule; decisions on the programme are the committee's (KH giai đoạn
II, IV.1).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_type_hints

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.actors import able, holders
from pilot.platform.access.people import signers
from pilot.platform.access.policy import pilot_of
from pilot.platform.kernel.refusals import Problem, StaleRow
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import VERBS, Act, Call, Transition, Verb, Workflow, version_of, write
from pilot.programme.models import Pilot, ProgrammeChange
from pilot.programme.workflows.acting import enters_illustrations

S = ProgrammeChange.Status
CHANGE = Workflow(
    "programme_change", _("Change of the programme"),
    [
        Transition("confirm_change", (S.PROPOSED,), S.CARRIED_OUT, _("Confirm the change"), not_by=("proposed_by",)),
        Transition("refuse_change", (S.PROPOSED,), S.REFUSED, _("Do not agree"), reason=True),
        Transition("drop_change", (S.REFUSED,), S.DROPPED, _("Deal with the refusal"), not_by=("refused_by",)),
    ],
)  # fmt: skip


def propose(verb: Verb, row: Model, act: Act, inputs: Inputs, pilot: Any = None) -> ProgrammeChange:
    """Propose the verb on the row as its page showed it. Raises TransitionRefused as the verb, StaleRow.

    pilot: in which, where the row may belong to several.
    """
    if act.row_version is not None and act.row_version != version_of(row):
        raise StaleRow(row, act.row_version)
    place: Any = pilot or pilot_of(row)
    found: ProgrammeChange = propose_change(
        place, replace(act, row_version=None), verb=verb.name, object_type=row._meta.label,
        object_id=row.pk, inputs=frozen(inputs),
    )  # fmt: skip
    return found


def rule_the_act_itself(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """What the rules of the act refuse is refused when it is proposed, not only when it is confirmed."""
    verb, row = VERBS[inputs["verb"]], subject_of(inputs["object_type"], inputs["object_id"])
    return verb.judge(row, act, thawed(verb, inputs["inputs"]))


def rule_proposed_once(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """What waits already is not proposed again."""
    same = {name: inputs[name] for name in ("verb", "object_type", "object_id", "inputs")}
    if not ProgrammeChange.objects.filter(**same, status=S.PROPOSED).exists():
        return []
    return [Problem("proposed_already", _("The same is proposed already and waits for a second person."))]


@write("propose_change", rules=(rule_the_act_itself, rule_proposed_once), label=_("Propose a change of the programme"))
def propose_change(
    pilot: Pilot, call: Call, *, verb: str, object_type: str, object_id: int, inputs: dict[str, Any]
) -> ProgrammeChange:
    """Keep what is wanted until a second person confirms it; carried out at once where there is no other."""
    row = subject_of(object_type, object_id)
    change = ProgrammeChange.objects.create(
        pilot=pilot, verb=verb, object_type=object_type, object_id=object_id, seen_version=version_of(row),
        subject=str(inputs.get("name") or inputs.get("code") or row)[:200], inputs=inputs, reason=call.act.reason,
        proposed_at=call.act.at, proposed_by=call.user.person, illustrative=enters_illustrations(call.act),
    )  # fmt: skip
    if not others(change, call.act):
        _carry_out(change, call)
        change.status = S.CARRIED_OUT
        change.save(update_fields=["status"])
        call.note(nobody_else_could_confirm=True)
    return change


def others(change: ProgrammeChange, act: Act) -> set[int]:
    """Persons who could confirm what is proposed: not those behind the proposal."""
    found = able(holders(["confirm_change"], act.on), "confirm_change", change)
    return {holder.user.person_id for holder in found} - signers(act, "propose_change", change.pilot)


def rule_two_people(change: ProgrammeChange, act: Act, inputs: Inputs) -> list[Problem]:
    """Whoever proposed it does not confirm it, nor anybody on his behalf."""
    if change.proposed_by_id not in signers(act, "confirm_change", change):
        return []
    return [Problem("same_person", _("Somebody else than the one who proposed it has to confirm."))]


@CHANGE.verb("confirm_change", rules=(rule_two_people,))
def confirm_change(change: ProgrammeChange, call: Call) -> None:
    """Carry out what is proposed, on the row as it was then.

    Raises TransitionRefused same_person, and what the rules of the act say now; StaleRow where the row has changed.
    """
    change.confirmed_at, change.confirmed_by = call.act.at, call.user.person
    _carry_out(change, call)


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
    verb, row = VERBS[change.verb], subject_of(change.object_type, change.object_id)
    act = replace(call.act, key="", row_version=change.seen_version, reason=change.reason or call.act.reason)
    made = verb(row, replace(act, seen=None), **thawed(verb, change.inputs))
    call.note(carried_out=change.verb, about=str(made))


def subject_of(object_type: str, object_id: int) -> Model:
    """The row that a change is about."""
    return row_of(apps.get_model(object_type), object_id)


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
    """The type of an input, of `Agency | None` Agency; None where the hint is none, as of a list."""
    return next((one for one in (kind, *getattr(kind, "__args__", ())) if isinstance(one, type)), None)


def _thawed(kind: Any, value: Any, find: Find) -> Any:
    wanted = type_in(kind)
    if value is None or wanted is None:
        return value
    if issubclass(wanted, Model):
        return find(wanted, value)
    return dt.date.fromisoformat(value) if issubclass(wanted, dt.date) else value
