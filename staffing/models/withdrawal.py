"""The withdrawal of the civil servants of one counter post: request, decision, report to the committee."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.cases.paper.models import OnPaper, paper_constraints
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel.models import Versioned, paired
from pilot.platform.kernel.personal import personal
from pilot.platform.kernel.search import SearchKey
from pilot.platform.kernel.types import Words


def parties_of_request(way: str = "") -> dict[str, Party]:
    """Who has a part in a request for withdrawal; `way`: the lookup that leads to it from a row about it."""
    return {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "proposer": Party(Anchor.AGENCY, f"{way}post__agency"),
        "site": Party(Anchor.SITE, f"{way}post__site"),
        "decider": Party(Anchor.AGENCY, f"{way}decider"),
        "provincial_office": Party(Anchor.AGENCY, f"{way}provincial_office"),
        "post_office": Party(Anchor.AGENCY, f"{way}post_office"),
    }


class WithdrawalRequest(Versioned, OnPaper, Illustrative):
    """Đề nghị rút công chức for one counter post, on the provincial (R10) or the district route (R11)."""

    class Route(models.TextChoices):
        PROVINCE = "province", _("provincial route")
        DISTRICT = "district", _("district route")

    class Status(models.TextChoices):
        DRAFT = "draft", _("being drafted")
        SUBMITTED = "submitted", _("submitted")
        ADVISED = "advised", _("advised by the committee, waiting for the decision")
        APPROVED = "approved", _("approved, waiting for number and date")
        RETURNED = "returned", _("returned for completion")
        REFUSED = "refused", _("not agreed")
        EFFECTIVE = "effective", _("numbered and issued")
        CANCELLED = "cancelled", _("cancelled")
        ENTERED = "entered", _("entered from paper, waiting for the check")
        REJECTED = "rejected", _("rejected: does not agree with the paper")

    OPEN = (Status.DRAFT, Status.SUBMITTED, Status.ADVISED, Status.APPROVED, Status.RETURNED, Status.ENTERED)
    DECIDED = (Status.APPROVED, Status.EFFECTIVE)  # whose cover is watched

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="withdrawal_requests")
    post = models.ForeignKey("pilot.CounterPost", models.PROTECT, related_name="withdrawal_requests")
    route = models.CharField(_("route"), max_length=8, choices=Route)
    decider = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="withdrawals_to_decide")
    provincial_office = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, related_name="+")
    post_office = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    effective_on = models.DateField(_("proposed day of effect"))
    proposal_document = models.CharField(_("proposal: number and date"), max_length=120, blank=True)
    search_key = SearchKey("proposal_document")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("pilot.User", models.PROTECT, related_name="+")
    agreed_office_at = models.DateTimeField(null=True)
    agreed_office_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    agreed_centre_at = models.DateTimeField(null=True)
    agreed_centre_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)  # the question that was asked last; its words stand in the events
    asked_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("decision due"), null=True, blank=True)
    readiness = personal(
        models.JSONField(default=list, help_text="conditions as they stood at submission"),
        kept="decisions", secret=True,
    )  # fmt: skip
    judged: list[Any] | None = None  # what the verb in progress has read (rules/readiness.py); not a column

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.WITHDRAWAL
    PARTIES = parties_of_request()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(status__in=["draft", "submitted", "advised", "approved", "returned", "entered"]),
                name="withdrawal_one_open_per_post",
            ),
            paired("agreed_office_at", "agreed_office_by", "withdrawal_office_pair"),
            paired("agreed_centre_at", "agreed_centre_by", "withdrawal_centre_pair"),
            paired("asked_at", "asked_by", "withdrawal_asked_pair"),
            paired("answered_at", "answered_by", "withdrawal_answered_pair"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(asked_at__isnull=False), name="withdrawal_answer_to_a_question"
            ),
            paired("submitted_at", "submitted_by", "withdrawal_submitted_pair"),
            *paper_constraints("withdrawal"),
        ]

    def __str__(self) -> str:
        return f"{self.post}"

    def is_in_effect(self, on: dt.date) -> bool:
        """Whether it was issued and its day has come."""
        return self.status == self.Status.EFFECTIVE and self.effective_on <= on

    def standing(self, on: dt.date) -> Words:
        """Where it stands on a business day: its state, and of what was issued whether its day has come."""
        if self.status != self.Status.EFFECTIVE:
            return self.get_status_display()
        return _("in effect") if self.is_in_effect(on) else _("issued, waiting for its day")

    @property
    def read_on(self) -> dt.date | None:
        """The business day for which a list or page has read it (`today` of its rows)."""
        return getattr(self, "today", None)

    @property
    def state(self) -> Words:
        """The same on the day for which it was read."""
        return self.standing(self.read_on) if self.read_on else self.get_status_display()


class WithdrawalDecision(Illustrative):
    """The decision on a request: one for good per request.

    Number and date stand in its document, or on the paper it was recorded from; nobody here decided that one
    (`decided_by`).
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("not agreed")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="withdrawal_decisions")
    request = models.OneToOneField(WithdrawalRequest, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    decided_at = models.DateTimeField()
    decided_on = models.DateField(help_text="business day of the decision")
    decided_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    readiness = personal(
        models.JSONField(default=list, help_text="conditions as they stood at the decision"),
        kept="decisions", secret=True,
    )  # fmt: skip
    effective_on = models.DateField(_("day of effect"))
    issued: OfficialDocument | None = None  # its numbered document, where whoever wrote it gives it; not a column
    deciders: Collection[int] = ()  # of a draft the persons who would decide (cases/withdrawal.py); not a column

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.WITHDRAWAL
    PARTIES = parties_of_request("request__")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.request} {self.outcome}"


class CommitteeReport(models.Model):
    """RP4: the report to the committee on a district decision, made as soon as that has its number and date (R11)."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="committee_reports")
    decision = models.OneToOneField(WithdrawalDecision, models.PROTECT, related_name="committee_report")
    reported_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.WITHDRAWAL
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "proposer": Party(Anchor.AGENCY, "decision__request__post__agency"),
    }

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"RP4 {self.decision_id}"
