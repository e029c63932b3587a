"""What follows from an answer to an open question: acts on the programme, on rows that the facts name by their codes.

An answer stands in the facts as {key, says, changes}, a change as {verb, row, inputs}: the row by its code, the
inputs that the answer gives. Of the others the row keeps what it holds; day and ground come from the document that
settles.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from inspect import Parameter as Input
from inspect import signature
from typing import Any, get_type_hints

from django.db.models import Model, Q

from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.platform.periods import add_days
from pilot.programme.models import Agency, Inconsistency, Participation, Phase, Pilot, ProcedureSet, Site
from pilot.programme.workflows.changes import type_in

FROM_DAY = "$day"  # in the facts: the day from which the answer holds
NAMED: dict[str, type[Model]] = {
    "pilot": Pilot, "site": Site, "agency": Agency, "phase": Phase, "participation": Participation,
    "procedure_set": ProcedureSet,
}  # fmt: skip
Code = str | dict[str, str]  # of a row, or of what it joins


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


class Rows:
    """The rows that answers name by their codes, read at once: a query for each model."""

    def __init__(self, answers: Iterable[dict[str, Any]]) -> None:
        asked: dict[type[Model], list[Code]] = defaultdict(list)
        for change in (change for one in answers for change in one.get("changes", [])):
            for model, code in _named_in(change):
                asked[model].append(code)
        self.found = {(model, _key(code)): row for model, codes in asked.items() for code, row in _read(model, codes)}

    def get(self, model: type[Model], code: Code) -> Model:
        """The row, with all that it refers to. Raises DoesNotExist where it has gone."""
        if (model, _key(code)) not in self.found:
            raise model.DoesNotExist(f"{model.__name__} {code}")  # type: ignore[attr-defined]
        return self.found[model, _key(code)]


def _key(code: Code) -> str | frozenset[tuple[str, str]]:
    return code if isinstance(code, str) else frozenset(code.items())


def _named_in(change: dict[str, Any]) -> Iterator[tuple[type[Model], Code]]:
    """The row that a change is about, and those among its inputs."""
    name, code = next(iter(change["row"].items()))
    yield NAMED[name], code
    types = get_type_hints(VERBS[change["verb"]].body)
    for name, value in change.get("inputs", {}).items():
        if (model := _model(types[name])) and value is not None:
            yield model, value


def _model(kind: Any) -> type[Model] | None:
    wanted = type_in(kind)
    return wanted if wanted and issubclass(wanted, Model) else None


def _read(model: type[Model], codes: list[Code]) -> Iterator[tuple[Code, Model]]:
    """The rows by their code, or by the codes of what they join."""
    wanted = Q(code__in=[code for code in codes if isinstance(code, str)]) if isinstance(codes[0], str) else Q()
    for code in codes:
        if not isinstance(code, str):
            wanted |= Q(**{f"{name}__code": one for name, one in code.items()})
    related = [column.name for column in model._meta.concrete_fields if column.is_relation]
    for row in model._base_manager.filter(wanted).select_related(*related):
        for code in codes:
            if _is(row, code):
                yield code, row


def _is(row: Any, code: Code) -> bool:
    if isinstance(code, str):
        return bool(row.code == code)
    return all(getattr(getattr(row, name), "code", None) == one for name, one in code.items())


def steps_of(question: Inconsistency, key: str, day: dt.date, document: str, rows: Rows | None = None) -> list[Step]:
    """The acts that follow from the answer from `day` on. Raises DoesNotExist where a row has gone.

    rows: those that the answers of the question name, where they are read already.
    """
    answer = answer_of(question, key)
    ground = {"day": day, "last_day": add_days(day, -1), "legal_basis": document}
    rows = rows or Rows([answer])
    return [_step(change, ground, rows) for change in answer.get("changes", [])]


def _step(change: dict[str, Any], ground: Inputs, rows: Rows) -> Step:
    (name, code), verb = next(iter(change["row"].items())), VERBS[change["verb"]]
    row, types = rows.get(NAMED[name], code), get_type_hints(verb.body)
    given = {key: _value(types[key], value, ground, rows) for key, value in change.get("inputs", {}).items()}
    known = {**{name: value for name, value in ground.items() if name in types}, **given}
    taken = list(signature(verb.body).parameters.values())[2:]  # after row and call
    kept = {
        one.name: getattr(row, one.name) if one.default is Input.empty else one.default
        for one in taken
        if one.name not in known
    }
    return Step(verb, row, {**kept, **known})


def _value(kind: Any, value: Any, ground: Inputs, rows: Rows) -> Any:
    if value == FROM_DAY:
        return ground["day"]
    model = _model(kind)
    return rows.get(model, value) if model and value is not None else value
