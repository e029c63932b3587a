"""What a proposed change of the programme would do, in words: before and after, line by line."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, get_type_hints

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel.types import Words
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
    ProcedureSet,
    ProgrammeChange,
    Site,
    User,
)
from pilot.programme.models.thresholds import BY_CODE
from pilot.programme.selectors.thresholds import Held, thresholds_of
from pilot.programme.workflows.answers import Rows, Step, steps_of
from pilot.programme.workflows.changes import Find, row_of, still_there, thawed, type_in

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
NEW = _("newly entered")
Kind = AdminUnitSuccession.Kind
REFORMS = {Kind.MERGE: _("Merge"), Kind.RENAME: _("Rename"), Kind.DISSOLVE: _("Dissolve"), Kind.SPLIT: _("Split")}
WORDS = {
    "day": _("From"), "last_day": _("Last day"), "valid_from": _("First day"), "valid_to": _("Last day"),
    "legal_basis": _("Ground"), "name": _("Name"), "kind": _("Kind of body"), "agency": _("Governed by"),
    "parent_agency": _("District above it"), "parent": _("Body above it"), "admin_unit": _("Administrative unit"),
    "withdrawal_rule": _("Withdrawal"), "unconfirmed": _("Not confirmed: left out of all counts"),
    "number": _("Number"), "code": _("Rule"), "text": _("Text"), "section": _("Section"), "least": _("At least"),
    "most": _("At most"),
    "lines": _("What it lists"), "phase": _("Phase"), "level": _("Level"), "levels": _("Levels"),
    "province": _("Province"), "title": _("Title"), "scheme_document": _("Scheme"),
    "coordination_regulation": _("Regulation of coordination"), "principle_agreed_on": _("Agreed in principle on"),
    "coverage": _("Procedures taking part"), "planned_count": _("How many"),
    "pilot_form": _("Form"), "status": _("Status"), "settlement": _("Answer"), "document": _("Document"),
    "decider": _("Decided by"), "provincial_office": _("Office of the People's Committee"), "payer": _("Payer"),
    "lessee": _("Lessee"), "standing": _("Standing body of the committee"), "new": _("Successor"),
    "into": _("Body that takes over"),
    "into_unit": _("Unit that takes over"), "agencies": _("Bodies"), "units": _("Administrative units"),
    "sites": _("Sites that go over"), "head": _("Who carries on as head"),
    "carry": _("Accounts keep their roles at the body that takes over"),
}  # fmt: skip
OF_UNITS = {"code": _("Code"), "parent": _("Under"), "kind": _("Kind of change")}


def step_name(change: ProgrammeChange) -> str:
    """What is to be done: of a change of the organisation which kind of it."""
    kind = change.inputs.get("kind") if change.verb == "reorganise" else None
    return str(REFORMS[Kind(kind)] if kind else VERBS[change.verb].transition.label)


def place_of(change: ProgrammeChange) -> tuple[str, str] | None:
    """The row that the change is about, with its page; nothing for what is new in the pilot."""
    row: Any = still_there(change)
    if isinstance(row, Participation):
        row = row.site
    if isinstance(row, ProcedureSet):
        row = row.agency
    if row is None or isinstance(row, Pilot):
        return None
    if isinstance(row, ImportBatch):
        return str(row), reverse("import", args=[row.pk])
    if isinstance(row, Inconsistency):
        return f"{row.code}: {row.what}", reverse("question", args=[row.code])
    if isinstance(row, AdminUnit):
        return str(row), reverse("admin-units")
    if isinstance(row, Parameter):
        return row.label, reverse("rules", args=[row.pilot.code])
    args = [row.pilot.code, row.code] if isinstance(row, Phase) else [row.code]
    return str(row), reverse(row._meta.model_name or "", args=args)


def what_follows(question: Inconsistency, key: str, on: dt.date, rows: Rows) -> list[tuple[str, list[Change]]]:
    """The acts that follow from an answer, each with what it would write beside what its row holds now."""
    steps = steps_of(question, key, on, "", rows)
    return [(f"{step.row}: {step.verb.transition.label}", of_step(step)) for step in steps]


def of_step(step: Step) -> list[Change]:
    """Without day and ground, which the document that settles gives."""
    made = MADE.get(step.verb.name)
    inputs = {name: value for name, value in step.inputs.items() if name not in {"day", "last_day", "legal_basis"}}
    return list(_lines(made or type(step.row), inputs, None if made else step.row, NEW if made else ""))


def differences(change: ProgrammeChange, find: Find = row_of, set_before: Held | None = None) -> list[Change]:
    """What the inputs would write beside what the row holds now; of what was decided only what was asked for."""
    verb = VERBS[change.verb]
    model: type[Model] = MADE.get(change.verb) or apps.get_model(change.object_type)
    made = change.verb in MADE and change.verb != "reorganise"  # of that the plan says what is today and what will be
    instead = NEW if made else "–" if change.verb in MADE or change.status != change.Status.PROPOSED else ""
    try:
        row = find(apps.get_model(change.object_type), change.object_id)
        inputs = thawed(verb, change.inputs, find)
    except ObjectDoesNotExist:
        return []
    if change.verb == "set_threshold":
        held = thresholds_of([change.pilot_id]) if set_before is None else set_before
        return [_of_threshold(held, change.pilot_id, **inputs)]
    return list(_lines(model, inputs, None if instead else row, instead))


def _of_threshold(held: Held, pilot: int, *, code: str, day: dt.date, number: int) -> Change:
    """What the threshold says, the number that holds the day before, and the new one."""
    threshold, last = BY_CODE[code], add_days(day, -1)
    before: Any = next((row.value for row in held[pilot, code] if row.period.contains(last)), threshold.default)
    words = _("%(code)s – %(title)s, from %(day)s") % {"code": code, "title": threshold.title, "day": f"{day:%d/%m/%Y}"}
    return Change(words, threshold.said(int(before)), threshold.said(number))


def differences_of(changes: Sequence[ProgrammeChange]) -> list[tuple[ProgrammeChange, list[Change]]]:
    """Each with its differences: one query a model, whatever their number."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for change in changes:
        wanted[apps.get_model(change.object_type)].add(change.object_id)
        types = get_type_hints(VERBS[change.verb].body)
        for name, value in change.inputs.items():
            if value is not None and issubclass(kind := type_in(types.get(name)) or object, Model):
                wanted[kind].update(value if isinstance(value, list) else [value])
    rows = {model: _with_relations(model).in_bulk(keys) for model, keys in wanted.items()}

    def find(model: type[Model], pk: int) -> Model:
        if pk not in rows[model]:
            raise ObjectDoesNotExist
        return rows[model][pk]

    set_before = thresholds_of({change.pilot_id for change in changes if change.verb == "set_threshold"})
    return [(change, differences(change, find, set_before)) for change in changes]


