"""What happened to a row, from the audit record: who, in what capacity, on whose behalf, why."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pilot.access.roles import Role
from pilot.kernel.models import AuditEvent
from pilot.kernel.workflow import VERBS
from pilot.ui.shapes import TimelineEntry


def timeline(row: Any, most: int = 50, until: dt.date = dt.date.max) -> list[TimelineEntry]:
    """The newest `most` events about the row up to `until`; refused attempts are for the auditor only. One query."""
    events = AuditEvent.objects.filter(
        object_type=row._meta.label,
        object_id=str(row.pk),
        outcome=AuditEvent.Outcome.DONE,
        business_day__lte=until,
    ).select_related("user__person", "on_behalf_of__person")
    return [entry(event) for event in events[:most]]


def entry(event: AuditEvent) -> TimelineEntry:
    return TimelineEntry(
        at=moment(event),
        title=verb_label(event.verb),
        who=who(event),
        on_behalf_of=event.on_behalf_of.person.full_name if event.on_behalf_of else "",
        detail=event.reason,
    )


def moment(event: AuditEvent) -> Any:
    """The wall clock where it agrees with the business day; in the demo, and for what is recorded later, the day."""
    return event.at if timezone.localdate(event.at) == event.business_day else event.business_day


def verb_label(verb: str) -> str:
    """The verb in words: the label of its transition, or its name."""
    known = VERBS.get(verb)
    return str(known.transition.label) if known else verb


def who(event: AuditEvent) -> str:
    if event.user is None:
        return _("the system")
    role = event.capacity.split("@")[0]
    title = f" ({Role(role).label})" if role in Role.values else ""
    return event.user.person.full_name + title
