"""What the documents say: the documents themselves, rules as dated parameters, open questions, reference plans."""

import datetime as dt
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import Dated, ScopedQuerySet
from pilot.platform.kernel.models import Versioned, dated, paired
from pilot.platform.kernel.personal import personal
from pilot.platform.kernel.search import SearchKey
from pilot.programme.models.base import Cited, Grounded


class SourceDocument(models.Model):
    """One of the five documents the facts were read from (S0–S4). Number and date stay empty where not printed."""

    code = models.CharField(max_length=4, unique=True)
    province = models.CharField(max_length=60)
    issuer = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40, null=True, blank=True)
    number_as_printed = models.CharField(max_length=60, blank=True)
    date = models.DateField(null=True, blank=True)
    date_partial = models.CharField(max_length=10, blank=True)
    doc_type = models.CharField(max_length=6)
    title = models.TextField()
    recipients = models.JSONField(default=list)
    recipients_line = models.PositiveIntegerField(null=True, blank=True)
    signer = models.JSONField(default=dict, blank=True)  # title, name and mark as printed
    author = models.CharField(max_length=120, blank=True)  # of the article
    drafter_mark = models.CharField(max_length=20, blank=True)
    printed_sections = models.JSONField(default=list, blank=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        if self.author:  # the article has neither number nor issuer
            return f"Bài báo của {self.author}, {self.date:%d/%m/%Y}"
        return f"{self.doc_type} {self.number or ''} {self.issuer}".replace("  ", " ").strip()

    @property
    def signed_by(self) -> str:
        """Who signed or wrote it, as printed: "GIÁM ĐỐC Lưu Trung Nghĩa"; "" where nobody is named."""
        return " ".join(filter(None, (self.signer.get("title"), self.signer.get("name")))) or self.author


class LegalDocument(Versioned, Cited, Dated):
    """A document cited as a legal basis (căn cứ), as against the official documents this system issues.

    `pilot`: whose secretariat entered it; empty for those of the fact files, which no screen changes. `topic`: what our
    documents cite it for while it is in force (programme/documents/citing.py); its days are known for these alone.
    """

    class Topic(models.TextChoices):
        LOCAL_GOVERNMENT = "local_government", _("organisation of local government")
        ONE_STOP = "one_stop", _("one-stop mechanism")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, null=True, blank=True, related_name="cited_documents")
    code = models.CharField(max_length=6, unique=True)
    number = models.CharField(_("number"), max_length=40, null=True, blank=True)
    doc_type = models.CharField(max_length=6)
    date = models.DateField(_("date"))
    issuer = models.CharField(_("issuer"), max_length=200)
    issuer_as_printed = models.CharField(max_length=200, blank=True)
    subject = models.TextField(_("subject"))
    search_key = SearchKey("number", "code", "subject")
    aliases = models.JSONField(default=list)
    citations = models.JSONField(default=list)
    content_known = models.BooleanField(default=True)
    topic = models.CharField(_("cited for"), max_length=20, choices=Topic, blank=True)

    SCOPE_GROUP = Group.CATALOGUE
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["date", "code"]
        constraints = [dated("legal_document_dates")]

    def __str__(self) -> str:
        return self.number or self.subject


