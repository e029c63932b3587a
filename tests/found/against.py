"""`python -m tests.found.against CHECKOUT [TESTS …]`: what these tests come to in another version, and in this one.

Copies this folder into CHECKOUT, runs it there and here with this Python, and prints one table: number, test, what came
there, and here. On SQLite, or with `python -m tests.bench.on_postgres tests.found.against …` on PostgreSQL what belongs
there. Exit code 1 when a test fails here, or none of its cases fails in a version from before its fault was mended,
because they pass there or cannot be run: then it proves nothing, unless its name says that it `stays` right.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from tests.architecture.project import ROOT

HERE = Path(__file__).parent
NUMBER = re.compile(r"test_([fs])(\d+)_(stays_)?")
PAGE = re.compile(r"'(Chuyển đến nội dung|Chuyển giao|<!doctype).*", re.DOTALL)
WIDTH = 110  # characters of what came
MEMORY = 6 * 1024**3  # bytes: in a version from before, a file may ask for all there is
PASSED, FAILED = "passes", "fails"
AS_WRITTEN = ("-p", "no:randomly", "--continue-on-collection-errors")
ABSENT = ("does not run", "")
Test = tuple[str, int, str]  # letter, number, name
Outcome = tuple[str, str]  # PASSED or FAILED, and what came instead


def main(arguments: list[str]) -> int:
    """The exit code; prints the table."""
    checkout, tests = Path(arguments[0]).resolve(), arguments[1:] or ["tests/found"]
    shutil.rmtree(checkout / "tests/found", ignore_errors=True)
    shutil.copytree(HERE, checkout / "tests/found", ignore=shutil.ignore_patterns("__pycache__"))
    there, here = outcomes(checkout, tests), outcomes(ROOT, tests)
    for test, outcome in sorted(here.items()):
        print(line_of(test, there.get(test, ABSENT), outcome))
    print("there:", *counted(there), "here:", *counted(here))
    unmended = [test for test, outcome in here.items() if outcome[0] == FAILED]
    proving = {without_case(test) for test in here if there.get(test, ABSENT)[0] == FAILED}
    idle = {without_case(test) for test in here if not stays(test)} - proving
    print(f"{len(unmended)} fail here, {len(idle)} prove nothing")
    return 1 if unmended or idle else 0


def outcomes(checkout: Path, tests: list[str]) -> dict[Test, Outcome]:
    """Runs them in that checkout."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "pilot.settings.test"}
    subprocess.run([sys.executable, "manage.py", "compile_translations"], cwd=checkout, env=environment, check=True)
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        subprocess.run(
            [*pytest(report.name), *tests], cwd=checkout, env=environment, stdout=subprocess.DEVNULL, preexec_fn=limit
        )
        cases = list(ElementTree.parse(report.name).getroot().iter("testcase"))  # noqa: S314 - pytest wrote it just now
    found: dict[Test, Outcome] = {}
    for case in cases:  # a test that also fails while it is cleared away stands here twice
        if found.get(test_of(case), (PASSED, ""))[0] == PASSED:
            found[test_of(case)] = outcome_of(case)
    return found


def pytest(report: str) -> list[str]:
    on_postgres = bool(os.environ.get("DATABASE_URL"))
    marks = "postgres or both_engines" if on_postgres else "not postgres"
    return [sys.executable, "-m", "pytest", "-q", "-n", "0", *AS_WRITTEN, "-m", marks, f"--junitxml={report}"]


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def test_of(case: ElementTree.Element) -> Test:
    name = case.get("name", "").encode().decode("unicode_escape")
    found = NUMBER.match(name)
    return (found[1].upper(), int(found[2]), name) if found else ("-", 0, name)


def outcome_of(case: ElementTree.Element) -> Outcome:
    """The first line of what came instead; of a page in it, only that it was one."""
    wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
    if wrong is None:
        return PASSED, ""
    said = wrong.get("message", "").split("\n")[0].removeprefix("AssertionError: ").removeprefix("assert ")
    return FAILED, PAGE.sub("the page", said)[:WIDTH]


def without_case(test: Test) -> str:
    return test[2].partition("[")[0]


def stays(test: Test) -> bool:
    found = NUMBER.match(test[2])
    return bool(found and found[3])


def line_of(test: Test, there: Outcome, here: Outcome) -> str:
    letter, number, name = test
    sentence = NUMBER.sub("", name.removeprefix("test_") if letter == "-" else name).replace("_", " ")
    return f"{letter}{number or '':<3} {sentence[:110]:110} | {' '.join(there):{WIDTH + 6}} | {' '.join(here)}"


def counted(found: dict[Test, Outcome]) -> list[str]:
    outcomes = Counter(outcome for outcome, _came in found.values())
    return [f"{count} {outcome}" for outcome, count in sorted(outcomes.items())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
