"""Schedules run once and come back after a crash; jobs of dead workers return, three times, then the
worklist.
"""

import datetime as dt
import os
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from pilot.operations.work import WORK
from pilot.platform.kernel import jobs
from pilot.platform.kernel.models import JobWorker, ScheduledRun
from pilot.programme.models import User
from tests.processes import demo_installation, installation  # noqa: F401
from tests.worklist import lines

WEIGHT = 100  # tests/worlds.py
DAY = dt.date(2021, 6, 15)


@pytest.fixture
def calls(monkeypatch):
    """A schedule of its own each minute, and the days it was called with."""
    monkeypatch.setattr(jobs, "SCHEDULES", {})
    seen = []
    jobs.every("mine", 1, lambda on: seen.append(on) or {"done": len(seen)})
    return seen


def back(name, **delta):
    """As if the last run had been so long ago."""
    ScheduledRun.objects.filter(name=name).update(finished_at=timezone.now() - dt.timedelta(**delta))


@pytest.fixture
def dead_process():
    """The name of a process of this machine that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return f"{socket.gethostname()[:40]}:{child.pid}"


@pytest.mark.django_db
class TestSchedules:
    def test_runs_when_due_and_not_before(self, calls):
        assert jobs.tick(DAY) == ["mine: 1 done"]
        assert jobs.tick(DAY) == []
        back("mine", seconds=45)
        jobs.tick(DAY)
        assert calls == [DAY, DAY]

    def test_daily_runs_once_per_business_day_from_its_time_on(self, calls, settings):
        jobs.every("daily", dt.time(0, 0), lambda on: calls.append(("daily", on)))
        for day in (DAY, DAY, DAY + dt.timedelta(days=1)):
            jobs.tick(day)
        assert [c for c in calls if isinstance(c, tuple)] == [
            ("daily", DAY),
            ("daily", DAY + dt.timedelta(days=1)),
        ]

    def test_daily_waits_for_its_time_in_production(self, calls, settings):
        settings.DEMO = False
        late = (timezone.localtime() + dt.timedelta(minutes=5)).time()
        schedule = jobs.Schedule("later", late, calls.append)
        due = jobs.is_due(schedule, ScheduledRun(name="later"), timezone.localdate())
        assert due is (late < dt.time(0, 5))  # only around midnight has the day's time come round

    def test_two_that_read_the_same_row_take_it_once(self, calls):
        ScheduledRun.objects.create(name="mine")
        first, second = (ScheduledRun.objects.get(name="mine") for _ in range(2))
        assert [jobs._take(first), jobs._take(second)] == [True, False]

    def test_a_running_one_is_left_alone(self, calls):
        held = timezone.now() + jobs.LEASE
        ScheduledRun.objects.create(name="mine", runner=jobs.this_process(), held_until=held)
        assert jobs.tick(DAY) == []

    def test_a_killed_tick_on_this_machine_frees_it_at_once(self, calls, dead_process):
        ScheduledRun.objects.create(name="mine", runner=dead_process, held_until=timezone.now() + jobs.LEASE)
        jobs.tick(DAY)
        assert calls == [DAY]

    def test_a_killed_tick_elsewhere_frees_it_after_the_lease(self, calls):
        ScheduledRun.objects.create(name="mine", runner="elsewhere:1", held_until=timezone.now() + jobs.LEASE)
        jobs.tick(DAY)
        assert calls == []
        ScheduledRun.objects.update(held_until=timezone.now())
        jobs.tick(DAY)
        assert calls == [DAY]

    def test_a_failing_one_does_not_stop_the_others(self, calls, monkeypatch):
        monkeypatch.setattr(jobs, "SCHEDULES", {})
        jobs.every("broken", 1, lambda on: 1 / 0)
        jobs.every("after", 1, calls.append)
        assert jobs.tick(DAY) == ["broken: ZeroDivisionError"]
        assert calls == [DAY]
        run = ScheduledRun.objects.get(name="broken")
        assert (run.failures, run.runner, run.last_error) == (1, "", "ZeroDivisionError: division by zero")

    def test_a_failing_one_is_tried_again_later_and_then_in_order(self, calls):
        jobs.every("mine", 1, lambda on: 1 / 0)
        jobs.tick(DAY)
        assert jobs.tick(DAY) == []
        ScheduledRun.objects.update(held_until=timezone.now())
        jobs.every("mine", 1, calls.append)
        jobs.tick(DAY)
        assert ScheduledRun.objects.get(name="mine").failures == 0


def job(status="RUNNING", workers=(), **columns):
    model = jobs.job_model()
    columns = {"started_at": timezone.now(), "exception_class_path": "", "traceback": "", **columns}
    return model.objects.create(
        id=uuid.uuid4(), status=status, worker_ids=list(workers), args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.platform.kernel.tasks.append_once", backend_name="default",
        run_after=timezone.now(), **columns,
    )  # fmt: skip


@pytest.mark.usefixtures("demo")
class TestDeadWorkers:
    def test_job_of_a_killed_worker_returns(self, dead_process):
        lost = job(workers=[f"{dead_process}:abc"])
        assert jobs.return_jobs(DAY) == {"returned": 1, "failed": 0}
        lost.refresh_from_db()
        assert lost.status == "READY"

    def test_job_of_a_silent_worker_elsewhere_returns(self):
        seen = timezone.now() - jobs.SILENT - dt.timedelta(seconds=1)
        JobWorker.objects.create(name="elsewhere:1:abc", started_at=seen, seen_at=seen)
        lost = job(workers=["elsewhere:1:abc"])
        jobs.return_jobs(DAY)
        lost.refresh_from_db()
        assert (lost.status, JobWorker.objects.count()) == ("READY", 0)

    def test_job_of_a_living_worker_stays(self):
        now = timezone.now()
        JobWorker.objects.create(name="elsewhere:1:abc", started_at=now, seen_at=now)
        long_ago = now - dt.timedelta(hours=5)
        running = [
            job(workers=["elsewhere:1:abc"], started_at=long_ago),
            job(workers=[f"{jobs.this_process()}:x"]),
        ]
        assert jobs.return_jobs(DAY) == {}
        assert all(type(r).objects.get(pk=r.pk).status == "RUNNING" for r in running)

    def test_job_of_a_worker_never_heard_of_returns_after_an_hour(self):
        fresh, old = job(workers=["x"]), job(workers=["y"], started_at=timezone.now() - dt.timedelta(hours=2))
        jobs.return_jobs(DAY)
        assert [type(j).objects.get(pk=j.pk).status for j in (fresh, old)] == ["RUNNING", "READY"]

    def test_job_broken_off_by_a_second_stop_signal_returns(self):
        job(status="FAILED", workers=["x"], exception_class_path="builtins.SystemExit")
        assert jobs.return_jobs(DAY) == {"returned": 1, "failed": 0}

    def test_after_three_tries_it_fails_and_stands_on_the_worklist(self, dead_process, as_user):
        names = [f"{dead_process}:{n}" for n in range(3)]
        lost = job(workers=names)
        assert jobs.return_jobs(DAY) == {"returned": 0, "failed": 1}
        lost.refresh_from_db()
        assert (lost.status, lost.exception_class_path) == ("FAILED", "pilot.platform.kernel.jobs.WorkerDied")
        administrator, other = (User.objects.get(username=n) for n in ("quantri1", "thuky"))
        assert [line.thing for _step, line in lines(administrator, DAY, WORK)] == ["việc không thành"]
        assert lines(other, DAY, WORK) == []

    def test_one_that_moved_meanwhile_is_left(self, dead_process):
        lost = job(workers=[f"{dead_process}:abc"])
        jobs.job_model().objects.filter(pk=lost.pk).update(status="SUCCESSFUL")
        assert jobs._move(lost, "returned") == 0

    def test_administrator_sets_it_going_again_or_leaves_it(self, as_user):
        again, left = (job(status="FAILED", workers=["x"], finished_at=timezone.now()) for _ in range(2))
        client = as_user("quantri1")
        assert client.get("/van-hanh/").status_code == 200
        for _twice in range(2):
            assert client.post(f"/van-hanh/cong-viec/{again.pk}/retry/").status_code == 302
            assert client.post(f"/van-hanh/cong-viec/{left.pk}/dismiss/").status_code == 302
        again.refresh_from_db()
        assert (again.status, again.worker_ids) == ("READY", [])
        assert not jobs.job_model().objects.filter(pk=left.pk).exists()

    def test_results_of_two_weeks_ago_are_forgotten_but_not_failures(self):
        old = timezone.now() - dt.timedelta(days=15)
        for status in ("SUCCESSFUL", "FAILED"):
            job(status=status, finished_at=old)
        assert jobs.forget_finished(DAY) == {"deleted": 1}
        assert [j.status for j in jobs.job_model().objects.all()] == ["FAILED"]


# --- real processes -------------------------------------------------------------------------------


def enqueue(place, call):
    place.python(f"from tests.platform.kernel.tasks import append_once, kill_worker; {call}")


def statuses(place):
    return place.python(
        "from pilot.platform.kernel import jobs;"
        "print(*[(j.status, len(j.worker_ids)) for j in"
        "  jobs.job_model().objects.filter(task_path__startswith='tests.')])"
    )


def wait_for(path: Path):
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} never came"
        time.sleep(0.05)


@pytest.mark.both_engines
def test_killed_worker_loses_nothing_and_does_nothing_twice(installation, tmp_path):  # noqa: F811
    place, effect = installation("killed"), tmp_path / "effect"
    enqueue(place, f"append_once.enqueue({str(effect)!r}, True)")
    worker = place.start("worker", "--no-startup-delay", "-v", "0")
    wait_for(tmp_path / "effect.starts")
    worker.kill()
    worker.wait()
    assert statuses(place) == "('RUNNING', 1)"
    assert "1 returned" in place.manage("tick")
    (tmp_path / "effect.go").touch()
    place.manage("worker", "--batch", "--no-startup-delay", "-v", "0")
    assert statuses(place) == "('SUCCESSFUL', 2)"
    assert (effect.read_text(), (tmp_path / "effect.starts").read_text()) == ("done", "xx")
    assert place.python("from pilot.platform.kernel.models import JobWorker; print(JobWorker.objects.count())") == "0"


@pytest.mark.both_engines
def test_job_that_kills_its_worker_is_tried_three_times(installation, tmp_path):  # noqa: F811
    place, tries = installation("deadly"), tmp_path / "tries"
    enqueue(place, f"kill_worker.enqueue({str(tries)!r})")
    for _ in range(4):
        code = -9 if len(tries.read_text() if tries.exists() else "") < 3 else 0
        place.manage("worker", "--batch", "--no-startup-delay", "-v", "0", code=code)
        place.python(
            "from pilot.platform.kernel.models import ScheduledRun; ScheduledRun.objects.update(finished_at=None)"
        )
        place.manage("tick")
    assert (tries.read_text(), statuses(place)) == ("xxx", "('FAILED', 3)")


@pytest.mark.django_db
def test_is_gone_knows_only_this_machine(dead_process):
    assert jobs.is_gone(dead_process)
    assert not jobs.is_gone(jobs.this_process())
    assert not jobs.is_gone("elsewhere:1")
    assert not jobs.is_gone("nonsense")
    assert not jobs.is_gone(f"{socket.gethostname()[:40]}:1") or os.getuid() != 0
