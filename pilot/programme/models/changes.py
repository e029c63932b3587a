"""What somebody wants to enter, change or close in the programme, until a second person has confirmed it."""

import hashlib
import json
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.kernel.derived import Derived
from pilot.platform.kernel.models import Versioned, paired


def digest_of(act: Mapping[str, object]) -> str:
    """The fingerprint of an act: the same verb on the same row with the same inputs."""
    asked = [act[name] for name in ("verb", "object_type", "object_id", "inputs")]
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Digest(Derived):
    """That of the act of its row, on which a constraint rests."""

    def of(self, row: models.Model) -> str:
        return digest_of(vars(row))


class ProgrammeChange(Versioned, Illustrative):
    """One act on the programme (`verb` on a row, with its inputs): proposed by one person, confirmed by another."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second person")
        WAITING = "waiting", _("confirmed, waits for its day")
        CARRIED_OUT = "carried_out", _("carried out")
        REFUSED = "refused", _("not agreed")
        DROPPED = "dropped", _("not agreed, dealt with")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="programme_changes")
    verb = models.CharField(max_length=40, help_text="name of the verb that is carried out")
    object_type = models.CharField(max_length=60, help_text="model of the row that the verb is about")
    object_id = models.BigIntegerField()
    seen_version = models.PositiveIntegerField(help_text="of that row, when it was proposed")
    subject = models.CharField(_("subject"), max_length=200, help_text="what the row was called then")
    inputs = models.JSONField()
    digest = Digest(max_length=64)
    reason = models.TextField(_("reason"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True, blank=True, help_text="day on which it is carried out; null: at once")
    misfit = models.TextField(blank=True, help_text="why it could not be carried out on its day")
    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            paired("confirmed_at", "confirmed_by", "programme_change_confirmed_pair"),
            paired("refused_at", "refused_by", "programme_change_refused_pair"),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("proposed_by")), name="programme_change_two_people"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(status="proposed"), name="programme_change_proposed_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="waiting") | models.Q(due_on__isnull=False),
                name="programme_change_waits_for_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
