"""The counter post (object of readiness and withdrawal) and the hand-over of its procedures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative, ScopedQuerySet
from pilot.platform.cases.paper.models import paper_mark
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.search import SearchKey
from pilot.platform.kernel.types import Words
from pilot.programme.models.base import Cited


class CounterPost(Versioned, Dated, Illustrative):
    """Vị trí tại quầy: one seat of an agency at a site, for some fields."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="counter_posts")
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    search_key = SearchKey("code", "name")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="counter_posts")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="counter_posts")
    fields = models.ManyToManyField("pilot.ServiceField", related_name="counter_posts")
    management = models.BooleanField(
        _("management unit of the centre"), default=False, help_text="R19: never the object of a withdrawal"
    )
    field_names: list[str]  # what selectors/places.py adds; not a column

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "site"),
    }

    class Meta:
        ordering = ["pilot", "site", "code"]
        constraints = [dated("counter_post_dates")]

    def __str__(self) -> str:
        return self.name


class ProcedureHandover(Versioned, Cited, Illustrative):
    """Where one procedure of an agency stands at one site, on the ladder from not started to handed over."""

    class Step(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        SHADOWING = "shadowing", _("shadowing")
        ASSISTED = "assisted", _("assisted")
        HANDED_OVER = "handed_over", _("handed over")
        PAUSED = "paused", _("paused")
        RETURNED = "returned", _("returned to the civil servants")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="handovers")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="handovers")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="handovers")
    procedure = models.ForeignKey("pilot.Procedure", models.PROTECT, related_name="handovers")
    step = models.CharField(_("step"), max_length=12, choices=Step, default=Step.NOT_STARTED)
    since = models.DateField(_("since"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    paper_source = models.CharField(_("recorded from paper"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "site"),
    }

    class Meta:
        ordering = ["site", "agency", "procedure"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "site", "procedure"], name="handover_once"),
            models.CheckConstraint(
                condition=models.Q(step="not_started") | models.Q(since__isnull=False), name="handover_step_dated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} @ {self.site}"

    @property
    def paper_mark(self) -> Words:
        """ "ghi nhận theo văn bản giấy: …" where the present step came from paper."""
        return paper_mark(self.paper_source)


class HandoverStep(Illustrative):
    """One step that a hand-over took, from a day on; append-only, so that the ladder can be read as of any day."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="handover_steps")
    handover = models.ForeignKey(ProcedureHandover, models.PROTECT, related_name="steps")
    step = models.CharField(_("step"), max_length=12, choices=ProcedureHandover.Step)
    since = models.DateField(_("since"))
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    paper_source = models.CharField(_("recorded from paper"), max_length=200, blank=True)
    stepped_at = models.DateTimeField()
    stepped_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "handover__agency"),
        "site": Party(Anchor.SITE, "handover__site"),
    }

    class Meta:
        ordering = ["handover", "since", "id"]

    def __str__(self) -> str:
        return f"{self.handover} {self.step}"

    @property
    def paper_mark(self) -> Words:
        return paper_mark(self.paper_source)
