"""What happened to a thing, from the audit record: who, in what capacity, on whose behalf, why.

A page also tells what happened to the rows that make up its thing (the assignments of an employee, the requests of a
post): apps register in AppConfig.ready which these are, each as a condition on events, through `visible_to`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.people import step_of, who
from pilot.platform.access.scope import visible
from pilot.platform.cases.naming import RowKey, case_of, key_of, names_of
from pilot.platform.exchange.resource import EXPORTS
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import VERBS
from pilot.platform.ui.shapes import Story, TimelineEntry

EVENTS = {  # in words: events that are no step of a workflow
    "sign_in": gettext_lazy("Sign in"),
    "sign_out": gettext_lazy("Sign out"),
    "step_up": gettext_lazy("Password or code again before a decision"),
    "set_password": gettext_lazy("Set a password by a one-time link"),
    "change_password": gettext_lazy("Change one's own password"),
    "set_up_totp": gettext_lazy("Set up an authenticator app"),
    "make_recovery_codes": gettext_lazy("Make recovery codes"),
    "use_recovery_code": gettext_lazy("Use a recovery code"),
    "reveal": gettext_lazy("Read masked personal data"),
    "read_import_file": gettext_lazy("Download the workbook of an import"),
    "take_evidence_pack": gettext_lazy("Take the evidence pack"),
    "get": gettext_lazy("Open a page"),
    "post": gettext_lazy("Send a form"),
    "head": gettext_lazy("Open a page"),
    "backup": gettext_lazy("Make a backup"),
    "check_backup": gettext_lazy("Check a backup"),
    "restore": gettext_lazy("Restore a backup"),
    "load_pilots": gettext_lazy("Load the facts from the documents"),
    "load_demo": gettext_lazy("Load the demo data"),
}
READINGS = (
    "reveal",
    "read_import_file",
    "take_evidence_pack",
)  # told on the page of what was read, not beside what came of it
# What an event about the row of the page itself tells of its object.
TOLD = ("number", "document_number", "employee", "post", "days", "removed")
DAYS = {  # from and until which day an event holds, where its own day does not say it
    "first_day": gettext_lazy("First day: %(day)s."),
    "from_day": gettext_lazy("From %(day)s on."),
    "last_day": gettext_lazy("Last day: %(day)s."),
}

Related = Callable[[Any, User, dt.date], Iterable[Q]]  # of a row of the model beside which it stands
_related: dict[type[Model], list[Related]] = defaultdict(list)
_pages: dict[str, str] = {}
_log_pages: dict[str, tuple[str, str]] = {}


def register(stories: Mapping[type[Model], Related]) -> None:
    """Which other events the page of a model tells."""
    for model, related in stories.items():
        _related[model].append(related)


def register_pages(pages: Mapping[type[Model], str]) -> None:
    """Model → name of the address (by its id) to which an event about such a row leads, where it is no case."""
    _pages.update({model._meta.label: name for model, name in pages.items()})


def register_log_pages(pages: Mapping[type[Model], tuple[str, str]]) -> None:
    """Model → name of the address and the column of the row that it takes, where the audit log alone leads there."""
    _log_pages.update({model._meta.label: page for model, page in pages.items()})


def told_of(rows: QuerySet[Model]) -> Q:
    """Every event about one of these rows."""
    keys = rows.order_by().annotate(row_key=Cast("pk", CharField())).values("row_key")
    return Q(object_type=rows.model._meta.label, object_id__in=keys)


def events_of(rows: QuerySet[Model]) -> Q:
    """What happened to these rows (a queryset, already `visible_to` the reader), but not who has read them."""
    return told_of(rows) & ~Q(verb__in=READINGS)


def about(row: Model, user: User, on: dt.date) -> Q:
    """The events about the row and about what makes it up, as far as the user sees them."""
    wanted = Q(object_type=row._meta.label, object_id=str(row.pk))
    for related in _related[row._meta.model]:
        for condition in related(row, user, on):
            wanted |= condition
    return wanted


def story(row: Model, user: User, on: dt.date, until: dt.date = dt.date.max) -> Story:
    """The same in words. One query."""
    return _entries(about(row, user, on), row, until)


def timeline(row: Model, until: dt.date = dt.date.max) -> Story:
    """The events about the row alone. One query."""
    return _entries(Q(object_type=row._meta.label, object_id=str(row.pk)), row, until)


def _entries(wanted: Q, row: Model, until: dt.date, most: int = 50) -> Story:
    """The newest `most` events up to `until`, by the moments that they show; refused attempts are for the auditor only.

    Their place in the chain is no order of time: what is loaded or recorded later bears an earlier day.
    """
    done = AuditEvent.objects.filter(wanted, outcome=AuditEvent.Outcome.DONE, business_day__lte=until)
    newest_first = done.order_by("-business_day", "-at", "-id")
    events = list(newest_first.select_related("user__person", "on_behalf_of__person")[:most])
    own = (row._meta.label, str(row.pk))
    names = names_of({key_of(event) for event in events} - {own})
    told = (entry(event, names.get(key_of(event), "")) for event in events)
    return Story(told, about=f"{row._meta.label_lower}:{row.pk}")


def entry(event: AuditEvent, thing: str) -> TimelineEntry:
    """An event about another row than the page's names it as `thing`, and leads to its page, where it has one."""
    return TimelineEntry(
        at=moment(event),
        thing=thing or next((str(event.after[key]) for key in TOLD if event.after.get(key)), ""),
        title=step_of(event) or verb_label(event.verb),
        who=who(event),
        on_behalf_of=event.on_behalf_of.person.full_name if event.on_behalf_of else "",
        detail=" ".join(filter(None, [*_days(event), _ground(event), event.reason])),
        verb=event.verb,
        url=address(event) if thing else "",
    )


