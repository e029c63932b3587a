"""Lists as workbooks: the rows under the filter that the reader sees, personal values only with the right."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from pilot.platform.access.capacity import Capacity, capacities
from pilot.platform.access.scope import acting_filter, capacity_for
from pilot.platform.exchange import workbooks
from pilot.platform.exchange.reading import Cell
from pilot.platform.exchange.resource import ListResource, Record
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import Act, record

MOST = 100_000  # rows


@dataclass
class Export:
    """One export: its rows, read once, and whether any personal value is in it."""

    kind: ListResource
    rows: Sequence[Record]
    open_to: list[bool]  # per row: masked values as they are
    capacity: Capacity | None = None  # in which the rows are seen

    @cached_property
    def personal(self) -> bool:
        """Whether any masked value leaves as it is."""
        columns = [self.kind.columns[name] for name in self.kind.masked]
        opened = (row for row, is_open in zip(self.rows, self.open_to, strict=True) if is_open)
        values = ((column.widget, column.get_value(row)) for row in opened for column in columns)
        return any(widget.mask(value) != widget.show(value) for widget, value in values)

    @property
    def illustrative(self) -> bool:
        return any(getattr(row, "illustrative", False) for row in self.rows)

    def cells(self) -> Iterator[list[Cell]]:
        """The cells of each row, in the order of the columns."""
        columns = [(column, name in self.kind.masked) for name, column in self.kind.kept.items()]
        for row, is_open in zip(self.rows, self.open_to, strict=True):
            yield [
                column.widget.mask(column.get_value(row)) if masked and not is_open else column.export(row)
                for column, masked in columns
            ]


@dataclass
class Preview:
    """What the page says before the file is made: how many rows, whether some are masked, and some are not."""

    count: int
    masked: bool
    personal: bool


def preview(kind: ListResource, user: User, on: dt.date, query: dict[str, str]) -> Preview:
    """Two counts, whatever the number of rows.

    Every row that is open counts as personal, whether or not it holds something. A list that is no query (the sheet of
    one month) is read.
    """
    rows = kind.exported(user, on, query)
    if not isinstance(rows, QuerySet):
        export = collect(kind, user, on, query)
        return Preview(len(export.rows), not all(export.open_to), export.personal)
    conditions = [acting_filter(rows.model, verb, capacities(user, on)) for verb in set(kind.masked.values())]
    count, is_open = rows.count(), rows.filter(*conditions).count() if conditions else 0
    return Preview(min(count, MOST), bool(conditions) and is_open < count, is_open > 0)


def collect(kind: ListResource, user: User, on: dt.date, query: dict[str, str]) -> Export:
    """The rows of an export. One query for the rows, whatever their number."""
    rows = kind.told(list(kind.exported(user, on, query)[:MOST]))
    held, needed = capacities(user, on), set(kind.masked.values())
    open_to = [all(capacity_for(held, verb, kind.asked(row)) for verb in needed) for row in rows]
    return Export(kind, rows, open_to, kind.seen_in(user, on))


def send(export: Export, act: Act, pilot: Model, form: str, query: dict[str, str]) -> HttpResponse:
    """The file, and one event that says who took how many rows under which filter, and why.

    Raises TransitionRefused reason_needed when personal values are in it and no reason is given.
    """
    if export.personal and not act.reason.strip():
        raise TransitionRefused("reason_needed", _("Personal data leave the system with this file: give the reason."))
    write = workbooks.export_csv if form == "csv" else workbooks.export_book
    response = attachment(write(export.kind, export.cells(), export.illustrative), f"{export.kind.file_name}.{form}")
    record(
        export.kind.event, act, pilot, export.capacity,
        kind=export.kind.kind, rows=len(export.rows), personal=export.personal, form=form, filter=query,
    )  # fmt: skip
    return response


def attachment(content: bytes, name: str) -> HttpResponse:
    """An answer to be saved under this name: a workbook or a CSV file."""
    content_type = "text/csv; charset=utf-8" if name.endswith(".csv") else workbooks.XLSX
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
