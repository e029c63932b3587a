"""From which day the holders of a role need a second factor to sign in."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party, Role
from pilot.platform.access.rows import ScopedQuerySet
from pilot.platform.kernel.models import Versioned, paired
from pilot.platform.kernel.personal import personal
from pilot.platform.kernel.types import Words
from pilot.programme.models.base import Grounded


class SecondFactorRule(Versioned, Grounded):
    """Roles of a pilot that need a second factor from a day on, or from then on no longer; the latest decides."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waiting for the second administrator")
        IN_FORCE = "in_force", _("in force")
        REFUSED = "refused", _("refused")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="second_factor_rules")
    roles = models.JSONField(help_text="values of Role")
    required = models.BooleanField(default=True, help_text="False: from the day on no longer")
    valid_from = models.DateField(_("from"))
    reason = personal(models.TextField(_("reason"), blank=True), kept="audit")
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.ACCOUNTS
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            paired("confirmed_at", "confirmed_by", "second_factor_confirmed_pair"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="second_factor_two_people"
            ),
        ]

    def standing(self, on: dt.date) -> Words:
        """How it stands on the day: what is confirmed holds from its own day on."""
        ahead = self.status == self.Status.IN_FORCE and self.valid_from > on
        return _("confirmed, not begun yet") if ahead else self.get_status_display()

    def __str__(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)
