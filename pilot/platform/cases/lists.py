"""Tables of lists: sorted by a column's head, cut into pages by key, with the columns that the reader chose.

Sorting, page and columns stand in the address, so that a view can be sent to a colleague; the columns are also kept
for the person in a cookie. All of it works without script.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Generic

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilot.platform.access.types import Request
from pilot.platform.digits import is_number
from pilot.platform.kernel.types import Row, TemplateContext, Words

PAGE = 50
YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Column:
    """A column by its key; `order`: what it sorts by, never empty in the database. `always`: it cannot be left out.

    `value`: what stands in it, as a function of the row; without one what it sorts by, in words.
    """

    key: str
    label: Words
    order: str = ""
    numeric: bool = False
    always: bool = False
    value: Callable[[Any], object] | None = None

    def of(self, row: Model) -> object:
        """What stands in the column; a choice by its label."""
        if self.value is not None:
            return self.value(row)
        *path, last = self.order.split("__")
        owner = reduce(getattr, path, row)
        return getattr(owner, f"get_{last}_display", lambda: getattr(owner, last))()


@dataclass(frozen=True)
class TableCell:
    """A cell of a list; `tone`: its value is a state."""

    value: object
    url: str = ""
    tone: str = ""
    numeric: bool = False


@dataclass
class Page(Generic[Row]):
    """The rows of a page and the id behind which the next one begins; "" at the end."""

    rows: list[Row]
    following: object = ""


@dataclass
class Table(Page[Row]):
    """A page of a table with its columns; `shown` holds the keys of those that the reader chose."""

    name: str = ""
    columns: Sequence[Column] = ()
    shown: list[str] = field(default_factory=list)

    @property
    def heads(self) -> list[Column]:
        return [column for column in self.columns if column.key in self.shown]


def page_of(request: HttpRequest, rows: QuerySet[Row], *order: str, most: int | None = None) -> Page[Row]:
    """The page of `rows` that the address asks for, in this order (and by id), at most `most` of them (PAGE).

    One query, one more behind the first.
    """
    most = most or PAGE
    by = (*order, "-pk" if order and order[-1].startswith("-") else "pk")
    found = list(_rows_after(rows, by, request.GET.get("after", "")).order_by(*by)[: most + 1])
    return Page(found[:most], found[most - 1].pk if len(found) > most else "")


def _rows_after(rows: QuerySet[Row], by: tuple[str, ...], after: str) -> QuerySet[Row]:
    """The rows behind the one with this id in the order `by`; all of them if there is no such row."""
    names = [name.removeprefix("-") for name in by]
    last = rows.order_by().filter(pk=after).values_list(*names).first() if is_number(after) else None
    if last is None:
        return rows
    beyond, equal = Q(), Q()
    for given, name, value in zip(by, names, last, strict=True):
        beyond |= equal & Q(**{f"{name}__{'lt' if given.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return rows.filter(beyond)


def table_of(request: Request, name: str, rows: QuerySet[Row], columns: Sequence[Column], *order: str) -> Table[Row]:
    """The table `name` as the address asks for it: ?sort=, ?after=, ?cot= (columns); `order` where it asks nothing."""
    asked = request.GET.get("sort", "")
    by = next((c.order for c in columns if c.order and c.key == asked.removeprefix("-")), "")
    page = page_of(request, rows, *((_reversed(by) if asked.startswith("-") else by,) if by else order))
    return Table(page.rows, page.following, name, columns, _chosen_columns(request, name, columns))


def _reversed(order: str) -> str:
    return order[1:] if order.startswith("-") else f"-{order}"


def _chosen_columns(request: Request, name: str, columns: Sequence[Column]) -> list[str]:
    """Chosen in the address, otherwise kept from before, otherwise all of them."""
    chosen = request.GET.getlist("cot") or request.COOKIES.get(_cookie_name(request, name), "").split(".")
    keys = [c.key for c in columns if c.always or c.key in chosen]
    return keys if set(chosen) & {c.key for c in columns} else [c.key for c in columns]


def _cookie_name(request: Request, name: str) -> str:
    return f"cot-{name}-{request.user.pk}"


def render_table(request: Request, template: str, table: Table[Row], context: TemplateContext) -> HttpResponse:
    """The page with its `table`; columns chosen in the address are kept for the next visit."""
    response = render(request, template, context | {"table": table})
    if "cot" in request.GET:
        response.set_cookie(
            _cookie_name(request, table.name), ".".join(table.shown), YEAR, path=request.path, httponly=True,
            samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response
