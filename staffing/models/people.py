"""Postal employees, and civil servants with the counter posts they hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative, ScopedQuerySet
from pilot.platform.kernel.keys import CodeKey
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.personal import personal


class PostalEmployee(Versioned, Illustrative):
    """Nhân viên Bưu điện; the staff code is the natural key, never the CCCD."""

    class Status(models.TextChoices):
        SELECTED = "selected", _("selected")
        REPORTED = "reported", _("reported to the committee")
        LEARNING = "learning", _("learning")
        IN_CHARGE = "in_charge", _("in charge")
        ENDED = "ended", _("left the pilot")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="postal_employees")
    post_office = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="postal_employees")
    person = models.OneToOneField("pilot.Person", models.PROTECT, related_name="postal_employee")
    staff_code = personal(models.CharField(_("staff code"), max_length=20), kept="people")
    staff_code_key = personal(CodeKey("staff_code"), kept="people")
    qualification = personal(models.CharField(_("qualification"), max_length=120, blank=True), erased="")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SELECTED)
    ended_on = personal(models.DateField(_("last day"), null=True, blank=True), kept="people")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "post_office"),
        "host": Party(Anchor.AGENCY, "assignments__agency", many=True),
        "site": Party(Anchor.SITE, "assignments__site", many=True),
    }

    class Meta:
        ordering = ["person__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["post_office", "staff_code_key"], name="employee_staff_code"),
            models.CheckConstraint(
                condition=models.Q(status="ended", ended_on__isnull=False) | ~models.Q(status="ended"),
                name="employee_ended_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_code} {self.person.full_name}"


class CivilServant(Versioned, Illustrative):
    """Công chức of an agency. Which counter post somebody holds is an Incumbency."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="civil_servants")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="civil_servants")
    person = models.OneToOneField("pilot.Person", models.PROTECT, related_name="civil_servant")
    staff_code = personal(models.CharField(_("staff code"), max_length=20), kept="decisions")
    staff_code_key = personal(CodeKey("staff_code"), kept="decisions")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CIVIL_SERVANTS
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "incumbencies__post__site", many=True),
    }

    class Meta:
        ordering = ["person__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "staff_code_key"], name="civil_servant_staff_code"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_code} {self.person.full_name}"


class Incumbency(Versioned, Dated, Illustrative):
    """A civil servant at a counter post, from a day to a day; a withdrawal ends it."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="incumbencies")
    post = models.ForeignKey("pilot.CounterPost", models.PROTECT, related_name="incumbencies")
    civil_servant = models.ForeignKey(CivilServant, models.PROTECT, related_name="incumbencies")

    SCOPE_GROUP = Group.CIVIL_SERVANTS
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "civil_servant__agency"),
        "site": Party(Anchor.SITE, "post__site"),
    }

    class Meta:
        ordering = ["post", "valid_from"]
        verbose_name_plural = "incumbencies"
        constraints = [dated("incumbency_dates")]

    def __str__(self) -> str:
        return f"{self.civil_servant} @ {self.post}"
