"""No list takes more queries with 30 rows than with 3: at most 25, and 40 on the page of a thing."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pilot.programme.models import User
from tests.lists.here import Here
from tests.lists.programme import events
from tests.lists.table import HISTORY_ALONE, LISTS, NO_LIST, List

FEW, MANY, MOST, MOST_OF_A_THING = 3, 30, 25, 40
OF_EVERY_TABLE = {"erase-person": 45}  # one statement for each table that names people
OF_EVERY_ROLE = {
    "worklist": 50,
    "worklist-count": 40,
}  # a count and the first rows a kind of work: the reader here holds
# all roles, which nobody does; accounts of the demo stay within MOST (tests/platform/cases/test_waiting.py)


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


ARGUMENTS = {entry.name: entry.pattern.converters for entry in patterns()}


def test_every_address_is_a_list_or_says_why_not():
    named = Counter([*LISTS, *(name for names in NO_LIST.values() for name in names)])
    assert set(named) == set(ARGUMENTS)
    assert max(named.values()) == 1


def address(name: str, page: List) -> str:
    row = page.of() if page.of else None
    given = {name: value() if callable(value) else value for name, value in page.kwargs.items()}
    kwargs = given or {argument: getattr(row, argument) for argument in ARGUMENTS[name]}
    return reverse(name, kwargs=kwargs) + page.query


def visit(user: User, url: str) -> tuple[list[str], int]:
    """Statements and length of the page as a fresh visitor's second request makes them."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url)
    assert answer.status_code == 200
    return [query["sql"] for query in seen], len(answer.getvalue())


def history(page: List, here: Here, numbers: range) -> None:
    if page.of:
        events(here, numbers, page.of())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_no_more_queries_with_30_rows_than_with_3(name, here):
    """The page of one thing also has a history, which grows after its rows. A full page may ask less."""
    page, begun, more = LISTS[name], range(1, FEW + 1), range(FEW + 1, MANY + 1)
    page.add(here, begun)
    history(page, here, begun)
    few, length = visit(here.user, address(name, page))
    page.add(here, more)
    if name not in HISTORY_ALONE:
        assert visit(here.user, address(name, page))[1] > length, "no rows are shown"
    history(page, here, more)
    many, longest = visit(here.user, address(name, page))
    assert longest > length
    assert len(many) <= len(few), "\n".join(["more:", *sorted(set(many) - set(few))])
    most = (OF_EVERY_ROLE | OF_EVERY_TABLE).get(name, MOST_OF_A_THING if page.of else MOST)
    assert len(many) <= most, "\n".join(many)
