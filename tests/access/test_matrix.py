"""The permission table, written by hand in matrix.csv: url × method × verb × role, own / other agency / other province.

An address, method, role or verb without a row fails, a row without an address fails. A refusal writes exactly one
refused event, after the rollback, and nothing else. POSTs come with an empty body: whoever may do the verb is asked for
what is missing (200) or done with (302).
"""

import csv
import logging
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pilot.access.roles import ACTS, Role
from pilot.kernel.models import AuditEvent
from pilot.models import User
from tests.access.world import CODES, NOBODYS, PLACES, PROVIDERS, USERS, build, named, place

ROWS = list(csv.DictReader((Path(__file__).parent / "matrix.csv").read_text(encoding="utf-8").splitlines()))
PUBLIC = {"sign-in", "set-password", "set_language", "healthz", "verify-document"}  # answered without signing in
ANYBODY = {"sign-out", "totp-picture"}  # about the session or the account itself, no row of the domain
WRITTEN_BY_A_REFUSAL = {"kernel_auditevent", "kernel_auditchain", "django_session"}
WRITE = re.compile(r'^\s*(INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
DONE, REFUSED = {200, 302}, {403, 404}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


CONVERTERS = {p.name: p.pattern.converters for p in patterns()}


def wanted(row, role) -> dict[str, int]:
    """The cell as place → status; a row of nobody's province has one answer."""
    statuses = [int(status) for status in row[role.value].split("/")]
    places = PLACES if row["url"] in PROVIDERS and row["url"] not in NOBODYS else PLACES[:1]
    assert len(statuses) == len(places), f"{row['url']} {role}: {len(places)} answers wanted"
    return dict(zip(places, statuses, strict=True))


def address(row, where) -> str:
    kwargs = {"verb": row["verb"]} if "verb" in CONVERTERS[row["url"]] else {}
    if row["url"] in PROVIDERS:
        kwargs |= PROVIDERS[row["url"]](where, row["verb"])
    return reverse(row["url"], kwargs=kwargs)


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """Thousands of refusals are what is wanted here."""
    caplog.set_level(logging.ERROR, "django.request")


@pytest.fixture(scope="module")
def clients(demo_loaded, django_db_blocker) -> dict[Role, Client]:
    """The world of the matrix, built once per module, and everybody signed in to it."""
    from django.conf import settings

    was, settings.DEMO = settings.DEMO, True
    with django_db_blocker.unblock():
        build()
        found = {role: Client(raise_request_exception=False) for role in Role}
        for role, client in found.items():
            account = User.objects.get(username=USERS[role])
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    settings.DEMO = was
    return found


def ask(client, method: str, url: str) -> int:
    """The status; a file is read to its end, which closes it."""
    answer = client.generic(method, url)
    answer.getvalue()
    return answer.status_code


def asked(client, method: str, url: str) -> int:
    """The same, with everything the request wrote taken back."""
    with transaction.atomic():
        status = ask(client, method, url)
        transaction.set_rollback(True)
    return status


def faults_of(client, method: str, url: str, status: int) -> list[str]:
    """What is wrong with the answer: another status, or a refusal that leaves more or less than one refused event."""
    if status not in REFUSED:
        got = asked(client, method, url)
        return [f"{got}, not {status}"] if got != status else []
    with transaction.atomic():
        last = AuditEvent.objects.latest("id").pk
        with CaptureQueriesContext(connection) as queries:
            got = ask(client, method, url)
        events = list(AuditEvent.objects.filter(pk__gt=last).values_list("outcome", flat=True))
        transaction.set_rollback(True)
    written = {m.group(2).lower() for q in queries if (m := WRITE.match(q["sql"]))} - WRITTEN_BY_A_REFUSAL
    found = {
        f"{got}, not {status}": got != status,
        f"wrote {sorted(written)}": written,
        f"events {events}": events != ["refused"],
    }
    return [fault for fault, there in found.items() if there]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['url']}-{r['method']}-{r['verb']}")
def test_matrix(row, clients):
    """Every role in turn; the failing cells are named together."""
    wrong, urls = [], {name: address(row, named(name)) for name in CODES}
    for role, client in clients.items():
        for which, status in wanted(row, role).items():
            url = urls[place(role, which)]
            wrong += [f"{role} {which} {url}: {f}" for f in faults_of(client, row["method"], url, status)]
    assert not wrong, "\n".join(wrong)


def test_every_address_has_a_row_and_every_row_an_address():
    assert {row["url"] for row in ROWS} == set(CONVERTERS) - PUBLIC - ANYBODY


def test_every_verb_has_a_row_and_every_row_a_verb():
    """A verb that no role may do is the system's own."""
    assert {verb for verb, roles in ACTS.items() if roles} == {row["verb"] for row in ROWS} - {"-"}


def test_every_role_has_a_column():
    assert list(ROWS[0]) == ["url", "method", "verb", *Role.values]


def test_no_row_stands_twice():
    assert max(Counter((row["url"], row["method"], row["verb"]) for row in ROWS).values()) == 1


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["verb"] != "-"], ids=lambda r: f"{r['url']}-{r['method']}-{r['verb']}"
)
def test_nobody_succeeds_without_a_line_in_the_table(row):
    """And whoever has a line succeeds at least at one place, or the row says nothing about it."""
    done = {role for role in Role if DONE & set(wanted(row, role).values())}
    assert done <= set(ACTS[row["verb"]])
    assert done or not ACTS[row["verb"]]


def anything(url: str) -> str:
    """An address of the url that need not lead anywhere."""
    values = {"IntConverter": 1, "UUIDConverter": uuid.UUID(int=1)}
    return reverse(url, kwargs={k: values.get(type(c).__name__, "x") for k, c in CONVERTERS[url].items()})


@pytest.mark.django_db
def test_a_method_without_a_row_is_not_answered(clients):
    there = {(row["url"], row["method"]) for row in ROWS}
    missing = [(row["url"], m) for row in ROWS for m in ("GET", "POST") if (row["url"], m) not in there]
    answers = {key: asked(clients[Role.ADMINISTRATOR], key[1], anything(key[0])) for key in missing}
    assert {key: status for key, status in answers.items() if status != 405} == {}


@pytest.mark.django_db
def test_nobody_gets_in_without_signing_in():
    for url in {row["url"] for row in ROWS}:
        answer = Client().get(anything(url))
        assert answer.status_code == 302, url
        assert answer.url.startswith(reverse("sign-in"))
