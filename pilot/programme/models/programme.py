"""The programme: a pilot, its phases, its sites, and who takes part where in which form."""

import datetime as dt

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.search import SearchKey
from pilot.programme.models.base import Cited, Grounded
from pilot.programme.models.organisation import AdminLevel


class PilotForm(models.TextChoices):
    LABOUR_TRANSFER = "labour_transfer", _("labour transfer")
    FACILITY_LEASE = "facility_lease", _("facility lease")
    BOTH = "both", _("labour transfer and facility lease")
    RELOCATION = "relocation", _("one-stop unit moved to a postal point")


class Pilot(Versioned, Cited, Grounded):
    """A province's pilot scheme (Đề án thí điểm). The tenant of every business row."""

    code = models.CharField(max_length=20, unique=True)
    province = models.CharField(_("province"), max_length=60)
    title = models.CharField(_("title"), max_length=300, blank=True)
    scheme_document = models.ForeignKey("pilot.LegalDocument", models.PROTECT, null=True, blank=True, related_name="+")
    coordination_regulation = models.ForeignKey(
        "pilot.LegalDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )
    principle_agreed_on = models.DateField(null=True, blank=True)
    purposes = models.JSONField(default=list, blank=True)

    confirmed: int  # what selectors/programme.py counts; not columns
    unconfirmed: int
    open_questions: int
    rules: int
    assumed_rules: int
    staffing_rules: int

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pk")}

    class Meta:
        ordering = ["id"]
        permissions = [(f"act_{r}", r) for r in Anchor.PILOT.roles()]

    @property
    def pilot(self) -> "Pilot":
        """Itself, as every other row names the pilot it belongs to."""
        return self

    def __str__(self) -> str:
        return self.province

    def first_day(self) -> dt.date | None:
        """The earliest day on which it can have begun: that of its first phase.

        Where a phase has no day, or there is none, that of the scheme document, without which there is no pilot. None
        where neither is known. One query, two at most.
        """
        days = list(self.phases.order_by().values_list("valid_from", flat=True))
        if days and None not in days:
            return min(day for day in days if day)
        return self.scheme_document.date if self.scheme_document else None


class Phase(Versioned, Cited, Dated, Grounded):
    """A phase of a pilot (giai đoạn)."""

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="phases")
    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=60)

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["pilot", "code"]
        constraints = [dated("phase_dates")]

    def __str__(self) -> str:
        return self.name


class Site(Versioned, Cited, Dated, Grounded, Illustrative):
    """A one-stop unit or public service centre where the pilot takes place, while it is one."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("in the pilot")
        CONTINUING = "continuing", _("continuing from phase I")
        MOVED = "moved_to_postal_point", _("already at the postal point")
        UNCONFIRMED = "unconfirmed", _("unconfirmed")

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="sites")
    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=160)
    search_key = SearchKey("code", "name")
    level = models.CharField(_("level"), max_length=8, choices=AdminLevel)
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, blank=True, related_name="sites")
    parent_agency = models.ForeignKey(
        "pilot.Agency", models.PROTECT, null=True, blank=True, related_name="commune_sites"
    )
    admin_unit = models.ForeignKey("pilot.AdminUnit", models.PROTECT, null=True, blank=True, related_name="sites")
    pilot_form = models.CharField(_("form"), max_length=20, choices=PilotForm, null=True, blank=True)
    status = models.CharField(_("status"), max_length=24, choices=Status, default=Status.ACTIVE)
    facility_note = models.TextField(_("premises"), blank=True)
    facility_from = models.DateField(null=True, blank=True)
    facility_to = models.DateField(null=True, blank=True, help_text="exclusive")
    aliases = models.JSONField(default=list, blank=True)

    phases_in_words: str  # what resources/sites.py says; not columns
    agencies_in_words: str
    procedures: int  # what selectors/places.py counts; not columns
    handed_over: int
    district: str  # the same of selectors/programme.py
    troubled: int

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "owner": Party(Anchor.AGENCY, "agency"),
        "parent": Party(Anchor.AGENCY, "parent_agency"),
        "post_office": Party(Anchor.AGENCY, "pilot__agencies", many=True),  # as which the role of one acts at each site
        "self": Party(Anchor.SITE, "pk"),
    }

    class Meta:
        ordering = ["pilot", "level", "code"]
        permissions = [(f"act_{r}", r) for r in Anchor.SITE.roles()]
        constraints = [dated("site_dates")]

    def __str__(self) -> str:
        return self.name


class Participation(Versioned, Cited, Dated, Grounded):
    """Agency × site × phase × form (đơn vị tham gia thí điểm), dated. Empty where documents are silent."""

    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="participations")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, related_name="participations")
    site = models.ForeignKey(Site, models.PROTECT, related_name="participations")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="participations")
    pilot_form = models.CharField(_("form"), max_length=20, choices=PilotForm, null=True, blank=True)

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["site", "phase", "agency"]
        constraints = [
            dated("participation_dates"),
            models.UniqueConstraint(
                Coalesce("agency", 0),
                "site",
                Coalesce("phase", 0),
                Coalesce("pilot_form", models.Value("")),
                condition=models.Q(valid_to=None),
                name="participation_once",
            ),
        ]

    def __str__(self) -> str:
        return " – ".join(str(one) for one in (self.agency, self.site, self.phase) if one)
