"""What facts of the programme have in common: their place in the source documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.personal import not_personal


class Cited(models.Model):
    """A fact with its place in the source documents. Nothing is stated without one; what is not stated stays empty."""

    class Confidence(models.TextChoices):
        STATED = "stated", _("stated in the document")
        INFERRED = "inferred", _("inferred")
        OUTSIDE = "outside", _("from public lists, outside the documents")

    source = models.ForeignKey("pilot.SourceDocument", models.PROTECT, null=True, blank=True, related_name="+")
    source_section = models.CharField(_("section"), max_length=200, blank=True)
    source_line = models.PositiveIntegerField(null=True, blank=True)
    as_printed = models.TextField(_("as printed"), blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence, default=Confidence.STATED)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True


class Grounded(models.Model):
    """What people enter and change rests on a document (căn cứ): its number, day and issuer, as they cite it."""

    legal_basis = not_personal(models.CharField(_("legal basis"), max_length=200, blank=True), "the document behind it")

    class Meta:
        abstract = True
