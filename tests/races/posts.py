"""Races of counter posts and who holds them: what was not seen is not closed, nobody is withdrawn from nothing."""

import datetime as dt
import time

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import WORKFLOWS
from pilot.platform.periods import add_days
from pilot.programme.models import (
    AdminUnit,
    Agency,
    CounterPost,
    Parameter,
    Participation,
    Person,
    Phase,
    Pilot,
    ProgrammeChange,
    Site,
)
from pilot.programme.workflows import changes, places, posts
from pilot.programme.workflows.reforms import reorganise
from pilot.programme.workflows.rules import end_rule
from pilot.programme.workflows.units import close_unit
from staffing.models import CivilServant, Incumbency, WithdrawalRequest
from staffing.workflows import incumbency, withdrawal
from tests.races.entries import Attempt, act, attempt, race

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


# --- sites, agencies, phases, who takes part, and what waits for a second person ---------------------------------


def many(model: type, prefix: str, number: int, **columns: object) -> list[int]:
    """New rows of the programme in Hà Tĩnh."""
    pilot = Pilot.objects.get(code="HATINH")
    named = ({"code": f"{prefix}-{n}", "name": f"{prefix} {n}"} for n in range(number))
    return [model.objects.create(pilot=pilot, **name, **columns).pk for name in named]


@race("site")
def sites(number: int) -> list[int]:
    return many(Site, "DS", number, level="commune")


@race("agency")
def agencies(number: int) -> list[int]:
    return many(Agency, "DN", number, kind="department", level="province")


@race("phase")
def phases(number: int) -> list[int]:
    return many(Phase, "DH", number)


@race("participation")
def participations(number: int) -> list[int]:
    pilot, agency = Pilot.objects.get(code="HATINH"), Agency.objects.get(code="HT-CL")
    rows = (
        Participation.objects.create(pilot=pilot, agency=agency, site_id=pk)
        for pk in many(Site, "DT", number, level="district")
    )
    return [row.pk for row in rows]


@race("rule")
def rules(number: int) -> list[int]:
    """Rules of codes that no other race uses."""
    pilot = Pilot.objects.get(code="GIALAI")
    given = ({"code": f"X{n:02}", "key": "x", "value": True} for n in range(number))
    return [Parameter.objects.create(pilot=pilot, **one).pk for one in given]


@race("admin_unit")
def units(number: int) -> list[int]:
    """Communes of codes that no other race uses."""
    given = {"pilot": Pilot.objects.get(code="HATINH"), "level": "commune"}
    return [AdminUnit.objects.create(code=f"9{n:04}", name=f"xã Đua {n}", **given).pk for n in range(number)]


CLOSE = {"site": places.close_site, "agency": places.close_agency, "phase": places.close_phase,
         "participation": places.close_participation, "rule": end_rule, "admin_unit": close_unit}  # fmt: skip


def closing(name: str) -> Attempt:
    """Everybody closes the thing as his page showed it."""

    def close(pk: int, number: int) -> None:
        row = WORKFLOWS[name].model._base_manager.get(pk=pk)
        who = "thuky.gialai" if name == "rule" else "thuky"
        CLOSE[name](row, act(who, row_version=1), last_day=DEMO_START, legal_basis=GROUND)

    return close


for one in CLOSE:
    attempt(one)(closing(one))


@race("programme_change")
def proposed_changes(number: int) -> list[int]:
    pilot = Pilot.objects.get(code="HATINH")
    given = ({"name": f"Giai đoạn đua {n}", "legal_basis": GROUND} for n in range(number))
    return [changes.propose(places.enter_phase, pilot, act("thuky"), one).pk for one in given]


@attempt("programme_change")
def confirm_or_refuse(pk: int, number: int) -> None:
    verb = changes.refuse_change if number % 2 else changes.confirm_change
    verb(ProgrammeChange.objects.get(pk=pk), act("truongban"))


# --- one body in several changes of the organisation --------------------------------------------------------------


def reforms_of_one(number: int, times: int, prefix: str) -> list[list[int]]:
    """For each new body as many proposals as there are racers, half of them into another body."""
    pilot, into = Pilot.objects.get(code="HATINH"), Agency.objects.get(code="HT-SCT")
    bodies = many(Agency, prefix, number, kind="department", level="province")
    return [[_proposed(pilot, pk, into if n % 2 else None, n) for n in range(times)] for pk in bodies]


def _proposed(pilot: Pilot, agency: int, into: Agency | None, number: int) -> int:
    given = {
        "kind": "merge" if into else "dissolve", "day": DEMO_START, "legal_basis": f"{number}/NQ", "units": [],
        "agencies": [Agency.objects.get(pk=agency)], "into": into, "into_unit": None, "name": "", "code": "",
        "sites": [], "head": None, "carry": False,
    }  # fmt: skip
    return changes.propose(reorganise, pilot, act("thuky"), given, pilot).pk


@attempt("reform_of_one")
def confirm_own_reform(pks: list[int], number: int) -> None:
    """Each racer confirms another change of the same body."""
    changes.confirm_change(ProgrammeChange.objects.get(pk=pks[number]), act("truongban"))


@attempt("reform_confirmed_twice")
def confirm_the_same_reform(pks: list[int], number: int) -> None:
    changes.confirm_change(ProgrammeChange.objects.get(pk=pks[0]), act("truongban"))
