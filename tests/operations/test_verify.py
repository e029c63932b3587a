"""`verify` as a row: started from the screen by an auditor, by the command, by the nightly run; one at a time."""

import datetime as dt
import json
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pilot.operations import notice, verifying
from pilot.platform.kernel import checks
from pilot.platform.kernel.faults import Fault
from pilot.platform.kernel.models import AuditEvent, VerifyRun

pytestmark = pytest.mark.usefixtures("demo")
PAGE, START = reverse("verify-runs"), reverse("start-verify")


@pytest.fixture
def start(as_user, django_capture_on_commit_callbacks):
    """Press the button as somebody; the job runs when what was written is committed."""

    def press(name="thanhtra", execute=True):
        client = as_user(name)
        with django_capture_on_commit_callbacks(execute=execute):
            client.post(START)
        return client.get(PAGE)

    return press


@pytest.fixture
def wrong(monkeypatch):
    """A check that finds as many faults as it is told."""

    def register(count):
        monkeypatch.setitem(checks.CHECKS, "files", lambda: [f"file {n}: missing" for n in range(1, count + 1)])

    return register


def job(status="READY"):
    return DBTaskResult.objects.create(
        id=uuid.uuid4(), status=status, args_kwargs={"args": [1], "kwargs": {}}, backend_name="default",
        task_path=verifying.verify_in_background.module_path, run_after=timezone.now(), worker_ids=[],
        exception_class_path="", traceback="",
    )  # fmt: skip


@pytest.mark.both_engines
@pytest.mark.parametrize("name", ["thanhtra", "quantri1"])
def test_start_verify_from_the_screen_keeps_what_was_found(start, name):
    page = start(name).content.decode()
    run = VerifyRun.objects.get()
    assert (run.started_by.username, run.running, run.faults) == (name, False, 0)
    assert set(run.result) == set(checks.CHECKS)
    assert "không có lỗi" in page
    assert "chuỗi nhật ký không bị sửa" in page
    event = AuditEvent.objects.filter(verb="start_verify").get()
    assert (event.user.username, event.after) == (name, {"run": run.pk})


def test_start_verify_is_for_auditor_and_administrator_alone(as_user):
    assert as_user("thuky").get(PAGE).status_code == 404
    assert as_user("thuky").post(START).status_code == 404
    assert not VerifyRun.objects.exists()


def test_faults_are_told_by_check_the_first_fifty_in_words(start, wrong):
    wrong(53)
    page = start().content.decode()
    assert VerifyRun.objects.get().faults == 53
    assert "53 lỗi" in page
    assert "file 50: missing" in page
    assert "file 51: missing" not in page
    assert "và 3 lỗi nữa" in page


def test_start_verify_while_one_is_under_way_is_refused(start, as_user):
    start(execute=False)
    job()
    page = start("quantri1").content.decode()
    assert "Đang có một lượt kiểm tra" in page
    assert "Đang chạy từ" in page
    assert "Đang chờ tiến trình" in page
    assert VerifyRun.objects.count() == 1
    DBTaskResult.objects.update(status="RUNNING")
    assert "Có thể rời trang này" in as_user("thanhtra").get(PAGE).content.decode()


def test_a_run_whose_job_is_lost_makes_room(start, as_user):
    start(execute=False)
    start()
    lost, done = VerifyRun.objects.order_by("pk")
    assert (lost.broken_off, done.broken_off, done.running) == (True, False, False)
    page = as_user("thanhtra").get(reverse("verify-run", args=[lost.pk])).content.decode()
    assert "bị ngắt giữa chừng" in page


@pytest.mark.both_engines
def test_the_database_holds_one_running_row():
    now = timezone.now()
    VerifyRun.objects.create(started_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        VerifyRun.objects.create(started_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        VerifyRun.objects.create(started_at=now, running=False)


def test_a_run_that_was_given_up_is_not_written_any_more(start):
    start(execute=False)
    run = VerifyRun.objects.get()
    verifying.give_up_lost()
    verifying.verify_in_background.call(run.pk)
    verifying.finish(run, {"files": []})
    assert VerifyRun.objects.get().broken_off


def test_command_and_nightly_run_write_the_same_row(wrong, tmp_path, capsys):
    wrong(2)
    kept = tmp_path / "heads.json"
    kept.write_text(json.dumps({"HATINH": {"length": 1, "head": "0"}}))
    with pytest.raises(SystemExit):
        call_command("verify", head=kept)
    assert "3 problems" in capsys.readouterr().out
    night = notice.state_of(dt.date(2021, 6, 15))
    nightly, command = VerifyRun.objects.all()
    assert (nightly.faults, command.faults, night["problems"]) == (2, 3, 2)
    assert command.result["kept heads"]["faults"] == 1
    assert command.started_by is nightly.started_by is None


def test_runs_are_kept_and_each_can_be_read_again(start, as_user, wrong):
    start()
    first = VerifyRun.objects.get()
    wrong(1)
    start()
    page = as_user("quantri1").get(reverse("verify-run", args=[first.pk]))
    assert page.context["state"][0] == "pass"
    assert as_user("quantri1").get(PAGE).context["state"][0] == "fail"
    assert as_user("quantri1").get(reverse("verify-run", args=[first.pk + 99])).status_code == 404


def test_what_is_wrong_is_said_in_the_language_of_whoever_reads_it(as_user):
    inside = Fault("its paper was not checked")
    found = {
        "guards": [Fault("%(n)s: missing", n="frozen_site")],
        "files": [Fault("withdrawal %(pk)s %(row)s: %(fault)s", pk=3, row="Quầy 1", fault=inside)],
    }
    assert checks.in_lines(found.items()) == [
        "guards: frozen_site: missing", "files: withdrawal 3 Quầy 1: its paper was not checked",
    ]  # fmt: skip
    verifying.keep(found, timezone.now())
    page = as_user("thanhtra").get(PAGE).content.decode()
    assert "frozen_site: bị thiếu" in page
    assert "Quầy 1: văn bản giấy chưa được xác nhận" in page
    assert "was not checked" not in page


def test_a_run_of_a_former_release_is_shown_as_it_was_kept(as_user):
    old = {"files": {"faults": 1, "first": ["file 3: missing"]}}
    now = timezone.now()
    VerifyRun.objects.create(started_at=now, finished_at=now, running=False, faults=1, result=old)
    assert "file 3: missing" in as_user("thanhtra").get(PAGE).content.decode()
