"""Does the matrix notice? In a scratch copy three checks, picked by the commit's id, are taken out one at a time."""

import csv
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("pilot", "staffing", "facilities", "billing", "templates", "tests", "static", "locale", "pyproject.toml", "manage.py")
ROWS = list(csv.DictReader((ROOT / "tests/access/matrix.csv").open(encoding="utf-8")))
ROLES = [name for name in ROWS[0] if name not in ("url", "method", "verb")]
SCOPED = {  # model → an address that must answer 404 to others
    "staffing.WithdrawalRequest": "withdrawal", "staffing.PostalEmployee": "employee", "pilot.Site": "site",
    "pilot.Agency": "agency", "pilot.CounterPost": "counter-post", "pilot.User": "account",
}  # fmt: skip


def seed() -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "no commit"


CHANCE = random.Random(seed())
REFUSED = [(r["url"], r["verb"]) for r in ROWS if r["verb"] != "-" and any(r[x].startswith("403") for x in ROLES)]
ALLOWED = [(r["url"], r["verb"], x) for r in ROWS if r["verb"] != "-" for x in ROLES if r[x][:3] in ("200", "302")]


def without_permission(copy: Path) -> str:
    """A transition anybody may do who holds any role at all."""
    url, verb = CHANCE.choice(REFUSED)
    edit(
        copy / "pilot/access/policy.py",
        "        return capacity_for(read_capacities(user.pk, on), verb, row)",
        f"        held = read_capacities(user.pk, on)\n        return held[0] if verb == {verb!r} else capacity_for(held, verb, row)",
    )
    return f"{url}-"


def without_scope(copy: Path) -> str:
    """A model whose every row is visible to everybody."""
    model = CHANCE.choice(sorted(SCOPED))
    edit(
        copy / "pilot/access/scope.py",
        "    held = capacities(user, on)\n",
        f"    if model._meta.label == {model!r}:\n        return Q()\n    held = capacities(user, on)\n",
    )
    return f"{SCOPED[model]}-GET"


def without_line(copy: Path) -> str:
    """A role that lost a verb."""
    url, verb, role = CHANCE.choice(ALLOWED)
    roles = copy / "pilot/access/roles.py"
    line = f'\n\ndel ACTS[{verb!r}][Role({role!r})]\n' if verb in acts() else f'\n\nACTS = {{v: {{}} for v in ACTS}}\n'
    roles.write_text(roles.read_text() + line)
    return f"{url}-"


def acts() -> dict:
    from pilot.access.roles import ACTS

    return ACTS


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{path.name} no longer holds the line this test takes out"
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize("mutate", [without_permission, without_scope, without_line])
def test_the_matrix_turns_red(mutate, tmp_path):
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / part)
    rows = mutate(tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/access/test_matrix.py", "-k", rows]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COV"))}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert re.search(r"\d+ failed", done.stdout), f"{mutate.__name__} ({rows}) went unseen:\n{done.stdout[-2000:]}"
