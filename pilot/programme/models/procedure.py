"""Administrative procedures (TTHC): the catalogue, an agency's set, and dated time limits per channel."""

import datetime as dt
import re

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, DatedQuerySet, Illustrative, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, dated
from pilot.platform.kernel.search import SearchKey
from pilot.programme.models.base import Cited
from pilot.programme.models.organisation import AdminLevel

CODE = RegexValidator(r"^[1-9]\.\d{6}$", _("A procedure code looks like 1.001193."))
WITH_SUFFIX = re.compile(r"(?P<code>[1-9]\.[0-9]{6})\.(?P<suffix>[0-9]{3}(?:\.[0-9]{2}){2}\.[A-Z][0-9]{2})", re.ASCII)


def without_suffix(text: str) -> tuple[str, str]:
    """The code of a procedure and what a province puts behind it: "1.001193.000.00.00.H42" → 1.001193, 000.00.00.H42.

    Any other text is given back as it is, with an empty suffix. Source: the national catalogue's own notation, in which
    the last part is the place that publishes the procedure.
    """
    found = WITH_SUFFIX.fullmatch(text.strip().upper())
    return (found["code"], found["suffix"]) if found else (text, "")


class ServiceField(models.Model):
    """Lĩnh vực: the unit in which employees are assigned, assessed and counted (R01)."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    search_key = SearchKey("name", max_length=120)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Procedure(Versioned, Cited, Illustrative):
    """One administrative procedure of the national catalogue; names may be those of a later year (see note)."""

    code = models.CharField(_("code"), max_length=10, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=400)
    field = models.ForeignKey(ServiceField, models.PROTECT, related_name="procedures")
    level = models.CharField(_("level"), max_length=8, choices=AdminLevel, help_text="level of 2021")
    search_key = SearchKey("code", "name", max_length=420)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcedureChannelLimit(Dated):
    """Time limit of one channel as published on a day (`DVC 20/7/2026`); value None where the source has none."""

    class Channel(models.TextChoices):
        ONLINE = "online", _("online")
        POSTAL = "postal", _("public postal service")
        DIRECT = "direct", _("at the counter")

    class Unit(models.TextChoices):
        DAY = "day", _("days")
        WORKING_DAY = "working_day", _("working days")
        UNKNOWN = "unknown", _("unit not given in the source")

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="limits")
    channel = models.CharField(max_length=8, choices=Channel)
    offered = models.BooleanField(default=True)
    value = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=12, choices=Unit, null=True)
    source_label = models.CharField(max_length=40)

    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["procedure", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "channel", "valid_from"], name="channel_limit_once"),
            dated("channel_limit_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.channel}"


class ProcedureSet(Versioned, Cited):
    """Bộ TTHC of an agency in the pilot: the whole set, or a number the plan gives without a list."""

    class Coverage(models.TextChoices):
        ALL = "all_procedures", _("the whole set")
        SUBSET = "subset", _("some procedures")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="procedure_sets")
    agency = models.OneToOneField("pilot.Agency", models.PROTECT, related_name="procedure_set")
    coverage = models.CharField(max_length=16, choices=Coverage, null=True, blank=True)
    planned_count = models.PositiveSmallIntegerField(null=True, blank=True, help_text="36 for Sở LĐTBXH")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot"), "owner": Party(Anchor.AGENCY, "agency")}

    class Meta:
        ordering = ["agency"]

    def __str__(self) -> str:
        return f"{self.agency}"


class ProcedureSetEntry(Cited, Dated, Illustrative):
    """A procedure in an agency's set, from a day to a day, with what says that it is in it.

    Without a first day it is only a proposal, from the national catalogue or made up for the demo (illustrative): the
    agency confirms it by its own list. Until then it counts for no counter post that is not illustrative itself.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    procedure_set = models.ForeignKey(ProcedureSet, models.CASCADE, related_name="entries")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="set_entries")
    code_suffix = models.CharField(
        _("suffix of the code"), max_length=20, blank=True, help_text="what the province puts behind it: 000.00.00.H42"
    )

    PROPOSED = Q(valid_from=None)  # what a list names begins on a day, in the demo too

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot"), "owner": Party(Anchor.AGENCY, "procedure_set__agency")}

    class Meta:
        ordering = ["procedure_set", "procedure"]
        constraints = [dated("set_entry_dates")]  # one row per procedure and day: guards.py

    def __str__(self) -> str:
        return f"{self.procedure_set} · {self.procedure}"

    @classmethod
    def agreed(cls, on: dt.date) -> DatedQuerySet["ProcedureSetEntry"]:
        """Those that agencies work with: what their own lists name, and in the demo what is only proposed, too."""
        found: DatedQuerySet[ProcedureSetEntry] = cls.objects.as_at(on)
        return found if settings.DEMO else found.exclude(cls.PROPOSED)

    @property
    def confirmed(self) -> bool:
        """Whether a list of the agency itself names it."""
        return self.valid_from is not None and not self.illustrative

    @property
    def full_code(self) -> str:
        """As the province's own list prints it."""
        return ".".join(filter(None, (self.procedure.code, self.code_suffix)))
