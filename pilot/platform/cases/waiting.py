"""Việc cần xử lý, the queue of a pilot, and what somebody who leaves leaves behind: one question to all kinds of work.

Each kind contributes one queryset (cases/work.py). It is counted by one aggregate and cut into pages by key: due day,
kind, id. Rows are read for the lines that a page shows, and for no others.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from pilot.platform.access.actors import Holder, holders, names_of_able, nobody_else
from pilot.platform.access.roles import ACTS
from pilot.platform.access.scope import NOTHING
from pilot.platform.cases.work import AnyWork, Key, Line, Task, due_of
from pilot.platform.kernel.types import User
from pilot.platform.periods import add_days

WORK: list[AnyWork] = []
MOST_LINES = 20
FOLDED = (Task.COPY, Task.CLARIFY)  # reminders: nothing else waits for these
COUNTED = tuple(task for task in Task if task not in FOLDED)

Who = Callable[[AnyWork, Model], str]


def register(*work: AnyWork) -> None:
    """What waits in an app; asked in this order where days are equal."""
    WORK.extend(w for w in work if w not in WORK)


@dataclass
class Waiting:
    """The rows of one kind of work that wait for somebody; `place` is that of the kind among all."""

    place: int
    work: AnyWork
    rows: QuerySet[Model]

    @cached_property
    def counts(self) -> Counter[Task]:
        """How many lines of each kind of task. One aggregate."""
        return self.work.counts(self.rows)

    def page(self, tasks: list[Task], after: Key | None, before: dt.date | None, most: int) -> list[Model]:
        """The next rows with these tasks behind the key, those due before the day: none of a kind that has no days."""
        if before and not self.work.due_on:
            return []
        rows = self.rows.filter(due_day__lt=before) if before else self.rows
        return self.work.page(rows, tasks, after, self.place, most)


@dataclass
class Lines:
    """Some lines, and the key behind which the next ones begin; "" at the end."""

    lines: list[Line] = field(default_factory=list)
    following: str = ""


@dataclass
class Group(Lines):
    """The lines of one kind of task and how many there are in all; folded while `lines` is empty."""

    task: Task = Task.DO
    count: int = 0


def worklist(user: User, on: dt.date, task: str = "", after: str = "") -> list[Group]:
    """What waits for the user by kind of task: the first lines of each that is not folded, or a page of one `task`."""
    found = list(_waiting_for(user, on))
    groups = []
    for kind in Task:
        if count := sum(waiting.counts[kind] for waiting in found):
            opened = task == kind if task else kind not in FOLDED
            here = [waiting for waiting in found if waiting.counts[kind]] if opened else []
            page = _next_lines(here, [kind], after, lambda work, row: "")
            groups.append(Group(page.lines, page.following, kind, count))
    return groups


def without_reminders(groups: Iterable[Group]) -> int:
    """The number beside the worklist in the menu."""
    return sum(group.count for group in groups if group.task in COUNTED)


def count(user: User, on: dt.date) -> int:
    """The same, without reading lines. One aggregate for each kind of work that is not only reminders."""
    return sum(waiting.rows.count() for waiting in _waiting_for(user, on, COUNTED))


def queue(pilot: Model, user: User, on: dt.date, view: str = "", after: str = "", soon: int = 0) -> Lines:
    """What waits for somebody in the pilot, as far as the user sees it, with who can act.

    All of it, or what is late (cham), due within `soon` days (sap-den-han), waiting for the user (cho-toi).
    """
    days = {"cham": Q(due_day__lt=on), "sap-den-han": Q(due_day__gte=on, due_day__lte=add_days(on, soon))}
    found = list(_waiting_for(user, on) if view == "cho-toi" else _waiting_for_anybody(user, on))
    for waiting in found:
        waiting.rows = waiting.work.of_pilot(waiting.rows, pilot).filter(days.get(view, Q()))
    return _next_lines(
        found, list(Task), after, _who_among(holders(list(ACTS), on, pilot.pk), _("nobody has this right"))
    )


def left_by(user: User, on: dt.date, most: int = 200) -> list[Line]:
    """What waits for somebody who leaves, each line with who else can act; the `most` urgent ones."""
    others = [h for h in holders(list(ACTS), on, user.person.pilot_id) if user.person_id not in h.people]
    return _next_lines(_waiting_for(user, on), list(Task), "", _who_among(others, nobody_else()), most).lines


def _waiting_for(user: User, on: dt.date, tasks: Collection[Task] = tuple(Task)) -> Iterable[Waiting]:
    """What waits for the user with these tasks.

    Most readers have one role and few steps: what can hold none of them is not asked.
    """
    for place, work in enumerate(WORK):
        mine = work.mine(user, on)
        whose = {verb: mine(verb) if work.task_of(verb) in tasks else NOTHING for verb in work.due}
        if any(acting != NOTHING for acting in whose.values()):
            yield Waiting(place, work, work.waiting(work.rows(user, on), on, whose.__getitem__))


def _waiting_for_anybody(user: User, on: dt.date) -> Iterable[Waiting]:
    for place, work in enumerate(WORK):
        yield Waiting(place, work, work.waiting(work.rows(user, on), on, lambda verb: Q()))


def _who_among(people: list[Holder], nobody: str) -> Who:
    def who(work: AnyWork, row: Model) -> str:
        verb, _day = due_of(row)
        return names_of_able(people, verb.name, work.acted_on(row)) or nobody

    return who


def _next_lines(found: Iterable[Waiting], tasks: list[Task], after: str, who: Who, most: int = MOST_LINES) -> Lines:
    """The next lines of all kinds together, `found` in the order of their places.

    As soon as there are enough, a kind is only asked for what is due before the last of them.
    """
    key, rows = _key_from(after), list[tuple[Key, AnyWork, Model]]()
    for waiting in found:
        last = rows[most][0][0] if len(rows) > most else None
        page = waiting.page(tasks, key, last, most + 1)
        rows += [((due_of(row)[1], waiting.place, row.pk), waiting.work, row) for row in page]
        rows = sorted(rows, key=lambda entry: entry[0])[: most + 1]
    following = ".".join(map(str, rows[most - 1][0])) if len(rows) > most else ""
    return Lines([work.line(row, who(work, row)) for _row_key, work, row in rows[:most]], following)


def _key_from(after: str) -> Key | None:
    """The key of the last line shown, from the address; None where it is none."""
    try:
        day, place, pk = after.split(".")
        return dt.date.fromisoformat(day), int(place), int(pk)
    except ValueError:
        return None
