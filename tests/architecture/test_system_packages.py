"""`.ci/system-packages` on a machine as Ubuntu is: commands of its own stand in for apt, answer and take notes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.project import ROOT

TOOLS = "bash dirname find tail mktemp rm touch env wc tr cut cat id grep".split()
APT_GET = """#!/bin/bash
echo "$@" >>"$NOTES/apt"
"""
APT_CACHE = """#!/bin/bash
[ -e "$NOTES/apt-known-$2" ]
"""
PLAYWRIGHT = """#!/bin/bash
echo "$@" >>"$NOTES/playwright"
"""
NO_PYTHON = """#!/bin/bash
exit 1
"""


class Machine:
    """A folder with the script, a PATH with nothing but its own commands, and what they noted."""

    def __init__(self, folder: Path, known: list[str]) -> None:
        self.folder, self.commands = folder, folder / "bin"
        (folder / ".ci").mkdir()
        shutil.copy(ROOT / ".ci/system-packages", folder / ".ci")
        for tool in TOOLS:
            self.link(tool)
        self.write("bin/apt-get", APT_GET)
        self.write("bin/sudo", '#!/bin/bash\nshift\nexec "$@"\n')
        self.write("bin/apt-cache", APT_CACHE)
        self.write("bin/python3", NO_PYTHON)
        self.write(".venv/bin/playwright", PLAYWRIGHT)
        for name in known:
            (folder / f"apt-known-{name}").touch()

    def link(self, tool: str) -> None:
        self.commands.mkdir(exist_ok=True)
        found = shutil.which(tool)
        assert found
        (self.commands / tool).symlink_to(found)

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)
        (self.folder / path).chmod(0o755)

    def run(self, kind: str) -> str:
        environment = {"PATH": str(self.commands), "NOTES": str(self.folder), "HOME": str(self.folder)}
        command = [str(self.commands / "bash"), ".ci/system-packages", kind]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stdout + done.stderr  # nothing was really installed
        return done.stderr

    def noted(self, what: str) -> list[str]:
        path = self.folder / what
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def ubuntu(tmp_path: Path) -> Machine:
    return Machine(tmp_path, ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-liberation"])


def installed(machine: Machine) -> list[str]:
    return [word for line in machine.noted("apt") if " install " in f" {line} " for word in line.split()]


def test_a_name_that_apt_does_not_know_fails_no_other(ubuntu: Machine) -> None:
    ubuntu.run("pdf")
    assert "libpango-1.0-0" in installed(ubuntu)
    assert "libharfbuzz-subset0" in installed(ubuntu)
    assert "fonts-liberation2" not in installed(ubuntu)


def test_a_machine_without_the_package_chromium_takes_playwrights(ubuntu: Machine) -> None:
    said = ubuntu.run("browser")
    assert "chromium" not in installed(ubuntu)
    assert ubuntu.noted("playwright") == ["install --with-deps chromium"]
    assert "playwright install --with-deps chromium" in said


def test_a_machine_that_has_the_package_takes_it(ubuntu: Machine) -> None:
    (ubuntu.folder / "apt-known-chromium").touch()
    ubuntu.run("browser")
    assert "chromium" in installed(ubuntu)


def test_without_lists_apt_is_asked_for_them_first(ubuntu: Machine) -> None:
    for known in ubuntu.folder.glob("apt-known-*"):
        known.unlink()
    ubuntu.run("pdf")
    assert any("update" in line for line in ubuntu.noted("apt"))
    assert not installed(ubuntu)
