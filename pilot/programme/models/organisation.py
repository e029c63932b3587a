"""Where things are and who governs them: administrative units (dated, with succession) and agencies."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.search import SearchKey
from pilot.programme.models.base import Cited, Grounded


class AdminLevel(models.TextChoices):
    PROVINCE = "province", _("province level")
    DISTRICT = "district", _("district level")
    COMMUNE = "commune", _("commune level")


class AdminUnit(Versioned, Cited, Dated, Grounded):
    """A province, district or commune while it existed. A code is used again under another name after 1/7/2025.

    `pilot`: whose people may enter, correct and close it; everybody reads it.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, null=True, blank=True, related_name="admin_units")
    code = models.CharField(max_length=5)
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("level"), max_length=8, choices=AdminLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    SCOPE_GROUP = Group.CATALOGUE
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="admin_unit_code_from"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_from=None), name="admin_unit_code_unknown_from"),
            dated("admin_unit_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class AdminUnitSuccession(Cited):
    """`old` ended on `day` (first day of the new order) and went into `new`, where that is known."""

    class Kind(models.TextChoices):
        MERGE = "merge", pgettext_lazy("change", "merge")
        RENAME = "rename", pgettext_lazy("change", "rename")
        DISSOLVE = "dissolve", pgettext_lazy("change", "dissolve")
        SPLIT = "split", pgettext_lazy("change", "split")

    old = models.ForeignKey(AdminUnit, models.PROTECT, related_name="successions")
    new = models.ForeignKey(AdminUnit, models.PROTECT, null=True, blank=True, related_name="predecessors")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    resolution = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="succession_old_new")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new or '…'}"

    @property
    def pilot(self) -> models.Model | None:
        """On whose chain the events about it are recorded."""
        return self.old.pilot


class Agency(Versioned, Cited, Dated, Grounded, Illustrative):
    """A department, people's committee, office, post office or the steering committee itself, while it exists."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("department")
        PEOPLES_COMMITTEE = "peoples_committee", _("people's committee")
        STEERING_COMMITTEE = "steering_committee", _("steering committee")
        SECRETARIAT = "secretariat", _("support team")
        PROVINCIAL_OFFICE = "provincial_office", _("Office of the provincial People's Committee")
        POST_OFFICE = "post_office", _("post office")

    class WithdrawalRule(models.TextChoices):
        """Who withdraws how (R10, R11, R13, R29); the route itself follows from the level."""

        ROUTE = "route", _("by the route of its level")
        PER_GUIDANCE = "per_guidance", _("by the province's guidance for phase I departments")
        EXEMPT = "exempt", _("exempt until its own proposal")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="agencies")
    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=160)
    search_key = SearchKey("code", "name")
    kind = models.CharField(max_length=20, choices=Kind)
    level = models.CharField(_("level"), max_length=8, choices=AdminLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    admin_unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, blank=True, related_name="agencies")
    standing_body = models.BooleanField(_("standing body of the steering committee"), default=False)
    unconfirmed = models.BooleanField(_("unconfirmed"), default=False)
    withdrawal_rule = models.CharField(max_length=12, choices=WithdrawalRule, default=WithdrawalRule.ROUTE)

    listed: int  # what selectors/places.py adds; not columns
    proposed: int
    guessed: int
    coverage: str

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot"), "self": Party(Anchor.AGENCY, "pk")}

    class Meta:
        ordering = ["pilot", "code"]
        permissions = [(f"act_{r}", r) for r in Anchor.AGENCY.roles()]
        constraints = [
            dated("agency_dates"),
            models.UniqueConstraint(fields=["pilot"], condition=Q(standing_body=True), name="agency_one_standing_body"),
            models.UniqueConstraint(
                fields=["pilot"], condition=Q(kind="steering_committee"), name="agency_one_steering_committee"
            ),
        ]

    def __str__(self) -> str:
        return self.name
