"""What rows of every app have in common: one scope, dates, the mark of an illustration."""

import datetime as dt
from typing import Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.scope import scope_filter
from pilot.platform.kernel.personal import not_personal
from pilot.platform.periods import Period

Row = TypeVar("Row", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[Row]):
    """The only way from a user to rows: list, detail, export, file, search and count all start here."""

    def visible_to(self, user: AbstractBaseUser, on: dt.date) -> Self:
        """Rows that `user` may see on business day `on`, by the table in pilot/platform/access/roles.py."""
        return self.filter(scope_filter(self.model, user, on))


class DatedQuerySet(ScopedQuerySet[Row]):
    def as_at(self, day: dt.date) -> Self:
        """Rows valid on `day`; an unknown start counts as minus infinity, valid_to is exclusive."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        )


class Dated(models.Model):
    """Valid on [valid_from, valid_to); None is "not stated" at the start and "open" at the end."""

    valid_from = not_personal(models.DateField(_("valid from"), null=True, blank=True), "when the row holds")
    valid_to = not_personal(
        models.DateField(_("valid to"), null=True, blank=True, help_text="exclusive"), "when the row holds"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to)


def has_ended(row: models.Model, on: dt.date) -> bool:
    """Whether the row is one with days, and its last one is over."""
    return isinstance(row, Dated) and row.valid_to is not None and row.valid_to <= on


class Illustrative(models.Model):
    """May be a demo value: shown as "minh họa" everywhere and kept apart from facts."""

    illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        abstract = True
