"""Races of counter posts and who holds them: what was not seen is not closed, nobody is withdrawn from nothing."""

import datetime as dt
import time
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from facilities.models import Facility
from facilities.workflows.facility import close_facility
from pilot.platform.access.grants import give_all
from pilot.platform.access.roles import Role
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import WORKFLOWS
from pilot.platform.periods import add_days
from pilot.programme.models import (
    AdminUnit,
    Agency,
    Agreement,
    CounterPost,
    Inconsistency,
    LegalDocument,
    Parameter,
    Participation,
    Person,
    Phase,
    Pilot,
    Procedure,
    ProcedureSet,
    ProgrammeChange,
    ServiceField,
    Site,
    User,
)
from pilot.programme.workflows import changes, places, posts
from pilot.programme.workflows.agreements import close_agreement
from pilot.programme.workflows.citations import correct_document
from pilot.programme.workflows.coverage import change_coverage
from pilot.programme.workflows.fields import close_field
from pilot.programme.workflows.pilots import correct_pilot
from pilot.programme.workflows.procedures import correct_procedure, end_set_entry, put_in_set
from pilot.programme.workflows.programme import settle_inconsistency
from pilot.programme.workflows.reforms import reorganise
from pilot.programme.workflows.rules import end_rule
from pilot.programme.workflows.units import close_unit
from staffing.models import CivilServant, Incumbency, WithdrawalRequest
from staffing.workflows import incumbency, withdrawal
from tests.paper import on_paper
from tests.races.entries import Attempt, act, attempt, race
from tests.staffing.people import held

GROUND = "1/QĐ-UBND ngày 10/06/2021"
LEAVES = add_days(DEMO_START, 1)  # of the civil servants who hold the posts, so that a post may be closed with it


def new_posts(number: int, prefix: str) -> list[CounterPost]:
    model = CounterPost.objects.get(code="HT-CL-Q1")
    where = {"pilot": model.pilot, "agency": model.agency, "site": model.site, "illustrative": True}
    rows = [CounterPost.objects.create(code=f"{prefix}-{n}", name=f"Quầy {prefix} {n}", **where) for n in range(number)]
    for row in rows:
        row.receives(model.fields_on(DEMO_START))
        held(row, until=LEAVES)
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
        withdrawal.draft_withdrawal(row, act("ct.canloc"), effective_on=LEAVES)
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


def drafted(number: int, prefix: str) -> list[int]:
    """Posts with a withdrawal that its proposer has not handed in yet."""
    rows = new_posts(number, prefix)
    for row in rows:
        withdrawal.draft_withdrawal(row, act("ct.canloc"), effective_on=LEAVES)
    return [row.pk for row in rows]


@attempt("close_or_submit")
def close_or_submit(pk: int, number: int) -> None:
    """Some close the post, some hand its withdrawal in, some take it back, which makes way for the closing."""
    row = CounterPost.objects.get(pk=pk)
    if number % 2 == 0:
        time.sleep(0.01 * number)  # while the others are at it, and after
        posts.close_post(row, act("ct.canloc"), last_day=DEMO_START, legal_basis=GROUND)
    else:
        hand_in_or_take_back(pk, number)


def hand_in_or_take_back(pk: int, number: int) -> None:
    verb = withdrawal.submit_withdrawal if number in {1, 3} else withdrawal.cancel_withdrawal
    verb(WithdrawalRequest.objects.get(post=pk), act("ct.canloc"))


@attempt("close_unlocked_or_submit")
def close_unlocked_or_submit(pk: int, number: int) -> None:
    """The control: closing that looks for what was handed in, and locks nothing; nobody takes anything back."""
    if number == 1:
        hand_in_or_take_back(pk, number)
    elif number % 2 == 0 and not WithdrawalRequest.objects.filter(post=pk, status="submitted").exists():
        time.sleep(0.05)  # what the rules take
        CounterPost.objects.filter(pk=pk, valid_to=None).update(valid_to=add_days(DEMO_START, 1))


# --- sites, agencies, phases, who takes part, and what waits for a second person ---------------------------------


def many(model: type, prefix: str, number: int, **columns: object) -> list[int]:
    """New rows of the programme in Hà Tĩnh."""
    pilot = Pilot.objects.get(code="HATINH")
    named = ({"code": f"{prefix}-{n}", "name": f"{prefix} {n}"} for n in range(number))
    return [model.objects.create(pilot=pilot, **name, **columns).pk for name in named]


