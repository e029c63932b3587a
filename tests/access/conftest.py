"""The world of the matrix: a row of every kind at each of its places."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.world import build


@pytest.fixture(scope="module")
def matrix_world(demo_loaded: None, django_db_blocker: Any) -> Iterator[None]:
    """Built once per module; the demo's clock runs in it."""
    from django.conf import settings

    was, settings.DEMO = settings.DEMO, True
    with django_db_blocker.unblock():
        build()
        yield
    settings.DEMO = was