def _ground(event: AuditEvent) -> str:
    """The document on which the event rests."""
    ground = event.after.get("legal_basis")
    return _("Ground: %(document)s.") % {"document": ground} if ground else ""


def _days(event: AuditEvent) -> list[str]:
    found = {name: event.after[name] for name in DAYS if event.after.get(name)}
    return [DAYS[name] % {"day": f"{dt.date.fromisoformat(day):%d/%m/%Y}"} for name, day in found.items()]


def address(event: AuditEvent) -> str:
    """The page of what the event is about; empty when it has none, or none by its id."""
    page = _page_by_id(event.object_type)
    return reverse(page, args=[event.object_id]) if page and event.object_id else ""


def _page_by_id(label: str) -> str:
    """Name of the address that takes the id of such a row; empty where there is none."""
    case = case_of(label)
    return str(_pages.get(label) or (getattr(case, "name", "") if getattr(case, "paged", False) else ""))


def pages_of(keys: Iterable[RowKey], user: User, on: dt.date) -> dict[RowKey, str]:
    """The pages of those of the rows that have one and that the user sees. One query, whatever the models."""
    wanted = defaultdict(set)
    for label, pk in keys:
        if pk and (label in _log_pages or _page_by_id(label)):
            wanted[label].add(pk)
    rows = [_seen_rows(label, ids, user, on) for label, ids in wanted.items()]
    found = rows[0].union(*rows[1:], all=True) if rows else ()
    return {(label, pk): reverse(_page_of(label)[0], args=[value]) for label, pk, value in found}


def _page_of(label: str) -> tuple[str, str]:
    """Name of the address of such a row, and the column that it takes."""
    return _log_pages.get(label) or (_page_by_id(label), "pk")


def _seen_rows(label: str, ids: set[str], user: User, on: dt.date) -> QuerySet[Any, Any]:
    """Label, id and what the address takes of those of the rows that the user sees, as text."""
    rows = visible(apps.get_model(label), user, on).filter(pk__in=ids).order_by()
    key, taken = Cast("pk", CharField()), Cast(_page_of(label)[1], CharField())
    told = rows.annotate(row_label=Value(label, CharField()), row_key=key, taken=taken)
    columns: QuerySet[Any, Any] = told.values_list("row_label", "row_key", "taken")
    return columns


def moment(event: AuditEvent) -> dt.date:
    """The wall clock where it agrees with the business day; in the demo, and for what is recorded later, the day."""
    return event.at if timezone.localdate(event.at) == event.business_day else event.business_day


def verb_label(verb: str) -> str:
    """The event in words: the label of the transition, an export of a list, one of EVENTS, or else its name."""
    if verb in VERBS:
        return str(VERBS[verb].transition.label)
    exported = next((kind.title for kind in EXPORTS.values() if kind.event == verb), "")
    return _("Export of a list: %(list)s") % {"list": exported} if exported else str(EVENTS.get(verb, verb))
