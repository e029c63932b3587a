"""What waits in the programme: roles, delegations, questions on the documents, official documents, lists."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Value, When
from django.urls import reverse

from pilot.platform.cases.work import Task, Whose, Work
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import KINDS
from pilot.platform.documents.tasks import MOST_TRIES
from pilot.platform.documents.workflows import attach_signed_copy, number_document, render_again
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import RESOURCES
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.programme.models import Delegation, Inconsistency, Pilot, RoleGrant
from pilot.programme.workflows.accounts import confirm_removal, confirm_role
from pilot.programme.workflows.delegations import confirm_delegation
from pilot.programme.workflows.programme import settle_inconsistency


class Roles(Work):
    """A role, or the removal of an administrator, that waits for the second administrator."""

    model = RoleGrant
    due = {
        confirm_role: Q(status=RoleGrant.Status.PROPOSED),
        confirm_removal: Q(status=RoleGrant.Status.ENDING),
    }
    not_by = {confirm_role: "proposed_by", confirm_removal: "removal_by"}
    select_related = ("user__person", "agency", "site", "pilot", "proposed_by", "removal_by")

    def mine(self, user: Any, on: dt.date) -> Whose:
        """Nobody confirms a role of his own; who leaves may confirm that."""
        whose = super().mine(user, on)
        return lambda verb: whose(verb) & (~Q(user__person=user.person_id) if verb is confirm_role else Q())

    def unit(self, row: RoleGrant) -> str:
        return str(row.place)

    def since(self, row: RoleGrant) -> dt.datetime:
        return row.removal_at or row.proposed_at

    def url(self, row: RoleGrant, verb: Verb) -> str:
        return reverse("decide-grant", args=[row.pk, verb.name])

    def read_url(self, row: RoleGrant, verb: Verb) -> str:
        return reverse("account", args=[row.user_id])


class Delegations(Work):
    """A delegation that an administrator proposed."""

    model = Delegation
    due = {confirm_delegation: Q(status=Delegation.Status.PROPOSED)}
    not_by = {confirm_delegation: "created_by__person"}
    select_related = ("principal__person", "created_by__person", "pilot")

    def unit(self, row: Delegation) -> str:
        return str(row.pilot)

    def since(self, row: Delegation) -> dt.datetime:
        return row.created_at

    def url(self, row: Delegation, verb: Verb) -> str:
        return reverse("decide-delegation", args=[row.pk, verb.name])

    def read_url(self, row: Delegation, verb: Verb) -> str:
        return reverse("account", args=[row.principal_id])


class Questions(Work):
    """A place where the documents disagree or are silent, in pilots of ours. The documents give no time."""

    model = Inconsistency
    due = {settle_inconsistency: Q(status=Inconsistency.Status.OPEN)}
    tasks = {settle_inconsistency: Task.CLARIFY}

    def rows(self, user: Any, on: dt.date) -> QuerySet[Any]:
        """Each once, although it may concern several pilots; those of reference plans are settled by nobody here."""
        seen = Inconsistency.objects.visible_to(user, on).exclude(pilots=None)
        return Inconsistency.objects.filter(pk__in=seen.order_by().values("pk")).prefetch_related("pilots")

    def of_pilot(self, rows: QuerySet[Any], pilot: Any) -> QuerySet[Any]:
        return super().of_pilot(rows, pilot).annotate(asked_of=Value(pilot.pk))

    def acted_on(self, row: Any) -> Pilot:
        """The pilot whose queue is read, for whose secretariat the question waits; otherwise the first one."""
        return Pilot(pk=row.asked_of) if hasattr(row, "asked_of") else row.pilots.all()[0]

    def thing(self, row: Inconsistency) -> str:
        return f"{row.code}: {row.what}"

    def unit(self, row: Inconsistency) -> str:
        return ", ".join(pilot.province for pilot in row.pilots.all())

    def url(self, row: Inconsistency, verb: Verb) -> str:
        return reverse("question", args=[row.code])


class Documents(Work):
    """An official document that waits for number and date, for its PDF, for the signed copy."""

    model = OfficialDocument
    tasks = {number_document: Task.NUMBER, attach_signed_copy: Task.COPY}
    select_related = ("issuer", "site", "pilot")

    @property
    def due(self) -> dict[Verb, Q]:  # type: ignore[override]
        """A number with effect is entered on the page of what it sets in force, unless it is that of a replacement."""
        elsewhere = Q(kind__in=[kind.code for kind in KINDS.values() if kind.numbered_by], replaces=None)
        numbered = Q(status=OfficialDocument.Status.NUMBERED)
        return {
            number_document: Q(status=OfficialDocument.Status.APPROVED) & ~elsewhere,
            render_again: numbered & Q(pdf=None, render_tries__gte=MOST_TRIES),
            attach_signed_copy: numbered,
        }

    @property
    def due_on(self) -> models.Case:
        """What has no number yet and needs it at once is due on the day on which it was made."""
        at_once = [kind.code for kind in KINDS.values() if kind.at_once]
        return models.Case(When(status=OfficialDocument.Status.APPROVED, kind__in=at_once, then="approved_on"))

    def thing(self, row: OfficialDocument) -> str:
        return f"{row.title}: {row.summary}"

    def unit(self, row: OfficialDocument) -> str:
        return str(row.issued_by)

    def since(self, row: OfficialDocument) -> dt.date | None:
        return row.issued_on or row.approved_on

    def url(self, row: OfficialDocument, verb: Verb) -> str:
        return reverse("official-document", args=[row.pk])


class Lists(Work):
    """A list that was checked: to be written, or to be looked at where rows have errors."""

    model = ImportBatch
    select_related = ("agency", "file", "pilot")

    @property
    def due(self) -> dict[Verb, Q]:  # type: ignore[override]
        """Every kind of list has verbs of its own."""
        found = {}
        for kind in RESOURCES.values():
            checked = Q(status=ImportBatch.Status.CHECKED, kind=kind.kind)
            found[VERBS[kind.verbs.confirm]] = checked & Q(error_count=0)
            found[VERBS[kind.verbs.check]] = checked & Q(error_count__gt=0)
        return found

    def unit(self, row: ImportBatch) -> str:
        return str(row.agency)

    def since(self, row: ImportBatch) -> dt.datetime | None:
        return row.checked_at

    def url(self, row: ImportBatch, verb: Verb) -> str:
        return reverse("import", args=[row.pk])


DOCUMENTS, LISTS, ROLES, DELEGATIONS, QUESTIONS = Documents(), Lists(), Roles(), Delegations(), Questions()
WORK = (DOCUMENTS, LISTS, ROLES, DELEGATIONS)
