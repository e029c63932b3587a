"""A selector reads: it does not lock, write, build addresses or choose words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project import files, name

WORDS_AND_ADDRESSES = ("django.utils.translation", "django.urls")
WRITES = {
    "select_for_update",
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


def selectors() -> list[Path]:
    found = [path for path in files(".py") if path.name == "selectors.py" or path.parent.name == "selectors"]
    return [path for path in found if not name(path).startswith("tests/")]


def imported(node: ast.AST) -> list[str]:
    """What an import names; of `from a import b` both `a` and `a.b`, since `b` may be a module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return []


def draws_a_page(module: str) -> bool:
    return module in WORDS_AND_ADDRESSES or "presenters" in module.split(".")


def writes(node: ast.AST) -> bool:
    """An `update` of rows names columns; that of a set or counter takes what it adds."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in WRITES or (node.func.attr == "update" and bool(node.keywords))


def faults(text: str) -> Iterator[int]:
    """Lines on which a selector does more than read."""
    for node in ast.walk(ast.parse(text)):
        if writes(node) or any(draws_a_page(module) for module in imported(node)):
            yield node.lineno  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from django.utils.translation import gettext as _", [1]),
        ("from django.utils import translation", [1]),
        ("import django.urls", [1]),
        ("def address():\n    from django.urls import reverse", [2]),
        ("from staffing.presenters.sites import words", [1]),
        ("from staffing import presenters", [1]),
        ("rows.select_for_update()", [1]),
        ("rows.filter(pk=1).update(status='open')", [1]),
        ("taken.update({1})\nfrom django.utils import timezone", []),
    ],
)
def test_what_a_selector_may_not_do_is_recognised(text: str, found: list[int]) -> None:
    assert list(faults(text)) == found


def test_selectors_only_read() -> None:
    """Locks and writes stand in workflows, words and addresses in what draws the page."""
    found = [f"{name(path)}:{line}" for path in selectors() for line in faults(path.read_text())]
    assert found == []
