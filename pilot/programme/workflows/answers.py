"""What follows from an answer to an open question: acts on the programme, on rows that the facts name by their codes.

An answer stands in the facts as {key, says, changes}, a change as {verb, row, inputs}: the row by its code, the
inputs that the answer gives. Of the others the row keeps what it holds; day and ground come from the document that
settles.
"""

import datetime as dt
from dataclasses import dataclass
from inspect import Parameter as Input
from inspect import signature
from typing import Any, get_type_hints

from django.db.models import Model

from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.platform.periods import add_days
from pilot.programme.models import Agency, Inconsistency, Participation, Phase, Pilot, Site
from pilot.programme.workflows.changes import type_in

FROM_DAY = "$day"  # in the facts: the day from which the answer holds
NAMED: dict[str, type[Model]] = {
    "pilot": Pilot, "site": Site, "agency": Agency, "phase": Phase, "participation": Participation
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One act: the verb, the row, all its inputs.

    makes: an unsaved row that stands in later steps for the one that this step makes.
    """

    verb: Verb
    row: Any
    inputs: Inputs
    makes: Any = None


def answer_of(question: Inconsistency, key: str) -> dict[str, Any]:
    """The answer with the key; one without changes where the key is none of its."""
    return next((one for one in question.answers if one["key"] == key), {"changes": []})


def steps_of(question: Inconsistency, key: str, day: dt.date, document: str) -> list[Step]:
    """The acts that follow from the answer from `day` on. Raises DoesNotExist where a row has gone."""
    ground = {"day": day, "last_day": add_days(day, -1), "legal_basis": document}
    return [_step(change, ground) for change in answer_of(question, key).get("changes", [])]


def _step(change: dict[str, Any], ground: Inputs) -> Step:
    (name, code), verb = next(iter(change["row"].items())), VERBS[change["verb"]]
    row, types = _found(NAMED[name], code), get_type_hints(verb.body)
    given = {key: _value(types[key], value, ground) for key, value in change.get("inputs", {}).items()}
    known = {**{name: value for name, value in ground.items() if name in types}, **given}
    taken = list(signature(verb.body).parameters.values())[2:]  # after row and call
    kept = {
        one.name: getattr(row, one.name) if one.default is Input.empty else one.default
        for one in taken
        if one.name not in known
    }
    return Step(verb, row, {**kept, **known})


def _found(model: type[Model], code: str | dict[str, str]) -> Model:
    """A row by its code, or by the codes of what it joins."""
    lookup = {"code": code} if isinstance(code, str) else {f"{name}__code": one for name, one in code.items()}
    return model._base_manager.get(**lookup)


def _value(kind: Any, value: Any, ground: Inputs) -> Any:
    if value == FROM_DAY:
        return ground["day"]
    wanted = type_in(kind)
    return _found(wanted, value) if value is not None and wanted and issubclass(wanted, Model) else value
