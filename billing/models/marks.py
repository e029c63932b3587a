"""The marks of timesheets as rows, so that a finance officer adds what an office writes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.calculation.marks import Worth
from pilot.platform.access.roles import Group
from pilot.platform.access.rows import ScopedQuerySet
from staffing.models import Leave


class DayMark(models.Model):
    """Ký hiệu chấm công: what a mark in the cell of a day says. One of a pilot goes before a general one."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="day_marks", null=True)
    mark = models.CharField(_("mark"), max_length=8)
    key = models.CharField(max_length=8, help_text="the mark without blanks and case")
    meaning = models.CharField(_("meaning"), max_length=120)
    half_days = models.PositiveSmallIntegerField(_("half-days at work"))
    leave = models.CharField(_("kind of leave"), max_length=12, choices=Leave, blank=True)
    source = models.CharField(_("source"), max_length=200)
    ended_on = models.DateField(_("not used from"), null=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(pilot__isnull=True, ended_on__isnull=True), name="day_mark_once"
            ),
            models.UniqueConstraint(
                fields=["pilot", "key"], condition=Q(ended_on__isnull=True), name="day_mark_once_in_a_pilot"
            ),
            models.CheckConstraint(
                condition=Q(half_days__lte=1) | Q(half_days=2, leave=""), name="day_mark_of_one_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark}: {self.meaning}"

    @property
    def worth(self) -> Worth:
        return Worth(self.half_days, self.leave)
