"""Ticks at the same moment: each schedule runs once, each letter goes once."""

import datetime as dt
import threading
import time

import pytest
from django.core import mail
from django.db import connection

from pilot.platform.kernel import jobs, outbox
from pilot.platform.kernel.models import OutboxMessage, ScheduledRun
from tests.postgres import clean_tables  # noqa: F401

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("clean_tables")]
DAY = dt.date(2021, 6, 15)
RACERS = 8


def race(action):
    """Do it in as many threads at once, each with its own connection."""
    barrier = threading.Barrier(RACERS)

    def run():
        barrier.wait()
        action()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("known", [True, False])
def test_a_schedule_runs_once(known, monkeypatch):
    monkeypatch.setattr(jobs, "SCHEDULES", {})
    started = []
    jobs.every("mine", 1, lambda on: started.append(on) or time.sleep(0.3))
    if known:
        ScheduledRun.objects.create(name="mine")
    race(lambda: jobs.tick(DAY))
    assert started == [DAY]


def test_without_taking_the_row_it_runs_more_than_once(monkeypatch):
    """The control: the race is there when nobody takes the row."""
    monkeypatch.setattr(jobs, "SCHEDULES", {})
    monkeypatch.setattr(jobs, "_take", lambda run: True)
    started = []
    jobs.every("mine", 1, lambda on: started.append(on) or time.sleep(0.3))
    race(lambda: jobs.tick(DAY))
    assert len(started) > 1


def test_each_letter_goes_once():
    for number in range(30):
        OutboxMessage.objects.create(to=f"a{number}@example.vn", subject="x", body="y")
    race(lambda: outbox.send_due(DAY))
    assert sorted(m.to[0] for m in mail.outbox) == sorted(f"a{n}@example.vn" for n in range(30))
