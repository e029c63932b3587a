"""The counter post (object of readiness and withdrawal) and the hand-over of its procedures."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative, ScopedQuerySet
from pilot.platform.cases.paper.models import paper_mark
from pilot.platform.kernel.keys import CodeKey
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.search import SearchKey
from pilot.platform.kernel.types import Words
from pilot.programme.models.base import Cited, Grounded
from pilot.programme.models.procedure import ServiceField


class CounterPost(Versioned, Dated, Grounded, Illustrative):
    """Vị trí tại quầy: one seat of an agency at a site, for some fields (`received`, from a day to a day)."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="counter_posts")
    code = models.CharField(_("code"), max_length=40, unique=True)
    code_key = CodeKey("code")
    name = models.CharField(_("name"), max_length=160)
    search_key = SearchKey("code", "name")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="counter_posts")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="counter_posts")
    management = models.BooleanField(
        _("management unit of the centre"), default=False, help_text="R19: never the object of a withdrawal"
    )
    field_names: list[str]  # what selectors/places.py adds; not columns
    fields_in_words: str  # the same of resources/posts.py

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "site"),
    }

    class Meta:
        ordering = ["pilot", "site", "code"]
        constraints = [
            dated("counter_post_dates"),
            models.UniqueConstraint(fields=["code_key"], name="counter_post_code"),
        ]

    def __str__(self) -> str:
        return self.name

    def fields_on(self, day: dt.date) -> list[ServiceField]:
        """What is received at the post on `day`, by name. No query where `received__field` came along."""
        return [row.field for row in self.received.all() if row.period.contains(day)]

    def receives(self, fields: Iterable[ServiceField], valid_from: dt.date | None = None) -> None:
        """Let the post receive these fields too, from a day on; from its beginning without one."""
        PostField.objects.bulk_create(post_fields(self, fields, valid_from))


class PostField(Dated, Illustrative):
    """A field that is received at a counter post, from a day to a day (lĩnh vực của vị trí)."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    post = models.ForeignKey(CounterPost, models.PROTECT, related_name="received")
    field = models.ForeignKey(ServiceField, models.PROTECT, related_name="received_at")

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "post__agency"),
        "site": Party(Anchor.SITE, "post__site"),
    }

    class Meta:
        verbose_name = _("field received at a counter post")
        ordering = ["post", "field__name", models.F("valid_from").asc(nulls_first=True)]
        constraints = [dated("post_field_dates")]  # one row per field and day: guards.py

    def __str__(self) -> str:
        return f"{self.post} · {self.field}"


def post_fields(post: CounterPost, fields: Iterable[ServiceField], valid_from: dt.date | None) -> list[PostField]:
    """Rows for these fields at the post, not saved."""
    shared = {"pilot_id": post.pilot_id, "illustrative": post.illustrative, "valid_from": valid_from}
    return [PostField(post=post, field=field, **shared) for field in fields]


class ProcedureHandover(Versioned, Cited, Grounded, Illustrative):
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
        return f"{self.procedure} – {self.site}"

    @property
    def paper_mark(self) -> Words:
        """ "ghi nhận theo văn bản giấy: …" where the present step came from paper."""
        return paper_mark(self.paper_source)


class HandoverStep(Grounded, Illustrative):
    """One step that a hand-over took, from a day on; append-only, so that the ladder can be read as of any day."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="handover_steps")
    handover = models.ForeignKey(ProcedureHandover, models.PROTECT, related_name="steps")
    step = models.CharField(_("step"), max_length=12, choices=ProcedureHandover.Step)
    since = models.DateField(_("since"))
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