class CitedScan(models.Model):
    """A scan or file of a cited document (`document` or `source`); the highest `number` holds. Append-only.

    `pages`: section as the citations write it → page of the file, from 1.
    """

    pilot = models.ForeignKey(
        "pilot.Pilot", models.PROTECT, related_name="+", help_text="whose secretariat put it here"
    )
    document = models.ForeignKey(LegalDocument, models.PROTECT, null=True, related_name="scans")
    source = models.ForeignKey(SourceDocument, models.PROTECT, null=True, related_name="scans")
    number = models.PositiveSmallIntegerField(help_text="1 for the first of its document")
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    pages = models.JSONField(default=dict)
    reason = personal(models.TextField(_("reason"), blank=True), kept="audit")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("pilot.User", models.PROTECT, related_name="+")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document=None, source__isnull=False) | models.Q(document__isnull=False, source=None),
                name="cited_scan_of_one",
            ),
            models.UniqueConstraint(
                fields=["document", "number"], condition=models.Q(source=None), name="cited_scan_of_document"
            ),
            models.UniqueConstraint(
                fields=["source", "number"], condition=models.Q(document=None), name="cited_scan_of_source"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | models.Q(number__gt=1) & ~models.Q(reason=""),
                name="cited_scan_replaced_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cited} ({self.number})"

    @property
    def cited(self) -> "LegalDocument | SourceDocument | None":
        """The document that it shows."""
        return self.document or self.source


class ReferencePlan(models.Model):
    """A plan with targets, tasks and reports. One of another province binds nobody here until a pilot adopts of it.

    `agency`: the agency of a pilot that the plan binds, since it carries out what its province decided.
    """

    code = models.CharField(max_length=4, unique=True)
    source = models.OneToOneField(SourceDocument, models.PROTECT, related_name="reference_plan")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, blank=True, related_name="plans")
    name = models.CharField(_("name"), max_length=200)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.CATALOGUE

    class Meta:
        verbose_name = _("plan that binds the agency")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Parameter(Versioned, Cited, Dated, Grounded):
    """A rule R01–R47 of a pilot as a dated row. `assumed` marks a rule taken over from another pilot.

    A threshold of our own that a pilot has set (NG01 …, models/thresholds.py) is such a row, too; no list of rules
    holds it.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="parameters")
    code = models.CharField(_("code"), max_length=4)
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    details = models.JSONField(default=dict)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    text = models.TextField(_("text"), blank=True)
    severity = models.CharField(max_length=20, blank=True)
    levels = models.JSONField(default=list)
    assumed = models.BooleanField(_("assumed"), default=False)

    OWN = models.Q(code__startswith="NG")

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}

    class Meta:
        ordering = ["pilot", "code", "valid_from"]
        constraints = [dated("parameter_dates")]  # one row per code and day: guards.py
        indexes = [models.Index(fields=["pilot", "code"], name="parameter_by_code")]  # asked of each row by some lists

    def __str__(self) -> str:
        return f"{self.code} {self.key}"

    @property
    def label(self) -> str:
        """The code as refusals and documents name it: what was taken over from another pilot says so."""
        return _("%(code)s, assumed") % {"code": self.code} if self.assumed else self.code

    def holds_at(self, level: str) -> bool:
        """Whether it is a rule of this level; one that names none is of all."""
        return not self.levels or level in self.levels

    @property
    def place(self) -> str:
        """Where the rule stands: document and section, "KH UBND tỉnh Hà Tĩnh, mục III-a.3.1.1"."""
        document = self.source or self.legal_basis
        return ", mục ".join(str(part) for part in (document, self.source_section) if part) if document else ""


class InconsistencyQuerySet(ScopedQuerySet["Inconsistency"]):
    def visible_to(self, user: AbstractBaseUser, on: dt.date) -> Self:
        """Those of the user's pilots, and those of the reference plans, which belong to no pilot."""
        mine = super().visible_to(user, on)
        return self.filter(models.Q(pk__in=mine.values("pk")) | models.Q(pilots=None)) if capacities(user, on) else mine


class Inconsistency(Versioned):
    """A place where the documents disagree or are silent (A01–A31)."""

    class Status(models.TextChoices):
        OPEN = "open", _("open question")
        BY_TREATMENT = "by_treatment", _("settled by treatment")
        SETTLED = "settled", _("settled by a document")

    code = models.CharField(max_length=4, unique=True)
    what = models.TextField()
    detail = models.TextField(blank=True)
    treatment = models.TextField()
    status = models.CharField(max_length=12, choices=Status)
    pilots = models.ManyToManyField("pilot.Pilot", related_name="inconsistencies", blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, blank=True, related_name="+")
    settlement = models.TextField(blank=True)
    answers = models.JSONField(
        default=list,
        blank=True,
        help_text="possible answers with what follows: programme/workflows/answers.py",
    )
    answer = models.CharField(max_length=30, blank=True, help_text="key of the answer that was given")
    asked_of: int  # the pilot in whose queue it stands (cases/others.py); not a column

    objects = InconsistencyQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilots", many=True)}

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "inconsistencies"
        constraints = [
            paired("settled_at", "settled_by", "inconsistency_settled_pair"),
            models.CheckConstraint(
                condition=~models.Q(status="settled") | models.Q(settled_at__isnull=False),
                name="inconsistency_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LoadedFact(models.Model):
    """What the fact files said of a row when they were last loaded: what differs is somebody's own entry."""

    kind = models.CharField(max_length=30)
    code = models.CharField(max_length=200)
    object_id = models.BigIntegerField()
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="loaded_fact_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
