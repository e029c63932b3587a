"""A month of a contract, its timesheet (bảng chấm công), and who stood where on which half-day."""

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.models.parties import money_parties, person_field
from pilot.platform.access.roles import Group
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, paired
from pilot.platform.kernel.personal import not_personal, personal
from pilot.platform.kernel.types import Words
from staffing.models import Leave, PostalEmployee

if TYPE_CHECKING:
    from billing.models.acceptance import AcceptanceRecord
    from billing.models.statement import Statement


class BillingMonth(Versioned, Illustrative):
    """Kỳ thanh toán: one contract and one month (its first day).

    Writers take its row lock, so nothing slips in after the close.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSING = "closing", _("being closed")
        CLOSED = "closed", _("closed")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="billing_months")
    contract = models.ForeignKey("billing.LabourContract", models.PROTECT, related_name="months")
    month = models.DateField(_("month"), help_text="its first day")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = person_field(null=True)
    acceptance: "AcceptanceRecord | None"  # what selectors/desk.py adds; not columns
    statement: "Statement | None"

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("contract__")

    class Meta:
        ordering = ["-month", "contract"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "month"], name="billing_month_once"),
            paired("closed_at", "closed_by", "billing_month_closed_pair"),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False),
                name="billing_month_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} · {self.contract}"


class Timesheet(Versioned, Illustrative):
    """Bảng chấm công of one contract and month.

    Entered by the post office, checked by the director of the centre. What was checked keeps the working days it was
    checked with: a holiday entered later changes nothing that was signed.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("being entered")
        SUBMITTED = "submitted", _("submitted, waiting for the check")
        CHECKED = "checked", _("checked")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="timesheets")
    month = models.OneToOneField(BillingMonth, models.PROTECT, related_name="timesheet")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    entered_at = models.DateTimeField(null=True, help_text="last entry; moves the row version with it")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = person_field(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = person_field(null=True)
    working_days = not_personal(
        models.JSONField(_("working days"), null=True, help_text="days of the month, as numbers; set by the check"),
        "the calendar of the month",
    )

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("month__contract__")

    class Meta:
        ordering = ["-month__month"]
        constraints = [
            paired("submitted_at", "submitted_by", "timesheet_submitted_pair"),
            paired("checked_at", "checked_by", "timesheet_checked_pair"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("submitted_by")),
                name="timesheet_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status="checked") | Q(working_days__isnull=False), name="timesheet_keeps_its_calendar"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}"

    @property
    def kept_days(self) -> list[dt.date] | None:
        """The working days it was checked with, in order; None while the calendar of today holds."""
        days: list[int] | None = self.working_days
        return None if days is None else [self.month.month.replace(day=day) for day in days]


NO_REASON = _("as in the printed timesheet, which gives no reason")  # stands for the reason of such a list


def stands_in_for(absentee: PostalEmployee) -> str:
    """The reason of the half-days of somebody who stands in."""
    return gettext("Stands in for %(name)s") % {"name": absentee.person}


@cache
def stand_ins() -> set[str]:
    """NO_REASON in each language in which a list may have been read."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(str(NO_REASON))
    return found


def reason_in_words(reason: str) -> Words:
    """What is said of a reason where its words are masked: that there is one, or that the list gave none."""
    return NO_REASON if reason in stand_ins() else _("a reason is recorded")


class TimesheetEntry(models.Model):
    """Half-days of one employee at one post on one day. `prefilled`: what the assignments said.

    Another value has its kind of leave or its reason.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    timesheet = models.ForeignKey(Timesheet, models.PROTECT, related_name="entries")
    line = models.ForeignKey("billing.LabourContractLine", models.PROTECT, related_name="entries")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="timesheet_entries")
    day = not_personal(models.DateField(_("day")), "when the work was done")
    half_days = models.PositiveSmallIntegerField(_("half-days"))
    prefilled = models.PositiveSmallIntegerField(_("half-days by assignment"), default=0)
    # why somebody was away is health data as soon as it says "sick leave", as a kind or in words
    leave = personal(
        models.CharField(_("kind of leave"), max_length=12, choices=Leave, blank=True),
        kept="money", masked="see_absence", secret=True,
    )  # fmt: skip
    reason = personal(
        models.CharField(_("reason"), max_length=200, blank=True), kept="money", masked="see_absence", secret=True
    )

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("timesheet__month__contract__")

    class Meta:
        verbose_name = _("day of a timesheet")
        ordering = ["line", "employee", "day"]
        verbose_name_plural = "timesheet entries"
        constraints = [
            models.UniqueConstraint(fields=["timesheet", "line", "employee", "day"], name="entry_once"),
            models.CheckConstraint(condition=Q(half_days__lte=2, prefilled__lte=2), name="entry_one_day"),
            models.CheckConstraint(
                condition=Q(half_days=F("prefilled")) | ~Q(reason="") | ~Q(leave=""),
                name="entry_deviation_is_explained",
            ),
            models.CheckConstraint(condition=Q(leave="") | Q(half_days__lte=1), name="entry_leave_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} {self.day:%d/%m/%Y} {self.half_days}/2"

    @property
    def reason_in_words(self) -> Words:
        return reason_in_words(self.reason)

    @property
    def has_own_reason(self) -> bool:
        """Whether somebody gave a reason; what stands for the reason of a list that gives none is no personal datum."""
        return bool(self.reason) and self.reason not in stand_ins()

    @property
    def lacks_reason(self) -> bool:
        """Whether it is said that the list gave no reason; of leave its kind says enough."""
        return bool(self.reason) and not self.leave and not self.has_own_reason
