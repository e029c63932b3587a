"""The monthly statement (payment request): an immutable list of accepted lines with copied names and prices.

Payments.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.acceptance import AcceptanceRecord
from billing.models.calendar import VatCategory, in_percent
from billing.models.parties import money_parties, person_field
from pilot.platform.access.roles import Group
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.documents.models import DocumentQuerySet, OfficialDocument
from pilot.platform.kernel.keys import CodeKey
from pilot.platform.kernel.models import Versioned
from pilot.platform.kernel.personal import not_personal, personal
from pilot.platform.money import format_vnd


class Statement(Versioned, Illustrative):
    """Bảng kê đề nghị thanh toán of one contract, month and kind. Never changes.

    Corrections are new documents: number and date of the paper stand in the request that holds.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="statements")
    contract = models.ForeignKey("billing.LabourContract", models.PROTECT, related_name="statements")
    month = models.DateField(_("month"), help_text="its first day")
    kind = models.CharField(max_length=14, choices=AcceptanceRecord.Kind)
    acceptance = models.OneToOneField(AcceptanceRecord, models.PROTECT, related_name="statement")
    provider = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="+")
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField()
    issued_by = person_field(null=True)
    issued_for = person_field(null=True)
    payer_name = models.CharField(max_length=160)
    provider_name = models.CharField(max_length=160)
    site_name = models.CharField(max_length=160)
    contract_number = models.CharField(max_length=60)
    contract_date = models.DateField()
    amount_vnd = models.BigIntegerField(_("amount without VAT"))
    vat_vnd = models.BigIntegerField(_("VAT"))
    total_vnd = models.BigIntegerField(_("total"))
    amount_in_words = models.CharField(max_length=400)
    paid_vnd: int  # what selectors/payments.py adds; not columns
    request_number: str

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("contract__")

    class Meta:
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "month", "kind"], name="statement_once"),
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0, vat_vnd__gte=0, total_vnd=F("amount_vnd") + F("vat_vnd")),
                name="statement_total",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_name} {self.month:%m/%Y}"

    @property
    def requests(self) -> DocumentQuerySet:
        """The payment requests about it that were not recalled, the oldest first; the last one holds."""
        return OfficialDocument.objects.about(self).filter(kind="payment_request").exclude(status="recalled")

    @property
    def number(self) -> str:
        """Number and symbol of the request that holds. One query."""
        return self.requests.values_list("number", flat=True).last() or ""


class StatementLine(models.Model):
    """One accepted line as it was requested: names, price and half-days copied. Amount in VND without VAT."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    acceptance_line = models.OneToOneField("billing.AcceptanceLine", models.PROTECT, related_name="statement_line")
    post_name = not_personal(models.CharField(_("counter post"), max_length=160), "a post")
    employee_name = personal(models.CharField(_("employee"), max_length=120), kept="money", secret=True)
    staff_code = personal(models.CharField(_("staff code"), max_length=20), kept="money")
    unit_price_vnd = models.BigIntegerField(_("unit price per month"))
    half_days = models.PositiveSmallIntegerField(_("half-days"))
    standard_half_days = models.PositiveSmallIntegerField(_("standard half-days"))
    amount_vnd = models.BigIntegerField(_("amount"))
    vat_category = models.CharField(max_length=12, choices=VatCategory)
    vat_rate = models.DecimalField(max_digits=4, decimal_places=3, null=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("statement__contract__")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_vnd__gte=0), name="statement_line_amount")]

    def __str__(self) -> str:
        return f"{self.statement} · {self.post_name} · {self.employee_name}"


class StatementVat(models.Model):
    """VAT once for each rate on the sum of the lines of that rate. rate None: not subject to VAT."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="vat_sums")
    rate = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    base_vnd = models.BigIntegerField()
    vat_vnd = models.BigIntegerField()

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("statement__contract__")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(base_vnd__gte=0, vat_vnd__gte=0), name="statement_vat_amounts")
        ]

    def __str__(self) -> str:
        return f"{self.statement} {self.rate}"

    @property
    def percent(self) -> str:
        """The rate as people write it: 10, 8, 0."""
        return in_percent(self.rate)


class Payment(Illustrative):
    """Money that went through the State Treasury for a statement. Never changes.

    Several may come, together never more than its total. One that was recorded wrongly is reversed by an entry of its
    own: the same amount below zero, by somebody else, with the document that says so as reference, and why. Whatever
    adds up payments is right at once, and the voucher may be recorded anew.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="payments")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="payments")
    amount_vnd = models.BigIntegerField(_("amount"))
    paid_on = models.DateField(_("paid on"))
    treasury_reference = models.CharField(_("Treasury reference"), max_length=60)
    voucher_key = CodeKey("treasury_reference", db_index=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversal", verbose_name=_("reverses")
    )
    why = models.TextField(null=True)  # an empty text would change the digests of older rows (kernel/ledger.py)
    scan = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("statement__contract__")

    class Meta:
        ordering = ["paid_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0, reverses=None, why=None, scan=None)
                | Q(amount_vnd__lt=0, reverses__isnull=False, why__gt="", scan__isnull=False),
                name="payment_or_reversal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.treasury_reference}: {format_vnd(self.amount_vnd)} đ"
