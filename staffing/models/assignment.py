"""The decision that assigns employees with its list down to unit and locality (R07), and the assignments it makes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, dated, paired
from pilot.platform.kernel.personal import not_personal
from staffing.models.paper import FromPaper
from staffing.models.roles import AssignmentRole


class AssignmentDecision(Versioned, Illustrative):
    """Quyết định cử nhân viên of the post office: drafted by one person, approved by another, then numbered.

    Number and date stand on its document (pilot/platform/documents).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("being drafted")
        APPROVED = "approved", _("approved, waiting for number and date")
        ISSUED = "issued", _("issued")
        CANCELLED = "cancelled", _("cancelled")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="assignment_decisions")
    post_office = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="assignment_decisions")
    subject = models.CharField(_("subject"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_on = models.DateField(null=True, help_text="business day")
    approved_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "post_office"),
        "host": Party(Anchor.AGENCY, "lines__agency", many=True),
        "site": Party(Anchor.SITE, "lines__site", many=True),
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            paired("approved_at", "approved_by", "assignment_decision_approved_pair"),
            models.CheckConstraint(condition=~Q(drafted_by=F("approved_by")), name="assignment_decision_two_people"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cancelled"]) | Q(approved_at__isnull=False),
                name="assignment_decision_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class AssignmentDecisionLine(Dated, Illustrative):
    """One line of the list: an employee, the agency and site, one field, the role and the days."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    decision = models.ForeignKey(AssignmentDecision, models.PROTECT, related_name="lines")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="decision_lines")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="+")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="+")
    field = models.ForeignKey("pilot.ServiceField", models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=16, choices=AssignmentRole)
    in_force: bool  # on the day of a page, as selectors/assignment_decisions.py finds it; not a column

    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "decision__post_office"),
        "host": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "site"),
    }

    class Meta:
        verbose_name = _("line of an assignment decision")
        ordering = ["decision", "site", "agency", "employee__person__sort_key", "field"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="assignment_line_has_start"),
            dated("assignment_line_dates"),
            models.UniqueConstraint(
                fields=["decision", "employee", "agency", "site", "field"], name="assignment_line_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.field}"


class Assignment(Versioned, Dated, FromPaper, Illustrative):
    """An employee at a site for one field of one agency, from a day to a day (R01: at most three fields at a time)."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="assignments")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="assignments")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="assignments")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="assignments")
    field = models.ForeignKey("pilot.ServiceField", models.PROTECT, related_name="assignments")
    role = models.CharField(_("role"), max_length=16, choices=AssignmentRole)
    line = models.OneToOneField(
        AssignmentDecisionLine, models.PROTECT, null=True, blank=True, related_name="assignment"
    )
    cancelled_on = not_personal(
        models.DateField(_("cancelled on"), null=True, blank=True), "when an assignment to come was given up"
    )
    COUNTED = FromPaper.COUNTED & Q(cancelled_on=None)  # who leaves before it begins never stood there

    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "employee__post_office"),
        "host": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "site"),
    }

    class Meta:
        ordering = ["site", "agency", "field", "role"]
        indexes = [models.Index(fields=["site", "field", "agency"], name="assignment_by_place")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="assignment_has_start"),
            dated("assignment_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.field}"
