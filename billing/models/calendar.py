"""What a month is reckoned with: the working calendar of a pilot and year, and its VAT rates with their source."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.calculation.proposal import ground_of
from billing.models.parties import person_field
from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, dated, paired


class WorkingCalendar(Versioned):
    """Lịch làm việc: which days of a year are off, and which weekend days are worked in exchange.

    No month of a year is opened before its calendar is confirmed. One that was kept from version 0.4 is
    confirmed without a name: its months were opened with it.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", pgettext_lazy("calendar", "confirmed")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="calendars")
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    source = models.CharField(_("source of the proposal"), max_length=200)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = person_field(null=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "year"], name="calendar_once_a_year"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="calendar_of_our_time"),
            models.CheckConstraint(
                condition=Q(status="confirmed") | Q(confirmed_at__isnull=True), name="calendar_not_confirmed_yet"
            ),
            paired("confirmed_at", "confirmed_by", "calendar_confirmed_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def ground(self) -> str:
        """What orders the days that were proposed."""
        return ground_of(self.source)


class Holiday(models.Model):
    """A day off, or a weekend day worked in exchange. Tết, 02/9 and exchanges are decided each year: a table, no code.

    A day that people entered has its notice; one that was proposed only its `source`. `exchange`: the day worked for
    it, or off for it, which may lie in another year. `added_on`: entered after the calendar was confirmed. `ended_on`:
    taken out after that; the row then counts no more.
    """

    class Kind(models.TextChoices):
        OFF = "off", _("day off")
        WORKED = "worked", _("worked in exchange")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    calendar = models.ForeignKey(WorkingCalendar, models.PROTECT, related_name="lines")
    day = models.DateField(_("day"))
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.OFF)
    name = models.CharField(_("name"), max_length=120)
    exchange = models.DateField(_("in exchange for"), null=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    notice_number = models.CharField(_("number of the notice"), max_length=60, blank=True)
    notice_date = models.DateField(_("date of the notice"), null=True)
    notice_issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    added_on = models.DateField(_("entered after the confirmation"), null=True)
    ended_on = models.DateField(_("taken out"), null=True)
    ended_by_notice = models.CharField(_("taken out by"), max_length=240, blank=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"], condition=Q(ended_on__isnull=True), name="holiday_once_in_a_calendar"
            ),
            models.CheckConstraint(
                condition=~Q(source="") | (~Q(notice_number="") & ~Q(notice_issuer="") & Q(notice_date__isnull=False)),
                name="holiday_has_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(added_on__isnull=True) | ~Q(notice_number=""), name="holiday_added_by_notice"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by_notice="")
                | Q(ended_on__isnull=False) & ~Q(ended_by_notice=""),
                name="holiday_ended_by_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"

    @property
    def ground(self) -> str:
        """The notice that orders the day, cited as documents are, else where it was proposed from."""
        if not self.notice_number:
            return ground_of(self.source)
        return f"{self.notice_number} ngày {self.notice_date:%d/%m/%Y}, {self.notice_issuer}"


class VatCategory(models.TextChoices):
    """What a line is for the tax; its rate is read as at the month.

    Taxed at 0 % (thuế suất 0 %) and not subject to the tax (không chịu thuế) are two things: the first has a rate.
    Which one labour hire is, the tax office says.
    """

    STANDARD = "standard", _("VAT at the rate of the month")
    ZERO = "zero", _("VAT at 0 %")
    NOT_SUBJECT = "not_subject", _("not subject to VAT")


class VatRate(Versioned, Dated):
    """The rate of a category in a pilot from a day to a day; None: not subject to VAT (không chịu thuế)."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="vat_rates")
    category = models.CharField(_("VAT"), max_length=12, choices=VatCategory)
    rate = models.DecimalField(_("rate"), max_digits=4, decimal_places=3, null=True, help_text="part of one: 0.100")
    source = models.CharField(_("source"), max_length=200)

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["category", "valid_from"]
        constraints = [
            dated("vat_rate_dates"),
            models.CheckConstraint(
                condition=Q(category="not_subject", rate__isnull=True)
                | Q(category="zero", rate__isnull=False, rate=0)
                | Q(category="standard", rate__isnull=False, rate__gt=0, rate__lt=1),
                name="vat_rate_of_its_category",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.percent}"

    @property
    def percent(self) -> str:
        """The rate in percent, 8; nothing where there is none."""
        return in_percent(self.rate)


def in_percent(rate: Decimal | None) -> str:
    """A rate that is part of one, 0.080, in percent without needless zeros: 8."""
    return "" if rate is None else f"{(rate * 100).normalize():f}"
