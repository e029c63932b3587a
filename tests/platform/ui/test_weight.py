"""What a page asks for before its first paint: its style sheets and scripts, at most 30 KB as they are sent.

Sent with Brotli: every browser that knows cascade layers and :has() asks for it. None waits for the sheet of paper.
"""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

MOST_BYTES = 30_000
SHEET = re.compile(r'<link rel="stylesheet" href="/static/(css/[^"]+)"( media="print")?>')
SCRIPT = re.compile(r'<script[^>]* src="/static/([^"]+)"')
SHEETS = {path.stem for path in (settings.BASE_DIR / "pilot" / "static" / "css").iterdir()}
# Linked by the one page that draws it.
OF_ONE_PAGE = {"calendar", "grid", "register", "week"}


@pytest.fixture
def collected(settings, tmp_path):
    """Static files as production serves them."""
    settings.STATIC_ROOT = tmp_path
    served = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    settings.STORAGES = settings.STORAGES | served
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def name(path):
    """The path without the hash that its file carries when it is served."""
    return re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path)


@pytest.mark.usefixtures("demo")
def test_the_worklist_asks_for_30_kb_at_most(collected, as_user):
    page = as_user("thuky").get(reverse("worklist")).content.decode()
    scripts = SCRIPT.findall(page)
    assert {name(path) for path, _paper in SHEET.findall(page)} == {
        f"css/{sheet}.css" for sheet in SHEETS - OF_ONE_PAGE
    }
    assert any("htmx" in path for path in scripts)
    waited_for = [path for path, paper in SHEET.findall(page) if not paper] + scripts
    sent = {path: (collected / f"{path}.br").stat().st_size for path in waited_for}
    assert sum(sent.values()) <= MOST_BYTES, sent


def test_pages_outside_the_frame_ask_for_sheets_that_are_there(collected, client):
    sign_in = SHEET.findall(client.get(reverse("sign-in")).content.decode())
    fault = SHEET.findall((settings.BASE_DIR / "templates" / "500.html").read_text())
    assert sign_in
    assert fault
    assert [path for path, _paper in sign_in + fault if not (collected / path).exists()] == []
