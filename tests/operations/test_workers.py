"""Jobs of dead workers return, three times, then they stand on the worklist."""

import datetime as dt
import time
import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pilot.operations import workers
from pilot.operations.work import WORK
from pilot.platform.kernel.jobs import this_process
from pilot.platform.kernel.models import JobWorker
from pilot.programme.models import User
from tests.processes import demo_installation, installation  # noqa: F401
from tests.worklist import lines

WEIGHT = 100  # tests/worlds.py
DAY = dt.date(2021, 6, 15)


def job(status="RUNNING", by=(), **columns):
    columns = {"started_at": timezone.now(), "exception_class_path": "", "traceback": "", **columns}
    return DBTaskResult.objects.create(
        id=uuid.uuid4(), status=status, worker_ids=list(by), args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.operations.tasks.append_once", backend_name="default",
        run_after=timezone.now(), **columns,
    )  # fmt: skip


@pytest.mark.usefixtures("demo")
class TestDeadWorkers:
    def test_job_of_a_killed_worker_returns(self, dead_process):
        lost = job(by=[f"{dead_process}:abc"])
        assert workers.return_jobs(DAY) == {"returned": 1, "failed": 0}
        lost.refresh_from_db()
        assert lost.status == "READY"

    def test_job_of_a_silent_worker_elsewhere_returns(self):
        seen = timezone.now() - workers.SILENT - dt.timedelta(seconds=1)
        JobWorker.objects.create(name="elsewhere:1:abc", started_at=seen, seen_at=seen)
        lost = job(by=["elsewhere:1:abc"])
        workers.return_jobs(DAY)
        lost.refresh_from_db()
        assert (lost.status, JobWorker.objects.count()) == ("READY", 0)

    def test_job_of_a_living_worker_stays(self):
        now = timezone.now()
        JobWorker.objects.create(name="elsewhere:1:abc", started_at=now, seen_at=now)
        long_ago = now - dt.timedelta(hours=5)
        running = [
            job(by=["elsewhere:1:abc"], started_at=long_ago),
            job(by=[f"{this_process()}:x"]),
        ]
        assert workers.return_jobs(DAY) == {}
        assert all(type(r).objects.get(pk=r.pk).status == "RUNNING" for r in running)

    def test_job_of_a_worker_never_heard_of_returns_after_an_hour(self):
        fresh, old = job(by=["x"]), job(by=["y"], started_at=timezone.now() - dt.timedelta(hours=2))
        workers.return_jobs(DAY)
        assert [type(j).objects.get(pk=j.pk).status for j in (fresh, old)] == ["RUNNING", "READY"]

    def test_job_broken_off_by_a_second_stop_signal_returns(self):
        job(status="FAILED", by=["x"], exception_class_path="builtins.SystemExit")
        assert workers.return_jobs(DAY) == {"returned": 1, "failed": 0}

    def test_after_three_tries_it_fails_and_stands_on_the_worklist(self, dead_process, as_user):
        names = [f"{dead_process}:{n}" for n in range(3)]
        lost = job(by=names)
        assert workers.return_jobs(DAY) == {"returned": 0, "failed": 1}
        lost.refresh_from_db()
        assert (lost.status, lost.exception_class_path) == ("FAILED", "WorkerDied")
        administrator, other = (User.objects.get(username=n) for n in ("quantri1", "thuky"))
        assert [line.thing for _step, line in lines(administrator, DAY, WORK)] == ["việc không thành"]
        assert lines(other, DAY, WORK) == []

    def test_one_that_moved_meanwhile_is_left(self, dead_process):
        lost = job(by=[f"{dead_process}:abc"])
        DBTaskResult.objects.filter(pk=lost.pk).update(status="SUCCESSFUL")
        assert workers._move(lost, "returned") == 0

    def test_administrator_sets_it_going_again_or_leaves_it(self, as_user):
        again, left = (job(status="FAILED", by=["x"], finished_at=timezone.now()) for _ in range(2))
        client = as_user("quantri1")
        assert client.get("/van-hanh/").status_code == 200
        for _twice in range(2):
            assert client.post(f"/van-hanh/cong-viec/{again.pk}/retry/").status_code == 302
            assert client.post(f"/van-hanh/cong-viec/{left.pk}/dismiss/").status_code == 302
        again.refresh_from_db()
        assert (again.status, again.worker_ids) == ("READY", [])
        assert not DBTaskResult.objects.filter(pk=left.pk).exists()


# --- real processes -------------------------------------------------------------------------------


def enqueue(place, call):
    place.python(f"from tests.operations.tasks import append_once, kill_worker; {call}")


def statuses(place):
    return place.python(
        "from django_tasks_db.models import DBTaskResult;"
        "print(*[(j.status, len(j.worker_ids)) for j in"
        "  DBTaskResult.objects.filter(task_path__startswith='tests.')])"
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
