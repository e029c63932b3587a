"""What rows of the programme have in common: source, dates, the mark of an illustration, and one scope."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.access.scope import scope_filter
from pilot.periods import Period

if TYPE_CHECKING:
    from pilot.models.person import User


class ScopedQuerySet(models.QuerySet):
    """The only way from a user to rows: list, detail, export, file, search and count all start here."""

    def visible_to(self, user: "User", on: dt.date) -> "ScopedQuerySet":
        """Rows that `user` may see on business day `on`, by the table in pilot/access/roles.py."""
        return self.filter(scope_filter(self.model, user, on))


class DatedQuerySet(ScopedQuerySet):
    def as_at(self, day: dt.date) -> "DatedQuerySet":
        """Rows valid on `day`; an unknown start counts as minus infinity, valid_to is exclusive."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        )


class Dated(models.Model):
    """Valid on [valid_from, valid_to); None is "not stated" at the start and "open" at the end."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text="exclusive")

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to)


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


class Illustrative(models.Model):
    """May be a demo value: shown as "minh họa" everywhere and kept apart from facts."""

    illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        abstract = True