def _with_relations(model: type[Model]) -> QuerySet[Model]:
    """Rows with what they lead to, whose names stand among the differences."""
    names = [column.name for column in model._meta.fields if column.many_to_one]
    return model._base_manager.select_related(*names) if names else model._base_manager.all()


def _lines(model: type[Model], inputs: dict[str, Any], before: Model | None, instead: Words) -> Iterator[Change]:
    """A line for each input that has words; what has none is no matter of readers."""
    words = WORDS | OF_UNITS if model in (AdminUnit, AdminUnitSuccession) else WORDS
    for name in (name for name in inputs if name in words):
        then, now = _said(model, name, getattr(before, name, None)), _said(model, name, inputs[name])
        if then != now or (before is None and now):
            yield Change(str(words[name]), then, now, instead)


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


def as_typed(change: ProgrammeChange) -> dict[str, Any]:
    """What was proposed as it stands in the fields of a form: rows by their keys, days as people write them."""
    found = {name: _typed(value) for name, value in change.inputs.items()}
    if last := change.inputs.get("valid_to"):
        found["last_day"] = f"{add_days(dt.date.fromisoformat(last), -1):%d/%m/%Y}"
    return found | {"reason": change.reason}


def _typed(value: Any) -> Any:
    try:
        return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
    except (TypeError, ValueError):
        return value
