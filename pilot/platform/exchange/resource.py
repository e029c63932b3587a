"""What a workbook of one kind looks like and what its rows do: the base class of every import and export.

An app writes one subclass in its resources.py and registers it in AppConfig.ready (`exchange.workflows.register`).
Columns are import-export fields with widgets; reading, checking, preview, confirmation, undo, error workbook,
template and export come from here. Example: staffing/resources.py. How to write one: docs/exchange.md.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils.functional import cached_property
from import_export import fields, resources

from pilot.platform.exchange.widgets import CellWidget, ShownWidget, TextWidget
from pilot.platform.kernel.personal import declared
from pilot.platform.kernel.types import Words


@dataclass(frozen=True)
class Verbs:
    """Names of the verbs of one kind.

    Each stands in ACTS (pilot/platform/access/roles.py), `upload` on the target's parties, the others on those of
    ImportBatch (`agency`, `pilot`). `export` is the name of its audit event.
    """

    upload: str
    check: str
    confirm: str
    discard: str
    undo: str
    export: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell (`field`) or, without a field, with the row."""

    field: str
    message: str


@dataclass
class Row:
    """One row of a workbook on its way: as read, as cleaned, and what confirming it would do.

    `number` is the row of the sheet as its user sees it. `before` and `after` hold only the fields that
    change.
    """

    number: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    object_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def refuse(self, name: str, message: Words) -> None:
        self.faults.append(Fault(name, str(message)))


@dataclass(frozen=True)
class Known:
    """A row that the database has already: its id, and its values by field name."""

    object_id: int
    values: dict[str, Any]


class Column(fields.Field):  # type: ignore[misc]  # import-export says no types
    """One column: an import-export field with the heading as printed, and other headings it goes by.

    `attribute` leads from the object to the value ("person__phone"); where that is a column of the database, the model
    says whether it is masked. `required`: a new row needs it. `options`: a drop-down of the template; strict for a
    ChoiceWidget, otherwise proposals.
    """

    def __init__(
        self,
        attribute: str,
        heading: str,
        *,
        widget: CellWidget | None = None,
        aliases: Sequence[str] = (),
        required: bool = False,
        example: str = "",
        hint: Words = "",
        options: Sequence[str] = (),
        width: int = 20,
    ) -> None:
        super().__init__(attribute=attribute, column_name=heading, widget=widget or TextWidget())
        self.aliases, self.required = (heading, *aliases), required
        self.example, self.hint, self.options, self.width = example, hint, options, width

    @property
    def heading(self) -> str:
        return str(self.column_name)


def shown(attribute: str, heading: str, width: int) -> Column:
    """A column that is only exported: what the page shows."""
    return Column(attribute, heading, widget=ShownWidget(), width=width)


class ListResource(resources.Resource):  # type: ignore[misc]  # import-export says no types
    """A list that leaves as a workbook: its columns, and the rows a reader sees under the filter of its page."""

    kind: ClassVar[str]  # in addresses
    title: ClassVar[Words]
    event: str  # name of the audit event of an export
    lists: str  # label of the model whose rows it shows
    filters: ClassVar[dict[str, Words]] = {}  # parameters of the list's address that `exported` understands
    importable: ClassVar[bool] = False

    def exported(self, user: Any, on: dt.date, query: dict[str, str]) -> models.QuerySet[Any]:
        """The rows `user` sees (visible_to) under the filter of the list, with what the columns need. In its order."""
        raise NotImplementedError

    def asked(self, row: Any) -> Any:
        """Whose parties decide who may have the masked values of an exported row."""
        return row

    @property
    def columns(self) -> dict[str, Column]:
        columns: dict[str, Column] = self.fields
        return columns

    @cached_property
    def masked(self) -> dict[str, str]:
        """Columns that the model declares masked, each with the permission that shows it."""
        model = apps.get_model(self.lists)
        said = {name: declared(model, column.attribute) for name, column in self.columns.items()}
        return {name: words.masked for name, words in said.items() if words and words.masked}


