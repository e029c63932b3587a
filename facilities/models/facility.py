"""Premises in which a one-stop unit works or is to work (trụ sở, Điểm Bưu điện - Văn hóa xã)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.search import SearchKey
from pilot.programme.models import Cited, Grounded

if TYPE_CHECKING:
    from facilities.models.lease import FacilityLease


class Facility(Versioned, Cited, Dated, Grounded, Illustrative):
    """A building or point at a site, from a day to a day. Owner, address and area (m²) stay empty until known."""

    class Kind(models.TextChoices):
        POSTAL_CULTURAL_POINT = "postal_cultural_point", _("commune postal-cultural point")
        DISTRICT_POST_OFFICE = "district_post_office", _("district post office building")
        EXISTING_CENTRE = "existing_centre", _("existing centre")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="facilities")
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="facilities")
    owner = models.ForeignKey(
        "pilot.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities",
        verbose_name=_("owner of the premises"),
    )
    address = models.CharField(_("address"), max_length=240, blank=True)
    search_key = SearchKey("code", "name", "address")
    area_m2 = models.DecimalField(_("area"), max_digits=9, decimal_places=2, null=True, blank=True, help_text="m²")
    lease: "FacilityLease | None"  # in force on a day, as selectors/leases.py finds it; not a column

    SCOPE_GROUP = Group.FACILITY
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "owner"),
        "occupant": Party(Anchor.AGENCY, "site__agency"),
        "parent": Party(Anchor.AGENCY, "site__parent_agency"),
        "site": Party(Anchor.SITE, "site"),
    }

    class Meta:
        ordering = ["pilot", "code"]
        verbose_name_plural = "facilities"
        constraints = [
            dated("facility_dates"),
            models.UniqueConstraint(
                fields=["site", "kind"], condition=Q(valid_to=None), name="facility_one_of_a_kind_per_site"
            ),
            models.CheckConstraint(condition=Q(area_m2__isnull=True) | Q(area_m2__gt=0), name="facility_area"),
        ]

    def __str__(self) -> str:
        return self.name
