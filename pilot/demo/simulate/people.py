"""Postal employees in every state, the civil servants whose posts they take over, and the reports on the team."""

import itertools

from pilot.demo.simulate.events import link, moment, save
from pilot.demo.simulate.timing import BEGAN, SECOND_WAVE, TODAY
from pilot.demo.simulate.words import MARK
from pilot.demo.simulate.world import Crew, Stage, World
from pilot.platform.periods import ONE_DAY
from pilot.programme.models import Person
from staffing.models import (
    AssignmentRole,
    CivilServant,
    Employment,
    Incumbency,
    PostalEmployee,
    SystemAccount,
    TeamReport,
    first_employment,
)

S = PostalEmployee.Status
STATUS = {Stage.BILLED: S.IN_CHARGE, Stage.READY: S.IN_CHARGE, Stage.LEARNING: S.LEARNING, Stage.DRAFTED: S.REPORTED}
SPARE = [S.REPORTED] * 12 + [S.ENDED] * 6 + [S.SELECTED] * 2  # of those without a post
DEGREES = ["Đại học", "Cao đẳng", "Trung cấp"]
IN_ONE_REPORT = 100
WAITING_ACCOUNTS = 30


def add_people(world: World) -> None:
    """One in charge and one in reserve for each post that is staffed, the others without a post."""
    wanted = [
        (place, post, role)
        for place in world.places
        for post in place.posts
        if post.stage is not Stage.EMPTY
        for role in (AssignmentRole.PRIMARY, AssignmentRole.RESERVE)
    ]
    spare = itertools.islice(itertools.cycle(SPARE), max(0, world.size.employees - len(wanted)))
    states = [STATUS[post.stage] for _place, post, _role in wanted] + list(spare)
    employees = hired(world, states[: world.size.employees])
    world.crew = [Crew(employee, *rest) for employee, rest in zip(employees, wanted, strict=False)]
    reports(world, [row for row in employees if row.status != S.SELECTED])
    system_accounts(world)
    civil_servants(world)


def hired(world: World, states: list[S]) -> list[PostalEmployee]:
    people = world.people(len(states))
    rows = save(employee(world, n, person, state) for n, (person, state) in enumerate(zip(people, states, strict=True)))
    save(employment(row) for row in rows)
    for row in rows:
        world.log.made("add_employee", row, BEGAN, world.hr)
        if row.status == S.ENDED:
            world.log.moved("end_employee", row, TODAY, world.hr, way="reported ended")
    return rows


def employee(world: World, number: int, person: Person, state: S) -> PostalEmployee:
    return PostalEmployee(
        pilot=world.pilot, post_office=world.office, person=person, staff_code=f"BD{10_001 + number}", status=state,
        qualification=world.chance.choice(DEGREES), illustrative=True,
    )  # fmt: skip


def employment(row: PostalEmployee) -> Employment:
    """The period of an employee; who left did so today."""
    found = first_employment(row)
    found.valid_to = TODAY + ONE_DAY if row.status == S.ENDED else None
    return found


def reports(world: World, employees: list[PostalEmployee]) -> None:
    """The team, reported to the committee in parts."""
    parts = [employees[n : n + IN_ONE_REPORT] for n in range(0, len(employees), IN_ONE_REPORT)]
    rows = save(
        TeamReport(
            pilot=world.pilot, post_office=world.office, document=f"{100 + n}/BĐHT-TCLĐ {MARK}", reported_on=BEGAN,
            reported_at=moment(BEGAN), reported_by=world.hr.user.person, illustrative=True,
        )
        for n, _part in enumerate(parts)
    )  # fmt: skip
    link(TeamReport.employees.through, [(row, one) for row, part in zip(rows, parts, strict=True) for one in part])
    for row, part in zip(rows, parts, strict=True):
        world.log.made("report_team", row, BEGAN, world.hr, row, employees=[one.staff_code for one in part])


def system_accounts(world: World) -> None:
    """Some accounts of the e-one-stop software are still asked for."""
    rows = save(
        SystemAccount(
            pilot=world.pilot, employee=crew.employee, provincial_office=world.agency["HT-VPUBND"], illustrative=True,
            requested_on=SECOND_WAVE, requested_by=world.hr.user.person,
        )
        for crew in world.of(Stage.LEARNING)[:WAITING_ACCOUNTS]
    )  # fmt: skip
    for row in rows:
        world.log.made("request_account", row, SECOND_WAVE, world.hr)


def civil_servants(world: World) -> None:
    """One holds each counter post."""
    posts = [(place, post.row) for place in world.places for post in place.posts]
    people = world.people(len(posts))
    rows = save(
        CivilServant(
            pilot=world.pilot, agency=place.agency, person=person, staff_code=f"CC{10_001 + n}", illustrative=True
        )
        for n, ((place, _post), person) in enumerate(zip(posts, people, strict=True))
    )
    save(
        Incumbency(pilot=world.pilot, post=post, civil_servant=row, illustrative=True, valid_from=BEGAN)
        for (_place, post), row in zip(posts, rows, strict=True)
    )
