"""Days are added in periods.py, digits read in digits.py, states written by the kernel: one place each.

And no text is translated where the check of translations does not see it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project import files, name

APPS = ("pilot", "staffing", "facilities", "billing")
ADDS_DAYS = {"pilot/platform/periods.py"}
MOMENTS = {  # reckon with moments of the wall clock, not with legal days
    "pilot/retention/workflows.py",
    "pilot/platform/access/views.py",
}
READS_DIGITS = {"pilot/platform/digits.py"}
WRITES_STATES = {"pilot/platform/kernel/workflow.py"}
OTHER_STATES = {
    "pilot/platform/documents/issuing.py": "called by the bodies of verbs, which a document goes along with",
    "pilot/operations/workers.py": "the state of a job of django-tasks, which no verb knows",
    "staffing/selectors/employees.py": "the row as it was on another day, which is never saved",
    "pilot/demo/simulate/papers.py": "the same as in months.py",
    "pilot/demo/simulate/months.py": "writes a whole province at once, with the events beside it; demo database only",
}


def code() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in files(".py", under=app) if "migrations" not in path.parts)


def found_in(text: str, kind: str) -> list[int]:
    return [node.lineno for node in ast.walk(ast.parse(text)) if KINDS[kind](node)]


def adds_a_day(node: ast.AST) -> bool:
    """timedelta(days=…) or timedelta(1): what is added to a day somewhere."""
    return isinstance(node, ast.Call) and called(node) == "timedelta" and (
        bool(node.args) or any(word.arg in ("days", "weeks") for word in node.keywords)
    )  # fmt: skip


def reads_digits(node: ast.AST) -> bool:
    """`text.isdigit()` is true for ², `isnumeric` for Ⅷ."""
    return isinstance(node, ast.Attribute) and node.attr in ("isdigit", "isnumeric")


def writes_a_state(node: ast.AST) -> bool:
    """`row.status = …`, or `update(status=…)` of many rows."""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        places = [place for target in targets for place in ast.walk(target)]
        return any(isinstance(place, ast.Attribute) and place.attr == "status" for place in places)
    return isinstance(node, ast.Call) and called(node) == "update" and any(w.arg == "status" for w in node.keywords)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def hides_a_text(node: ast.AST) -> bool:
    """A text for translation inside an f-string: xgettext does not see it, and it is shown in English."""
    parts = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
    return any(
        isinstance(part, ast.Call) and (called(part) == "_" or "gettext" in called(part))
        and any(isinstance(given, ast.Constant) for given in part.args)
        for part in parts
    )  # fmt: skip


KINDS = {"day": adds_a_day, "digits": reads_digits, "state": writes_a_state, "text": hides_a_text}


@pytest.mark.parametrize(
    ("kind", "text", "lines"),
    [
        ("day", "day + dt.timedelta(days=1)", [1]),
        ("day", "day + timedelta(7)", [1]),
        ("day", "LEASE = dt.timedelta(minutes=15)", []),
        ("digits", "int(text) if text.isdigit() else 0", [1]),
        ("digits", "number_in(text)", []),
        ("state", "row.status = S.OPEN", [1]),
        ("state", "a, row.status = 1, 2", [1]),
        ("state", "rows.update(status=S.OPEN)", [1]),
        ("state", "rows.filter(status=S.OPEN).update(day=on)", []),
        ("text", """f"{first} – {last or pgettext('end', 'open')}" """.strip(), [1]),
        ("text", """f"{row.number or _('draft')}" """.strip(), [1]),
        ("text", """f"{_(script)} {name}" """.strip(), []),
    ],
)
def test_each_kind_is_recognised(kind: str, text: str, lines: list[int]) -> None:
    assert found_in(text, kind) == lines


def places(kind: str, allowed: set[str]) -> set[str]:
    return {name(path) for path in code() if name(path) not in allowed and found_in(path.read_text(), kind)}


def test_nothing_but_periods_adds_a_day() -> None:
    assert places("day", ADDS_DAYS | MOMENTS) == set()


def test_no_text_stands_in_an_f_string() -> None:
    assert places("text", set()) == set()


def test_nothing_but_digits_reads_digits() -> None:
    assert places("digits", READS_DIGITS) == set()


def test_nothing_but_verbs_writes_a_state() -> None:
    """The kernel writes the state of the row of a verb; the body of a verb may take other rows along."""
    stray = {place for place in places("state", WRITES_STATES) if "workflows" not in place}
    assert stray == OTHER_STATES.keys()
