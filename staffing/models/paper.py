"""What already happened on paper: entered by one person, checked by another, and only then part of the record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative
from pilot.platform.cases.paper.models import OnPaper, cited, paper_constraints
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.personal import not_personal
from pilot.platform.kernel.types import Words
from pilot.programme.models import ProcedureHandover
from staffing.models.roles import AssignmentRole


class PaperRecord(OnPaper, Versioned, Dated, Illustrative):
    """One fact set of one document: an assignment or recognition of an employee, or the hand-over of procedures.

    The rows it stands for are made when a second person has checked it against the document.
    """

    class Kind(models.TextChoices):
        ASSIGNMENT = "assignment", _("assignment")
        RECOGNITION = "recognition", _("recognition")
        HANDOVER = "handover", _("hand-over of procedures")

    class Status(models.TextChoices):
        ENTERED = "entered", _("entered, waiting for the check")
        CHECKED = "checked", _("checked")
        REJECTED = "rejected", _("rejected")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="paper_records")
    post_office = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ENTERED)
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="+")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="+")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, null=True, related_name="paper_records")
    fields = models.ManyToManyField("pilot.ServiceField", related_name="+")
    role = models.CharField(_("role"), max_length=16, choices=AssignmentRole, blank=True)
    by_agency_head = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    by_centre_director = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    recognised_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    procedures = models.ManyToManyField("pilot.Procedure", related_name="+")
    step = models.CharField(_("step"), max_length=12, choices=ProcedureHandover.Step, blank=True)
    entered_at = not_personal(models.DateTimeField(), "when the record was entered")
    entered_on = not_personal(models.DateField(), "when the record was entered")

    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "post_office"),
        "host": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "site"),
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            dated("paper_record_dates"),
            *paper_constraints("paper_record"),
            models.CheckConstraint(condition=Q(paper_date__isnull=False), name="paper_record_has_document"),
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="paper_record_has_start"),
            models.CheckConstraint(
                condition=~Q(status="checked") | Q(paper_checked_at__isnull=False), name="paper_record_checked"
            ),
            models.CheckConstraint(
                condition=Q(kind="handover", employee__isnull=True)
                | Q(kind__in=["assignment", "recognition"], employee__isnull=False),
                name="paper_record_employee",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(document)s of %(day)s") % {
            "document": self.paper_source,
            "day": f"{self.paper_date:%d/%m/%Y}",
        }

    @property
    def cited(self) -> str:
        """The document with its date, as whatever rests on this record names it."""
        return cited(self.paper_source, self.paper_date) if self.paper_date else ""


class FromPaper(models.Model):
    """A row that may rest on a paper record. It counts only once that was checked."""

    paper = models.ForeignKey(PaperRecord, models.PROTECT, null=True, blank=True, related_name="+")

    COUNTED = Q(paper=None) | Q(paper__status=PaperRecord.Status.CHECKED)

    class Meta:
        abstract = True

    @property
    def paper_mark(self) -> Words:
        """ "ghi nhận theo văn bản giấy: …", or nothing where the row came about here."""
        return self.paper.paper_mark if self.paper else ""
