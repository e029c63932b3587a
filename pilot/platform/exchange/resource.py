"""What a workbook of one kind looks like and what its rows do: the base class of every import and export.

An app writes one subclass in its resources.py and registers it in AppConfig.ready (`exchange.workflows.register`).
Columns are import-export fields with widgets. Example: staffing/resources/employees.py. How to: docs/exchange.md.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeAlias

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from import_export import fields, resources

from pilot.platform.access.capacity import Capacity
from pilot.platform.access.scope import capacity_that_sees
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import Cell
from pilot.platform.exchange.widgets import CellWidget, ChoiceWidget, ShownWidget, TextWidget, swapped
from pilot.platform.kernel.personal import words_at
from pilot.platform.kernel.types import User, Words
from pilot.platform.kernel.workflow import VERBS, Act
from pilot.platform.vietnamese import search_key

Record: TypeAlias = Any  # a row of the database, or made of several: each list knows the models it names
Values: TypeAlias = dict[str, Any]  # cleaned values by column name: each list knows the types of its columns
Records: TypeAlias = QuerySet[Any] | list[Any]  # of the database, or made of several


@dataclass(frozen=True)
class Verbs:
    """Names of the verbs of one kind, each in ACTS (pilot/platform/access/roles.py).

    `upload` is asked on the parties of the target, the others on those of ImportBatch; `export` is an audit event.
    """

    upload: str
    check: str
    confirm: str
    discard: str
    undo: str
    export: str


class Fault(NamedTuple):
    """What is wrong with one cell (`column`) or, without a column, with the row."""

    column: str
    message: str


@dataclass
class Row:
    """One row of a workbook on its way: as read, as cleaned, and what confirming it would do."""

    number: int  # of the row in the sheet, as its user sees it
    cells: dict[str, Cell]
    values: Values = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    object_id: int | None = None
    numbered: bool = False  # whether it bears a serial number, so that its writer counts it
    left_over: bool = False  # whether it comes back in a workbook of errors, which holds a part of the list
    outcome: str = ""  # one of ImportRow.Outcome
    before: Values = field(default_factory=dict)  # only what changes
    after: Values = field(default_factory=dict)

    def refuse(self, column: str, message: Words) -> None:
        self.faults.append(Fault(column, str(message)))


@dataclass(frozen=True)
class Known:
    """A row that the database has already: its id, and its values by column name."""

    object_id: int
    values: Values

    def holds(self, values: Values) -> bool:
        """Whether it has these values now."""
        return all(self.values[name] == value for name, value in values.items() if name in self.values)


class Column(fields.Field):  # type: ignore[misc]  # import-export says no types
    """One column: an import-export field with the heading as printed, and other headings it goes by.

    `attribute` leads from the object to the value ("person__phone"); where that is a column of the database, the model
    says whether it is masked. `required`: a new row needs it. `options`: proposals of the template's drop-down.
    One that is not `kept` is read only to be shown and checked: its attribute is empty, nothing of it is written.
    `said`: what the columns that are alike (the days of a month) are called together.
    """

    attribute: str
    widget: CellWidget[Any]

    def __init__(
        self, attribute: str, heading: str, widget: CellWidget[Any] | None = None, *, aliases: Sequence[str] = (),
        required: bool = False, example: str = "", hint: Words = "", options: Sequence[str] = (), width: int = 20,
        kept: bool = True, together: str = "",
    ) -> None:  # fmt: skip
        super().__init__(attribute, heading, widget or TextWidget())
        self.heading, self.aliases, self.required = heading, (heading, *aliases), required
        self.example, self.hint, self.options, self.width = example, hint, options, width
        self.kept, self.said = kept, together or heading

    @property
    def choices(self) -> Sequence[str]:
        """What a cell must be, where that is one of few words."""
        return list(self.widget.labels.values()) if isinstance(self.widget, ChoiceWidget) else ()


def shown(attribute: str, heading: str, width: int) -> Column:
    """A column that is only exported: what the page shows."""
    return Column(attribute, heading, ShownWidget(), width=width)


DOES_NOT_BELONG = gettext_lazy("A list of this kind cannot belong here.")


class ListResource(resources.Resource):  # type: ignore[misc]  # import-export says no types
    """A list that leaves as a workbook: its columns, and the rows a reader sees under the filter of its page."""

    kind: ClassVar[str]  # in addresses
    title: ClassVar[Words]
    event: str  # name of the audit event of an export
    lists: str  # label of the model whose rows it shows
    filters: ClassVar[dict[str, Words]] = {}  # parameters of the list's address that `exported` understands
    importable: ClassVar[bool] = False

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> Records:
        """The rows `user` sees (visible_to) under the filter of the list, with what the columns need. In its order."""
        raise NotImplementedError

    def asked_in_words(self, name: str, value: str) -> str:
        """What a filter asks for, as its page says it."""
        return value

    def told(self, rows: list[Record]) -> Sequence[Record]:
        """What the columns read, made of all the rows at once; the rows themselves where a list says nothing else."""
        return rows

    def seen_in(self, user: User, on: dt.date) -> Capacity | None:
        """The capacity in which `user` reads the rows."""
        return capacity_that_sees(apps.get_model(self.lists), user, on)

    def asked(self, row: Record) -> Record:
        """Whose parties decide who may have the masked values of an exported row."""
        return row

    @property
    def columns(self) -> dict[str, Column]:
        columns: dict[str, Column] = self.fields
        return columns

    @cached_property
    def kept(self) -> dict[str, Column]:
        """The columns that are written and exported."""
        return {name: column for name, column in self.columns.items() if column.kept}

    @property
    def explained(self) -> list[Column]:
        """Each column for its reader; of those that are alike the last one."""
        return list({column.said: column for column in self.columns.values()}.values())

    @property
    def file_name(self) -> str:
        """What its files are called: its Vietnamese title without marks."""
        with translation.override("vi"):
            return "-".join(search_key(str(self.title)).split()).removeprefix("danh-sach-")

    @cached_property
    def masked(self) -> dict[str, str]:
        """Columns that the model declares masked, each with the permission that shows it."""
        model = apps.get_model(self.lists)
        said = {name: words_at(model, column.attribute) for name, column in self.columns.items() if column.attribute}
        return {name: words.masked for name, words in said.items() if words and words.masked}


class TwoStepResource(ListResource):
    """A kind of workbook that is also read: columns, natural key, and the bulk writes behind "confirm" and "undo".

    Every method runs a fixed number of queries. Only `create` and `change` write, under a lock on the target.
    """

    verbs: ClassVar[Verbs]
    importable = True
    key: ClassVar[str]  # name of the column that tells rows apart within the target
    key_names: ClassVar[bool] = False  # whether it holds the name of somebody, which an erasure takes out of its rows
    identified_by: ClassVar[Sequence[Sequence[str]]] = ()  # columns by which a row without its key is found, too
    named_by: ClassVar[str] = ""  # column that says to a reader whom or what a row is about, beside its key
    gives_keys: ClassVar[bool] = False  # whether `next_keys` makes them for new rows
    group_column: ClassVar[str] = ""  # column that lines above their rows fill ("I. Lĩnh vực Hộ tịch")
    sex_column: ClassVar[str] = ""  # column that a heading divided into "Nam" and "Nữ" fills
    target: ClassVar[str] = "pilot.Agency"  # what the rows belong to; any model with visible_to, PARTIES and pilot
    target_key: ClassVar[str] = "code"  # its column in addresses
    writes: ClassVar[str]  # label of the model of its rows
    by_two: ClassVar[bool] = False  # whether somebody else than its sender writes it, unless nobody else may
    words: ClassVar[dict[str, Words]] = {}  # model label → what an undo calls rows that refer to the list
    known_but_not_kept: ClassVar[Sequence[str]] = ()  # headings that are expected, but that we have no place for
    signed: ClassVar[bool] = False  # whether whoever confirms it enters password or code again
    onward: ClassVar[tuple[Words, str] | None] = None  # label and page, by the import, where a written list leads on
    prepared_by: ClassVar[dict[str, Sequence[str]]] = {}  # column → kinds of lists that bring in what its cells name
    act: Act  # who confirms the list; set before `change` and `create`, for rows that are written by verbs
    around: Sequence[str] = ()  # what stands around the rows of the list that is checked: titles, legends, signatures

    def __init_subclass__(cls) -> None:
        if "verbs" in cls.__dict__:  # not what several kinds have in common
            cls.event, cls.lists = cls.verbs.export, cls.writes

    def refuses(self, target: Record) -> Words:
        """Why `target` takes no list of this kind now (employees: only a post office does); empty where it does."""
        return ""

    def agency_of(self, target: Record) -> Record | None:
        """The agency that is the party of the import: it and the pilot decide who sees it. None: the pilot alone."""
        return target

    def present(self, target: Record, on: dt.date) -> QuerySet[Model]:
        """The rows of `target` with which a list is compared; their values are read along the columns' attributes."""
        raise NotImplementedError

    def next_keys(self, target: Record) -> Iterator[str]:
        """The next free keys, for new rows that came without one, if the kind `gives_keys`. One query."""
        raise NotImplementedError

    def check(self, target: Record, rows: list[Row], on: dt.date) -> None:
        """Rules beyond one cell: `row.refuse(column, message)`, or a remark in `row.notes` that does not refuse."""

    def grouped(self, text: str) -> dict[str, str]:
        """What a line above its rows says of them, by column: cells that stand where a row's own are empty."""
        return {self.group_column: text} if self.group_column else {}

    def check_whole(self, target: Record, rows: list[Row], on: dt.date) -> list[str]:
        """Rules of the list as a whole: a sentence for each that fails, said once; each refuses the list."""
        return []

    def notes_whole(self, target: Record, rows: list[Row], on: dt.date) -> list[str]:
        """What the reader should know of the list as a whole, once its rows are compared; refuses nothing."""
        return []

    def check_titles(self, target: Record, titles: list[str]) -> list[str]:
        """What the lines above the rows say that does not fit the target (another month); each refuses the list."""
        return []

    def questions(self, target: Record, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """What this list asks besides what every list does; the answers given so far are applied to `rows` here.

        Called with cleaned rows, before they are compared with what is there and before `check`.
        """
        return []

    def create(self, target: Record, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """Write the new rows with exchange.bulk. Returns the ids of everything written by model label.

        In the order in which an undo may delete it; those of the model it `writes` in the order of `rows`.
        """
        raise NotImplementedError

    def change(self, target: Record, changes: dict[int, Values]) -> None:
        """Set these values (by column name) on the rows with these ids; an undo puts old ones back."""
        raise NotImplementedError

    def used(self, created: dict[str, list[int]]) -> list[str]:
        """What else forbids that the rows which `create` has written go: sentences, or nothing."""
        return []

    def undone(self, target: Record) -> None:
        """Called after an undo deleted what `create` wrote: what it changed besides comes back here."""

    def afterwards(self, batch: ImportBatch) -> tuple[str, str, str]:
        """What a written list waits for, and name and address of the page where that is done; empty for nothing."""
        return "", "", ""

    def undo(self, batch: ImportBatch, act: Act) -> Any:
        """Take the list back: the import itself, or what waits for a second person."""
        return VERBS[self.verbs.undo](batch, act)

    def undo_waits(self, batch: ImportBatch) -> str:
        """The page on which a second person confirms that the list is taken back; empty where none is asked."""
        return ""

    def repeats(self, label: str, ids: list[int]) -> Q:
        """Which of its import rows repeat something of the rows of model `label` with these ids: an erasure asks."""
        return Q(object_id__in=ids) if label == self.writes else Q(pk__in=[])

    @property
    def example(self) -> Path | None:
        """A list of this kind as an office of the demo sent it, of made-up people; None where it sent none."""
        return min((settings.EXAMPLE_LISTS / self.kind).glob("*.xlsx"), default=None)

    # --- what the machinery asks ------------------------------------------------------------------

    @cached_property
    def known_headings(self) -> dict[str, str]:
        """Headings as they are compared (search_key) → column name."""
        return {search_key(alias): name for name, column in self.columns.items() for alias in column.aliases}

    @cached_property
    def not_kept(self) -> set[str]:
        """Headings, as they are compared, that are expected and have no column."""
        return {search_key(heading) for heading in self.known_but_not_kept}

    def column_of(self, heading: str) -> str:
        """The column that a heading means (without marks, case and brackets); "" for none."""
        known = self.known_headings.get(heading)
        return known or next((name for name, headed in self.headed if headed.fullmatch(heading)), "")

    @cached_property
    def headed(self) -> list[tuple[str, re.Pattern[str]]]:
        """Columns whose kind of value is known by its usual headings, however the office puts them."""
        return [
            (name, re.compile(column.widget.headed)) for name, column in self.columns.items() if column.widget.headed
        ]

    @cached_property
    def telling(self) -> set[str]:
        """Columns of which a row fills at least one, or it is no row of the list."""
        required = [name for name, column in self.columns.items() if column.required]
        return {self.key, *required, *(name for names in self.identified_by for name in names)}

    def needed(self, have: Collection[str]) -> list[str]:
        """Columns that a list cannot do without that has these: what is required, and the key or what replaces it."""
        required = [name for name, column in self.columns.items() if column.required]
        replaced = any(set(names) <= set(have) for names in self.identified_by)
        return required if replaced else list(dict.fromkeys([self.key, *required]))

    def existing(self, target: Record, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """Rows of `target` by natural key; `lock`: for update. Values by column name, in the form `clean` gives."""
        rows = self.present(target, on).order_by()
        found = (rows.select_for_update() if lock else rows).values_list(
            "pk", *(column.attribute for column in self.kept.values())
        )
        known = (Known(key, dict(zip(self.kept, values, strict=True))) for key, *values in found)
        return {self.identity(row.values[self.key]): row for row in known}

    def identity(self, value: Any) -> str:
        """What tells rows apart: the key of the code, so that "BD 0022" is "bd0022"; "" where there is none."""
        key: str = self.columns[self.key].widget.identity(value)
        return key

    def clean_row(self, row: Row, answers: Answers) -> None:
        """Cells to values; every fault of every cell at once."""
        for name, cell in row.cells.items():
            if isinstance(cell, str) and answers.get(f"order_{name}") == "mdy":
                cell = swapped(cell)
            try:
                row.values[name] = self.columns[name].widget.clean(cell)
            except ValueError as wrong:
                row.values[name] = None
                row.refuse(name, str(wrong))

    def freeze(self, values: Values) -> Values:
        """Values as JSON, for the staging rows."""
        return {name: str(value) if isinstance(value, dt.date) else value for name, value in values.items()}

    def thaw(self, values: Values) -> Values:
        """The same back."""
        return {name: self.columns[name].widget.thaw(value) for name, value in values.items()}

    def shown(self, name: str, frozen: object, masked: bool) -> str:
        """A frozen value for the reader."""
        widget = self.columns[name].widget
        value = widget.thaw(frozen)
        return widget.mask(value) if masked and name in self.masked else widget.show(value)


RESOURCES: dict[str, type[TwoStepResource]] = {}  # by kind; exchange.workflows.register adds to them
EXPORTS: dict[str, type[ListResource]] = {}  # those above, and lists that are only exported


def resource(kind: str) -> TwoStepResource:
    """A fresh resource of a kind. Raises KeyError for an unknown one."""
    return RESOURCES[kind]()
