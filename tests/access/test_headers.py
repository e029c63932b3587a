"""What every answer says to the browser: what it may load, who may frame it, that nothing personal is kept."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.urls import reverse

from pilot.demo.accounts import PASSWORD
from tests.access.addresses import PATTERNS
from tests.architecture.project import ROOT

pytestmark = pytest.mark.usefixtures("demo")

PAGES = [name for name, pattern in PATTERNS.items() if not pattern.pattern.converters and name != "sign-out"]
PRODUCTION = """
import django
from django.conf import settings
django.setup()
from django.test import RequestFactory
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS >= 31536000)
"""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_says_what_may_load_and_frame_it(name: str, as_user: Any) -> None:
    said = as_user("thuky").get(reverse(name)).headers
    policy = said["Content-Security-Policy"]
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert said["X-Frame-Options"] == "DENY"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_page_of_somebody_signed_in_is_kept(name: str, as_user: Any) -> None:
    if name != "healthz":  # names nobody
        assert "no-store" in as_user("thuky").get(reverse(name)).headers["Cache-Control"]


def test_cookies_stay_out_of_reach_of_scripts_and_other_sites(client: Any) -> None:
    answer = client.post(reverse("sign-in"), {"username": "thuky", "password": PASSWORD})
    assert answer.status_code == 302
    for name in ("sessionid", "csrftoken"):
        assert answer.cookies[name]["httponly"]
        assert answer.cookies[name]["samesite"] == "Lax"


def test_production_asks_for_https_everywhere() -> None:
    given = {
        "DJANGO_SETTINGS_MODULE": "pilot.settings.production", "SECRET_KEY": "k9" * 40 + "aZ-_!",
        "ALLOWED_HOSTS": "x.vn", "PUBLIC_URL": "https://x.vn", "DATABASE_URL": "sqlite:///:memory:",
        "FILE_ROOT": "/tmp", "STATIC_ROOT": "/tmp",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION], cwd=ROOT, env=os.environ | given, capture_output=True, text=True
    )
    assert done.stdout.split()[-3:] == ["True", "True", "True"], done.stderr[-2000:]
