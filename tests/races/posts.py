"""Races of counter posts and of who holds them: what was not seen is not closed, and nobody is withdrawn from nothing."""

import datetime as dt
import time

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.periods import add_days
from pilot.programme.models import CounterPost, Person
from pilot.programme.workflows import posts
from staffing.models import CivilServant, Incumbency, WithdrawalRequest
from staffing.workflows import incumbency, withdrawal
from tests.races.entries import act, attempt, race

GROUND = "1/QĐ-UBND ngày 10/06/2021"


def new_posts(number: int, prefix: str) -> list[CounterPost]:
    model = CounterPost.objects.get(code="HT-CL-Q1")
    where = {"pilot": model.pilot, "agency": model.agency, "site": model.site, "illustrative": True}
    rows = [CounterPost.objects.create(code=f"{prefix}-{n}", name=f"Quầy {prefix} {n}", **where) for n in range(number)]
    for row in rows:
        row.receives(model.fields_on(DEMO_START))
    return rows


def holdings(number: int, prefix: str) -> list[Incumbency]:
    found = []
    for n, post in enumerate(new_posts(number, prefix)):
        shared = {"pilot": post.pilot, "illustrative": True}
        person = Person.objects.create(full_name=f"Công Chức {n}", **shared)
        servant = CivilServant.objects.create(agency=post.agency, person=person, staff_code=f"{prefix}{n}", **shared)
        found.append(Incumbency.objects.create(post=post, civil_servant=servant, **shared))
    return found


@race("counter_post")
def open_posts(number: int) -> list[int]:
    return [row.pk for row in new_posts(number, "DQ")]


@attempt("counter_post")
def close_what_was_seen(pk: int, number: int) -> None:
    """Everybody closes the post as his page showed it."""
    row = CounterPost.objects.get(pk=pk)
    posts.close_post(row, act("ct.canloc", row_version=1), last_day=DEMO_START, legal_basis=GROUND)


@race("incumbency")
def held_posts(number: int) -> list[int]:
    return [row.pk for row in holdings(number, "DG")]


@attempt("incumbency")
def leave_what_was_seen(pk: int, number: int) -> None:
    row = Incumbency.objects.get(pk=pk)
    incumbency.end_incumbency(row, act("ct.canloc", row_version=1), last_day=DEMO_START, legal_basis=GROUND)


@race("civil_servant")
def civil_servants(number: int) -> list[int]:
    return [row.civil_servant_id for row in holdings(number, "DC")]


@attempt("civil_servant")
def correct_what_was_seen(pk: int, number: int) -> None:
    row = CivilServant.objects.get(pk=pk)
    given = {"full_name": f"Người Sửa {number}", "staff_code": row.staff_code}
    incumbency.correct_civil_servant(row, act("ct.canloc", row_version=1), **given)


@attempt("close_or_withdraw")
def close_or_withdraw(pk: int, number: int) -> str:
    """Even racers close the post, odd ones propose the withdrawal of its civil servants."""
    row = CounterPost.objects.get(pk=pk)
    if number % 2:
        withdrawal.draft_withdrawal(row, act("ct.canloc"), effective_on=dt.date(2021, 7, 1))
        return "withdraw"
    posts.close_post(row, act("ct.canloc"), last_day=DEMO_START, legal_basis=GROUND)
    return "close"


@attempt("close_unlocked_or_withdraw")
def close_unlocked_or_withdraw(pk: int, number: int) -> str:
    """The control: the same, with closing as it is often written: read, look for a withdrawal, write."""
    if number % 2:
        return close_or_withdraw(pk, number)
    if WithdrawalRequest.objects.filter(post=pk).exists():
        raise TransitionRefused("open_withdrawal", "")
    time.sleep(0.05)  # what the rules take
    CounterPost.objects.filter(pk=pk, valid_to=None).update(valid_to=add_days(DEMO_START, 1))
    return "close"
