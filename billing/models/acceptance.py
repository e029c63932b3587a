"""Acceptance of a month (nghiệm thu): what the centre and the payer agree was done, line by line."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.parties import money_parties, person_field
from pilot.platform.access.roles import Group
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, paired
from pilot.platform.kernel.personal import personal


class AcceptanceRecord(Versioned, Illustrative):
    """Biên bản nghiệm thu of one timesheet.

    Signed by two different people, for the centre and for the payer; `…_for` is the principal of a delegate.
    """

    class Kind(models.TextChoices):
        MAIN = "main", _("of the month")
        SUPPLEMENTARY = "supplementary", _("supplementary")

    class Status(models.TextChoices):
        DRAFT = "draft", _("waiting for signatures")
        SIGNED = "signed", _("signed")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="acceptances")
    timesheet = models.ForeignKey("billing.Timesheet", models.PROTECT, related_name="acceptances")
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.MAIN)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField()
    centre_signed_at = models.DateTimeField(null=True)
    centre_signed_by = person_field(null=True)
    centre_signed_for = person_field(null=True)
    payer_signed_at = models.DateTimeField(null=True)
    payer_signed_by = person_field(null=True)
    payer_signed_for = person_field(null=True)
    signed_on = models.DateField(_("signed on"), null=True, help_text="business day of the second signature")
    accepted_vnd: int  # without VAT, as cases/acceptance.py counts it; not a column

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("timesheet__month__contract__")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["timesheet", "kind"], name="acceptance_once"),
            paired("centre_signed_at", "centre_signed_by", "acceptance_centre_pair"),
            paired("payer_signed_at", "payer_signed_by", "acceptance_payer_pair"),
            models.CheckConstraint(
                condition=Q(centre_signed_by__isnull=True)
                | Q(payer_signed_by__isnull=True)
                | ~Q(centre_signed_by=F("payer_signed_by")),
                name="acceptance_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", signed_on__isnull=True)
                | Q(
                    status="signed", signed_on__isnull=False, centre_signed_at__isnull=False,
                    payer_signed_at__isnull=False,
                ),
                name="acceptance_signed_by_both",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.timesheet}"


class AcceptanceLine(Illustrative):
    """Half-days of one employee under one contract line, with price and amount (VND without VAT) as reckoned then."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DISPUTED = "disputed", _("disputed")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    record = models.ForeignKey(AcceptanceRecord, models.PROTECT, related_name="lines")
    line = models.ForeignKey("billing.LabourContractLine", models.PROTECT, related_name="acceptance_lines")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="acceptance_lines")
    half_days = models.PositiveSmallIntegerField(_("half-days"))
    standard_half_days = models.PositiveSmallIntegerField(_("standard half-days"))
    unit_price_vnd = models.BigIntegerField(_("unit price per month"))
    amount_vnd = models.BigIntegerField(_("amount"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.ACCEPTED)
    remark = personal(models.CharField(_("remark"), max_length=300, blank=True), kept="money", secret=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("record__timesheet__month__contract__")

    class Meta:
        verbose_name = _("line of acceptance minutes")
        ordering = ["line__post__code", "line__valid_from", "employee__staff_code"]
        constraints = [
            models.UniqueConstraint(fields=["record", "line", "employee"], name="acceptance_line_once"),
            models.CheckConstraint(
                condition=Q(half_days__gte=1, standard_half_days__gte=1, amount_vnd__gte=0),
                name="acceptance_line_sizes",
            ),
            models.CheckConstraint(
                condition=Q(outcome="accepted") | ~Q(remark=""), name="acceptance_dispute_has_remark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.employee}"
