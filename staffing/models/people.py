"""Postal employees, and civil servants with the counter posts they hold."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative, ScopedQuerySet
from pilot.platform.kernel.keys import CodeKey
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.personal import not_personal, personal
from pilot.platform.periods import show
from pilot.programme.models import Grounded


class PostalEmployee(Versioned, Illustrative):
    """Nhân viên Bưu điện; the staff code is the natural key, never the CCCD. From when to when: `employments`.

    `asked_…`: where the office's own list wants the employee, in its words; a decision is drafted from it (wishes.py).
    """

    class Status(models.TextChoices):
        SELECTED = "selected", _("selected")
        REPORTED = "reported", _("reported to the committee")
        LEARNING = "learning", _("learning")
        IN_CHARGE = "in_charge", _("in charge")
        ENDED = "ended", _("left the pilot")
        MERGED = "merged", _("merged into another record")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="postal_employees")
    post_office = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="postal_employees")
    person = models.OneToOneField("pilot.Person", models.PROTECT, related_name="postal_employee")
    staff_code = personal(models.CharField(_("staff code"), max_length=20), kept="people")
    staff_code_key = personal(CodeKey("staff_code"), kept="people")
    qualification = personal(models.CharField(_("qualification"), max_length=120, blank=True), erased="")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SELECTED)
    asked_agency = personal(models.CharField(_("asked for: agency"), max_length=200, blank=True), erased="")
    asked_site = personal(models.CharField(_("asked for: site"), max_length=200, blank=True), erased="")
    asked_fields = personal(models.CharField(_("asked for: fields"), max_length=300, blank=True), erased="")
    asked_role = personal(models.CharField(_("asked for: role"), max_length=60, blank=True), erased="")
    asked_from = not_personal(
        models.DateField(_("asked for: first day"), null=True, blank=True), "when an assignment was to begin"
    )
    merged_into = not_personal(
        models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged"), "the record kept"
    )

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
                condition=Q(status="merged", merged_into__isnull=False) | ~Q(status="merged") & Q(merged_into=None),
                name="employee_merged_into",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_code} {self.person.full_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever is entered is employed, from a day that is not stated; writes in bulk add `first_employment`."""
        entered = self._state.adding
        super().save(*args, **kwargs)
        if entered:
            first_employment(self).save()


class Employment(Dated, Illustrative):
    """A time of an employee with the pilot: leaving closes it, coming back opens the next one; two never overlap."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    employee = models.ForeignKey(PostalEmployee, models.PROTECT, related_name="employments")

    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "post_office": Party(Anchor.AGENCY, "employee__post_office"),
        "host": Party(Anchor.AGENCY, "employee__assignments__agency", many=True),
        "site": Party(Anchor.SITE, "employee__assignments__site", many=True),
    }

    class Meta:
        verbose_name = _("time of employment")
        ordering = ["employee", F("valid_from").asc(nulls_first=True)]
        constraints = [dated("employment_dates")]

    def __str__(self) -> str:
        return f"{self.employee} · {show(self.period)}"


def first_employment(employee: PostalEmployee) -> Employment:
    """The period with which an employee begins; not saved."""
    return Employment(pilot_id=employee.pilot_id, employee=employee, illustrative=employee.illustrative)


class CivilServant(Versioned, Illustrative):
    """Công chức of an agency. Which counter post somebody holds is an Incumbency."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="civil_servants")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="civil_servants")
    person = models.OneToOneField("pilot.Person", models.PROTECT, related_name="civil_servant")
    staff_code = personal(models.CharField(_("staff code"), max_length=20), kept="decisions")
    staff_code_key = personal(CodeKey("staff_code"), kept="decisions")
    position = personal(models.CharField(_("position, rank"), max_length=120, blank=True), kept="decisions")
    held_in_words: str  # what resources/civil_servants.py adds; not columns
    held_from: dt.date | None

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


class Incumbency(Versioned, Dated, Grounded, Illustrative):
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
        return f"{self.civil_servant} – {self.post}"
