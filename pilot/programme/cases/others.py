"""What waits without a page of the kit: questions on the documents, lists that were checked."""

import datetime as dt

from django.db.models import Model, Q, QuerySet, Value
from django.urls import reverse

from pilot.platform.cases.work import Task, Work
from pilot.platform.exchange import selectors
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import RESOURCES
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.programme.models import Inconsistency, Pilot
from pilot.programme.workflows.programme import settle_inconsistency


class Questions(Work[Inconsistency]):
    """A place where the documents disagree or are silent, in pilots of ours. The documents give no time."""

    model = Inconsistency
    due = {settle_inconsistency: Q(status=Inconsistency.Status.OPEN)}
    tasks = {settle_inconsistency: Task.CLARIFY}

    def rows(self, user: User, on: dt.date) -> QuerySet[Inconsistency]:
        """Each once, although it may concern several pilots; those of reference plans are settled by nobody here."""
        seen = Inconsistency.objects.visible_to(user, on).exclude(pilots=None)
        return Inconsistency.objects.filter(pk__in=seen.order_by().values("pk")).prefetch_related("pilots")

    def of_pilot(self, rows: QuerySet[Inconsistency], pilot: Model) -> QuerySet[Inconsistency]:
        asked = {"asked_of": Value(pilot.pk)}
        return super().of_pilot(rows, pilot).annotate(**asked)

    def acted_on(self, row: Inconsistency) -> Pilot:
        """The pilot whose queue is read, for whose secretariat the question waits; otherwise the first one."""
        return Pilot(pk=row.asked_of) if hasattr(row, "asked_of") else row.pilots.all()[0]

    def thing(self, row: Inconsistency) -> str:
        return f"{row.code}: {row.what}"

    def unit(self, row: Inconsistency) -> str:
        return ", ".join(pilot.province for pilot in row.pilots.all())

    def url(self, row: Inconsistency, verb: Verb) -> str:
        return reverse("question", args=[row.code])


class Lists(Work[ImportBatch]):
    """A list that was checked: to be written, or to be looked at where rows have errors."""

    model = ImportBatch
    select_related = ("agency", "file", "pilot")

    @property
    def due(self) -> dict[Verb, Q]:  # type: ignore[override]
        """Every kind of list has verbs of its own. With nothing to write it waits for nobody."""
        found, to_write = {}, Q(new_count__gt=0) | Q(changed_count__gt=0)
        for kind in RESOURCES.values():
            checked = Q(status=ImportBatch.Status.CHECKED, kind=kind.kind)
            found[VERBS[kind.verbs.confirm]] = checked & ~selectors.FAILED & to_write
            found[VERBS[kind.verbs.check]] = checked & selectors.FAILED
        return found

    def rows(self, user: User, on: dt.date) -> QuerySet[ImportBatch]:
        """A list with errors waits only for whoever sent it, until the next one for the same place is sent."""
        rows = selectors.told(super().rows(user, on))
        return rows.exclude(selectors.FAILED & (~Q(uploaded_by=user) | Q(later=True)))

    def unit(self, row: ImportBatch) -> str:
        return str(row.agency or row.pilot)

    def since(self, row: ImportBatch) -> dt.datetime | None:
        return row.checked_at

    def url(self, row: ImportBatch, verb: Verb) -> str:
        return reverse("import", args=[row.pk])


QUESTIONS, LISTS = Questions(), Lists()
