"""Targets, tasks, reports and stated figures as the documents give them. Nothing measures them here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import ScopedQuerySet
from pilot.platform.kernel.models import Versioned
from pilot.programme.models import Cited, Inconsistency, ReferencePlan


class Target(Cited):
    """Chỉ tiêu as printed: operator and value are data; an impossible date stays text with no due day.

    `year` stays empty where none is printed. With `last_year` the target holds in every year from `year` to that one.
    """

    class Operator(models.TextChoices):
        AT_LEAST = ">=", "≥"
        MORE_THAN = ">", ">"
        BY = "by", _("done by")

    plan = models.ForeignKey(ReferencePlan, models.PROTECT, null=True, blank=True, related_name="targets")
    code = models.CharField(max_length=4, unique=True)
    owner = models.CharField(_("owner"), max_length=160)
    metric = models.CharField(max_length=60)
    operator = models.CharField(max_length=2, choices=Operator)
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    due_as_printed = models.CharField(max_length=40, blank=True)
    numerator = models.TextField(blank=True)
    denominator = models.TextField(blank=True)
    derived = models.BooleanField(_("derived"), default=False)
    ambiguity = models.ForeignKey(Inconsistency, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_year=None) | models.Q(last_year__gt=models.F("year"), year__isnull=False),
                name="target_years",
            )
        ]

    def __str__(self) -> str:
        return self.code


class PlanTask(Cited):
    """A numbered task of a plan (16 of BR-VT) or another duty (N01–N21), with its kind of due time."""

    class Kind(models.TextChoices):
        TASK = "task", _("task")
        DUTY = "duty", _("duty")

    class DueKind(models.TextChoices):
        QUARTER = "quarter", _("quarter")
        YEAR = "year", _("year")
        DATE = "date", _("date")
        CONTINUOUS = "continuous", _("continuous")
        EVENT_TRIGGERED = "event_triggered", _("on an event")
        PERIODIC_OR_ADHOC = "periodic_or_adhoc", _("periodic or ad hoc")
        EXTERNAL_ORGANISER = "external_organiser", _("set by an outside organiser")

    plan = models.ForeignKey(ReferencePlan, models.PROTECT, null=True, blank=True, related_name="tasks")
    kind = models.CharField(max_length=4, choices=Kind)
    code = models.CharField(max_length=6, unique=True)
    group_heading = models.CharField(max_length=160, blank=True)
    content = models.TextField(_("content"))
    lead_unit = models.CharField(_("lead unit"), max_length=200, null=True, blank=True)
    coordinating_units = models.CharField(_("coordinating units"), max_length=300, null=True, blank=True)
    output = models.CharField(_("output"), max_length=200, blank=True)
    time_as_printed = models.CharField(_("time"), max_length=200, null=True, blank=True)
    due_kind = models.CharField(max_length=20, choices=DueKind, null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.code


class ReportSchedule(Cited):
    """A periodic or event report (RP1–RP9): who owes it to whom, by when, as printed."""

    plan = models.ForeignKey(ReferencePlan, models.PROTECT, null=True, blank=True, related_name="reports")
    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, null=True, blank=True, related_name="report_schedules")
    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=200)
    frequency = models.JSONField(default=list)
    deadline = models.TextField(_("deadline"), blank=True)
    deadline_rule = models.JSONField(null=True, blank=True)
    trigger = models.CharField(max_length=200, blank=True)
    from_as_printed = models.CharField(max_length=200, blank=True)
    to_as_printed = models.CharField(max_length=200, blank=True)
    then_as_printed = models.CharField(max_length=200, blank=True)
    variants = models.JSONField(default=list, blank=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class StatedFigure(Cited):
    """A figure that a document states of a pilot; how it was counted is not said, so nothing here counts it again."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="stated_figures")
    code = models.CharField(max_length=4, unique=True)
    what = models.TextField()
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Adoption(Versioned):
    """A pilot took over a target or a task of a reference plan: an explicit, logged act, never by itself."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="adoptions")
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="adoptions")
    task = models.ForeignKey(PlanTask, models.PROTECT, null=True, blank=True, related_name="adoptions")
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey("pilot.User", models.PROTECT, related_name="+")
    reason = models.TextField()

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__isnull=False, task__isnull=True)
                | models.Q(target__isnull=True, task__isnull=False),
                name="adoption_of_one_thing",
            ),
            models.UniqueConstraint(fields=["pilot", "target"], name="adoption_target_once"),
            models.UniqueConstraint(fields=["pilot", "task"], name="adoption_task_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pilot} ← {self.target or self.task}"
