"""What the pages of the programme tell beside the events of their own row (see timeline.py)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import CharField, Model, Q
from django.db.models.functions import Cast

from pilot.platform.cases.timeline import Related, events_of
from pilot.platform.exchange.models import ImportBatch
from pilot.programme.models import (
    Agency,
    CounterPost,
    Delegation,
    Inconsistency,
    Pilot,
    Procedure,
    ProcedureSet,
    ProcedureSetEntry,
    RoleGrant,
    Site,
    User,
)

HANDOVER = Q(verb="step_handover")  # about the agency; the event names the site and the procedures


def of_pilot(pilot: Pilot, user: User, on: dt.date) -> Iterator[Q]:
    """Questions that were settled."""
    yield events_of(Inconsistency.objects.visible_to(user, on).filter(pilots=pilot))


def of_site(site: Site, user: User, on: dt.date) -> Iterator[Q]:
    """The list that brought it in, steps of the hand-over there."""
    yield events_of(ImportBatch.objects.visible_to(user, on).filter(kind="sites", rows__object_id=site.pk))
    yield HANDOVER & Q(after__site=site.code) & _about_agencies(user, on)


def of_agency(agency: Agency, user: User, on: dt.date) -> Iterator[Q]:
    """The list that brought it in, what was entered and confirmed in its set of procedures."""
    yield events_of(ImportBatch.objects.visible_to(user, on).filter(kind="agencies", rows__object_id=agency.pk))
    yield events_of(ProcedureSet.objects.visible_to(user, on).filter(agency=agency))
    yield events_of(ProcedureSetEntry.objects.visible_to(user, on).filter(procedure_set__agency=agency))


def of_set_entry(entry: ProcedureSetEntry, user: User, on: dt.date) -> Iterator[Q]:
    """The list that brought it in, and the confirmation in which it was ticked."""
    lists = ImportBatch.objects.visible_to(user, on).filter(kind="procedures")
    yield events_of(lists.filter(rows__object_id=entry.pk))
    confirmed = Q(verb="confirm_proposals", after__procedures__icontains=f'"{entry.procedure.code}"')
    yield confirmed & events_of(ProcedureSet.objects.visible_to(user, on).filter(pk=entry.procedure_set_id))


def of_procedure(procedure: Procedure, user: User, on: dt.date) -> Iterator[Q]:
    """The list that brought it in; its own steps of the hand-over, in the pilots that the user sees."""
    yield events_of(ImportBatch.objects.visible_to(user, on).filter(kind="procedures", rows__object_id=procedure.pk))
    named = Q(after__procedures__icontains=f'"{procedure.code}"')
    yield HANDOVER & named & _about_agencies(user, on)


def of_account(account: User, user: User, on: dt.date) -> Iterator[Q]:
    """Its roles and delegations."""
    yield events_of(account.role_grants.all())
    yield events_of(account.delegations_given.all())
    yield events_of(account.delegations_held.all())


def _about_agencies(user: User, on: dt.date) -> Q:
    rows = Agency.objects.visible_to(user, on).order_by()
    return Q(object_id__in=rows.annotate(key=Cast("pk", CharField())).values("key"))


STORIES: dict[type[Model], Related] = {
    Pilot: of_pilot, Site: of_site, Agency: of_agency, Procedure: of_procedure, User: of_account,
    ProcedureSetEntry: of_set_entry,
}  # fmt: skip
LOG_PAGES: dict[type[Model], tuple[str, str]] = {
    Pilot: ("pilot", "code"), Agency: ("agency", "code"), Site: ("site", "code"),
    CounterPost: ("counter-post", "code"), Procedure: ("procedure", "code"), User: ("account", "pk"),
    Inconsistency: ("question", "code"), RoleGrant: ("account", "user"), Delegation: ("account", "principal"),
}  # fmt: skip
