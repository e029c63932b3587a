"""What no file of the project may hold."""

import re
from pathlib import Path

import pytest

from tests.architecture.project import ROOT, files, name

# the policy in settings/base.py blocks these without a word on the page; official documents are no pages
INLINE = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script in the page": re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE),
    "javascript address": re.compile(r"\b(?:href|action)\s*=\s*[\"']javascript:", re.IGNORECASE),
}
DJANGO_COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.DOTALL)
NOT_SERVED_AS_PAGES = {"pdf", "emails"}

# /home/someone, /Users/someone, /root, C:\Users, and this checkout
MACHINE_PATH = re.compile(r"/home/\w+|/Users/\w+|(?<![\w.$}/-])/root/|[A-Z]:\\\\?Users")
BINARY = {
    ".png",
    ".jpg",
    ".woff2",
    ".ttf",
    ".xlsx",
    ".xls",
    ".pdf",
    ".mo",
    ".sqlite3",
    ".pyc",
    ".ico",
    ".zip",
}


def pages() -> list[Path]:
    return [path for path in files(".html", under="templates") if path.parent.name not in NOT_SERVED_AS_PAGES]


def inline_code(text: str) -> list[str]:
    text = DJANGO_COMMENT.sub("", text)
    return [what for what, pattern in INLINE.items() if pattern.search(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color:red">', ["style attribute"]),
        ('<a class="x"\n onclick="go()">', ["event attribute"]),
        ("<script>go()</script>", ["script in the page"]),
        ('<script src="{% static "js/app.js" %}" defer></script>', []),
        ('<p data-style="plain" data-on="1">on = style=</p>', []),
        ('{# <p style=""> #}', []),
    ],
)
def test_inline_code_is_recognised(text: str, found: list[str]) -> None:
    assert inline_code(text) == found


def test_no_page_template_holds_inline_code() -> None:
    found = {name(path): what for path in pages() if (what := inline_code(path.read_text()))}
    assert found == {}


def test_no_file_names_a_path_of_one_machine() -> None:
    here = str(ROOT)
    found = []
    for path in files():
        if path.suffix in BINARY or path == Path(__file__):
            continue
        text = path.read_text(errors="ignore")
        if MACHINE_PATH.search(text) or (len(ROOT.parts) > 2 and here in text):
            found.append(name(path))
    assert found == []
