"""How far an employee is with each field: not begun, learning, assessed, recognised. One answer for every page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from pilot.platform.periods import add_months
from pilot.programme.models import Parameter, User
from staffing.models import Assignment, CivilServant, CompetencyAssessment, LearningPeriod, Recognition
from staffing.selectors.assessed import Result, both_proficient, key_of, latest_assessments
from staffing.selectors.counter_days import employed

RELATED = (
    "employee__person",
    "employee__post_office",
    "agency",
    "site",
    "field",
    "learning",
    "paper",
    "line__decision",
    "pilot",
)


@dataclass
class Standing:
    """One assignment with its learning, newest assessment in each capacity and recognition, as of a day."""

    assignment: Assignment
    on: dt.date
    window: tuple[dt.date, dt.date] | None = None
    found: dict[str, CompetencyAssessment] = field(default_factory=dict)
    recognition: Recognition | None = None

    @property
    def learning(self) -> LearningPeriod | None:
        found = getattr(self.assignment, "learning", None)
        return found if found and found.started_on <= self.on else None

    @property
    def attested_on(self) -> dt.date | None:
        """When proficiency was attested before the time, if it was by the day."""
        day = self.learning and self.learning.attested_on
        return day if day and day <= self.on else None

    @property
    def learned(self) -> bool:
        """Learning time over, attested, or no rule for it (R04)."""
        if self.learning is None:
            return False
        return bool(self.attested_on) or self.window is None or self.window[0] <= self.on

    @property
    def assessed(self) -> bool:
        return both_proficient(self.found) is not None

    @property
    def findings(self) -> list[CompetencyAssessment]:
        """The newest assessment in each capacity, the head of agency first."""
        return [self.found[capacity] for capacity in CompetencyAssessment.As if capacity in self.found]

    @property
    def to_repeat(self) -> bool:
        """Whether not recognised, and somebody found that it is to be repeated."""
        return self.recognition is None and any(a.result == Result.REPEAT for a in self.found.values())

    def open_to(self, assessed_as: str, person_id: int | None = None) -> bool:
        """Whether the finding in this capacity is still to be made, and not by who made the other one (R08)."""
        mine, others = self.found.get(assessed_as), (a for a in self.findings if a.assessed_as != assessed_as)
        if person_id and any(person_id in (other.assessor_id, other.on_behalf_of_id) for other in others):
            return False
        return self.recognition is None and self.learned and (mine is None or mine.result == Result.REPEAT)


def visible(user: User, on: dt.date, day: dt.date | None = None) -> QuerySet[Assignment]:
    """Assignments of `day` (the business day `on`) that the user may see on `on`; from paper only once checked.

    The mentor of the learning time is a civil servant, and there only for those who may see him.
    """
    day = day or on
    mentors = Prefetch("learning__mentor", CivilServant.objects.visible_to(user, on).select_related("person"))
    rows = Assignment.objects.visible_to(user, on).as_at(day).filter(Assignment.COUNTED, employed(day))
    rows = rows.select_related(*RELATED).prefetch_related(mentors)
    return rows.order_by("site", "agency__name", "employee__person__sort_key", "field__name")


def at_place(row: Assignment, user: User, on: dt.date, employee: int | None = None) -> list[Standing]:
    """Who has which field of the same agency at the same site today; of one employee alone where he is named."""
    rows = visible(user, on).filter(agency=row.agency_id, site=row.site_id)
    return standings(rows.filter(employee=employee) if employee else rows, on)


def standings(assignments: QuerySet[Assignment], on: dt.date, recognised: bool = True) -> list[Standing]:
    """The standing of each assignment; `recognised` is False where none of them is. At most three queries."""
    times = Parameter.objects.as_at(on).filter(pilot=OuterRef("pilot"), code="R04").values("value")
    rows = list(assignments.annotate(learning_time=Subquery(times[:1])))
    found = latest_assessments(rows, on)
    held = {key_of(r): r for r in _recognitions(rows, on)} if recognised else {}
    return [
        Standing(
            a, on, _window(getattr(a, "learning", None), a.learning_time), found.get(key_of(a), {}), held.get(key_of(a))
        )
        for a in rows
    ]


def _recognitions(rows: Sequence[Assignment], on: dt.date) -> QuerySet[Recognition]:
    wanted = Recognition.objects.as_at(on).filter(Recognition.COUNTED, employee__in={a.employee_id for a in rows})
    return wanted.select_related("by_agency_head", "by_centre_director", "recognised_by", "cosigned_by", "paper")


def _window(learning: LearningPeriod | None, time: dict[str, int] | None) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of assessment by R04; None before the learning time begins, or without a rule."""
    if time is None or learning is None:
        return None
    return add_months(learning.started_on, int(time["min"])), add_months(learning.started_on, int(time["max"]))
