"""Letters: none for what was rolled back, none lost, each effect once; nothing shown that is secret."""

import datetime as dt
import logging

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from pilot.demo.accounts import PASSWORD
from pilot.operations import notice as operations_notice
from pilot.operations import selectors as operations
from pilot.platform.kernel import outbox
from pilot.platform.kernel.models import AuditEvent, OutboxMessage
from pilot.programme.models import User
from tests.processes import demo_installation, installation  # noqa: F401

DAY = dt.date(2021, 6, 15)
NOTICE = {"notice": {"problems": 0}, "day": DAY}


def write(**options):
    return outbox.send_later(
        "a@example.vn", "emails/daily_notice_subject.txt", "emails/daily_notice_body.txt", NOTICE, **options
    )


def age():
    """As if the time until the next try had passed."""
    OutboxMessage.objects.update(next_try_at=timezone.now() - dt.timedelta(seconds=1))


class BrokenBackend(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("no such server")


@pytest.mark.django_db
class TestSending:
    def test_rollback_sends_none(self):
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
        assert outbox.send_due(DAY) == {}
        assert mail.outbox == []

    def test_sends_once_and_marks(self):
        message = write()
        assert outbox.send_due(DAY) == {"sent": 1, "not sent": 0}
        assert outbox.send_due(DAY) == {}
        message.refresh_from_db()
        assert message.sent_at is not None
        assert [m.to for m in mail.outbox] == [["a@example.vn"]]

    def test_two_ticks_with_the_same_message_send_it_once(self):
        first, second = write(), OutboxMessage.objects.get()
        assert [outbox._take(first), outbox._take(second)] == [True, False]

    def test_same_key_is_written_once(self):
        assert write(key="x").pk == write(key="x").pk
        assert write().pk != write().pk

    def test_language_of_the_reader(self):
        vietnamese, english = write(language="vi"), write(language="en")
        assert english.subject.startswith("Daily notice")
        assert vietnamese.subject != ""
        assert "\n" not in vietnamese.subject

    def test_without_a_mail_server_nothing_is_tried_or_lost(self, settings):
        settings.EMAIL_ENABLED = False
        message = write()
        assert outbox.send_due(DAY) == {}
        message.refresh_from_db()
        assert (message.tries, message.sent_at) == (0, None)
        settings.EMAIL_ENABLED = True
        outbox.send_due(DAY)
        assert len(mail.outbox) == 1

    def test_failure_backs_off_and_ends_on_the_worklist(self, settings, caplog):
        settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
        message = write()
        with caplog.at_level(logging.WARNING):
            assert outbox.send_due(DAY) == {"sent": 0, "not sent": 1}
        assert outbox.send_due(DAY) == {}
        for _ in range(20):
            age()
            outbox.send_due(DAY)
        message.refresh_from_db()
        assert (message.tries, message.given_up) == (OutboxMessage.MOST_TRIES, True)
        assert message.last_error == "ConnectionRefusedError: no such server"
        assert list(operations.messages_of([]).filter(pk__in=outbox.given_up().values("pk"))) == [message]
        outbox.try_again(message)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        outbox.send_due(DAY)
        assert len(mail.outbox) == 1

    def test_back_off_has_a_time_for_each_try(self):
        assert len(outbox.BACK_OFF) == OutboxMessage.MOST_TRIES
        assert sorted(outbox.BACK_OFF) == outbox.BACK_OFF


@pytest.mark.usefixtures("demo")
class TestAccountLinks:
    FORM = {"full_name": "Người Mới", "username": "nguoi.moi"}

    def invite(self, as_user, **more):
        return as_user("quantri1").post(
            "/tai-khoan/moi/HATINH/", {**self.FORM, "operation_key": "k1", **more}, follow=True
        )

    def test_link_goes_by_mail_and_nowhere_else(self, as_user, client, caplog):
        caplog.set_level(logging.DEBUG)
        answer = self.invite(as_user, email="moi@example.vn")
        assert "dat-mat-khau" not in answer.content.decode()
        message = OutboxMessage.objects.get()
        page = as_user("quantri1").get(f"/van-hanh/thu/{message.pk}/").content.decode()
        assert "dat-mat-khau" not in page
        outbox.send_due(DAY)
        message.refresh_from_db()
        letter = mail.outbox[0].body
        assert (message.body, message.sent_at is None) == ("", False)
        link = next(line for line in letter.splitlines() if "/dat-mat-khau/" in line)
        assert client.get(link, follow=True).status_code == 200
        said = caplog.text + str(list(AuditEvent.objects.values_list("before", "after")))
        assert "dat-mat-khau" not in said
        assert "moi@example.vn" not in said

    def test_link_is_on_the_page_without_an_address(self, as_user):
        assert "/dat-mat-khau/" in self.invite(as_user).content.decode()
        assert not OutboxMessage.objects.exists()

    def test_link_is_on_the_page_without_a_mail_server(self, as_user, settings):
        settings.EMAIL_ENABLED = False
        assert "/dat-mat-khau/" in self.invite(as_user, email="moi@example.vn").content.decode()
        assert not OutboxMessage.objects.exists()

    def test_reset_pressed_twice_writes_one_letter(self, as_user):
        User.objects.filter(username="buudien").update(email="bd@example.vn")
        account = User.objects.get(username="buudien")
        client = as_user("quantri1")
        for _ in range(2):
            body = {"operation_key": "k2", "reason": "Quên mật khẩu.", "secret": PASSWORD}
            client.post(f"/tai-khoan/{account.pk}/cap-lai/", body)
        assert [m.to for m in OutboxMessage.objects.all()] == ["bd@example.vn"]


@pytest.mark.usefixtures("demo")
class TestDailyNotice:
    def test_goes_once_a_day_to_administrators_with_an_address(self):
        for name in ("quantri1", "thuky"):
            account = User.objects.get(username=name)
            account.email = f"{name}@example.vn"
            account.save()
        for _ in range(2):
            notice = operations_notice.daily_notice(DAY)
        message = OutboxMessage.objects.get()
        assert notice["heads"]["HATINH"]["head"] in message.body
        assert (notice["problems"], notice["guards"]) == (0, [])
        operations_notice.daily_notice(DAY + dt.timedelta(days=1))
        assert OutboxMessage.objects.count() == 2

    def test_is_on_the_page_for_administrators_only(self, as_user):
        from pilot.platform.kernel import jobs

        jobs.tick(DAY)
        answer = as_user("quantri1").get("/van-hanh/").content.decode()
        assert operations_notice.state_of(DAY)["heads"]["HATINH"]["head"] in answer
        assert as_user("thuky").get("/van-hanh/").status_code == 404

    def test_administrator_tries_a_letter_again(self, as_user):
        message = write()
        OutboxMessage.objects.update(tries=OutboxMessage.MOST_TRIES)
        as_user("quantri1").post(f"/van-hanh/thu/{message.pk}/gui-lai/")
        message.refresh_from_db()
        assert message.tries == 0


@pytest.mark.both_engines
def test_killed_between_sending_and_marking_it_is_sent_again(installation):  # noqa: F811
    place = installation("letter")
    place.python(
        "from pilot.platform.kernel.outbox import send_later;"
        "send_later('a@example.vn', 'emails/daily_notice_subject.txt',"
        " 'emails/daily_notice_body.txt', {'notice': {}})"
    )
    sent = place.folder / "mail"
    place.manage("tick", code=-9, DIE="1")
    assert len(list(sent.iterdir())) == 1
    place.manage("tick")
    assert len(list(sent.iterdir())) == 1
    place.python(
        "from pilot.platform.kernel.models import OutboxMessage as M, ScheduledRun as R;"
        "from django.utils import timezone as t;"
        "M.objects.update(next_try_at=t.now()); R.objects.update(finished_at=None)"
    )
    place.manage("tick")
    assert len(list(sent.iterdir())) == 2
    state = "m = M.objects.get(); print(m.sent_at is None, m.tries)"
    assert place.python(f"from pilot.platform.kernel.models import OutboxMessage as M; {state}") == "False 2"


@pytest.mark.usefixtures("demo")
def test_pages_of_operations_ask_the_same_number_of_queries_for_3_and_30_letters(as_user):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = as_user("quantri1"), []
    for number in (3, 27):
        for _ in range(number):
            write()
        client.get("/van-hanh/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/van-hanh/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16, counts
