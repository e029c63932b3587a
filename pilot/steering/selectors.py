"""Plans with what they hold, whom they bind and who took it over; what a pilot has of all that, and its figures."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet

from pilot.programme.models import Agency, Pilot, ReferencePlan, User
from pilot.steering.models import Adoption, PlanTask, ReportSchedule, StatedFigure, Target


def plans(user: User, on: dt.date) -> QuerySet[ReferencePlan]:
    """Reference plans with their counts of targets, tasks and reports. One query."""
    return (
        ReferencePlan.objects.visible_to(user, on)
        .select_related("source", "agency__pilot__scheme_document", "agency__pilot__coordination_regulation")
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
class Binding:
    """What plans ask of the agencies that they bind."""

    targets: list[Target]
    duties: list[PlanTask]
    reports: list[ReportSchedule]


def binding_agency(agency: Agency, user: User, on: dt.date) -> Binding:
    """What the plans that bind `agency` ask of it. One query where none does, otherwise four."""
    if not agency.plans.visible_to(user, on).exists():
        return Binding([], [], [])
    return _binding(user, on, plan__agency=agency)


def _binding(user: User, on: dt.date, **whom: object) -> Binding:
    tasks = PlanTask.objects.visible_to(user, on).filter(**whom).select_related("plan")
    return Binding(
        list(Target.objects.visible_to(user, on).filter(**whom).select_related("plan", "ambiguity")),
        sorted(tasks, key=lambda task: _number(task.code)),
        list(ReportSchedule.objects.visible_to(user, on).filter(**whom).select_related("plan")),
    )


@dataclass
class PilotPlan:
    """What a pilot and its agencies have to do and report, what documents state of it, and what it has taken over."""

    reports: list[ReportSchedule]
    binding: Binding
    figures: list[StatedFigure]
    adoptions: list[Adoption]


def pilot_plan(pilot: Pilot, user: User, on: dt.date) -> PilotPlan:
    """What the documents ask and state of `pilot`, and the targets and tasks it took over. Six queries."""
    adoptions = Adoption.objects.visible_to(user, on).filter(pilot=pilot)
    return PilotPlan(
        list(ReportSchedule.objects.visible_to(user, on).filter(pilot=pilot).select_related("source")),
        _binding(user, on, plan__agency__pilot=pilot),
        list(StatedFigure.objects.visible_to(user, on).filter(pilot=pilot).select_related("source")),
        list(adoptions.select_related("target__plan", "task__plan", "adopted_by__person")),
    )
