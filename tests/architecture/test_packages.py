"""Requirements, version and test folders are what the documentation says."""

import re
import subprocess
import sys
import tomllib

from tests.architecture.project import NOT_OURS, ROOT, name

EXACT = re.compile(r"^[A-Za-z0-9][\w.-]*(\[[\w,]+\])?==[\w.!+]+$")
BELONGS_TO_RUN = {
    "django",
    "django-guardian",
    "django-import-export",
    "weasyprint",
    "pytest",
    "pytest-django",
}


def requirements(file_name: str) -> list[str]:
    lines = (line.split("#")[0].strip() for line in (ROOT / file_name).read_text().splitlines())
    return [line for line in lines if line and line != "-r requirements.txt"]


def names(file_name: str) -> list[str]:
    return [re.split(r"[\[=]", line)[0].lower().replace("_", "-") for line in requirements(file_name)]


def test_every_requirement_is_pinned_exactly() -> None:
    lines = requirements("requirements.txt") + requirements("requirements-dev.txt")
    assert [line for line in lines if not EXACT.match(line)] == []


def test_no_requirement_is_pinned_twice() -> None:
    both = names("requirements.txt") + names("requirements-dev.txt")
    assert sorted(both) == sorted(set(both))


def test_given_packages_stand_in_the_run_requirements() -> None:
    assert set(names("requirements.txt")) >= BELONGS_TO_RUN


def test_every_direct_requirement_says_why() -> None:
    for file_name in ("requirements.txt", "requirements-dev.txt"):
        direct = (ROOT / file_name).read_text().split("# ---")[0].splitlines()
        silent = [line for line in direct if "==" in line and "#" not in line]
        assert silent == []


def test_every_requirement_is_installed_by_its_hashes() -> None:
    """Also on a machine that has nothing but Python: `.ci/lock.py` refuses a package without hashes."""
    for file_name in ("requirements.txt", "requirements-dev.txt"):
        done = subprocess.run(
            [sys.executable, ".ci/lock.py", file_name], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert set(names("requirements.txt")) <= set(re.findall(r"^([a-z0-9-]+)==", done.stdout, re.MULTILINE))
        assert "--hash=sha256:" in done.stdout


def test_version_is_the_newest_of_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version


def test_every_test_folder_is_a_package() -> None:
    """Without it two tests of the same name in two folders hide each other."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py") if not NOT_OURS & set(path.parts)}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
