"""The proof of a withdrawal over time: each judgement of its conditions, and each break of the cover it rests on."""

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Group
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import AuditEvent, paired
from pilot.platform.kernel.personal import personal
from staffing.models.withdrawal import WithdrawalDecision, WithdrawalRequest, parties_of_request


def seal_of(findings: list[Any]) -> str:
    """SHA-256 of findings as they are kept, in one form."""
    return hashlib.sha256(json.dumps(findings, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class ReadinessJudgement(Illustrative):
    """The conditions of a request as they were judged at one step, or by the job of the night; never changed.

    `effective_on`: the day for which they were judged. `judged_by` is empty where the job did it.
    """

    class Moment(models.TextChoices):
        DRAFT = "draft", _("draft")
        OFFICE = "office", _("agreement of the Office of the provincial People's Committee")
        CENTRE = "centre", _("agreement of the director of the centre")
        SUBMISSION = "submission", _("submission")
        ADVICE = "advice", _("advice of the committee")
        DECISION = "decision", _("decision")
        NUMBER = "number", _("number and date")
        PAPER = "paper", _("check of the record from paper")
        EFFECT = "effect", _("day of effect")
        NIGHT = "night", _("night after a change")
        REPAIR = "repair", _("judged again by hand")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    request = models.ForeignKey(WithdrawalRequest, models.PROTECT, related_name="judgements")
    moment = models.CharField(_("moment"), max_length=10, choices=Moment)
    day = models.DateField(_("day"), help_text="business day on which it was judged")
    effective_on = models.DateField(_("judged for the day"))
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    findings = personal(models.JSONField(default=list), kept="decisions", secret=True)
    sha256 = models.CharField(max_length=64)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.WITHDRAWAL
    PARTIES = parties_of_request("request__")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(sha256=""), name="judgement_sealed"),
            models.UniqueConstraint(fields=["request"], condition=Q(moment="effect"), name="judgement_effect_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_moment_display()}"


class CoverBreak(Illustrative):
    """A condition of a decided withdrawal that passed and fails from a day on; open until a judgement finds it met.

    `first_day`: from which it fails, perhaps ahead (an expiry that is known). `cause`: the event of the act that broke
    it; empty where time alone does. It hangs on the decision and on the post, never on the request: whoever writes it
    holds the post under lock, and a step of the request may hold the request and wait for the post.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    post = models.ForeignKey("pilot.CounterPost", models.PROTECT, related_name="cover_breaks")
    decision = models.ForeignKey(WithdrawalDecision, models.PROTECT, related_name="breaks")
    condition = models.CharField(_("condition"), max_length=30)
    first_day = models.DateField(_("uncovered from"))
    noted_on = models.DateField(_("noted on"))
    noted_at = models.DateTimeField()
    cause = models.ForeignKey(AuditEvent, models.PROTECT, null=True, related_name="+")
    finding = personal(models.JSONField(), kept="decisions", secret=True)
    sha256 = models.CharField(max_length=64)
    closed_on = models.DateField(_("mended on"), null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.WITHDRAWAL
    PARTIES = parties_of_request("decision__request__")

    class Meta:
        verbose_name = _("broken cover")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "condition"], condition=Q(closed_at=None), name="break_one_open_per_condition"
            ),
            models.CheckConstraint(condition=~Q(sha256=""), name="break_sealed"),
            paired("closed_on", "closed_at", "break_closed_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.condition}"
