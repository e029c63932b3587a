"""What already happened on paper: entered by one person, checked by another, and only then part of the
record.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative
from pilot.platform.cases.paper.models import cited, paper_mark
from pilot.platform.kernel.models import Versioned, dated, paired
from pilot.platform.kernel.personal import not_personal, personal
from pilot.programme.models import ProcedureHandover
from staffing.models.roles import AssignmentRole


class PaperRecord(Versioned, Dated, Illustrative):
    """One fact set of one document: an assignment or recognition of an employee, or the hand-over of
    procedures.

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
    document = not_personal(
        models.CharField(_("document: number and issuer"), max_length=120), "what the document is called"
    )
    document_date = not_personal(models.DateField(_("date of the document")), "when the document was signed")
    scan = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    personal(scan, kept="people")
    signers = personal(
        models.CharField(_("signers as printed"), max_length=240, blank=True), kept="people", secret=True
    )
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
    entered_at = models.DateTimeField()
    entered_on = models.DateField()
    entered_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

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
            paired("checked_at", "checked_by", "paper_record_checked_pair"),
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="paper_record_has_start"),
            models.CheckConstraint(
                condition=~Q(status="checked") | Q(checked_at__isnull=False), name="paper_record_checked"
            ),
            models.CheckConstraint(condition=~Q(entered_by=F("checked_by")), name="paper_record_two_people"),
            models.CheckConstraint(
                condition=Q(kind="handover", employee__isnull=True)
                | Q(kind__in=["assignment", "recognition"], employee__isnull=False),
                name="paper_record_employee",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(document)s of %(day)s") % {
            "document": self.document,
            "day": f"{self.document_date:%d/%m/%Y}",
        }

    @property
    def cited(self) -> str:
        return cited(self.document, self.document_date)

    @property
    def mark(self) -> Any:
        """The words beside every row that rests on this record."""
        return paper_mark(self.cited)


class FromPaper(models.Model):
    """A row that may rest on a paper record. It counts only once that was checked."""

    paper = models.ForeignKey(PaperRecord, models.PROTECT, null=True, blank=True, related_name="+")

    COUNTED = Q(paper=None) | Q(paper__status=PaperRecord.Status.CHECKED)

    class Meta:
        abstract = True

    @property
    def paper_mark(self) -> Any:
        """ "ghi nhận theo văn bản giấy: …", or nothing where the row came about here."""
        return self.paper.mark if self.paper else ""
