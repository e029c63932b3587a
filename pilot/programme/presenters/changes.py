"""What a proposed change of the programme would do, in words: before and after, line by line."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.workflow import VERBS
from pilot.platform.periods import add_days
from pilot.platform.ui.shapes import Change
from pilot.programme.models import (
    AdminLevel,
    AdminUnit,
    AdminUnitSuccession,
    Agency,
    Inconsistency,
    Parameter,
    Participation,
    Phase,
    Pilot,
    ProgrammeChange,
    Site,
    User,
)
from pilot.programme.workflows.answers import Step, steps_of
from pilot.programme.workflows.changes import subject_of, thawed

MADE = {
    "enter_rule": Parameter,
    "enter_site": Site,
    "enter_agency": Agency,
    "enter_phase": Phase,
    "enter_participation": Participation,
    "enter_unit": AdminUnit,
    "succeed_unit": AdminUnitSuccession,
    "reorganise": AdminUnitSuccession,
}
WORDS = {
    "day": _("From"), "last_day": _("Last day"), "valid_from": _("First day"), "valid_to": _("Last day"),
    "legal_basis": _("Ground"), "name": _("Name"), "kind": _("Kind of body"), "agency": _("Governed by"),
    "parent_agency": _("District above it"), "parent": _("Body above it"), "admin_unit": _("Administrative unit"),
    "withdrawal_rule": _("Withdrawal"), "unconfirmed": _("Not confirmed: left out of all counts"),
    "code": _("Rule"), "text": _("Text"), "section": _("Section"), "least": _("At least"), "most": _("At most"),
    "lines": _("What it lists"), "phase": _("Phase"), "level": _("Level"), "levels": _("Levels"),
    "pilot_form": _("Form"), "status": _("Status"), "settlement": _("Answer"), "document": _("Document"),
    "decider": _("Decided by"), "provincial_office": _("Office of the People's Committee"), "payer": _("Payer"),
    "lessee": _("Lessee"), "standing": _("Standing body of the committee"), "new": _("Successor"),
    "into": _("Body that takes over"),
    "into_unit": _("Unit that takes over"), "agencies": _("Bodies"), "units": _("Administrative units"),
    "sites": _("Sites that go over"), "head": _("Who carries on as head"),
    "carry": _("Accounts keep their roles at the body that takes over"),
}  # fmt: skip
OF_UNITS = {"code": _("Code"), "parent": _("Under"), "kind": _("Kind of change")}


def place_of(change: ProgrammeChange) -> tuple[str, str] | None:
    """The row that the change is about, with its page; nothing for what is new in the pilot."""
    row: Any = subject_of(change.object_type, change.object_id)
    if isinstance(row, Participation):
        row = row.site
    if isinstance(row, Pilot):
        return None
    if isinstance(row, Inconsistency):
        return f"{row.code}: {row.what}", reverse("question", args=[row.code])
    if isinstance(row, AdminUnit):
        return str(row), reverse("admin-units")
    if isinstance(row, Parameter):
        return row.label, reverse("rules", args=[row.pilot.code])
    args = [row.pilot.code, row.code] if isinstance(row, Phase) else [row.code]
    return str(row), reverse(row._meta.model_name or "", args=args)


def what_follows(question: Inconsistency, key: str, on: dt.date) -> list[tuple[str, list[Change]]]:
    """The acts that follow from an answer, each with what it would write beside what its row holds now."""
    return [(f"{step.row}: {step.verb.transition.label}", of_step(step)) for step in steps_of(question, key, on, "")]


def of_step(step: Step) -> list[Change]:
    """Without day and ground, which the document that settles gives."""
    made = MADE.get(step.verb.name)
    inputs = {name: value for name, value in step.inputs.items() if name not in {"day", "last_day", "legal_basis"}}
    return list(_lines(made or type(step.row), inputs, None if made else step.row))


def differences(change: ProgrammeChange) -> list[Change]:
    """What the inputs would write beside what the row holds now; of what was decided only what was asked for."""
    verb, row = VERBS[change.verb], subject_of(change.object_type, change.object_id)
    model = MADE.get(change.verb, type(row))
    before = None if change.verb in MADE or change.status != change.Status.PROPOSED else row
    try:
        inputs = thawed(verb, change.inputs)
    except ObjectDoesNotExist:
        return []
    return list(_lines(model, inputs, before))


def _lines(model: type[Model], inputs: dict[str, Any], before: Model | None) -> Iterator[Change]:
    for name, value in inputs.items():
        if name == "answer":  # the key of an answer, which `settlement` says in words
            continue
        then, now = _said(model, name, getattr(before, name, None)), _said(model, name, value)
        if then != now or (before is None and now):
            yield Change(_label(model, name), then, now)


def _label(model: type[Model], name: str) -> str:
    words = WORDS | OF_UNITS if model in (AdminUnit, AdminUnitSuccession) else WORDS
    return str(words.get(name, capfirst(name)))


def _said(model: type[Model], name: str, value: Any) -> str:
    """A value for the reader: choices by their labels, days as people write them, the last one included."""
    if value in (None, ""):
        return ""
    if isinstance(value, list):
        return ", ".join(_said(model, name, one) for one in value)
    if isinstance(value, dt.date):
        return f"{add_days(value, -1) if name == 'valid_to' else value:%d/%m/%Y}"
    if isinstance(value, User):
        return value.get_full_name()
    return str(_labels(model, name).get(value, _yes_or_no(value)))


def _labels(model: type[Model], name: str) -> dict[Any, Any]:
    if name == "levels":
        return dict(AdminLevel.choices)
    try:
        return dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        return {}


def _yes_or_no(value: Any) -> Any:
    return (_("yes") if value else _("no")) if isinstance(value, bool) else value
