"""What Makefile and modules offer to be run can be started: a measurement that nobody can run measures nothing."""

import os
import re
import subprocess
import sys

import pytest

from tests.architecture.project import ROOT

OFFERED = r"-m (tests(?:\.\w+)+)"
TEXTS = [ROOT / "Makefile", *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.py")]
RUN = sorted({module for path in TEXTS for module in re.findall(OFFERED, path.read_text())})


@pytest.mark.parametrize("module", RUN)
def test_what_is_offered_is_imported_by_a_process_of_its_own(module: str) -> None:
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    found = subprocess.run([sys.executable, "-c", f"import {module}"], cwd=ROOT, env=bare, capture_output=True)
    assert found.returncode == 0, found.stderr.decode()[-500:]
