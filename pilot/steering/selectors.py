"""Reference plans with what they hold and who took it over; the reports, targets and tasks of a pilot."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet

from pilot.programme.models import Pilot, ReferencePlan, User
from pilot.steering.models import Adoption, PlanTask, ReportSchedule, Target


def plans(user: User, on: dt.date) -> QuerySet[ReferencePlan]:
    """Reference plans with their counts of targets, tasks and reports. One query."""
    return (
        ReferencePlan.objects.visible_to(user, on)
        .select_related("source")
        .annotate(
            target_count=Count("targets", distinct=True),
            task_count=Count("tasks", distinct=True),
            report_count=Count("reports", distinct=True),
        )
    )


@dataclass
class PlanPage:
    """A reference plan with its parts."""

    plan: ReferencePlan
    targets: list[Target]
    tasks: list[PlanTask]
    duties: list[PlanTask]
    reports: list[ReportSchedule]


def plan_page(plan: ReferencePlan, user: User, on: dt.date) -> PlanPage:
    """The page of a plan. Three queries."""
    tasks = sorted(plan.tasks.visible_to(user, on), key=lambda task: _number(task.code))
    return PlanPage(
        plan,
        list(plan.targets.visible_to(user, on).select_related("ambiguity")),
        [task for task in tasks if task.kind == PlanTask.Kind.TASK],
        [task for task in tasks if task.kind == PlanTask.Kind.DUTY],
        list(plan.reports.visible_to(user, on)),
    )


def _number(code: str) -> tuple[int, str]:
    digits = "".join(c for c in code if c.isdecimal())
    return int(digits or 0), code


@dataclass
class Adopter:
    """A pilot the reader sees, with the ids of the targets and tasks that it took over."""

    pilot: Pilot
    taken: set[tuple[str, int]] = field(default_factory=set)
    may_adopt: bool = False


def adopters(user: User, on: dt.date) -> list[Adopter]:
    """Pilots and what they took over, in one query; an adoption is seen by whoever sees its pilot."""
    found: dict[int, Adopter] = {}
    pilots = Pilot.objects.visible_to(user, on).order_by("id")
    for row in pilots.annotate(target_taken=F("adoptions__target"), task_taken=F("adoptions__task")):
        taken = found.setdefault(row.pk, Adopter(row)).taken
        taken.update({("target", row.target_taken), ("task", row.task_taken)})
    return list(found.values())


@dataclass
class PilotPlan:
    """What a pilot has to report and has taken over."""

    reports: list[ReportSchedule]
    adoptions: list[Adoption]


def pilot_plan(pilot: Pilot, user: User, on: dt.date) -> PilotPlan:
    """Reports that the documents ask of `pilot`, targets and tasks it took over. Two queries."""
    adoptions = Adoption.objects.visible_to(user, on).filter(pilot=pilot)
    return PilotPlan(
        list(ReportSchedule.objects.visible_to(user, on).filter(pilot=pilot).select_related("source")),
        list(adoptions.select_related("target__plan", "task__plan", "adopted_by__person")),
    )
