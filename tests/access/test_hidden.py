"""A row that may not be seen and a row that does not exist: one answer, by one way, at the same cost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from pilot.platform.kernel.models import AuditEvent
from tests.access.addresses import address
from tests.access.test_visible import PAGES
from tests.access.world import named
from tests.found.browse import text_of

pytestmark = pytest.mark.usefixtures("matrix_world", "demo")

ABSENT = {"pk": 999_999_999, "code": "KHONG-CO", "agency": "KHONG-CO", "site": "KHONG-CO", "phase": "KHONG-CO"}


def absent(path: str) -> str:
    """The same address of a row that does not exist."""
    match = resolve(path)
    return reverse(match.url_name, kwargs={name: ABSENT.get(name, value) for name, value in match.kwargs.items()})


def cost(client: Client, path: str) -> tuple[int, int, str]:
    """Status and statements of the answer, and what a reader sees of it."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(path)
    return answer.status_code, len(asked), text_of(answer)


@pytest.mark.parametrize("url", sorted(PAGES.values()))
def test_the_hidden_404_costs_what_the_absent_one_costs(url: str, as_user: Any) -> None:
    foreigner = as_user("thuky.gialai")
    hidden = address(url, "-", named("canloc"))
    cost(foreigner, hidden)  # what is read once is read
    assert cost(foreigner, hidden)[:2] == cost(foreigner, absent(hidden))[:2]
    assert cost(foreigner, hidden)[0] == 404


def test_both_are_recorded_and_only_the_event_tells_them_apart(as_user: Any) -> None:
    foreigner = as_user("thuky.gialai")
    hidden = address("contract", "-", named("canloc"))
    pages = [cost(foreigner, path)[2] for path in (hidden, absent(hidden))]
    assert pages[0] == pages[1]
    said = AuditEvent.objects.filter(verb="get", outcome="refused").order_by("-id")[:2]
    assert [(event.object_type, bool(event.object_id)) for event in said] == [
        ("billing.LabourContract", False), ("billing.LabourContract", True),
    ]  # fmt: skip
    assert as_user("quantri.gialai").get(reverse("audit-log")).status_code == 200
