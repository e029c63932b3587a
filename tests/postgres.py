"""For tests that need committed rows (races, threads, real processes): import `clean_tables` where it is
used.

pytest-django empties the tables after such a test, which the guards refuse. The fixture lifts them for that;
the post_migrate signal of the flush installs them again. Keep such tests in modules of their own: the
fixtures `facts` and `demo` hold a transaction open for their whole module.
"""

from collections.abc import Iterator

import pytest
from django.db import connection

from pilot.platform.kernel import guards


@pytest.fixture
def clean_tables(transactional_db: None) -> Iterator[None]:
    """Real transactions in the test, empty tables and all guards after it."""
    assert not connection.in_atomic_block, "a test of this module uses facts or demo: move this one to another module"
    yield
    guards.lift()
