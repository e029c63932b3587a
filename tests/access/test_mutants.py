"""Does the matrix notice? In a scratch copy three checks, picked by the commit's id, are taken out one at a time.

The copy starts from the demo that the unchanged code has made, so that only the row about the check can turn red. For a
model without a page of its own that is the row of the table WITH, which says with what it is seen.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from pilot.platform.access.roles import Role
from tests.access.addresses import ROWS, Row, name_of
from tests.access.test_visible import PAGES, WITH

WEIGHT = 300  # tests/worlds.py
ROOT = Path(__file__).resolve().parents[2]
PARTS = ("pilot", "staffing", "facilities", "billing", "templates", "tests", "pyproject.toml")
GIVEN_DEMO = '''

@pytest.fixture(scope="session")
def django_db_setup(django_test_environment):
    """The database stands beside this copy, with the demo in it."""
'''


@dataclass(frozen=True)
class Mutant:
    """A check taken out: text of a file and what stands there instead; the test that notices, and how it says so."""

    path: str
    old: str
    new: str
    test: str
    says: str


def seed() -> str:
    """The commit's id; a copy without history has none."""
    try:
        done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "no git"
    return done.stdout.strip() or "no commit"


def told_apart() -> list[Row]:
    """Rows in which somebody who sees the thing may not do the verb: they judge by the verb's line."""
    return [r for r in ROWS if r["verb"] != "-" and any(r[x].startswith("403/") for x in Role)]


def row_test(row: Row) -> str:
    return f"test_matrix.py::test_matrix[{name_of(row)}]"


def without_permission(chance: random.Random) -> Mutant:
    """A verb anybody may do who holds any role at all."""
    row = chance.choice(told_apart())
    old = "        return capacity_for(read_capacities(user.pk, on), verb, row)"
    new = (
        "        held = read_capacities(user.pk, on)\n"
        f"        return held[0] if verb == {row['verb']!r} else capacity_for(held, verb, row)"
    )
    return Mutant("pilot/platform/access/policy.py", old, new, row_test(row), r": \d{3}, not 403")


def without_scope(chance: random.Random) -> Mutant:
    """A model whose every row is visible to everybody."""
    model = chance.choice(sorted(PAGES | WITH))
    old = "    held = capacities(user, on)\n    if group_of(model) is Group.CATALOGUE"
    edit = ("pilot/platform/access/scope.py", old, f"    if model._meta.label == {model!r}:\n        return Q()\n{old}")
    if model == "documents.OfficialDocument":  # it asks its subject
        edit = ("pilot/platform/documents/models.py", "return self.filter(condition)", "return self.all()")
    if model in WITH:
        return Mutant(*edit, f"test_visible.py::test_seen_with[{model}]", r": sees [1-9]\d* more")
    return Mutant(*edit, row_test(next(r for r in ROWS if r["url"] == PAGES[model])), r": \d{3}, not 404")


def without_line(chance: random.Random) -> Mutant:
    """A role that lost a verb."""
    row, role = chance.choice([(r, x) for r in told_apart() for x in Role if r[x].startswith(("200", "302"))])
    old = "@dataclass(frozen=True)\nclass Party:"
    new = f"del ACTS[{row['verb']!r}][Role({role.value!r})]\n\n\n{old}"
    return Mutant("pilot/platform/access/roles.py", old, new, row_test(row), rf"{role} own: 403, not (200|302)")


PICKS: tuple[Callable[[random.Random], Mutant], ...] = (without_permission, without_scope, without_line)


def picked(pick: Callable[[random.Random], Mutant]) -> Mutant:
    return pick(random.Random(f"{seed()} {pick.__name__}"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} no longer holds the line this test takes out"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def copy(demo: None, tmp_path: Path) -> Path:
    """The code, and the demo as the unchanged code has made it."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / part)
    (tmp_path / "demo.sqlite").write_bytes(connection.connection.serialize())
    with (tmp_path / "tests/conftest.py").open("a") as fixtures:
        fixtures.write(GIVEN_DEMO)
    change(tmp_path / "tests/worlds.py", '"demo_loaded": ("load_pilots", "load_demo")', '"demo_loaded": ()')
    return tmp_path


def run(copy: Path, *tests: str) -> str:
    """What pytest says about these tests of the copy, on SQLite."""
    paths = [f"tests/access/{test}" for test in tests]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--tb=short", *paths]
    left_out = ("PYTEST", "COV")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    environment["DATABASE_URL"] = f"sqlite:///{copy / 'demo.sqlite'}"
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, env=environment).stdout


@pytest.mark.parametrize("pick", PICKS)
def test_a_check_taken_out_turns_its_row_red(pick, copy):
    mutant = picked(pick)
    change(copy / mutant.path, mutant.old, mutant.new)
    said = run(copy, mutant.test)
    assert re.search(mutant.says, said), f"{pick.__name__} ({mutant.test}) went unseen:\n{said[-2000:]}"


def test_the_same_rows_are_green_in_the_copy_as_it_is(copy):
    tests = {picked(pick).test for pick in PICKS}
    said = run(copy, *tests)
    assert re.search(rf"^{len(tests)} passed in ", said, re.MULTILINE), said[-2000:]
