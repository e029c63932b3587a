"""Lease of premises (hợp đồng thuê trụ sở): the post office invests, the agency rents (R25)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative
from pilot.platform.cases.paper.models import OnPaper, paper_constraints
from pilot.platform.kernel.models import Versioned, dated, paired
from pilot.platform.kernel.search import SearchKey


class FacilityLease(Versioned, Dated, OnPaper, Illustrative):
    """One lease over one facility. Rent in VND per month, None = not given.

    Operating costs are never part of it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("being drafted")
        AGREED = "agreed", _("agreed")
        SIGNED = "signed", _("signed")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("ended")
        ENTERED = "entered", _("entered from paper, waiting for the check")
        REJECTED = "rejected", _("rejected: does not agree with the paper")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="facility_leases")
    facility = models.ForeignKey("facilities.Facility", models.PROTECT, related_name="leases")
    lessor = models.ForeignKey(
        "pilot.Agency", models.PROTECT, related_name="leases_as_lessor", verbose_name=_("lessor")
    )
    lessee = models.ForeignKey(
        "pilot.Agency", models.PROTECT, related_name="leases_as_lessee", verbose_name=_("lessee")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    number = models.CharField(_("number"), max_length=60, blank=True)
    search_key = SearchKey("number")
    date = models.DateField(_("date of the contract"), null=True, blank=True)
    included = models.TextField(_("premises and equipment in it"), blank=True)
    rent_vnd = models.BigIntegerField(_("rent per month"), null=True, blank=True)
    workspace_separated = models.BooleanField(
        _("workspace separated"), null=True, default=None, help_text="R21; None: not confirmed yet"
    )
    separated_at = models.DateTimeField(null=True)
    separated_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    SCOPE_GROUP = Group.FACILITY
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "lessor": Party(Anchor.AGENCY, "lessor"),
        "lessee": Party(Anchor.AGENCY, "lessee"),
        "site": Party(Anchor.SITE, "facility__site"),
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            dated("lease_dates"),
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="lease_has_start"),
            models.CheckConstraint(condition=Q(rent_vnd__isnull=True) | Q(rent_vnd__gte=0), name="lease_rent"),
            models.CheckConstraint(condition=~Q(lessor=F("lessee")), name="lease_two_parties"),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(signed_by=F("drafted_by")),
                name="lease_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "in_force", "ended"])
                | (Q(signed_at__isnull=False) | Q(paper_checked_at__isnull=False))
                & Q(date__isnull=False)
                & ~Q(number=""),
                name="lease_signed_has_number",
            ),
            paired("separated_at", "separated_by", "lease_separated_pair"),
            paired("agreed_at", "agreed_by", "lease_agreed_pair"),
            paired("signed_at", "signed_by", "lease_signed_pair"),
            *paper_constraints("lease"),
        ]

    def __str__(self) -> str:
        return f"{self.number or '–'} · {self.facility}"
