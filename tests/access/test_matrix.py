"""The permission table, written by hand in matrix.csv: url × method × verb × role, own / other agency / other province.

An address, role or verb without a row fails, a row without an address fails. A refusal writes exactly one refused event
and nothing else.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pilot.access.roles import ACTS, Role
from pilot.kernel.models import AuditEvent
from pilot.models import User
from tests.access.world import PLACES, PROVIDERS, USERS, build_foreign, place

ROWS = list(csv.DictReader((Path(__file__).parent / "matrix.csv").open(encoding="utf-8")))
PUBLIC = {"sign-in", "set-password", "set_language", "healthz", "verify-document"}  # answered without signing in
ANYBODY = {"sign-out", "totp-picture"}  # about the session or the account itself, no row of the domain
WRITTEN_BY_A_REFUSAL = {"kernel_auditevent", "kernel_auditchain", "django_session"}
WRITE = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


@pytest.fixture
def world(demo):
    build_foreign()


def address(row, role, which):
    kwargs = PROVIDERS[row["url"]](place(role, which), row["verb"]) if row["url"] in PROVIDERS else {}
    if row["url"] in WITH_VERB:
        kwargs |= {"verb": row["verb"]}
    return reverse(row["url"], kwargs=kwargs)


WITH_VERB = {p.name for p in patterns() if "<verb>" in str(p.pattern)}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['url']}-{r['method']}-{r['verb']}")
def test_matrix(row, role):
    client = Client()
    client.force_login(User.objects.get(username=USERS[role]), backend="django.contrib.auth.backends.ModelBackend")
    wanted = row[role.value].split("/")
    for which, status in zip(PLACES, wanted, strict=False):
        url = address(row, role, which)
        events = AuditEvent.objects.count()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(url) if row["method"] == "POST" else client.get(url)
        assert answer.status_code == int(status), f"{which}: {url}"
        if answer.status_code in (403, 404):
            written = {m.group(2).lower() for q in queries if (m := WRITE.match(q["sql"]))}
            assert written <= WRITTEN_BY_A_REFUSAL
            assert AuditEvent.objects.count() == events + 1
            assert AuditEvent.objects.first().outcome == "refused"


def test_every_address_has_a_row_and_every_row_an_address():
    named = {p.name for p in patterns()} - PUBLIC - ANYBODY
    assert {row["url"] for row in ROWS} == named


def test_every_verb_has_a_row():
    assert set(ACTS) - {row["verb"] for row in ROWS} == set()


def test_every_role_has_a_column():
    assert set(ROWS[0]) == {"url", "method", "verb", *Role.values}


@pytest.mark.django_db
def test_nobody_gets_in_without_signing_in():
    for name in {row["url"] for row in ROWS}:
        pattern = next(p for p in patterns() if p.name == name)
        converters = pattern.pattern.converters
        answer = Client().get(reverse(name, kwargs={k: 1 if "Int" in type(c).__name__ else "x" for k, c in converters.items()}))
        assert answer.status_code == 302, name
        assert answer.url.startswith(reverse("sign-in"))
