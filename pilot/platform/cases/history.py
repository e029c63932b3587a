"""Rows as they stood on a day: the present row with every later event of the audit record undone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.personal import secret_columns
from pilot.platform.kernel.types import Row
from pilot.platform.kernel.workflow import VERBS

FROM_DAY = "from_day"  # note of an event: the day from which on its change holds


def as_they_were(rows: Iterable[Row], day: dt.date) -> list[Row]:
    """The rows that there were at the end of `day`, with the columns of that day; for reading, never to be saved.

    What a paper says holds from the paper's day, and a change from the day that it names, not from the day on which
    somebody entered it; a correction holds all along. Columns that the record hides stay as they are. One query.
    """
    rows = list(rows)
    later: dict[tuple[str, str], list[AuditEvent]] = defaultdict(list)
    for event in _events_after(rows, day):
        later[event.object_type, event.object_id].append(event)
    return [row for row in rows if _undo(row, later[row._meta.label, str(row.pk)], day)]


def pointed_to(model: type[Model], column: str, pk: int, day: dt.date) -> Q:
    """Rows whose foreign key led to the row `pk` until something changed that after `day`, or leads there now.

    They may have come there later: `as_they_were` says where each led on the day. One query.
    """
    events = AuditEvent.objects.filter(object_type=model._meta.label, outcome=AuditEvent.Outcome.DONE)
    gone = events.filter(business_day__gt=day, **{f"before__{column}_id": pk}).values_list("object_id", flat=True)
    return Q(**{column: pk}) | Q(pk__in=[int(key) for key in gone])


def _events_after(rows: Iterable[Model], day: dt.date) -> QuerySet[AuditEvent]:
    """What changed the rows after `day`, newest first."""
    labels, keys = {row._meta.label for row in rows}, [str(row.pk) for row in rows]
    done = AuditEvent.objects.filter(object_type__in=labels, object_id__in=keys, outcome=AuditEvent.Outcome.DONE)
    return done.filter(business_day__gt=day).order_by("-id")


def _holds_already(event: AuditEvent, day: dt.date) -> bool:
    """Whether what the event wrote held on the day, though it was entered later."""
    corrects = event.verb in VERBS and VERBS[event.verb].transition.corrects
    if corrects or "paper_checked_at" in event.before:
        return True
    return bool(event.after.get(FROM_DAY)) and event.after[FROM_DAY] <= day.isoformat()


def _undo(row: Any, events: list[AuditEvent], day: dt.date) -> bool:
    """Whether the row was there, after its columns are set back."""
    hidden = secret_columns(type(row))
    columns = {f.attname: f for f in row._meta.concrete_fields if f.attname not in hidden}
    events = [event for event in events if not _holds_already(event, day)]
    for event in events:
        for name in event.before.keys() & columns.keys():
            setattr(row, name, columns[name].to_python(event.before[name]))
    if getattr(row, "paper_source", "") and hasattr(row, "paper_date"):
        return bool((row.paper_date or row.valid_from) <= day)
    return not any(row._meta.pk.attname in event.after for event in events)  # the event that made it says its key