class TwoStepResource(ListResource):
    """A kind of workbook that is also read: columns, natural key, and the bulk writes behind "confirm" and "undo".

    Every method runs a fixed number of queries, whatever the number of rows. Nothing is written before
    `create` and `change`, which run in one transaction under a lock on the target.
    """

    verbs: ClassVar[Verbs]
    importable = True
    key: ClassVar[str]  # name of the column that tells rows apart within the target
    target: ClassVar[str] = "pilot.Agency"  # what the rows belong to; any model with visible_to, PARTIES and pilot
    target_key: ClassVar[str] = "code"  # its column in addresses
    writes: ClassVar[str]  # label of the model whose ids `existing` gives
    words: ClassVar[dict[str, Words]] = {}  # model label → what an undo calls rows that refer to the list
    known_but_not_kept: ClassVar[Sequence[str]] = ()  # headings that are expected, but that we have no place for

    def __init_subclass__(cls) -> None:
        cls.event, cls.lists = cls.verbs.export, cls.writes

    # --- what a subclass says ---------------------------------------------------------------------

    def accepts(self, target: Any) -> bool:
        """Whether rows of this kind can belong to `target` at all (employees: only to a post office)."""
        return True

    def agency_of(self, target: Any) -> Any:
        """The agency that is the party of the import: it and the pilot decide who sees the batch."""
        return target

    def existing(self, target: Any, on: dt.date, lock: bool = False) -> dict[Any, Known]:
        """Rows of `target` by natural key; `lock`: for update. Values by column name, in the form `clean` gives."""
        raise NotImplementedError

    def check(self, target: Any, rows: list[Row], on: dt.date) -> None:
        """Rules beyond one cell: `row.refuse(column, message)`, or a remark in `row.notes` that does not refuse."""

    def create(self, target: Any, rows: list[Row], on: dt.date) -> dict[str, list[int]]:
        """Write the new rows with pilot.platform.exchange.bulk.

        Sets `row.object_id`, which is what `existing` gives for it.

        Returns the ids of everything written by model label, in the order in which an undo may delete it.
        """
        raise NotImplementedError

    def change(self, target: Any, changes: dict[int, dict[str, Any]]) -> None:
        """Set these values (by column name) on the rows with these ids; an undo puts old ones back."""
        raise NotImplementedError

    def repeats(self, label: str, ids: list[int]) -> models.Q:
        """Which of its import rows repeat something of the rows of model `label` with these ids: an erasure asks."""
        return models.Q(object_id__in=ids) if label == self.writes else models.Q(pk__in=[])

    # --- what the machinery asks ------------------------------------------------------------------

    def clean_row(self, row: Row, options: dict[str, str]) -> None:
        """Cells to values; every fault of every cell at once. `options`: column name → order of its dates."""
        for name, column in self.columns.items():
            if name in row.cells:
                row.values[name] = self._cleaned(row, name, column, options.get(name, "dmy"))

    def _cleaned(self, row: Row, name: str, column: Column, order: str) -> Any:
        try:
            return column.clean({column.heading: row.cells[name]}, order=order)
        except ValueError as wrong:
            row.refuse(name, str(wrong))
            return None

    def freeze(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values as JSON."""
        return {name: self.columns[name].widget.freeze(value) for name, value in values.items()}

    def thaw(self, values: dict[str, Any]) -> dict[str, Any]:
        """The same back."""
        return {name: self.columns[name].widget.thaw(value) for name, value in values.items()}

    def shown(self, name: str, frozen: Any, masked: bool = False) -> str:
        """A frozen value for the reader."""
        widget: CellWidget = self.columns[name].widget
        value = widget.thaw(frozen)
        return widget.mask(value) if masked and name in self.masked else widget.show(value)


RESOURCES: dict[str, type[TwoStepResource]] = {}
EXPORTS: dict[str, type[ListResource]] = {}  # those above, and lists that are only exported


def register_export(*kinds: type[ListResource]) -> None:
    """Make lists known that leave as workbooks (AppConfig.ready)."""
    EXPORTS.update({kind.kind: kind for kind in kinds})


def resource(kind: str) -> TwoStepResource:
    """A fresh resource of a kind. Raises KeyError for an unknown one."""
    return RESOURCES[kind]()
