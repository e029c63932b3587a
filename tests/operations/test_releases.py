"""A database of another release: an older demo makes room for a new one, other data are refused and stay untouched."""

import pytest

from tests.processes import demo_installation, installation  # noqa: F401

WEIGHT = 60  # tests/worlds.py
OLDER = (
    "from django.db import connection as c;"
    'c.cursor().execute("INSERT INTO django_migrations (app, name, applied)'
    " VALUES ('staffing', '0002_of_an_older_release', CURRENT_TIMESTAMP)\")"
)
APPLIED = (
    "from django.db.migrations.recorder import MigrationRecorder as R;"
    "print(R.Migration.objects.filter(name='0002_of_an_older_release').count())"
)
PEOPLE = "from pilot.programme.models import Person; print(Person.objects.count())"
BEGIN_ANEW = (
    "from pilot.operations.management.commands.prepare import Command;"
    "from pilot.operations.releases import unknown_here; Command().begin_anew(unknown_here())"
)
REFUSED = ("staffing.0002_of_an_older_release", "Chưa có dữ liệu nào bị thay đổi")


def test_an_older_demo_is_set_aside(installation):  # noqa: F811
    place = installation("demo")
    people = place.python(PEOPLE)
    place.python(OLDER)
    said = place.manage("shell", "--no-imports", "-v", "0", "-c", BEGIN_ANEW)
    (aside,) = place.folder.parent.glob("demo-*-*")
    assert f"đã được cất vào thư mục {aside}" in said
    assert list(place.folder.iterdir()) == []
    place.url = f"sqlite:///{aside}/db.sqlite3"
    assert (place.python(APPLIED), place.python(PEOPLE)) == ("1", people)


def test_real_data_are_refused_and_stay(installation):  # noqa: F811
    place = installation("real")
    place.python(OLDER)
    before = (place.folder / "db.sqlite3").read_bytes()
    for command in ("prepare", "migrate"):
        said = place.manage(command, code=1, REAL="1")
        assert all(words in said for words in REFUSED)
    assert (place.folder / "db.sqlite3").read_bytes() == before
    assert [path.name for path in place.folder.parent.iterdir()] == ["real"]


@pytest.mark.both_engines
def test_migrate_refuses_on_either_engine_and_so_does_a_demo_that_is_no_file(installation):  # noqa: F811
    place = installation("either")
    place.python(OLDER)
    commands = ("migrate",) if place.url.startswith("sqlite") else ("migrate", "prepare")
    for command in commands:
        assert all(words in place.manage(command, code=1) for words in REFUSED)
    assert place.python(APPLIED) == "1"
