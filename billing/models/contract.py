"""Labour contract (hợp đồng thuê nhân công) between the payer and the post office, with one line per counter post."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.calendar import VatCategory
from billing.models.parties import money_parties, person_field
from pilot.platform.access.roles import Group
from pilot.platform.access.rows import Dated, Illustrative
from pilot.platform.cases.paper.models import OnPaper, paper_constraints
from pilot.platform.kernel.models import Versioned, dated, paired
from pilot.platform.kernel.search import SearchKey


class LabourContract(Versioned, Dated, OnPaper, Illustrative):
    """One payer, one post office, one site (R26). `ceiling_vnd`: most that may be requested, VAT included.

    None = none given.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("being drafted")
        AGREED = "agreed", _("agreed")
        SIGNED = "signed", _("signed")
        IN_FORCE = "in_force", _("in force")
        LIQUIDATED = "liquidated", _("liquidated")
        ENTERED = "entered", _("entered from paper, waiting for the check")
        REJECTED = "rejected", _("rejected: does not agree with the paper")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="labour_contracts")
    payer = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="contracts_to_pay", verbose_name=_("payer"))
    provider = models.ForeignKey(
        "pilot.Agency", models.PROTECT, related_name="contracts_provided", verbose_name=_("post office")
    )
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="labour_contracts", verbose_name=_("site"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    number = models.CharField(_("number"), max_length=60, blank=True)
    search_key = SearchKey("number")
    date = models.DateField(_("date of the contract"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    ceiling_vnd = models.BigIntegerField(_("ceiling"), null=True, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = person_field(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = person_field(null=True)

    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties()

    class Meta:
        ordering = ["-id"]
        constraints = [
            dated("contract_dates"),
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="contract_has_start"),
            models.CheckConstraint(condition=~Q(payer=F("provider")), name="contract_two_parties"),
            models.CheckConstraint(
                condition=Q(ceiling_vnd__isnull=True) | Q(ceiling_vnd__gte=0), name="contract_ceiling"
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(signed_by=F("drafted_by")),
                name="contract_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "agreed", "entered", "rejected"])
                | (Q(signed_at__isnull=False) | Q(paper_checked_at__isnull=False))
                & Q(date__isnull=False)
                & ~Q(number=""),
                name="contract_signed_has_number",
            ),
            paired("agreed_at", "agreed_by", "contract_agreed_pair"),
            paired("signed_at", "signed_by", "contract_signed_pair"),
            *paper_constraints("contract"),
        ]

    def __str__(self) -> str:
        number = self.number or _("draft")
        return f"{number} · {self.site}"


class LabourContractLine(Dated):
    """One counter post from a day to a day at a price. A price revision closes a line and opens the next.

    `unit_price_vnd`: VND per month without VAT, None = not given. `fixed_days`: standard days of any month
    (22, 26);
    None: the working days of the month. `live`: the contract is in force or was; no post is in two live lines
    on a day.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    contract = models.ForeignKey(LabourContract, models.CASCADE, related_name="lines")
    post = models.ForeignKey("pilot.CounterPost", models.PROTECT, related_name="contract_lines")
    description = models.CharField(_("work"), max_length=240)
    unit_price_vnd = models.BigIntegerField(_("unit price per month"), null=True, blank=True)
    fixed_days = models.PositiveSmallIntegerField(_("fixed standard days"), null=True, blank=True)
    vat_category = models.CharField(_("VAT"), max_length=12, choices=VatCategory)
    live = models.BooleanField(default=False, editable=False)
    in_force: bool  # on the day of a page, as selectors/history.py finds it; not a column

    SCOPE_GROUP = Group.MONEY
    PARTIES = money_parties("contract__")

    class Meta:
        verbose_name = _("line of a labour contract")
        ordering = ["contract", "post", "valid_from"]
        constraints = [
            dated("contract_line_dates"),
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="contract_line_has_start"),
            models.CheckConstraint(
                condition=Q(unit_price_vnd__isnull=True) | Q(unit_price_vnd__gt=0), name="contract_line_price"
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(unit_price_vnd__isnull=False), name="contract_line_live_has_price"
            ),
            models.CheckConstraint(
                condition=Q(fixed_days__isnull=True) | Q(fixed_days__gte=1, fixed_days__lte=31),
                name="contract_line_fixed_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}"
