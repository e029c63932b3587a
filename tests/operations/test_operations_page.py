"""The page of operations: backup, check, disk, mail, jobs, release, each in a word and with what to do."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from pilot.operations import presenters, selectors
from pilot.platform.kernel import audit
from pilot.platform.kernel.models import AuditChain, JobWorker, OutboxMessage

pytestmark = pytest.mark.usefixtures("demo")
DAY = dt.date(2021, 6, 15)


@pytest.fixture
def card(as_user):
    """A card of the page by its title, and the page."""

    def read(title):
        answer = as_user("quantri1").get(reverse("operations"))
        return next(card for card in answer.context["cards"] if card.title == title), answer.content.decode()

    return read


def backed_up(verb="backup", age=dt.timedelta(hours=2), sha="a", **facts):
    made = {"made_at": (timezone.now() - age).isoformat(), "manifest_sha256": sha, **facts}
    audit.append_alone(
        AuditChain.PLATFORM, outcome="done", verb=verb, at=timezone.now(), business_day=DAY, after=made
    )  # fmt: skip


def test_no_backup_says_what_to_do(card):
    found, page = card("Sao lưu")
    assert found.state[0] == "warn"  # red is for what failed
    assert "manage.py backup" in page


def test_backup_with_size_place_and_check(card):
    backed_up(bytes=2_500_000_000, folder="/var/backups/a", damaged=0)
    found, page = card("Sao lưu")
    assert found.state[0] == "pass"
    assert "2,5 GB" in page
    assert "/var/backups/a" in page
    assert "manage.py check_backup" in found.todo
    backed_up("check_backup", faults=0)
    found, page = card("Sao lưu")
    assert (found.todo, "khôi phục được" in page) == ("", True)
    backed_up(sha="b", damaged=2)
    found, page = card("Sao lưu")
    assert found.state == ("fail", "2 tệp hỏng")
    assert "của bản sao lưu lúc" in page
    backed_up(age=presenters.OLD_BACKUP + dt.timedelta(minutes=1), sha="c", damaged=0)
    assert card("Sao lưu")[0].state[0] == "warn"


def test_disk_warns_below_the_limit(card, monkeypatch, settings):
    settings.DISK_FREE_WARNS = 15
    monkeypatch.setattr(selectors.shutil, "disk_usage", lambda _place: SimpleNamespace(free=15, total=100))
    assert card("Ổ đĩa")[0].state[0] == "pass"
    monkeypatch.setattr(selectors.shutil, "disk_usage", lambda _place: SimpleNamespace(free=14_900, total=100_000))
    found, page = card("Ổ đĩa")
    assert (found.state[0], found.facts[0].value) == ("warn", "còn trống 0,0 MB trên 0,1 MB (14 %)")
    assert "dưới 15 %" in page


def test_mail_says_whether_there_is_a_server_and_what_it_did(card, settings):
    assert card("Thư điện tử")[0].facts[0].value == "chưa"
    OutboxMessage.objects.create(to="ai@do.vn", subject="Thư", tries=OutboxMessage.MOST_TRIES)
    OutboxMessage.objects.create(to="ai@do.vn", subject="Thư")
    OutboxMessage.objects.create(to="ai@do.vn", subject="Thư", sent_at=timezone.now())
    found, _page = card("Thư điện tử")
    assert (found.state[0], [fact.value for fact in found.facts[1:]]) == ("fail", [1, 1])
    settings.EMAIL_ENABLED = False
    found, page = card("Thư điện tử")
    assert found.state[0] == "wait"
    assert "trao tận tay" in page


@pytest.mark.both_engines
def test_release_names_the_engine(card, settings):
    found, _page = card("Phiên bản")
    assert found.state == ("pass", settings.VERSION)
    assert found.facts[0].value.split()[0] in ("SQLite", "PostgreSQL")


def test_how_long_in_words():
    assert presenters.took(dt.timedelta(seconds=119.6)) == "2 phút"
    assert presenters.took(dt.timedelta(seconds=119)) == "119 giây"


def test_schedules_and_workers_are_said_in_plain_words(card):
    """A worker has begun at a moment of a day: no "Từ ngày" above a time."""
    JobWorker.objects.create(name="vm:1", started_at=timezone.now(), seen_at=timezone.now())
    _found, page = card("Sao lưu")
    assert "Đưa việc của tiến trình đã dừng trở lại hàng đợi" in page
    assert "Từ ngày" not in page