@race("pilot")
def pilots(number: int) -> list[int]:
    """Pilots whose secretary is that of Hà Tĩnh."""
    secretary = User.objects.get(username="thuky")
    rows = [Pilot.objects.create(code=f"DP{n}", province=f"Tỉnh đua {n}") for n in range(number)]
    give_all(Role.SECRETARIAT, [(secretary, row) for row in rows])
    return [row.pk for row in rows]


@attempt("pilot")
def correct_the_pilot_that_was_seen(pk: int, number: int) -> None:
    row = Pilot.objects.get(pk=pk)
    papers = {"scheme_document": None, "coordination_regulation": None, "principle_agreed_on": None}
    asked = act("thuky", row_version=1, reason="Gõ nhầm tên.", agreed=True)
    correct_pilot(row, asked, province=row.province, title=f"Tên đúng {number}", legal_basis=GROUND, **papers)


@race("legal_document")
def cited_documents(number: int) -> list[int]:
    shared = {"pilot": Pilot.objects.get(code="HATINH"), "date": DEMO_START, "doc_type": "QĐ", "issuer": "UBND tỉnh"}
    given = ({"code": f"VD{n}", "number": f"{n}/QĐ-DUA", "subject": "Về cuộc đua"} for n in range(number))
    return [LegalDocument.objects.create(**shared, **one).pk for one in given]


@attempt("legal_document")
def correct_the_document_that_was_seen(pk: int, number: int) -> None:
    row = LegalDocument.objects.get(pk=pk)
    papers = {name: getattr(row, name) for name in ("doc_type", "number", "date", "issuer")}
    asked = act("thuky", row_version=1, reason="Gõ nhầm trích yếu.")
    correct_document(row, asked, subject=f"Về cuộc đua thứ {number}", **papers)


@race("agreement")
def agreements(number: int) -> list[int]:
    by = User.objects.get(username="thuky").person
    rows = []
    for n in range(number):
        paper = on_paper(by, DEMO_START, f"{n}/QCPH")
        row = Agreement.objects.create(pilot=by.pilot, subject=f"Quy chế đua {n}", valid_from=DEMO_START, **paper)
        row.parties.set(Agency.objects.filter(code__in=("HT-BDT", "HT-CL")))
        rows.append(row.pk)
    return rows


@attempt("agreement")
def close_the_agreement_that_was_seen(pk: int, number: int) -> None:
    close_agreement(
        Agreement.objects.get(pk=pk), act("thuky", row_version=1), last_day=add_days(DEMO_START, number),
        legal_basis=GROUND,
    )  # fmt: skip


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


@race("set_entry")
def set_entries(number: int) -> list[int]:
    """Procedures that no other race uses, in the set of Can Lộc."""
    agency, field = Agency.objects.get(code="HT-CL"), ServiceField.objects.all()[0]
    given = ({"code": f"9.88{n:04}", "name": f"Thủ tục đua {n}"} for n in range(number))
    new = [Procedure.objects.create(field=field, level="district", **one).pk for one in given]
    return put_in_set(agency, dict.fromkeys(new, ""), dt.date(2021, 6, 1))[2]


@race("procedure")
def procedures(number: int) -> list[int]:
    field = ServiceField.objects.all()[0]
    given = ({"code": f"9.87{n:04}", "name": f"Thủ tục sửa {n}"} for n in range(number))
    return [Procedure.objects.create(field=field, level="district", **one).pk for one in given]


@attempt("procedure")
def correct_the_procedure_seen(pk: int, number: int) -> None:
    row = Procedure.objects.get(pk=pk)
    given = {"name": f"Tên {number}", "field": row.field, "level": row.level}
    correct_procedure(row, act("thuky", row_version=1), **given)


@race("service_field")
def fields(number: int) -> list[int]:
    return [ServiceField.objects.create(name=f"Lĩnh vực đua {n}").pk for n in range(number)]


@race("facility")
def premises(number: int) -> list[int]:
    pilot = Pilot.objects.get(code="HATINH")
    sites = many(Site, "DP", number, level="commune")
    given = ({"code": f"DP-TS{pk}", "name": f"Trụ sở {pk}", "site_id": pk} for pk in sites)
    return [Facility.objects.create(pilot=pilot, kind="existing_centre", **one).pk for one in given]


@race("admin_unit")
def units(number: int) -> list[int]:
    """Communes of codes that no other race uses."""
    given = {"pilot": Pilot.objects.get(code="HATINH"), "level": "commune"}
    return [AdminUnit.objects.create(code=f"9{n:04}", name=f"xã Đua {n}", **given).pk for n in range(number)]


