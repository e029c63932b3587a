"""Assignment decisions with their lists, and the learning that follows on them."""

import datetime as dt
import itertools
from collections.abc import Iterable

from pilot.demo.simulate.events import moment, save
from pilot.demo.simulate.papers import Papers
from pilot.demo.simulate.timing import FIRST_WAVE, SECOND_WAVE, TODAY
from pilot.demo.simulate.words import MARK
from pilot.demo.simulate.world import Crew, Stage, World
from pilot.platform.periods import add_days
from staffing.models import Assignment, AssignmentDecision, AssignmentDecisionLine, LearningPeriod

D = AssignmentDecision.Status
IN_ONE_DECISION = 10  # places
WAITING_NUMBER = 10  # one in so many of the decisions drafted last is approved
BEGINS = {Stage.BILLED: FIRST_WAVE, Stage.READY: SECOND_WAVE, Stage.LEARNING: SECOND_WAVE, Stage.DRAFTED: TODAY}


def add_assignments(world: World, papers: Papers) -> None:
    for wave in ((Stage.BILLED,), (Stage.READY, Stage.LEARNING), (Stage.DRAFTED,)):
        decide_assignments(world, papers, wave)
    learning(world)


def decide_assignments(world: World, papers: Papers, wave: tuple[Stage, ...]) -> None:
    """One decision for ten places each; the last wave is being drafted, a part of it approved."""
    groups = itertools.groupby(world.of(*wave), lambda crew: crew.place.number // IN_ONE_DECISION)
    crews = [list(found) for _number, found in groups]
    day = add_days(BEGINS[wave[0]], -1)
    rows = save(decision(world, n, wave[0], day) for n, _crews in enumerate(crews))
    lines = listed(zip(rows, crews, strict=True), day)
    save(line for line, _crew in lines)
    for row, found in zip(rows, crews, strict=True):
        world.log.made("draft_assignment_decision", row, day, world.hr)
        world.log.did("add_assignment_line", row, day, world.hr, employee=found[0].employee.staff_code)
    assigned([(line, crew) for line, crew in lines if line.decision.status != D.DRAFT])
    for row in rows:
        if row.status != D.DRAFT:
            decided(world, papers, row, day)


def decision(world: World, number: int, stage: Stage, day: dt.date) -> AssignmentDecision:
    status = D.ISSUED
    if stage is Stage.DRAFTED:
        status = D.DRAFT if number % WAITING_NUMBER else D.APPROVED
    approved = {"approved_at": moment(day), "approved_on": day, "approved_by": world.post_director.user.person}
    return AssignmentDecision(
        pilot=world.pilot, post_office=world.office, illustrative=True,
        status=status, drafted_at=moment(day, 8), drafted_by=world.hr.user.person,
        subject=f"Cử nhân viên Bưu điện, đợt {day:%m/%Y}, số {number + 1} {MARK}",
        **(approved if status != D.DRAFT else {}),
    )  # fmt: skip


def listed(
    decided: Iterable[tuple[AssignmentDecision, list[Crew]]], day: dt.date
) -> list[tuple[AssignmentDecisionLine, Crew]]:
    return [
        (
            AssignmentDecisionLine(
                pilot=row.pilot, decision=row, employee=crew.employee, agency=crew.place.agency, site=crew.place.site,
                field=field, role=crew.role, valid_from=add_days(day, 1), illustrative=True,
            ),
            crew,
        )
        for row, found in decided
        for crew in found
        for field in crew.post.fields
    ]  # fmt: skip


def assigned(lines: list[tuple[AssignmentDecisionLine, Crew]]) -> None:
    rows = save(
        Assignment(
            pilot=line.pilot, employee=crew.employee, agency=crew.place.agency, site=crew.place.site, field=line.field,
            role=line.role, line=line, valid_from=line.valid_from, illustrative=True,
        )
        for line, crew in lines
    )  # fmt: skip
    for row, (_line, crew) in zip(rows, lines, strict=True):
        crew.assignments.append(row)


def decided(world: World, papers: Papers, row: AssignmentDecision, day: dt.date) -> None:
    issued = row.status == D.ISSUED
    document = papers.issue("assignment_decision", row, day, world.post_director, "" if issued else None)
    world.log.moved("approve_assignment_decision", row, day, world.post_director, way="draft approved")
    if issued:
        notes = {"number": document.number, "date": day}
        world.log.moved("number_assignment_decision", row, day, world.hr, way="approved issued", **notes)


def learning(world: World) -> None:
    """Everybody begins with the assignment, unless nobody does at the place."""
    begun = [crew for crew in world.of(*list(BEGINS)[:3]) if crew.begun]
    save(
        LearningPeriod(pilot=world.pilot, assignment=row, started_on=BEGINS[crew.post.stage], illustrative=True)
        for crew in begun
        for row in crew.assignments
    )
    for crew in begun:
        day = BEGINS[crew.post.stage]
        world.log.did("start_learning", crew.assignments[0], day, crew.place.head, started_on=day)
