"""Whose address is recorded: the proxy's word counts only from our own proxy."""

import pytest
from axes.helpers import get_client_ip_address
from django.urls import reverse

from pilot.demo.accounts import PASSWORD
from pilot.platform.access.requests import client_address
from pilot.platform.kernel.models import AuditEvent

OFFICE = "203.0.113.7"


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", OFFICE, OFFICE),
        ("127.0.0.1", f"198.51.100.1, {OFFICE}", OFFICE),  # what a client claims stands before what the proxy saw
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("198.51.100.9", OFFICE, "198.51.100.9"),
    ],
)
def test_client_address(rf, settings, peer, forwarded, address):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    request = rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address
    assert get_client_ip_address(request) == address


@pytest.mark.usefixtures("demo")
def test_sign_in_is_recorded_with_it(client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    body = {"username": "ct.canloc", "password": PASSWORD}
    client.post(reverse("sign-in"), body, headers={"x-forwarded-for": OFFICE})
    assert AuditEvent.objects.filter(verb="sign_in").first().source == OFFICE