CLOSE = {"site": places.close_site, "agency": places.close_agency, "phase": places.close_phase,
         "participation": places.close_participation, "rule": end_rule, "set_entry": end_set_entry,
         "service_field": close_field, "facility": close_facility, "admin_unit": close_unit}  # fmt: skip


def closing(name: str) -> Attempt:
    """Everybody closes the thing as his page showed it, once a second person has agreed."""

    def close(pk: int, number: int) -> None:
        row = WORKFLOWS[name].model._base_manager.get(pk=pk)
        who = "thuky.gialai" if name == "rule" else "thuky"
        CLOSE[name](row, act(who, row_version=1, agreed=True), last_day=DEMO_START, legal_basis=GROUND)

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


@race("procedure_set")
def procedure_sets(number: int) -> list[int]:
    pilot = Pilot.objects.get(code="HATINH")
    agencies = many(Agency, "DP", number, kind="department", level="province")
    return [ProcedureSet.objects.create(pilot=pilot, agency_id=pk).pk for pk in agencies]


@attempt("procedure_set")
def change_what_was_seen(pk: int, number: int) -> None:
    given = {"day": DEMO_START, "coverage": "subset", "planned_count": number + 1, "legal_basis": GROUND}
    change_coverage(ProcedureSet.objects.get(pk=pk), act("thuky", row_version=1, agreed=True), **given)


# --- one proposal, and one answer ---------------------------------------------------------------------------------


@attempt("propose_same")
def propose_same(name: str, number: int) -> None:
    """Everybody proposes the same phase."""
    pilot = Pilot.objects.get(code="HATINH")
    changes.propose(places.enter_phase, pilot, act("thuky"), {"name": name, "legal_basis": GROUND})


@attempt("propose_same_unlocked")
def propose_same_unlocked(name: str, number: int) -> None:
    """The same as it is often written: look whether it waits already, then write; only the constraint is left."""
    pilot, user = Pilot.objects.get(code="HATINH"), act("thuky").user
    inputs = {"name": name}
    if ProgrammeChange.objects.filter(subject=name).exists():
        raise TransitionRefused("proposed_already", "")
    time.sleep(0.01)  # what the rules take
    try:
        ProgrammeChange.objects.create(
            pilot=pilot, verb="enter_phase", object_type="pilot.Pilot", object_id=pilot.pk, seen_version=1,
            subject=name, inputs=inputs, proposed_at=timezone.now(), proposed_by=user.person,
        )  # fmt: skip
    except IntegrityError as error:
        raise TransitionRefused("conflict", "") from error


def two_answers(number: int, prefix: str) -> list[dict[str, Any]]:
    """Questions with two answers, each proposed; either closes a site of its own."""
    pilot, found = Pilot.objects.get(code="HATINH"), []
    for n, question in enumerate(many(Site, prefix, 2 * number, level="commune")[::2]):
        sites = [question, question + 1]
        answers = [
            {"key": key, "says": key, "changes": [{"verb": "close_site", "row": {"site": f"{prefix}-{2 * n + m}"}}]}
            for m, key in enumerate(("mot", "hai"))
        ]
        row = Inconsistency.objects.create(
            code=f"{prefix[-1]}{n:03}", what="Đua", treatment="Đua", status="open", answers=answers
        )
        row.pilots.add(pilot)
        said = {"settlement": "Đua", "document": "1/CV", "day": DEMO_START}
        proposed = [
            changes.propose(settle_inconsistency, row, act("thuky"), {**said, "answer": key}, pilot).pk
            for key in ("mot", "hai")
        ]
        found.append({"changes": proposed, "sites": sites, "question": row.pk})
    return found


@attempt("settle_by_two")
def settle_by_two(case: dict[str, Any], number: int) -> None:
    """Even racers confirm the one answer, odd ones the other."""
    changes.confirm_change(ProgrammeChange.objects.get(pk=case["changes"][number % 2]), act("truongban"))


@attempt("settle_unlocked")
def settle_unlocked(case: dict[str, Any], number: int) -> None:
    """The control: read, check, carry out, save."""
    row = Inconsistency.objects.get(pk=case["question"])
    if row.status != "open":
        raise TransitionRefused("wrong_status", "")
    time.sleep(0.01)  # what the rules take
    Site.objects.filter(pk=case["sites"][number % 2]).update(valid_to=DEMO_START)
    Inconsistency.objects.filter(pk=row.pk).update(
        status="settled", settled_at=timezone.now(), settled_by=act("truongban").user
    )


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
