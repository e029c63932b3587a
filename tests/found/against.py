"""`python -m tests.found.against [CHECKOUT] [TESTS …]`: what these tests come to in another version.

Copies this folder into CHECKOUT (this one without it), runs it there with this Python, and prints a table: number,
test, PASSED or FAILED, and what came. On PostgreSQL with `python -m tests.bench.on_postgres tests.found.against …`.
Exit code 1 when a test failed. A test that passes in a version from before its fault was mended proves nothing.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.architecture.project import ROOT

HERE = Path(__file__).parent
NUMBER = re.compile(r"test_([fs])(\d+)_")
WIDTH = 150  # characters of what came
MEMORY = 6 * 1024**3  # bytes: in a version from before, a file may ask for all there is


def main(arguments: list[str]) -> int:
    """The exit code of the tests there."""
    checkout = Path(arguments[0]).resolve() if arguments else ROOT
    if checkout != ROOT:
        shutil.rmtree(checkout / "tests/found", ignore_errors=True)
        shutil.copytree(HERE, checkout / "tests/found", ignore=shutil.ignore_patterns("__pycache__"))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "pilot.settings.test"}
    subprocess.run([sys.executable, "manage.py", "compile_translations"], cwd=checkout, env=environment, check=True)
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        done = subprocess.run(
            [*pytest(report.name), *(arguments[1:] or ["tests/found"])], cwd=checkout, env=environment,
            stdout=subprocess.DEVNULL, preexec_fn=limit,
        )  # fmt: skip
        show(ElementTree.parse(report.name).getroot())  # noqa: S314 - pytest wrote it just now
    return done.returncode


def pytest(report: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:randomly", f"--junitxml={report}"]


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def show(report: ElementTree.Element) -> None:
    """One line a test, in the order of the numbers, and how many there were of each kind."""
    lines = sorted(map(line_of, report.iter("testcase")))
    for _place, number, name, outcome, came in lines:
        print(f"{number:4} {name:100} {outcome:7} {came}")
    print({outcome: sum(line[3] == outcome for line in lines) for outcome in ("PASSED", "FAILED", "SKIPPED")})


def line_of(case: ElementTree.Element) -> tuple[tuple[str, int], str, str, str, str]:
    name, module = case.get("name", ""), case.get("classname", "").rpartition("test_")[2]
    found = NUMBER.match(name)
    place = (found[1].upper(), int(found[2])) if found else ("-", 0)
    outcome, came = outcome_of(case)
    return place, f"{place[0]}{place[1]}" if found else "-", f"{module}: {name[:80]}", outcome, came


def outcome_of(case: ElementTree.Element) -> tuple[str, str]:
    """PASSED, SKIPPED or FAILED, and then the first line of what came instead."""
    wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
    if wrong is not None:
        return "FAILED", " ".join(wrong.get("message", "").split())[:WIDTH]
    return ("SKIPPED" if case.find("skipped") is not None else "PASSED"), ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
