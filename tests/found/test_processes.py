"""Many at once (S5), and the role that serves (S6): on PostgreSQL, in processes of their own."""

import secrets
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.processes import demo_installation, installation  # noqa: F401 - fixtures

pytestmark = pytest.mark.postgres
WEIGHT = 60  # tests/worlds.py
QUIET = "import logging; logging.disable(); from tests.found import at_once; "


@pytest.fixture
def place(installation):  # noqa: F811
    return installation("found")


def test_s5_of_twenty_guesses_at_once_five_are_looked_at(place):
    assert int(place.python(f"{QUIET}print(at_once.guesses(20))")) <= 5


def test_s5_of_ten_lists_of_one_user_at_once_one_is_read(place):
    assert int(place.python(f"{QUIET}print(at_once.uploads(10))")) == 1


@pytest.fixture
def serving(place):
    """The address of the role that serves: one that owns nothing, after `migrate` was told its name.

    A version that knows of one role only serves as the owner.
    """
    role, secret = f"serving_{secrets.token_hex(4)}", secrets.token_hex(16)
    with psycopg.connect(place.url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{secret}'")
        place.manage("migrate", "-v", "0", SERVING_ROLE=role)
        reads = owner.execute("SELECT has_table_privilege(%s, 'billing_payment', 'SELECT')", [role]).fetchone()
        parts = urlsplit(place.url)
        mine = urlunsplit(parts._replace(netloc=f"{role}:{secret}@{parts.hostname}:{parts.port or 5432}"))
        yield mine if reads == (True,) else place.url
        owner.execute(f"DROP OWNED BY {role}")
        owner.execute(f"DROP ROLE {role}")


def test_s6_the_role_that_serves_changes_no_payment(serving):
    with psycopg.connect(serving) as session:
        assert session.execute("SELECT count(*) FROM billing_payment").fetchone() > (0,)
        for statement in (
            "ALTER TABLE billing_payment DISABLE TRIGGER ALL",
            "UPDATE billing_payment SET amount_vnd = 1",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), session.transaction():
                session.execute(statement)


def test_s6_check_deploy_names_a_role_that_owns_the_tables(place):
    said = place.manage("check", "--deploy", "--database", "default", DJANGO_SETTINGS_MODULE="tests.process_settings")
    assert "chủ của" in said
