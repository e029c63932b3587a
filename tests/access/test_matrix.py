"""The permission table, written by hand in matrix.csv: url × method × verb × role, own / other agency / other province.

What there is to judge is found by asking (addresses.py): an address, method, role or verb without a row fails, and so
does a row about none. A refusal writes exactly one refused event, after the rollback, and leaves every table as it was.
POSTs come with an empty body: whoever may do the verb is asked for what is missing (200) or done with (302). A step
that its row does not admit now leads back to the row (302).
"""

import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from pilot.platform.access.roles import ACTS, OF_REORGANISING, Role
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import User
from tests.access.addresses import ASKED, ROWS, Row, address, anything, name_of, triples
from tests.access.asked import NOBODYS, PROVIDERS
from tests.access.world import CODES, PLACES, USERS, Place, named, place
from tests.state import EVENT, State, changed_since, state

INSIDE = {"propose_change", *OF_REORGANISING}
DONE, REFUSED = {200, 302}, {403, 404}
Cell = tuple[Role, str, int]  # role, own / other / foreign, status


def cells(row: Row) -> Iterator[Cell]:
    """The cells of the row; a row of nobody's province has one answer for a role."""
    places = PLACES if row["url"] in PROVIDERS and row["url"] not in NOBODYS else PLACES[:1]
    for role in Role:
        statuses = row[role.value].split("/")
        assert len(statuses) == len(places), f"{row['url']} {role}: {len(places)} answers wanted"
        yield from ((role, which, int(status)) for which, status in zip(places, statuses, strict=True))


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """Thousands of refusals are what is wanted here."""
    caplog.set_level(logging.ERROR, "django.request")


@pytest.fixture(scope="module")
def clients(matrix_world) -> dict[Role, Client]:
    """Everybody signed in."""
    found = {role: Client(raise_request_exception=False) for role in Role}
    for role, client in found.items():
        account = User.objects.get(username=USERS[role])
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return found


@pytest.fixture(scope="module")
def places(matrix_world) -> dict[str, Place]:
    return {name: named(name) for name in CODES}


@pytest.fixture(scope="module")
def before(clients) -> State:
    return state()


def ask(client: Client, method: str, url: str) -> int:
    """The status; a file is read to its end, which closes it."""
    answer = client.generic(method, url)
    answer.getvalue()
    return answer.status_code


def asked(client: Client, method: str, url: str) -> int:
    """The same, with everything the request wrote taken back."""
    with transaction.atomic():
        status = ask(client, method, url)
        transaction.set_rollback(True)
    return status


def answers(row: Row, todo: list[Any]) -> Iterator[tuple[Cell, str]]:
    """What is wrong with the cells that are not refused: another status."""
    for cell, client, url in todo:
        got = asked(client, row["method"], url)
        if got != cell[2]:
            yield cell, f"{got}, not {cell[2]}"


def refusals(row: Row, todo: list[Any], before: State) -> Iterator[tuple[Cell, str]]:
    """What is wrong with the refused cells: another status, or more or less than one event that names the verb."""
    method, verb = row["method"], row["verb"]
    with transaction.atomic():
        last = AuditEvent.objects.latest("id").pk
        for cell, client, url in todo:
            got, wanted = ask(client, method, url), verb if cell[2] == 403 else method.lower()
            if got != cell[2]:
                yield cell, f"{got}, not {cell[2]}"
            new = list(AuditEvent.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "outcome", "verb"))
            if [event[1:] for event in new] != [("refused", wanted)]:
                yield cell, f"events {new}"
            last = new[-1][0] if new else last
        if written := changed_since(before) - EVENT:
            yield cell, f"or one before wrote {sorted(written)}"
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_matrix(row, clients, places, before):
    """Every role in turn; the failing cells are named together."""
    urls = {name: address(row["url"], row["verb"], where) for name, where in places.items()}
    todo = [(cell, clients[cell[0]], urls[place(*cell[:2])]) for cell in cells(row)]
    refused, others = ([t for t in todo if (t[0][2] in REFUSED) is kind] for kind in (True, False))
    wrong = [*refusals(row, refused, before), *answers(row, others)]
    assert not wrong, "\n".join(f"{role} {which}: {fault}" for (role, which, _status), fault in wrong)


@pytest.mark.django_db
def test_every_address_method_and_verb_has_a_row_and_every_row_one(matrix_world):
    assert {(row["url"], row["method"], row["verb"]) for row in ROWS} == triples()


def test_every_verb_has_a_row_and_every_row_a_verb():
    """A verb that no role may do is the system's own; some are asked about only inside a step that was asked first."""
    assert {verb for verb, roles in ACTS.items() if roles} - INSIDE == {row["verb"] for row in ROWS} - {"-"}


def test_every_role_has_a_column():
    assert list(ROWS[0]) == ["url", "method", "verb", *Role.values]


def test_no_row_stands_twice():
    assert max(Counter((row["url"], row["method"], row["verb"]) for row in ROWS).values()) == 1


@pytest.mark.parametrize("row", [r for r in ROWS if r["verb"] != "-"], ids=name_of)
def test_nobody_succeeds_without_a_line_in_the_table(row):
    """And whoever has a line succeeds at least at one place, or the row says nothing about it."""
    done = {role for role, _which, status in cells(row) if status in DONE}
    assert done <= set(ACTS[row["verb"]])
    assert done or not ACTS[row["verb"]]


@pytest.mark.django_db
def test_nobody_gets_in_without_signing_in():
    for url in ASKED:
        answer = Client().get(anything(url))
        assert answer.status_code == 302, url
        assert answer.url.startswith(reverse("sign-in"))
