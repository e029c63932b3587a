"""Reference plans with what they hold and who took it over; the reports, targets and tasks of a pilot."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.models import Pilot, ReferencePlan, User
from pilot.models.base import ScopedQuerySet
from pilot.steering.models import Adoption, PlanTask, ReportSchedule, Target

METRICS = {
    "procedures_with_dossiers_ratio": gettext_lazy("procedures with dossiers by post / procedures deployed"),
    "bcci_received_ratio": gettext_lazy("dossiers received by post"),
    "bcci_returned_ratio": gettext_lazy("results returned by post"),
    "postal_points_ready_ratio": gettext_lazy("postal points fit for the service"),
    "agreements_signed_ratio": gettext_lazy("agreements signed"),
    "communes_broadcast_ratio": gettext_lazy("communes with broadcasts"),
    "communes_broadcast_done": gettext_lazy("broadcasts in the communes done"),
}
FREQUENCIES = {
    "annual": gettext_lazy("annual"), "half_year": gettext_lazy("half-yearly"), "quarterly": gettext_lazy("quarterly"),
    "adhoc": gettext_lazy("ad hoc"), "event": gettext_lazy("on an event"), "once": gettext_lazy("once"),
    "continuous": gettext_lazy("continuous"),
}  # fmt: skip


def plans(user: User, on: dt.date) -> ScopedQuerySet:
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
    """A reference plan with its parts; each part knows the pilots that took it over (`seen_adoptions`)."""

    plan: ReferencePlan
    targets: list[Target]
    tasks: list[PlanTask]
    duties: list[PlanTask]
    reports: list[ReportSchedule]


def plan_page(plan: ReferencePlan, user: User, on: dt.date) -> PlanPage:
    """The page of a plan. Five queries."""
    tasks = with_adoptions(plan.tasks.visible_to(user, on), user, on)
    tasks.sort(key=lambda t: (t.kind != PlanTask.Kind.TASK, _number(t.code)))
    return PlanPage(
        plan, with_adoptions(plan.targets.visible_to(user, on).select_related("ambiguity"), user, on),
        [t for t in tasks if t.kind == PlanTask.Kind.TASK], [t for t in tasks if t.kind == PlanTask.Kind.DUTY],
        list(plan.reports.visible_to(user, on)),
    )  # fmt: skip


def _number(code: str) -> tuple[int, str]:
    digits = "".join(c for c in code if c.isdigit())
    return int(digits or 0), code


def with_adoptions(rows: QuerySet, user: User, on: dt.date) -> list:
    """Targets or tasks with the adoptions that the reader sees (`seen_adoptions`) and their pilots. Two queries."""
    seen = Adoption.objects.visible_to(user, on).select_related("pilot")
    found = list(rows.prefetch_related(Prefetch("adoptions", seen, to_attr="seen_adoptions")))
    for row in found:
        row.adopter_ids = {adoption.pilot_id for adoption in row.seen_adoptions}
    return found


def metric(target: Target) -> str:
    """What a target measures, in words."""
    return str(METRICS.get(target.metric, target.metric))


def wanted(target: Target) -> str:
    """Operator, value and unit as printed: "> 10 %"; for a date target "done by"."""
    if target.value is None:
        return target.get_operator_display()
    return f"{target.get_operator_display()} {target.value:g} {target.unit}".replace(".", ",").strip()


def frequency(report: ReportSchedule) -> str:
    """How often a report is due, in words."""
    return ", ".join(str(FREQUENCIES.get(f, f)) for f in report.frequency or []) or _("not stated in the documents")


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
