"""What the Makefile offers can be started: a measurement that nobody can run measures nothing."""

import os
import re
import subprocess
import sys

import pytest

from tests.architecture.project import ROOT

MEASURED = sorted(set(re.findall(r"-m (tests\.bench\.\w+)", (ROOT / "Makefile").read_text())))


@pytest.mark.parametrize("module", MEASURED)
def test_a_measurement_is_imported_by_a_process_of_its_own(module: str) -> None:
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    found = subprocess.run([sys.executable, "-c", f"import {module}"], cwd=ROOT, env=bare, capture_output=True)
    assert found.returncode == 0, found.stderr.decode()[-500:]
