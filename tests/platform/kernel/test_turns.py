"""PostgreSQL: transactions that write the same guarded keys take turns, and none of them fills the table of locks."""

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from pilot.platform.kernel.guards import MOST_KEYS
from pilot.programme.models import AdminUnit
from tests.postgres import clean_tables

__all__ = ["clean_tables"]
pytestmark = pytest.mark.postgres
SAME = "S0001"


@pytest.fixture(autouse=True)
def _postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")


def units(*codes: str) -> None:
    AdminUnit.objects.bulk_create(AdminUnit(code=code, name="Huyện thử", level="district") for code in codes)


def many() -> list[str]:
    return [f"M{n:04}" for n in range(4 * MOST_KEYS)]


def locks(granted: bool) -> int:
    with connection.cursor() as cursor:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted = %s AND database ="
        cursor.execute(f"{query} (SELECT oid FROM pg_database WHERE datname = current_database())", [granted])
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_long_transaction_holds_a_bounded_number_of_locks():
    units(*many())
    assert MOST_KEYS < locks(granted=True) <= MOST_KEYS + 2


@pytest.mark.django_db
def test_a_new_transaction_counts_anew():
    with transaction.atomic():
        units(*many())
        transaction.set_rollback(True)
    units("N0001")
    assert locks(granted=True) == 2


def other(*codes: str) -> str:
    """The same in a transaction of its own, from another connection."""
    try:
        units(*codes)
        return "written"
    except IntegrityError:
        return "refused"
    finally:
        connection.close()


def waits(attempt: Future) -> bool:
    """Whether the attempt comes to wait for a lock instead of ending."""
    while not attempt.done():
        if locks(granted=False):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize(("first", "second"), [((*many(), SAME), (SAME,)), ((SAME,), (*many(), SAME))])
def test_whoever_writes_the_same_key_waits_and_is_refused(first, second, clean_tables):
    """Also where one of the two has so many keys that it no longer locks them one by one."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            units(*first)
            attempt = pool.submit(other, *second)
            assert waits(attempt)
        assert attempt.result() == "refused"
    assert AdminUnit.objects.filter(code=SAME).count() == 1
