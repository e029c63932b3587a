"""Schedules run once and come back after a crash."""

import datetime as dt
import os
import socket

import pytest
from django.utils import timezone

from pilot.platform.kernel import jobs
from pilot.platform.kernel.models import ScheduledRun

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


@pytest.mark.django_db
def test_is_gone_knows_only_this_machine(dead_process):
    assert jobs.is_gone(dead_process)
    assert not jobs.is_gone(jobs.this_process())
    assert not jobs.is_gone("elsewhere:1")
    assert not jobs.is_gone("nonsense")
    assert not jobs.is_gone(f"{socket.gethostname()[:40]}:1") or os.getuid() != 0
