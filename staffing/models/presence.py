"""When a postal employee is not at the counter, and who stands in. Where everybody stands: selectors/presence.py."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.half_days import Part, Span, day_of, part_of
from pilot.platform.kernel.models import Versioned
from pilot.platform.kernel.personal import not_personal, personal
from pilot.platform.kernel.types import Words

OFF = _("off")  # a day of leave, for those who do not see of what kind


class Leave(models.TextChoices):
    """Why somebody is not at the counter, by the kinds of the labour-accounting forms."""

    ANNUAL = "annual", _("annual leave")
    SICK = "sick", _("sick leave")
    CHILD_SICK = "child_sick", _("child is sick")
    MATERNITY = "maternity", _("maternity leave")
    UNPAID = "unpaid", _("unpaid leave")
    HOLIDAY = "holiday", _("public holiday")
    STUDY = "study", _("meeting, training")
    COMPENSATORY = "compensatory", _("compensatory leave")
    OTHER = "other", _("other leave")


MARK_OF: dict[str, str] = {  # the one mark that we write
    Leave.ANNUAL: "P", Leave.SICK: "Ô", Leave.CHILD_SICK: "Cô", Leave.MATERNITY: "TS", Leave.UNPAID: "KL",
    Leave.HOLIDAY: "L", Leave.STUDY: "H", Leave.COMPENSATORY: "NB", Leave.OTHER: "NK",
}  # fmt: skip
OWN_LEAVE = [(value, label) for value, label in Leave.choices if value != Leave.HOLIDAY]  # of one person


class HalfDays(models.Model):
    """Holds on the half-days [first_half, past_half), numbered as in pilot/platform/half_days.py."""

    first_half = not_personal(models.PositiveIntegerField(_("first half-day")), "when the row holds")
    past_half = not_personal(
        models.PositiveIntegerField(_("first half-day after it"), help_text="exclusive"), "when the row holds"
    )

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        return Span(self.first_half, self.past_half)


def spans(name: str) -> models.CheckConstraint:
    """Constraint: there is one half-day at least."""
    return models.CheckConstraint(condition=Q(past_half__gt=F("first_half")), name=name)


class Absence(Versioned, HalfDays, Illustrative):
    """Vắng mặt of a postal employee, known before or sudden. Why, only personnel and the director there may read.

    `sites`: the centres at whose counters the employee is assigned on one of those days; their directors are parties.
    """

    class Status(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        TAKEN_BACK = "taken_back", _("taken back")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="absences")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="absences")
    sites = models.ManyToManyField("pilot.Site", related_name="absences")
    # why somebody is away is health data as soon as it says "sick leave", as a kind or in words
    leave = personal(
        models.CharField(_("kind of leave"), max_length=12, choices=OWN_LEAVE),
        kept="people", masked="see_absence", secret=True,
    )  # fmt: skip
    why = personal(
        models.CharField(_("reason"), max_length=200, blank=True), erased="", masked="see_absence", secret=True
    )
    sudden = not_personal(models.BooleanField(_("sudden"), default=False), "whether it was known before")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECORDED)
    COUNTED = Q(status=Status.RECORDED)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "provider": Party(Anchor.AGENCY, "employee__post_office"),
        "site": Party(Anchor.SITE, "sites", many=True),
    }

    class Meta:
        ordering = ["-first_half", "id"]
        indexes = [models.Index(fields=["employee", "first_half"], name="absence_by_employee")]
        constraints = [
            spans("absence_has_half_days"),
            models.CheckConstraint(condition=~Q(leave=Leave.HOLIDAY), name="absence_of_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.employee.person} · {self.span}"

    @property
    def first_day(self) -> dt.date:
        return day_of(self.first_half)

    @property
    def begins(self) -> Part:
        return part_of(self.first_half)

    @property
    def last_day(self) -> dt.date:
        return day_of(self.past_half - 1)

    @property
    def ends(self) -> Part:
        return part_of(self.past_half - 1)

    @property
    def notice(self) -> str:
        """Whether it was sudden, as lists say it."""
        return "yes" if self.sudden else "no"

    @property
    def how(self) -> Words:
        """Whether it was known before, as pages say it."""
        return _("sudden") if self.sudden else _("planned")


class Substitution(Versioned, HalfDays, Illustrative):
    """Trực thay: who stands in for whom, where, for which fields, and who ordered it.

    Of a swap that two in charge agreed on there are two, each naming the other.
    """

    class Status(models.TextChoices):
        ORDERED = "ordered", _("ordered")
        TAKEN_BACK = "taken_back", _("taken back")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="substitutions")
    employee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="substitutions")
    absentee = models.ForeignKey("staffing.PostalEmployee", models.PROTECT, related_name="substituted")
    not_personal(absentee, "for whom the employee stands in")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, related_name="+")
    site = models.ForeignKey("pilot.Site", models.PROTECT, related_name="substitutions")
    fields = models.ManyToManyField("pilot.ServiceField", related_name="+")
    swap = not_personal(models.BooleanField(_("swap"), default=False), "whether two in charge changed places")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ORDERED)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")
    COUNTED = Q(status=Status.ORDERED)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PEOPLE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "provider": Party(Anchor.AGENCY, "employee__post_office"),
        "host": Party(Anchor.AGENCY, "agency"),
        "site": Party(Anchor.SITE, "site"),
    }

    class Meta:
        ordering = ["-first_half", "id"]
        indexes = [models.Index(fields=["site", "first_half"], name="substitution_by_place")]
        constraints = [
            spans("substitution_has_half_days"),
            models.CheckConstraint(condition=~Q(employee=F("absentee")), name="substitution_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.employee.person} → {self.absentee.person} · {self.span}"

    @property
    def ground(self) -> Words:
        """Why somebody stands in, as pages say it."""
        return _("agreed swap") if self.swap else _("absence")
