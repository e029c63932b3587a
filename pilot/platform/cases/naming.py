"""The audit record in words: what an event is about, and which columns it changed, without codes and ids."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.waiting import WORK
from pilot.platform.cases.work import AnyWork
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.types import AnyField
from pilot.platform.ui.tags.text import vn_date, vn_datetime, vnd

OF_REFUSAL = ("code", "problems", "refused_by")  # what an event says of a refusal (kernel/workflow.py)
RowKey = tuple[str, str]  # label of the model, id of the row
WORDS = {  # of what events tell beside columns, and of columns that no model names
    "status": gettext_lazy("State"), "number": gettext_lazy("Number"), "date": gettext_lazy("Date"),
    "day": gettext_lazy("Day"), "step": gettext_lazy("Step"), "role": gettext_lazy("Role"),
    "site": gettext_lazy("Site"), "agency": gettext_lazy("Agency"), "post": gettext_lazy("Counter post"),
    "employee": gettext_lazy("Employee"), "user": gettext_lazy("Account"), "fields": gettext_lazy("Fields"),
    "procedures": gettext_lazy("Procedures"), "remark": gettext_lazy("Remark"),
    "removed": gettext_lazy("Taken out"),
}  # fmt: skip

KINDS = {  # of rows that are no case, by the name of their model
    "adminunitsuccession": gettext_lazy("What units go into"), "agencygrant": gettext_lazy("Role"),
    "sitegrant": gettext_lazy("Role"), "numberseries": gettext_lazy("Number series"),
    "columnmapping": gettext_lazy("Columns of a list"), "referenceplan": gettext_lazy("Plan"),
    "assignmentdecisionline": gettext_lazy("Line of a decision"), "competencyassessment": gettext_lazy("Assessment"),
    "agency": gettext_lazy("Agency"), "assignment": gettext_lazy("Assignment"), "auditevent": gettext_lazy("Audit log"),
    "delegation": gettext_lazy("Delegation"),
    "facility": gettext_lazy("Premises"), "importbatch": gettext_lazy("List from Excel"),
    "inconsistency": gettext_lazy("Question on the documents"), "outboxmessage": gettext_lazy("E-mail"),
    "procedureset": gettext_lazy("Procedure set"),
    "procedurehandover": gettext_lazy("Hand-over of procedures"), "recognition": gettext_lazy("Recognition"),
    "secondfactorrule": gettext_lazy("Second factor by role"),
    "payment": gettext_lazy("Payment"), "person": gettext_lazy("Person"), "pilot": gettext_lazy("Pilot"),
    "postalemployee": gettext_lazy("Employee"), "rolegrant": gettext_lazy("Role"), "site": gettext_lazy("Site"),
    "statement": gettext_lazy("Payment request"), "systemaccount": gettext_lazy("Account"),
    "teamreport": gettext_lazy("Report on the chosen team"), "user": gettext_lazy("Account"),
}  # fmt: skip


def kind_of(label: str) -> str:
    """What kind of thing the rows of the model are, in words; empty where nothing is done to them by itself."""
    case = case_of(label)
    return str(case.kind if case else KINDS.get(label.lower().rpartition(".")[2], ""))  # type: ignore[attr-defined]


def names_of(keys: Iterable[RowKey]) -> dict[RowKey, str]:
    """What the rows are called, of those that still exist. One query a model."""
    wanted = defaultdict(set)
    for label, pk in keys:
        if label and pk:
            wanted[label].add(pk)
    return {(label, str(row.pk)): _name_of(row) for label, ids in wanted.items() for row in _rows_of(label, ids)}


def case_of(label: str) -> AnyWork | None:
    """The case whose rows these are: of all kinds of work the one with a workflow."""
    return next((w for w in WORK if hasattr(w, "workflow") and w.model._meta.label == label), None)


def _rows_of(label: str, ids: set[str]) -> QuerySet[Model]:
    model: type[Model] = apps.get_model(label)
    case = case_of(label)
    read = (
        (*case.select_related, *case.scoped)
        if case
        else [f.name for f in model._meta.fields if f.name in ("person", "user")]
    )
    return model._base_manager.filter(pk__in=ids).select_related(*read)


def _name_of(row: Model) -> str:
    case = case_of(row._meta.label)
    return case.thing(row) if case else str(row.get_full_name() if hasattr(row, "get_full_name") else row)


def key_of(event: AuditEvent) -> RowKey:
    """The row that the event is about."""
    return event.object_type, event.object_id


def names_in(events: Iterable[AuditEvent]) -> dict[RowKey, str]:
    """What the rows are called that the events are about, or that stand in what they changed."""
    return names_of(key for event in events for key in (key_of(event), *_rows_mentioned(event)))


def _rows_mentioned(event: AuditEvent) -> Iterator[RowKey]:
    """The rows to which the values of an event point."""
    for values in (event.before, event.after):
        for column, value in values.items():
            field = column_of(event.object_type, column)
            if isinstance(field, ForeignKey) and value is not None and label_of(field, column):
                yield field.related_model._meta.label, str(value)


def changes(event: AuditEvent, names: dict[RowKey, str]) -> Iterator[tuple[str, str, str]]:
    """What the event changed or tells: (column, before, after), the person or place by its name from `names_in`.

    Not the codes of a refusal: “code” there is no column of the row.
    """
    codes = OF_REFUSAL if event.outcome == AuditEvent.Outcome.REFUSED else ()
    for column, value in event.after.items():
        if column in codes:
            continue
        field = column_of(event.object_type, column)
        if words := label_of(field, column):
            yield words, in_words(field, column, event.before.get(column), names), in_words(field, column, value, names)


def column_of(label: str, name: str) -> AnyField | None:
    """The column of the model that an event names; None for what the event only tells."""
    try:
        model: type[Model] = apps.get_model(label)
        return next((f for f in model._meta.concrete_fields if name in (f.attname, f.name)), None)
    except (LookupError, ValueError):
        return None


def label_of(field: AnyField | None, column: str) -> str:
    """The column in words: as its model names it, or one of WORDS; empty for ids and bookkeeping."""
    own = field.verbose_name if field else ""
    named = isinstance(own, Promise)  # a name that Django makes of the column's is no translation
    words = str(own if named else WORDS.get(column.removesuffix("_id"), ""))
    return words[:1].upper() + words[1:]


def in_words(field: AnyField | None, column: str, value: object, names: dict[RowKey, str]) -> str:
    """A value as people write it: days and moments in local time, amounts in đồng, rows by name, no codes."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, ForeignKey):
        return names.get((field.related_model._meta.label, str(value)), "…")
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _text_of(column, value)


def _text_of(column: str, value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_text_of(column, each) for each in value)
    if column.endswith("_vnd") and isinstance(value, int):
        return vnd(value)
    if isinstance(value, str) and value.startswith("hmac:"):
        return _("(hidden)")
    return _day_or_moment(value) if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value) else str(value)


def _day_or_moment(text: str) -> str:
    return vn_date(parse_date(text)) or vn_datetime(parse_datetime(text)) or text
