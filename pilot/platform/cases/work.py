"""What waits for whom: rows on which a step is due, as one queryset for worklist, queue and count.

A kind of work says for each verb, as a condition on rows, when it is due. Whose it is the role table says
(access/roles.py). Nothing is chosen in Python but the words of the lines that a page shows.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeAlias, cast

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, DateField, Model, Prefetch, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.actors import able, holders
from pilot.platform.access.capacity import Capacity, capacities
from pilot.platform.access.people import offered
from pilot.platform.access.roles import NOBODYS
from pilot.platform.access.scope import NOTHING, acting_filter, parties_of, visible
from pilot.platform.kernel.types import Row, User
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.platform.ui.shapes import Fact

NO_DAY = dt.date(9999, 12, 31)  # what has no day comes behind everything that has one
EVERY_ROW = Q(pk__isnull=False)  # for a step that is due on each of `rows`: neither "or" nor When takes an empty Q
Whose = Callable[[Verb], Q]
Key = tuple[dt.date, int, int]  # of a line: due day, place of the kind of work, id of the row


class Task(models.TextChoices):
    """Kinds of steps, in the order in which a worklist groups them."""

    SIGN = "ky", gettext_lazy("Sign, decide")
    DO = "lam", gettext_lazy("To be done")
    NUMBER = "vao-so", gettext_lazy("Enter number and date")
    COPY = "ban-da-ky", gettext_lazy("Attach the signed copy")
    CLARIFY = "lam-ro", gettext_lazy("To be clarified")


@dataclass(frozen=True)
class Line:
    """One line of a worklist: task, thing, where, since when, until when; `who` in the queue of a pilot."""

    task: str
    thing: str
    url: str
    unit: str = ""
    since: dt.date | dt.datetime | None = None
    due: dt.date | None = None
    amount_vnd: int | None = None
    who: str = ""


class Work(Generic[Row]):
    """Rows of one model that wait for steps. A subclass says which, and how a line of them reads."""

    model: type[Row]
    due: Mapping[Verb, Q] = {}  # a verb and the rows on which it is due; the first that holds stands on the line
    tasks: Mapping[Verb, Task] = {}  # where neither SIGN (signed verbs) nor DO (others) is right
    about = ""  # lookup from the row to the one that the verb is about; "" when it is the row itself
    due_on: str | Combinable = ""  # lookup of the day by which it is due, or expression; "" where none is given
    select_related: tuple[str, ...] = ()  # what a line reads
    scoped: tuple[str, ...] = ()  # the same of what only its own readers may see named: to others it reads as None

    # --- how a line reads

    def thing(self, row: Row) -> str:
        """What the line is about."""
        return str(row)

    def unit(self, row: Row) -> str:
        """The place to which the row belongs."""
        return ""

    def since(self, row: Row) -> dt.date | dt.datetime | None:
        """When it came to where it waits now."""
        return None

    def amount_vnd(self, row: Row) -> int | None:
        """The amount that is decided on, in VND."""
        return None

    def url(self, row: Row, verb: Verb) -> str:
        """Where the step is taken."""
        raise NotImplementedError

    def read_url(self, row: Row, verb: Verb) -> str:
        """The page for those who may read the row but not take the step."""
        return self.url(row, verb)

    # --- which rows wait

    def rows(self, user: User, on: dt.date) -> QuerySet[Row]:
        """The rows that the user sees on a business day."""
        relations = dict.fromkeys(path.partition("__")[0] for path in self.scoped)
        return visible(self.model, user, on).prefetch_related(*(self._as_seen(name, user, on) for name in relations))

    def _as_seen(self, name: str, user: User, on: dt.date) -> "Prefetch[str]":
        """A relation of the rows, without what lies outside the user's sight."""
        model = cast("type[Model]", self.model._meta.get_field(name).related_model)
        read = [path.removeprefix(f"{name}__") for path in self.scoped if path.startswith(f"{name}__")]
        rows = visible(model, user, on)
        return Prefetch(name, rows.select_related(*read) if read else rows.select_related(None))

    def of_pilot(self, rows: QuerySet[Row], pilot: Model) -> QuerySet[Row]:
        """Those of the rows that belong to the pilot; of the catalogue all."""
        lookup = parties_of(self.model)["pilot"].lookup
        return rows if lookup == NOBODYS else rows.filter(**{lookup: pilot.pk})

    def due_at(self, on: dt.date) -> Mapping[Verb, Q]:
        """When each verb of `due` is due, where that depends on the business day."""
        return self.due

    def mine(self, user: User, on: dt.date) -> Whose:
        """For each verb the rows on which the user may do it: the same as the verb itself will ask."""
        held = capacities(user, on)
        sides = {c.principal_id: [one for one in held if one.principal_id == c.principal_id] for c in held}

        def whose(verb: Verb) -> Q:
            if not verb.transition.not_by:
                return self.acting(verb, held)
            acting = ((principal, self.acting(verb, some)) for principal, some in sides.items())
            found = (q & ~self._made_by(verb, user, principal) for principal, q in acting if q != NOTHING)
            return reduce(or_, found, NOTHING)

        return whose

    def _made_by(self, verb: Verb, user: User, principal: int | None) -> Q:
        """Rows of which the user, or the account for which he acts, made what the verb checks."""
        lookups = [f"{self.about}__{lookup}" if self.about else lookup for lookup in verb.transition.not_by]
        accounts = {user.pk, principal or user.pk}
        people = (
            get_user_model()._default_manager.filter(pk__in=accounts).values("person")
            if principal
            else [user.person_id]
        )
        return reduce(or_, (Q(**{f"{lookup}__in": people}) for lookup in lookups))

    def acting(self, verb: Verb, held: list[Capacity]) -> Q:
        """Rows on which one of the capacities may do the verb."""
        if not self.about:
            return acting_filter(self.model, verb.name, held)
        about = cast("type[Model]", self.model._meta.get_field(self.about).related_model)
        if (acting := acting_filter(about, verb.name, held)) == NOTHING:
            return NOTHING
        rows = about._base_manager.filter(acting)
        return Q(pk__in=self.model._base_manager.filter(**{f"{self.about}__in": rows}).values("pk"))

    def waiting(self, rows: QuerySet[Row], on: dt.date, whose: Whose) -> QuerySet[Row]:
        """Those of `rows` on which a step is due for `whose`, with the `due_step` (name of the verb) and `due_day`."""
        of = {verb: whose(verb) for verb in self.due}
        steps = {verb.name: when & of[verb] for verb, when in self.due_at(on).items() if of[verb] != NOTHING}
        no_day = Value(NO_DAY, DateField())
        due_day = Coalesce(self.due_on, no_day, output_field=DateField()) if self.due_on else no_day
        due = rows.order_by().filter(reduce(or_, steps.values(), NOTHING))
        columns = {"due_step": _first(steps), "due_day": due_day}
        found: QuerySet[Row] = due.annotate(**columns)
        return found

    # --- what worklist and queue show of them

    def task_of(self, verb: Verb) -> Task:
        return self.tasks.get(verb, Task.SIGN if verb.transition.signed else Task.DO)

    def counts(self, waiting: QuerySet[Row]) -> Counter[Task]:
        """How many lines of each kind of task. One aggregate."""
        found: Counter[Task] = Counter()
        for name, count in waiting.values_list("due_step").annotate(count=Count("pk")):
            found[self.task_of(VERBS[name])] += count
        return found

    def page(self, waiting: QuerySet[Row], tasks: list[Task], after: Key | None, place: int, most: int) -> list[Row]:
        """The next rows with these tasks by due day, behind the key `after` (day, place of the work, id)."""
        verbs = [verb.name for verb in self.due if self.task_of(verb) in tasks]
        rows = waiting if len(verbs) == len(self.due) else waiting.filter(due_step__in=verbs)
        rows = rows.select_related(None).select_related(*self.select_related).order_by("due_day", "pk")
        if after is not None:
            day, last_place, pk = after
            same_day = {"pk__gt": pk} if place == last_place else {}
            later = Q(due_day__gt=day)
            rows = rows.filter(later | Q(due_day=day, **same_day) if place >= last_place else later)
        return list(rows[:most])

    def line(self, row: Row, who: str) -> Line:
        """The line of a row that waits; `who` else than the reader can act, "" on his own worklist."""
        verb, due_day = due_of(row)
        url = self.read_url(row, verb) if who else self.url(row, verb)
        return Line(
            str(verb.transition.label), self.thing(row), url, self.unit(row), self.since(row),
            due_day if due_day != NO_DAY else None, self.amount_vnd(row), who,
        )  # fmt: skip

    def acted_on(self, row: Row) -> Model:
        """The row that the verb is about."""
        acted_on: Model = getattr(row, self.about) if self.about else row
        return acted_on

    def open_to(self, row: Row, verb: Verb, user: User, on: dt.date) -> bool:
        """Whether the user may take the step now, and is not the one to check his own work."""
        return offered(capacities(user, on), user, verb.name, self.acted_on(row))

    def who_acts(self, row: Row, due: Iterable[Verb], on: dt.date) -> list[Fact]:
        """Each step that is due, with everybody who can take it. One query."""
        due = list(due)
        people = holders([verb.name for verb in due], on) if due else []
        found = ((verb, able(people, verb.name, self.acted_on(row))) for verb in due)
        return [
            Fact(str(verb.transition.label), ", ".join(dict.fromkeys(map(str, named))) or _("nobody has this right"))
            for verb, named in found
        ]


def _first(steps: Mapping[str, Q]) -> models.Case | Value:
    """The name of the first step that is due; the only one, where there is one, needs no second look at the row."""
    if len(steps) == 1:
        return Value(next(iter(steps)))
    return models.Case(*(When(q, then=Value(name)) for name, q in steps.items()), default=Value(""))


AnyWork: TypeAlias = Work[Any]  # where kinds of work stand side by side, each with rows of its own model


def due_of(row: Any) -> tuple[Verb, dt.date]:
    """The step for which a row waits, and by which day: columns that `Work.waiting` adds to any row."""
    return VERBS[row.due_step], row.due_day
