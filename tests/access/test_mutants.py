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
PARTS = ("pilot", "staffing", "facilities", "billing", "templates", "tests", "static", "locale", "pyproject.toml")
ROWS = list(csv.DictReader((ROOT / "tests/access/matrix.csv").read_text(encoding="utf-8").splitlines()))
ROLES = [name for name in ROWS[0] if name not in ("url", "method", "verb")]
SCOPED = {  # model → the url of its page, which answers 404 to others
    "pilot.Pilot": "pilot", "pilot.Agency": "agency", "pilot.Site": "site", "pilot.CounterPost": "counter-post",
    "pilot.User": "account", "pilot.ProcedureHandover": "handover-history", "staffing.PostalEmployee": "employee",
    "staffing.TeamReport": "team-report", "staffing.AssignmentDecision": "assignment-decision",
    "staffing.RecognitionDecision": "recognition", "staffing.PaperRecord": "paper-record",
    "staffing.WithdrawalRequest": "withdrawal", "facilities.Facility": "facility", "facilities.FacilityLease": "lease",
    "billing.LabourContract": "contract", "billing.BillingMonth": "billing-month", "billing.Timesheet": "timesheet",
    "billing.AcceptanceRecord": "acceptance", "billing.Statement": "statement", "exchange.ImportBatch": "import",
}  # fmt: skip

# another answer than the cell's; or the demo could not even be made, since it goes through the same verbs
RED = re.compile(r"\d{3}, not \d{3}|refusals\.NotAllowed: ")


def seed() -> str:
    """The commit's id; a copy without history has none."""
    try:
        done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "no git"
    return done.stdout.strip() or "no commit"


def name_of(row: dict[str, str]) -> str:
    return f"{row['url']}-{row['method']}-{row['verb']}"


def told_apart() -> list[dict[str, str]]:
    """Rows in which somebody who sees the thing may not do the verb: they judge by the verb's line."""
    return [r for r in ROWS if r["verb"] != "-" and any(r[x].startswith("403/") for x in ROLES)]


def without_permission(copy: Path, chance: random.Random) -> str:
    """A verb anybody may do who holds any role at all."""
    row = chance.choice(told_apart())
    edit(
        copy / "pilot/access/policy.py",
        "        return capacity_for(read_capacities(user.pk, on), verb, row)",
        f"        held = read_capacities(user.pk, on)\n"
        f"        return held[0] if verb == {row['verb']!r} else capacity_for(held, verb, row)",
    )
    return name_of(row)


def without_scope(copy: Path, chance: random.Random) -> str:
    """A model whose every row is visible to everybody."""
    model = chance.choice(sorted(SCOPED))
    edit(
        copy / "pilot/access/scope.py",
        "    held = capacities(user, on)\n",
        f"    if model._meta.label == {model!r}:\n        return Q()\n    held = capacities(user, on)\n",
    )
    return name_of({"url": SCOPED[model], "method": "GET", "verb": "-"})


def without_line(copy: Path, chance: random.Random) -> str:
    """A role that lost a verb."""
    lines = [(r, x) for r in told_apart() for x in ROLES if r[x].startswith(("200", "302"))]
    row, role = chance.choice(lines)
    roles = copy / "pilot/access/roles.py"
    roles.write_text(f"{roles.read_text()}\n\ndel ACTS[{row['verb']!r}][Role({role!r})]\n")
    return name_of(row)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, f"{path.name} no longer holds the line this test takes out"
    path.write_text(text.replace(old, new))


def scratch_copy(to: Path) -> None:
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, to / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, to / part)


@pytest.mark.parametrize("mutate", [without_permission, without_scope, without_line])
def test_the_matrix_turns_red(mutate, tmp_path):
    """The row about the check is red in the copy, on SQLite; that it is green here is test_matrix."""
    scratch_copy(tmp_path)
    row = mutate(tmp_path, random.Random(f"{seed()} {mutate.__name__}"))
    test = f"tests/access/test_matrix.py::test_matrix[{row}]"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--tb=short", test]
    left_out = ("PYTEST", "COV", "DATABASE_URL")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(left_out)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert RED.search(done.stdout), f"{mutate.__name__} ({row}) went unseen:\n{done.stdout[-2000:]}"
