"""Two assessments by two different people (R08), then recognition by the committee (R09), per employee and field."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.access.roles import Anchor, Group, Party
from pilot.kernel.models import Versioned, dated
from pilot.models import Dated, Illustrative, ScopedQuerySet

EMPLOYEE_PARTIES = {
    "pilot": Party(Anchor.PILOT, "pilot"),
    "post_office": Party(Anchor.AGENCY, "employee__post_office"),
    "host": Party(Anchor.AGENCY, "agency"),
    "site": Party(Anchor.SITE, "site"),
}


class CompetencyAssessment(Versioned, Illustrative):
    """One assessor's finding on one employee in one field at one site; append-only, a repeat is a new row."""

    class As(models.TextChoices):
        AGENCY_HEAD = "agency_head", _("head of the piloting agency or locality")
        CENTRE_DIRECTOR = "centre_director", _("director of the centre")

    class Result(models.TextChoices):
        PROFICIENT = "proficient", _("proficient")
        REPEAT = "repeat", _("to be repeated")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="assessments")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="assessments")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="assessments")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="assessments")
    field = models.ForeignKey("pilot.ServiceField", models.PROTECT, related_name="assessments")
    assessor = models.ForeignKey("pilot.Person", models.PROTECT, related_name="assessments_made")
    assessed_as = models.CharField(max_length=16, choices=As)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    day = models.DateField(_("day"))
    paper_source = models.CharField(_("recorded from paper"), max_length=160, blank=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = EMPLOYEE_PARTIES

    class Meta:
        ordering = ["-day", "id"]

    def __str__(self) -> str:
        return f"{self.employee} · {self.field} · {self.assessed_as}"


class Recognition(Versioned, Dated, Illustrative):
    """Công nhận: from valid_from the employee may stand alone for the field at the site. Rests on both assessments."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="recognitions")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="recognitions")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="recognitions")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="recognitions")
    field = models.ForeignKey("pilot.ServiceField", models.PROTECT, related_name="recognitions")
    by_agency_head = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    by_centre_director = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    recognised_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    document_number = models.CharField(_("document number"), max_length=60)
    paper_source = models.CharField(_("recorded from paper"), max_length=160, blank=True)

    SCOPE_GROUP = Group.PEOPLE
    PARTIES = EMPLOYEE_PARTIES

    class Meta:
        ordering = ["-valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="recognition_has_start"),
            models.CheckConstraint(
                condition=~Q(by_agency_head=F("by_centre_director")), name="recognition_two_assessors"
            ),
            models.CheckConstraint(
                condition=~Q(recognised_by=F("by_agency_head")) & ~Q(recognised_by=F("by_centre_director")),
                name="recognition_not_by_an_assessor",
            ),
            dated("recognition_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.field}"
