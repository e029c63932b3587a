"""Two assessments by two people, recognition by the committee, and the ladder on which procedures are handed over."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from pilot.demo.simulate.events import Actor, link, moment, save
from pilot.demo.simulate.timing import (
    FIRST_HANDED_OVER,
    FIRST_RECOGNISED,
    FIRST_WAVE,
    SECOND_HANDED_OVER,
    SECOND_RECOGNISED,
    SECOND_WAVE,
)
from pilot.demo.simulate.words import MARK
from pilot.demo.simulate.world import Crew, Place, Stage, World
from pilot.platform.periods import add_days
from pilot.programme.models import HandoverStep, Procedure, ProcedureHandover
from staffing.models import CompetencyAssessment, Recognition, RecognitionDecision

R, As, Step = RecognitionDecision.Status, CompetencyAssessment.As, ProcedureHandover.Step
RECOGNISED = {Stage.BILLED: FIRST_RECOGNISED, Stage.READY: SECOND_RECOGNISED}
LATELY = dt.date(2021, 6, 7)  # those who learn were assessed, where they were
SECOND_SIGNATURE = 20  # at one place in so many a recognition waits for its second signature
WAITING_HANDOVER = 12  # at one place in so many the procedures of the second wave are not handed over yet
BASIS = f"Biên bản bàn giao TTHC {MARK}"
Ladder = dict[str, dt.date]
LADDERS: dict[Stage, Ladder] = {
    Stage.BILLED: {
        Step.SHADOWING: FIRST_WAVE, Step.ASSISTED: dt.date(2020, 4, 13), Step.HANDED_OVER: FIRST_HANDED_OVER,
    },
    Stage.READY: {
        Step.SHADOWING: SECOND_WAVE, Step.ASSISTED: dt.date(2021, 4, 12), Step.HANDED_OVER: SECOND_HANDED_OVER,
    },
    Stage.LEARNING: {Step.SHADOWING: SECOND_WAVE},
}  # fmt: skip


@dataclass
class MadeAssessment:
    """One person assesses one employee in all fields of the post."""

    crew: Crew
    assessed_as: CompetencyAssessment.As
    day: dt.date

    @property
    def who(self) -> Actor:
        place = self.crew.place
        return place.head if self.assessed_as == As.AGENCY_HEAD else place.director

    def rows(self) -> list[CompetencyAssessment]:
        return [
            CompetencyAssessment(
                pilot=row.pilot, employee=row.employee, agency=row.agency, site=row.site, field=row.field,
                assessor=self.who.user.person, assessed_as=self.assessed_as, day=self.day, illustrative=True,
                result=CompetencyAssessment.Result.PROFICIENT,
            )
            for row in self.crew.assignments
        ]  # fmt: skip


def add_recognitions(world: World) -> None:
    assessments(world)
    for stage, day in RECOGNISED.items():
        recognise(world, stage, day)
    second_signatures(world)
    ladders(world)


def assessments(world: World) -> None:
    """Both assess who is recognised; of those who learn some are assessed by both, some by the head alone."""
    found = [
        MadeAssessment(crew, capacity, add_days(RECOGNISED.get(crew.post.stage, LATELY), -3))
        for crew in world.of(Stage.BILLED, Stage.READY, Stage.LEARNING)
        for capacity in assessed_by(crew)
    ]
    rows = [one.rows() for one in found]
    save(row for some in rows for row in some)
    for one, some in zip(found, rows, strict=True):
        fields = {row.field.name: row.result for row in some}
        world.log.did(f"assess_as_{one.assessed_as}", one.crew.assignments[0], one.day, one.who, *some, results=fields)


def assessed_by(crew: Crew) -> tuple[CompetencyAssessment.As, ...]:
    """In which capacities the employee was assessed."""
    kind = crew.place.number % 3 if crew.post.stage is Stage.LEARNING else 2
    return ((), (As.AGENCY_HEAD,), (As.AGENCY_HEAD, As.CENTRE_DIRECTOR))[kind if crew.begun else 0]


def by_place(crews: list[Crew]) -> list[tuple[Place, list[Crew]]]:
    found: dict[int, list[Crew]] = defaultdict(list)
    for crew in crews:
        found[crew.place.number].append(crew)
    return [(some[0].place, some) for some in found.values()]


def recognise(world: World, stage: Stage, day: dt.date) -> None:
    """One decision for each place, and what it puts in force."""
    batches = by_place(world.of(stage))
    decisions = decided(world, batches, day, R.IN_FORCE)
    save(
        Recognition(
            pilot=world.pilot, employee=row.employee, agency=row.agency, site=row.site, field=row.field,
            by_agency_head=place.head.user.person, by_centre_director=place.director.user.person, decision=decision,
            recognised_by=decision.recognised_by, document_number=decision.document_number, valid_from=day,
            illustrative=True,
        )
        for decision, (place, crews) in zip(decisions, batches, strict=True)
        for crew in crews
        for row in crew.assignments
    )  # fmt: skip


def decided(
    world: World, batches: list[tuple[Place, list[Crew]]], day: dt.date, status: RecognitionDecision.Status
) -> list[RecognitionDecision]:
    """A decision of the head of the committee for each batch."""
    decisions = save(
        RecognitionDecision(
            pilot=world.pilot, agency=place.agency, site=place.site, status=status, valid_from=day, illustrative=True,
            document_number=f"{place.number + 1:03}/{day:%m.%Y}/QĐ-BCĐ {MARK}", recognised_at=moment(day),
            recognised_by=world.committee.user.person,
        )
        for place, _crews in batches
    )  # fmt: skip
    rows = [[row for crew in crews for row in crew.assignments] for _place, crews in batches]
    pairs = [(decision, row) for decision, some in zip(decisions, rows, strict=True) for row in some]
    link(RecognitionDecision.assignments.through, pairs)
    for decision, some in zip(decisions, rows, strict=True):
        world.log.made("recognise", decision, day, world.committee, assignments=[row.pk for row in some])
    return decisions


def second_signatures(world: World) -> None:
    """At some of the places where both have assessed those who learn."""
    waiting = [
        (place, crews)
        for place, crews in by_place([crew for crew in world.of(Stage.LEARNING) if len(assessed_by(crew)) == 2])
        if place.number % SECOND_SIGNATURE < 3
    ]
    decided(world, waiting, add_days(LATELY, 1), R.WAITING)


# --- the ladder of the procedures -----------------------------------------------------------------------------


def ladders(world: World) -> None:
    """Every procedure of every place on the rung that fits the staff of its counter post."""
    found = [(place, row, ladder) for place in world.places for row, ladder in procedures(world, place)]
    save(row for _place, row, _ladder in found)
    steps = [(place, taken(row, step, day)) for place, row, ladder in found for step, day in ladder.items()]
    save(row for _place, row in steps)
    together: dict[tuple[int, str, dt.date], list[HandoverStep]] = defaultdict(list)
    for place, one in steps:
        together[place.number, one.step, one.since].append(one)
    for (number, step, day), rows in together.items():
        place = world.places[number]
        codes = [row.handover.procedure.code for row in rows]
        notes = {"site": place.site.code, "step": step, "day": day, "procedures": codes}
        world.log.did("step_handover", place.agency, day, place.head, *rows, **notes)


def procedures(world: World, place: Place) -> list[tuple[ProcedureHandover, Ladder]]:
    stages = {field.pk: post.stage for post in place.posts for field in post.fields}
    return [
        handover(place, procedure, ladder_of(place, stages.get(procedure.field_id)))
        for procedure in world.procedures[place.site.level]
    ]


def ladder_of(place: Place, stage: Stage | None) -> Ladder:
    ladder = LADDERS.get(stage, {}) if stage else {}
    if stage is Stage.READY and place.number % WAITING_HANDOVER == 0:
        return {step: day for step, day in ladder.items() if step != Step.HANDED_OVER}
    return ladder


def handover(place: Place, procedure: Procedure, ladder: Ladder) -> tuple[ProcedureHandover, Ladder]:
    step, since = list(ladder.items())[-1] if ladder else (Step.NOT_STARTED, None)
    row = ProcedureHandover(
        pilot=place.site.pilot, agency=place.agency, site=place.site, procedure=procedure, step=step, since=since,
        legal_basis=BASIS if ladder else "", illustrative=True,
    )  # fmt: skip
    return row, ladder


def taken(row: ProcedureHandover, step: str, day: dt.date) -> HandoverStep:
    return HandoverStep(
        pilot=row.pilot, handover=row, step=step, since=day, legal_basis=BASIS, stepped_at=moment(day),
        illustrative=True,
    )  # fmt: skip
