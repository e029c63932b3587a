"""What bodies of a pilot have signed with each other."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative
from pilot.platform.cases.paper.models import Papered
from pilot.platform.kernel.models import Versioned, dated
from pilot.programme.models.base import Grounded


class Agreement(Versioned, Dated, Papered, Grounded, Illustrative):
    """A document that bodies have signed with each other, for a term: the Quy chế phối hợp (R16).

    `legal_basis`: the document that ended it, where one did.
    """

    class Kind(models.TextChoices):
        COORDINATION = "coordination", _("coordination regulation")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="agreements")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.COORDINATION)
    subject = models.CharField(_("subject"), max_length=300)
    parties = models.ManyToManyField("pilot.Agency", related_name="agreements", verbose_name=_("parties"))

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot"), "party": Party(Anchor.AGENCY, "parties", many=True)}

    class Meta:
        verbose_name = _("agreement")
        ordering = ["-valid_from", "-id"]
        constraints = [
            dated("agreement_dates"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False, paper_date__isnull=False, paper_scan__isnull=False)
                & ~Q(paper_source=""),
                name="agreement_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_source} – {self.subject}"
