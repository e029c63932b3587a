"""Learning (R04), two assessments by two different people (R08), recognition by the committee (R09), per field."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, dated, paired
from pilot.platform.kernel.personal import not_personal, personal
from staffing.models.paper import FromPaper

EMPLOYEE_PARTIES = {
    "pilot": Party(Anchor.PILOT, "pilot"),
    "post_office": Party(Anchor.AGENCY, "employee__post_office"),
    "host": Party(Anchor.AGENCY, "agency"),
    "site": Party(Anchor.SITE, "site"),
}


class LearningPeriod(Versioned, Illustrative):
    """Thời gian học tập for one assignment: from when, beside which civil servant (R38), attested early or not."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="learning_periods")
    assignment = models.OneToOneField("staffing.Assignment", models.PROTECT, related_name="learning")
    started_on = not_personal(models.DateField(_("started on")), "when the period began")
    mentor = models.ForeignKey("staffing.CivilServant", models.PROTECT, null=True, blank=True, related_name="+")
    not_personal(mentor, "who stood beside")
    attested_on = models.DateField(_("attested proficient on"), null=True)
    attested_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    attested_note = personal(
        models.CharField(_("what the attestation rests on"), max_length=300, blank=True), kept="people", secret=True
    )

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "assignment__employee__post_office"),
        "host": Party(Anchor.AGENCY, "assignment__agency"),
        "site": Party(Anchor.SITE, "assignment__site"),
    }

    class Meta:
        verbose_name = _("learning period")
        ordering = ["started_on", "id"]
        constraints = [
            paired("attested_on", "attested_by", "learning_attested_pair"),
            models.CheckConstraint(
                condition=Q(attested_on__isnull=True) | Q(attested_on__gte=F("started_on")),
                name="learning_attested_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}"


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
    not_personal(assessor, "who assessed")
    on_behalf_of = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    assessed_as = models.CharField(max_length=16, choices=As)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    day = not_personal(models.DateField(_("day")), "when the assessment was made")
    note = personal(models.CharField(_("remark"), max_length=300, blank=True), kept="people", secret=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = EMPLOYEE_PARTIES

    class Meta:
        verbose_name = _("assessment of an employee")
        ordering = ["-day", "id"]

    def __str__(self) -> str:
        return f"{self.employee} · {self.field} · {self.assessed_as}"


class RecognitionDecision(Versioned, Dated, Illustrative):
    """The committee's decision for a batch at one agency and site; with a second signature where A24 asks for one."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for the second signature")
        IN_FORCE = "in_force", _("in force")
        DECLINED = "declined", _("declined")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="recognition_decisions")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="+")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="recognition_decisions")
    status = models.CharField(_("status"), max_length=8, choices=Status)
    document_number = models.CharField(_("document number"), max_length=60)
    assignments = models.ManyToManyField("staffing.Assignment", related_name="recognition_decisions")
    recognised_at = models.DateTimeField()
    recognised_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    cosigned_at = models.DateTimeField(null=True)
    cosigned_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "host": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "site"),
        "post_office": Party(Anchor.AGENCY, "assignments__employee__post_office", many=True),
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            dated("recognition_decision_dates"),
            models.CheckConstraint(condition=Q(valid_from__isnull=False), name="recognition_decision_has_start"),
            paired("cosigned_at", "cosigned_by", "recognition_cosigned_pair"),
            models.CheckConstraint(
                condition=~Q(recognised_by=F("cosigned_by")), name="recognition_cosigned_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.document_number


class Recognition(Versioned, Dated, FromPaper, Illustrative):
    """Công nhận: from valid_from the employee may stand alone for the field at the site. Rests on both assessments."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="recognitions")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="recognitions")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="recognitions")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="recognitions")
    field = models.ForeignKey("pilot.ServiceField", models.PROTECT, related_name="recognitions")
    by_agency_head = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    by_centre_director = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    recognised_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    cosigned_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(
        RecognitionDecision, models.PROTECT, null=True, blank=True, related_name="recognitions"
    )
    document_number = not_personal(models.CharField(_("document number"), max_length=120), "number of the decision")
    revoked_on = not_personal(models.DateField(_("revoked on"), null=True), "when the recognition was revoked")
    revoked_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    revoking_document = not_personal(
        models.CharField(_("decision that revokes"), max_length=120, blank=True), "number and date of the decision"
    )

    SCOPE_GROUP = Group.PEOPLE
    PARTIES = EMPLOYEE_PARTIES

    class Meta:
        verbose_name = _("recognition")
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
            models.CheckConstraint(condition=~Q(recognised_by=F("cosigned_by")), name="recognition_two_signatures"),
            dated("recognition_dates"),
            paired("revoked_on", "revoked_by", "recognition_revoked_pair"),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoking_document="")
                | Q(valid_to__gte=F("revoked_on")) & ~Q(revoking_document=""),
                name="recognition_revoked_ahead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.field}"
