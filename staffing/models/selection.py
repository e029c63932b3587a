"""Selection of the team: the criteria of R05 ticked with evidence, and the report to the committee (R06, RP5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, paired
from pilot.platform.kernel.personal import not_personal, personal


class SelectionCheck(Illustrative):
    """One criterion of R05 that an employee meets, in the words of the plan, with what shows it."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="selection_checks")
    criterion = not_personal(models.CharField(_("criterion"), max_length=200), "words of the plan")
    evidence = personal(models.CharField(_("evidence"), max_length=300), erased="Đã xóa", secret=True)
    checked_on = models.DateField(_("day"))
    checked_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "employee__post_office"),
    }

    class Meta:
        verbose_name = _("check of the selection criteria")
        ordering = ["employee", "id"]
        constraints = [
            models.UniqueConstraint(fields=["employee", "criterion"], name="selection_check_once"),
            models.CheckConstraint(condition=~models.Q(evidence=""), name="selection_check_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} · {self.criterion}"


class TeamReport(Illustrative):
    """RP5: the provincial post director reports the chosen team to the steering committee (R06).
    Append-only."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="team_reports")
    post_office = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="team_reports")
    document = models.CharField(_("document: number and date"), max_length=120)
    reported_on = models.DateField(_("reported on"))
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    employees = models.ManyToManyField("staffing.PostalEmployee", related_name="team_reports")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot"), "post_office": Party(Anchor.AGENCY, "post_office")}

    class Meta:
        ordering = ["-reported_on", "-id"]

    def __str__(self) -> str:
        return self.document


class SystemAccount(Versioned, Illustrative):
    """Account on the e-one-stop software: requested by the post office, created by Văn phòng UBND tỉnh (R17)."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="system_accounts")
    employee = models.OneToOneField("staffing.PostalEmployee", models.PROTECT, related_name="system_account")
    provincial_office = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="+")
    requested_on = models.DateField(_("requested on"))
    requested_by = models.ForeignKey("pilot.Person", models.PROTECT, related_name="+")
    account_name = personal(
        models.CharField(_("name of the account"), max_length=60, blank=True),
        erased=lambda account: account.account_name and f"da-xoa-{account.pk}", secret=True,
    )  # fmt: skip
    created_on = models.DateField(_("created on"), null=True)
    created_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    ended_on = not_personal(models.DateField(_("last day of use"), null=True), "until when the account is used")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "employee__post_office"),
        "provincial_office": Party(Anchor.AGENCY, "provincial_office"),
    }

    class Meta:
        ordering = ["requested_on", "id"]
        constraints = [
            paired("created_on", "created_by", "system_account_created_pair"),
            models.CheckConstraint(
                condition=models.Q(created_on__isnull=True) | ~models.Q(account_name=""),
                name="system_account_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee}"
