"""What is kept of a world is that world, and it is kept no longer than it is true."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from pilot.facts.reading import FACTS
from pilot.platform.kernel import files
from pilot.platform.kernel.models import StoredFile
from tests import kept
from tests.architecture.project import ROOT
from tests.state import state

LOADS = """
import sys, django
django.setup()
from pilot.demo.management.commands import load_demo
from pilot.facts.management.commands import load_pilots
print(*sys.modules)
"""


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class World:
    """One stored file, and how often it was made."""

    made = 0

    def __call__(self) -> None:
        self.made += 1
        files.store(b"a scan", "scan.pdf", "application/pdf")


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.FILE_ROOT = tmp_path / "files"
    return World()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "worlds").mkdir()
    return tmp_path / "worlds"


@pytest.mark.both_engines
def test_the_second_time_it_is_inserted(world: World, folder: Path, settings: Any, tmp_path: Path) -> None:
    with undone():
        kept.fill(folder, "world", world)
        made = state()
    settings.FILE_ROOT = tmp_path / "files of the next run"
    with undone():
        kept.fill(folder, "world", world)
        assert state() == made
        assert files.read(StoredFile.objects.get()) == b"a scan"
        files.store(b"another", "other.pdf", "application/pdf")  # gets a number that is not taken
    assert world.made == 1


def test_it_is_made_anew_when_something_that_it_is_made_from_changes(
    world: World, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source.py"
    monkeypatch.setattr(kept, "BESIDE", (*kept.BESIDE, source))
    for text in ("before", "after"):
        source.write_text(text)
        with undone():
            kept.fill(folder, "world", world)
    assert world.made == 2
    assert len(list(folder.iterdir())) == 1


def test_it_is_made_from_code_and_facts_and_not_from_pages() -> None:
    found = set(kept.sources())
    assert {Path(files.__file__), FACTS / "rules.yaml", ROOT / "requirements.txt"} <= found
    assert not [path for path in found if "views" in path.parts or path.name.endswith(("urls.py", ".html", ".css"))]


def test_no_page_is_loaded_where_the_worlds_are_made() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS], cwd=ROOT, capture_output=True, text=True, check=True)
    ours = [name for name in done.stdout.split() if (ROOT / name.split(".")[0]).is_dir()]
    assert [name for name in ours if kept.PAGES & {*name.split("."), f"{name.split('.')[-1]}.py"}] == []
