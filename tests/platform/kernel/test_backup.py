"""The restore drill with real processes, on the engine of this run: what comes back is what was copied,
checked.
"""

import json

import pytest

from pilot.platform.kernel import files
from pilot.platform.kernel.models import AuditEvent, StoredFile
from pilot.programme.models import Person, Pilot
from tests.processes import demo_installation, installation  # noqa: F401

pytestmark = pytest.mark.both_engines
WEIGHT = 60  # tests/worlds.py


def stored():
    return files.store("Tờ giấy".encode(), "a.pdf", "application/pdf").pk


def what_is_kept(place):
    return place.here(lambda: files.read(StoredFile.objects.get(pk=place.file)).decode())


def count(place):
    return place.here(Person.objects.count)


def change(place):
    place.here(lambda: Person.objects.create(pilot=Pilot.objects.first(), full_name="Sau Này"))


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


@pytest.fixture
def office(installation):  # noqa: F811
    """A demo installation with a file, and a backup of it."""
    place = installation("office")
    place.file = place.here(stored)
    place.backup = place.folder.parent / "backup"
    place.said = place.manage("backup", str(place.backup))
    return place


def test_drill_into_an_empty_installation(office, installation):  # noqa: F811
    people = count(office)
    change(office)
    other = installation("other", empty=True)
    assert "restored; 0 problems" in other.manage("restore", str(office.backup))
    assert count(other) == people
    other.file = office.file
    assert what_is_kept(other) == "Tờ giấy"
    assert "0 problems" in other.manage("verify")
    again = office.folder.parent / "again"
    other.manage("backup", str(again))
    kept, now = manifest(office.backup), manifest(again)
    kept["rows"]["kernel_auditevent"] += 1  # the restore itself is an event
    kept["rows"]["kernel_verifyrun"] += 1
    assert (now["rows"], now["migrations"]) == (kept["rows"], kept["migrations"])
    assert [n for n in now["files"] if n.startswith("files/")] == [n for n in kept["files"] if n.startswith("files/")]


def test_check_reads_a_backup_to_its_end_and_restores_nothing(office):
    assert "0 problems" in office.manage("check_backup", str(office.backup))
    made, checked = office.here(backup_events)
    assert (made["folder"], made["damaged"]) == (str(office.backup), 0)
    assert made["bytes"] > 100_000
    assert checked == {key: made[key] for key in ("folder", "made_at", "manifest_sha256")} | {"faults": 0}


def test_check_names_what_is_wrong_with_a_backup(office):
    database = next(office.backup.glob("database.*"))
    database.write_bytes(database.read_bytes()[:50_000])
    said = office.manage("check_backup", str(office.backup), code=1)
    assert f"{database.name}: missing or changed" in said
    assert f"{database.name}: " in said.replace(f"{database.name}: missing or changed", "")
    assert office.here(backup_events)[1]["faults"] == 2


def backup_events():
    return [AuditEvent.objects.get(verb=verb).after for verb in ("backup", "check_backup")]


def test_drill_over_what_is_there_needs_force(office):
    people = count(office)
    change(office)
    assert "not empty" in office.manage("restore", str(office.backup), code=1)
    assert count(office) == people + 1
    for blob in (office.folder / "files").rglob("*"):
        if blob.is_file():
            blob.write_text("damaged")
    assert "0 problems" in office.manage("restore", str(office.backup), "--force")
    assert count(office) == people
    assert what_is_kept(office) == "Tờ giấy"


def test_manifest_says_what_is_in_it_and_where_the_key_is_not(office):
    kept = manifest(office.backup)
    assert kept["secret_key"] == "not in this backup; kept apart: nowhere, a test"
    assert b"only for tests" not in b"".join(p.read_bytes() for p in office.backup.rglob("*") if p.is_file())
    assert (kept["damaged"], kept["heads"]["HATINH"]["length"] > 0) == ([], True)
    assert (office.backup.stat().st_mode & 0o777) == 0o700
    assert not list(office.backup.parent.glob("*unfinished*"))


def test_never_over_another_backup(office):
    assert "exists" in office.manage("backup", str(office.backup), code=1)


def test_changed_backup_is_refused_before_anything_happens(office):
    people = count(office)
    next(p for p in (office.backup / "files").rglob("*") if p.is_file()).write_text("khác")
    assert "missing or changed" in office.manage("restore", str(office.backup), "--force", code=1)
    (office.backup / "manifest.json").unlink()
    assert "not a backup" in office.manage("restore", str(office.backup), "--force", code=1)
    assert count(office) == people


def test_backup_of_a_newer_version_is_refused(office):
    kept = manifest(office.backup)
    kept["migrations"].append(["kernel", "9999_from_tomorrow"])
    (office.backup / "manifest.json").write_text(json.dumps(kept))
    assert "newer than this program" in office.manage("restore", str(office.backup), "--force", code=1)


def test_any_difference_ends_with_one(office):
    kept = manifest(office.backup)
    kept["heads"]["HATINH"]["head"] = "0" * 64
    kept["rows"]["pilot_person"] += 1
    (office.backup / "manifest.json").write_text(json.dumps(kept))
    said = office.manage("restore", str(office.backup), "--force", code=1)
    assert "the kept head has another hash" in said
    assert "pilot_person:" in said


def test_damaged_file_of_the_store_is_named(office):
    blob = next(p for p in (office.folder / "files").rglob("*") if p.is_file())
    blob.write_text("khác")
    said = office.manage("backup", str(office.folder.parent / "second"), code=1)
    assert f"file {blob.name}: missing or damaged" in said
