"""What a month is reckoned with: public holidays, and VAT rates as dated rows with their source."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Group
from pilot.platform.access.rows import Dated, ScopedQuerySet
from pilot.platform.kernel.models import dated


class Holiday(models.Model):
    """A weekday off, or a weekend day worked in exchange. Tết, 02/9 and exchanges are decided each year.

    A table, no code.
    """

    class Kind(models.TextChoices):
        OFF = "off", _("day off")
        WORKED = "worked", _("worked in exchange")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.OFF)
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("source"), max_length=200)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class VatCategory(models.TextChoices):
    """What a line is for the tax; its rate is read as at the month.

    Which one labour hire is, the tax office says.
    """

    STANDARD = "standard", _("VAT at the rate of the month")
    NOT_SUBJECT = "not_subject", _("not subject to VAT")


class VatRate(Dated):
    """The rate of a category from a day to a day; None: not subject to VAT (không chịu thuế)."""

    category = models.CharField(max_length=12, choices=VatCategory)
    rate = models.DecimalField(_("rate"), max_digits=4, decimal_places=3, null=True, help_text="part of one: 0.100")
    source = models.CharField(_("source"), max_length=200)

    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["category", "valid_from"]
        constraints = [
            dated("vat_rate_dates"),
            models.CheckConstraint(
                condition=Q(category="not_subject", rate__isnull=True)
                | Q(category="standard", rate__gte=0, rate__lt=1),
                name="vat_rate_of_its_category",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.rate if self.rate is not None else ''}"
