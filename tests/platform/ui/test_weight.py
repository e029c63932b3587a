"""What a page asks for before its first paint: one style sheet and the scripts, at most 30 KB as they are sent."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.urls import reverse

from pilot.platform.ui.bundle import SHEET, bundled, parts, without_comments

MOST_BYTES = 30_000
REFERENCE = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="/static/([^"]+)"')
STATIC = Path(__file__).resolve().parents[3] / "pilot" / "static"


def read(path):
    return (STATIC / path).read_text()


@pytest.fixture
def collected(settings, tmp_path):
    """Static files as production serves them."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "pilot.platform.ui.bundle.BundledStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


@pytest.mark.usefixtures("demo")
def test_the_worklist_asks_for_30_kb_at_most(collected, as_user):
    page = as_user("thuky").get(reverse("worklist")).content.decode()
    asked = REFERENCE.findall(page)
    assert [path.split(".")[0] for path in asked if path.endswith(".css")] == ["css/app"]
    assert any("htmx" in path for path in asked)
    for suffix in (".br", ".gz"):
        sent = {path: (collected / (path + suffix)).stat().st_size for path in asked}
        assert sum(sent.values()) <= MOST_BYTES, sent


def test_the_sheet_is_whole_and_its_parts_are_not_published(collected):
    sheet = (collected / staticfiles_storage.stored_name(SHEET)).read_text()
    assert "@import" not in sheet
    assert sheet.startswith("@layer reset,tokens,base,layout,components,pages,print;@layer reset{")
    assert not [path for path in parts(read(SHEET)) if (collected / path).exists()]


def test_every_style_sheet_is_part_of_the_one():
    ours = {str(path.relative_to(STATIC)) for path in (STATIC / "css").rglob("*.css")}
    assert {*parts(read(SHEET)), SHEET} == ours


def test_the_bundle_keeps_every_rule():
    whole = bundled(read)
    assert whole.count("{") == sum(read(path).count("{") for path in parts(read(SHEET))) + len(parts(read(SHEET)))
    assert whole.count("{") == whole.count("}")


def test_collecting_twice_gives_the_same(collected):
    name = staticfiles_storage.stored_name(SHEET)
    call_command("collectstatic", interactive=False, verbosity=0)
    assert staticfiles_storage.stored_name(SHEET) == name


def test_scripts_are_sent_without_their_comments(collected):
    names = sorted(path.name for path in (STATIC / "js").iterdir())
    for name in names:
        sent = (collected / staticfiles_storage.stored_name(f"js/{name}")).read_text()
        assert sent == without_comments(read(f"js/{name}"))
        assert "// " not in sent


def test_nothing_but_comments_and_indentation_goes():
    assert without_comments('// head\nlet a = "b//c"; // why\n\n  // more\n  a();\n') == 'let a = "b//c";\na();\n'
