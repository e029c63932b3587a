"""The role that serves owns nothing and lifts no guard; and what everybody reads while the database does not answer."""

import secrets
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from pilot.operations.serving import ledgers
from tests.processes import demo_installation, installation  # noqa: F401 - fixtures

WEIGHT = 120  # tests/worlds.py
ADD = (
    "import logging; logging.disable(); from tests.operations import adding;"
    " from django.test.utils import setup_test_environment; setup_test_environment(); print(adding.add('HT-PV-01'))"
)
ASK = (
    "import logging; logging.disable(); from django.test import Client; c = Client(raise_request_exception=False);"
    " a = c.{method}('/'); print(a.status_code, a.headers.get('Retry-After'), 'http-equiv' in a.content.decode(),"
    " 'Cơ sở dữ liệu chưa trả lời' in a.content.decode())"
)
FORBIDDEN = [
    "ALTER TABLE billing_payment DISABLE TRIGGER ALL",
    "ALTER TABLE billing_payment DISABLE TRIGGER guard_billing_payment_row",
    "TRUNCATE billing_statement CASCADE",
    "DROP TABLE staffing_assignment",
    "DROP FUNCTION guard_billing_payment_row() CASCADE",
    (
        "CREATE OR REPLACE FUNCTION guard_billing_payment_row() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'"
    ),
    "SET session_replication_role = replica",
    "DELETE FROM django_migrations",
    *(f"UPDATE {table} SET id = id" for table in ledgers()),
    *(f"DELETE FROM {table}" for table in ledgers()),
]


def owner(place):
    return psycopg.connect(place.url, autocommit=True)


@pytest.fixture
def served(installation):  # noqa: F811
    """An installation whose tables another role owns than the one that serves; the role goes with it."""
    place, role, secret = installation("served"), f"serving_{secrets.token_hex(4)}", secrets.token_hex(16)
    with owner(place) as session:
        session.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{secret}'")
        place.manage("migrate", "-v", "0", SERVING_ROLE=role)
        parts, owners = urlsplit(place.url), place.url
        place.url = urlunsplit(parts._replace(netloc=f"{role}:{secret}@{parts.hostname}:{parts.port or 5432}"))
        yield place, owners
        session.execute(f"DROP OWNED BY {role}")
        session.execute(f"DROP ROLE {role}")


@pytest.mark.postgres
def test_the_serving_role_works_and_lifts_nothing(served):
    place, owners = served
    assert place.python(ADD) == "302 1"
    assert place.manage("verify").strip().endswith("0 problems")
    assert place.python("from pilot.operations.serving import too_much; print(too_much())") == "[]"
    with psycopg.connect(place.url, autocommit=True) as session:
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(statement)
    place.url = owners
    assert "chủ của" in place.python("from pilot.operations.serving import too_much; print(too_much())")


@pytest.mark.both_engines
def test_a_database_that_does_not_answer_has_a_page_of_its_own(installation):  # noqa: F811
    place = installation("away", empty=True)
    place.url = "sqlite:////nowhere/db.sqlite3" if place.url.startswith("sqlite") else "postgres://x@127.0.0.1:1/x"
    assert place.python(ASK.format(method="get")) == "503 15 True True"
    assert place.python(ASK.format(method="post")) == "503 15 False True"


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "pilot.settings.production", "SECRET_KEY": "k" * 64, "ALLOWED_HOSTS": "office.example",
    "PUBLIC_URL": "https://office.example",
}  # fmt: skip
MONITOR = (
    "import logging; logging.disable(); from django.test import Client; c = Client(HTTP_HOST='office.example');"
    " print(c.get('/healthz').status_code, c.get('/').status_code, c.get('/').get('Location'))"
)


@pytest.mark.both_engines
def test_a_monitor_on_the_machine_asks_without_tls(installation):  # noqa: F811
    place = installation("monitored")
    said = (
        place.manage("shell", "--no-imports", "-v", "0", "-c", MONITOR, STATIC_ROOT=str(place.folder), **PRODUCTION)
        .strip()
        .splitlines()[-1]
    )
    assert said == "200 301 https://office.example/"


def test_a_new_secret_key_signs_nobody_out(demo, as_user, settings):
    old, goes_on, ends = settings.SECRET_KEY, as_user("thuky"), as_user("thuky")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [old]
    assert goes_on.get("/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert goes_on.get("/").status_code == 200
    assert ends.get("/").status_code == 302
