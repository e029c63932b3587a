"""A case: a row with a workflow, and what all such rows share.

A subclass declares, in the manner of ModelAdmin: plain attributes, and small methods to override. `urls` gives its
addresses (cases/views.py answers them), `register` in cases/waiting.py puts it on the worklists. What the kit makes
awkward is a plain Django view beside it.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, cast

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.access.types import Request
from pilot.platform.cases.forms import form_of
from pilot.platform.cases.lists import Column, TableCell
from pilot.platform.cases.paper.models import OnPaper
from pilot.platform.cases.removal import referred_to
from pilot.platform.cases.timeline import story
from pilot.platform.cases.work import NO_DAY, Work
from pilot.platform.kernel.types import FormOptions, Inputs, Row, TemplateContext, User, Words
from pilot.platform.kernel.workflow import VERBS, Act, Verb, Workflow, status_of
from pilot.platform.ui.forms import FilterForm
from pilot.platform.ui.shapes import Fact, Step, Story, TimelineEntry


@dataclass(frozen=True)
class Stage:
    """A station on the way of a row: the status in which it is done, its name, and who acts there."""

    status: str
    label: Words
    who: str = ""


def stages_on_paper(row: OnPaper, counts: str) -> list[Stage]:
    """The way of a row on paper: entered by one person, checked by another; `counts`: its status from then on."""
    entered = Stage("entered", _("Entered from paper"), str(row.paper_entered_by))
    checked = Stage(counts, _("Checked against the document"), str(row.paper_checked_by or ""))
    rejected = Stage("rejected", _("Does not agree with the document"))
    return [entered, rejected if status_of(row) == "rejected" else checked]


Draft = tuple[str, Model]  # kind of an official document and what it is about


@dataclass(frozen=True)
class Opening:
    """A page on which a row is made: the verb on a parent that the address names, its form, what is said then."""

    verb: Verb
    form: type[KeyedForm]
    parent: type[Model]
    name: str  # of the address
    path: str  # names the parent by one of its columns: "rut-cong-chuc/moi/<code>/"
    back: str  # name of the address of the parent's page, by the same column; "" for the list
    message: Words  # what is said when the row is made
    title: object = ""  # of the page; the label of the verb where empty
    elsewhere: bool = False  # the way to it stands beside what it is about, not in the head of the parent's page

    @property
    def column(self) -> str:
        """The column by which the path names the parent."""
        return str(re.findall(r"<(?:\w+:)?(\w+)>", self.path)[0])


class Case(Work[Row]):
    """One kind of row with a workflow."""

    workflow: ClassVar[Workflow]
    name: ClassVar[str]  # of the page's address
    paged: ClassVar[bool] = True  # whether that address takes the row's id
    stem: ClassVar[str] = ""  # begins the names of the others: "<stem>-step", "<stem>-scan"; the name where empty
    plural: ClassVar[str] = ""  # of the list's address; "" without a list
    prefix: ClassVar[str]  # how all its paths begin: "rut-cong-chuc/"
    kind: ClassVar[Words]  # one of them, before its name: _("Withdrawal")
    title: ClassVar[Words] = ""  # above the list
    above: ClassVar[tuple[Words, str] | None] = None  # without a list: words and address name of what leads to it
    tabs: ClassVar[str] = ""  # template of the tabs beside the list
    exports: ClassVar[str] = ""  # the list that leaves as a workbook
    rule_codes: ClassVar[str] = ""  # codes of the rules behind its pages, for their help,
    help: ClassVar[Words] = ""  # and one sentence about them
    other_addresses: ClassVar[Sequence[str]] = ()  # names of those that plain views of its app answer

    list_display: Sequence[Column] = ()
    list_filter: type[FilterForm] | None = None
    ordering: Sequence[str] = ("-pk",)
    empty: Words = ""  # how a first row comes about

    tones: Mapping[str, str] = {}  # status → pass, warn, fail or idle; "wait" where nothing is said
    dated = False  # whether its page answers for another day, ?ngay=
    template = "cases/page.html"
    list_template = "cases/list.html"
    step_template = "cases/step.html"

    forms: Mapping[Verb, type[KeyedForm]] = {}  # of steps that take more than reason and signature
    own_pages: Mapping[Verb, str] = {}  # steps that are taken elsewhere: name of the address with the row's id, or
    # "" where the page itself shows the way
    decided_here: Sequence[Verb] = ()  # decided on the page itself, by the buttons of one form
    signs: Sequence[Verb] = ()  # steps by which a document is signed: the reader sees it before (`draft`)
    openings: Sequence[Opening] = ()

    # --- words

    def heading(self, row: Row) -> str:
        return f"{self.kind}: {row}"

    def state(self, row: Row) -> Words:
        """Where it stands, as the head of its page says it; nothing of what has no status."""
        said: Words = getattr(row, "get_status_display", str)()
        return said

    def tone(self, row: Row) -> str:
        return self.tones.get(status_of(row), "wait")

    def head(self, row: Row) -> list[Fact]:
        """People, place and deadline, in the head of the page."""
        return []

    def stages(self, row: Row) -> list[Stage]:
        """The stations on the way of the row."""
        return []

    def events(self, row: Row, user: User, on: dt.date, until: dt.date) -> Story:
        """What happened to the row and to what makes it up, as far as the user sees it on `on`, the newest first."""
        return story(row, user, on, until)

    def consequences(self, row: Row, verb: Verb) -> list[str]:
        """What the step does, a line each."""
        return []

    def url(self, row: Row, verb: Verb | None = None) -> str:
        return reverse(self.name, args=[row.pk])

    def name_of(self, part: str) -> str:
        """Name of the address of its "step", "scan" or "preview"."""
        return f"{self.stem or self.name}-{part}"

    def addresses(self) -> list[str]:
        """Names of the addresses of its pages."""
        openings = (opening.name for opening in self.openings)
        names = (self.plural, self.name, self.name_of("step"), *openings, *self.other_addresses)
        return [name for name in names if name]

    def trail(self, row: Row) -> list[tuple[str, str]]:
        """The way to the page of the row: words and address, the last one is the page itself."""
        title, name = self.above or (self.title, self.plural)
        return [*([(str(title), reverse(name))] if name else []), (self.heading(row), self.url(row))]

    def documented(self, row: Row) -> Sequence[Model]:
        """The rows whose official documents the page shows."""
        return [row]

    def drafts(self, row: Row, on: dt.date) -> list[Draft]:
        """Kind and subject of each document that `signs` would make, the one in the frame first.

        A subject need not be saved.
        """
        raise NotImplementedError

    def cells(self, row: Row, columns: Sequence[Column]) -> list[TableCell]:
        """A row of the list: the first cell leads to the page, the state is a pill."""
        return [self._cell(row, column, number == 0) for number, column in enumerate(columns)]

    def _cell(self, row: Row, column: Column, first: bool) -> TableCell:
        if column.order == "status":
            return TableCell(column.of(row), tone=self.tone(row))
        return TableCell(column.of(row), url=self.url(row) if first else "", numeric=column.numeric)

    # --- what its pages need beside what every case has

    def list_context(self, request: Request) -> TemplateContext:
        return {}

    def context(self, request: Request, row: Row, day: dt.date) -> TemplateContext:
        return {}

    def step_context(self, request: Request, row: Row, verb: Verb) -> TemplateContext:
        return {}

    def initial(self, row: Row, verb: Verb) -> dict[str, object]:
        """What stands in the form of a step before anything is typed."""
        return {}

    def options(self, request: Request, row: Row, verb: Verb) -> FormOptions:
        """What the form of a step is made with: querysets to choose from."""
        return {}

    def take(self, verb: Verb, row: Any, act: Act, inputs: Inputs) -> Any:
        """Do what a page sends; `row` is the parent where something is made."""
        return verb(row, act, **inputs)

    def after(self, row: Row, verb: Verb, made: Model) -> str:
        """Where a step leads; `made` is what the verb has given."""
        return self.url(row)

    def said(self, made: Any, words: Words) -> Words:
        """What is said of what was made or done: `words`, unless it came otherwise."""
        return words

    def made_url(self, made: Any) -> str:
        """Where an opening leads; `made` is what its verb has given."""
        return self.url(made)

    def choices(self, request: Request, parent: Any, opening: Opening) -> FormOptions:
        """What the form of an opening is made with: querysets to choose from, first values."""
        return {}

    def opening_context(self, request: Request, parent: Any, opening: Opening) -> TemplateContext:
        """What the page of an opening shows beside its form."""
        return {}

    # --- rows, steps and rights

    @cached_property
    def model(self) -> type[Row]:  # type: ignore[override]
        """What the verbs of the workflow are about."""
        return cast("type[Row]", self.workflow.model)

    def rows(self, user: User, on: dt.date) -> QuerySet[Row]:
        return super().rows(user, on).select_related(*self.select_related)

    def due_now(self, row: Row, on: dt.date) -> list[Verb]:
        """The steps for which the row waits. One query."""
        due = self.due_at(on)
        asked = self.model._base_manager.filter(pk=row.pk).annotate(**{verb.name: when for verb, when in due.items()})
        found = list(asked.values(*(verb.name for verb in due))) if due else []
        return [verb for verb in due if any(flags[verb.name] for flags in found)]

    def possible(self, row: Row, due: Collection[Verb]) -> list[Verb]:
        """The steps that the status admits; those with a condition of their own only while they are `due`."""
        verbs = [VERBS[step.verb] for step in self.workflow.possible(row)]
        writes = [verb for verb in due if not verb.is_step]
        return [verb for verb in [*verbs, *writes] if verb in due or verb not in self.due]

    def admits(self, row: Row, verb: Verb, on: dt.date) -> bool:
        """Whether the step is possible now, and due where it has a condition of its own."""
        return verb.possible(row) and (verb not in self.due or verb in self.due_now(row, on))

    def offers(self, row: Row, user: User, on: dt.date, due: Collection[Verb]) -> list[Verb]:
        """The possible steps that are open to the user; taking the row out only while nothing keeps it."""
        found = [verb for verb in self.possible(row, due) if self.open_to(row, verb, user, on)]
        if any(verb.transition.removes for verb in found) and self._is_kept(row):
            return [verb for verb in found if not verb.transition.removes]
        return found

    def keeps(self) -> Q:
        """The condition that a row which was entered by mistake stays nevertheless: something refers to it."""
        return referred_to(self.model)

    def _is_kept(self, row: Row) -> bool:
        """As the list has read it with its rows (`kept`), otherwise in one query."""
        known: bool | None = getattr(row, "kept", None)
        return self.model._base_manager.filter(self.keeps(), pk=row.pk).exists() if known is None else known

    def label(self, row: Row, verb: Verb, user: User) -> str:
        """What the step is called for this reader."""
        return str(verb.transition.label)

    def form(self, verb: Verb) -> type[KeyedForm]:
        return self.forms.get(verb) or form_of(verb)

    # --- the way of a row

    def way(self, row: Row, due: Collection[Verb], events: Iterable[TimelineEntry]) -> list[Step]:
        """The stages with what is done, by whom and when, and until when the present one is due."""
        stages = self.stages(row)
        reached = next((n for n, stage in enumerate(stages) if stage.status == status_of(row)), -1)
        done = {VERBS[e.verb].transition.target: e for e in reversed(list(events)) if e.verb in VERBS}
        now = reached + 1 if due else -1
        return [self._step(stage, n - reached, n == now, row, done.get(stage.status)) for n, stage in enumerate(stages)]

    def _step(self, stage: Stage, ahead: int, now: bool, row: Row, event: TimelineEntry | None) -> Step:
        if ahead <= 0:
            return Step(str(stage.label), "done", event.who if event else stage.who, at=event.at if event else None)
        return Step(str(stage.label), "current" if now else "todo", stage.who, due=self.deadline(row) if now else None)

    def deadline(self, row: Row) -> dt.date | None:
        """The day by which the present step is due."""
        day = getattr(row, self.due_on, None) if isinstance(self.due_on, str) and self.due_on else None
        return None if day == NO_DAY else day
