"""Official documents as rows: what was decided (snapshot), its number, its files, and what became of it."""

import datetime as dt
import secrets

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.authority import Authority
from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import SEES_ITS_DOCUMENTS, Anchor, Group, Party
from pilot.platform.access.rows import Illustrative, ScopedQuerySet
from pilot.platform.documents.registry import kind_of, kinds_by_subject
from pilot.platform.kernel.keys import CodeKey
from pilot.platform.kernel.models import Versioned, paired
from pilot.platform.kernel.personal import not_personal, personal
from pilot.platform.kernel.search import SearchKey

# columns that may still change after a state is reached (guards.py)
ALWAYS_FREE = ("status", "row_version", "pdf_id", "render_tries", "render_error")
FREE_AFTER_CLOSE = ("row_version",)
FREE_AFTER_NUMBER = (
    *ALWAYS_FREE,
    "signed_copy_id",
    "copied_at",
    "copied_by_id",
    "recalled_at",
    "recalled_by_id",
    "recall_reason",
)
FREE_AFTER_APPROVAL = (
    *FREE_AFTER_NUMBER,
    "number",
    "number_key",
    "search_key",
    "year",
    "issued_on",
    "numbered_at",
    "numbered_by_id",
    "chain_length",
    "chain_head",
)


def new_code() -> str:
    """An address nobody guesses: 128 bits."""
    return secrets.token_urlsafe(16)


class DocumentQuerySet(ScopedQuerySet["OfficialDocument"]):
    def visible_to(self, user: AbstractBaseUser, on: dt.date) -> "DocumentQuerySet":
        """Documents whose subject `user` sees on `on`: list, detail, PDF, files and search ask only this."""
        condition = Q(pk__in=[])
        for label, codes in kinds_by_subject().items():
            subjects = apps.get_model(label)._default_manager.visible_to(user, on).filter(pk=OuterRef("object_id"))
            condition |= Q(Exists(subjects), kind__in=codes, object_type=label)
        return self.filter(condition | self._of_its_agency(user, on))

    def _of_its_agency(self, user: AbstractBaseUser, on: dt.date) -> Q:
        """What the agencies issue whose records `user` keeps: approved or later."""
        kept = [c.anchor_id for c in capacities(user, on) if c.role in SEES_ITS_DOCUMENTS]
        return Q(issuer__in=kept) & ~Q(status="draft") if kept else Q(pk__in=[])

    def of(self, kind: str, subject: models.Model) -> "OfficialDocument":
        """The document of this kind about `subject` that was not recalled, a replacement before what it replaces."""
        found = self.about(subject).filter(kind=kind).exclude(status="recalled").last()
        if found is None:
            raise self.model.DoesNotExist(f"{kind} of {subject._meta.label} {subject.pk}")
        return found

    def about(self, subject: models.Model) -> "DocumentQuerySet":
        """Documents about one row, the oldest first."""
        return self.filter(object_type=subject._meta.label, object_id=subject.pk).order_by("id")


class OfficialDocument(Versioned, Illustrative):
    """Văn bản: a decision, minutes, a report … issued by an agency or a site; the PDF is only a file of it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved, waiting for its number")
        NUMBERED = "numbered", _("issued, signed copy missing")
        SIGNED = "signed", _("issued, signed copy attached")
        REPLACED = "replaced", _("replaced")
        RECALLED = "recalled", _("recalled")

    IN_FORCE = (Status.NUMBERED, Status.SIGNED)

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="official_documents")
    kind = models.CharField(_("kind"), max_length=40)
    issuer = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, related_name="official_documents")
    site = models.ForeignKey("pilot.Site", models.PROTECT, null=True, related_name="official_documents")
    committee = models.ForeignKey(
        "pilot.Pilot",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the pilot whose steering committee is the issuer: its head and secretariat then act",
    )
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    summary = models.CharField(_("subject of the document"), max_length=400)
    search_key = SearchKey("number", "title", "summary")
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.DRAFT)
    snapshot = personal(
        models.JSONField(default=dict, help_text="everything the PDF prints, as it stood when approved"),
        kept="decisions", secret=True,
    )  # fmt: skip

    signer = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    not_personal(signer, "who signed")
    on_behalf_of = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    signer_name = personal(
        models.CharField(_("signer"), max_length=120, blank=True, help_text="as printed; empty under a demo mark"),
        kept="decisions", secret=True,
    )  # fmt: skip
    signer_title = personal(models.CharField(_("title"), max_length=120, blank=True), kept="decisions")
    signing_authority = models.CharField(_("authority"), max_length=3, choices=Authority, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True, help_text="business day")

    symbol = models.CharField(_("symbol"), max_length=40)
    number = models.CharField(_("number and symbol"), max_length=60, null=True)
    number_key = CodeKey("number")
    year = models.PositiveSmallIntegerField(null=True, help_text="of issued_on; numbers start again every year")
    issued_on = models.DateField(_("date"), null=True)
    place = models.CharField(_("place"), max_length=60, blank=True)
    numbered_at = models.DateTimeField(null=True)
    numbered_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    code = models.CharField(_("verification code"), max_length=32, unique=True, default=new_code)
    chain_length = models.PositiveBigIntegerField(null=True, help_text="audit chain of the pilot when it was issued")
    chain_head = models.CharField(max_length=64, blank=True)

    pdf = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    render_tries = models.PositiveSmallIntegerField(default=0)
    render_error = models.CharField(max_length=200, blank=True)
    signed_copy = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    copied_at = models.DateTimeField(null=True)
    copied_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")

    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replacements")
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    recall_reason = models.TextField(_("reason of the recall"), blank=True)

    objects = DocumentQuerySet.as_manager()
    SCOPE_GROUP = Group.PROGRAMME  # not asked: visible_to follows the subject, or the issuer for its clerk
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "issuer": Party(Anchor.AGENCY, "issuer"),
        "site": Party(Anchor.SITE, "site"),
        "committee": Party(Anchor.PILOT, "committee"),
    }

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["pilot", "object_type", "object_id"], name="document_by_subject"),
            models.Index(fields=["status", "issuer"], name="document_by_status"),  # what waits, among all that is done
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(issuer__isnull=False, site=None) | Q(issuer=None, site__isnull=False),
                name="document_one_issuer",
            ),
            models.CheckConstraint(
                condition=Q(number=None, year=None, issued_on=None, numbered_at=None)
                | Q(
                    number__isnull=False,
                    year__isnull=False,
                    issued_on__isnull=False,
                    numbered_at__isnull=False,
                ),
                name="document_number_year_date",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "approved"], number=None)
                | Q(status__in=["numbered", "signed", "replaced", "recalled"], number__isnull=False),
                name="document_issued_has_number",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", approved_at=None) | (~Q(status="draft") & Q(approved_at__isnull=False)),
                name="document_approved_or_draft",
            ),
            models.CheckConstraint(
                condition=~Q(status="recalled") | (Q(recalled_at__isnull=False) & ~Q(recall_reason="")),
                name="document_recall_has_reason",
            ),
            models.CheckConstraint(condition=Q(replaces=None) | ~Q(replaces=F("id")), name="document_replaces_another"),
            models.CheckConstraint(condition=Q(pdf=None) | Q(number__isnull=False), name="document_pdf_after_number"),
            models.UniqueConstraint(
                fields=["issuer", "number_key", "year"],
                condition=Q(issuer__isnull=False, number__isnull=False),
                name="document_number_of_agency",
            ),
            models.UniqueConstraint(
                fields=["site", "number_key", "year"],
                condition=Q(site__isnull=False, number__isnull=False),
                name="document_number_of_site",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(status="recalled"), name="document_replaced_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "object_type", "object_id"],
                condition=Q(replaces=None) & ~Q(status="recalled"),
                name="document_once_per_subject",
            ),
            paired("approved_at", "approved_by", "document_approved_pair"),
            paired("numbered_at", "numbered_by", "document_numbered_pair"),
            paired("signed_copy", "copied_at", "document_copy_pair"),
            paired("copied_at", "copied_by", "document_copied_pair"),
            paired("recalled_at", "recalled_by", "document_recalled_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number or ''}".strip()

    @property
    def title(self) -> str:
        """The kind in words."""
        return str(kind_of(self.kind).title)

    @property
    def issued_by(self) -> models.Model | None:
        """The agency or the site."""
        return self.issuer or self.site

    @property
    def subject(self) -> models.Model:
        """The row it is about, as the domain knows it."""
        subject: models.Model = apps.get_model(self.object_type)._base_manager.get(pk=self.object_id)
        return subject


class NumberSeries(models.Model):
    """The counter behind OWN numbers: one row per issuer, series and year, taken under lock when issuing."""

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    issuer = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("pilot.Site", models.PROTECT, null=True, related_name="+")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    SCOPE_GROUP = Group.PROGRAMME
    PARTIES = {"pilot": Party(Anchor.PILOT, "pilot")}
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pilot", "series", "year"]
        verbose_name_plural = "number series"
        constraints = [
            models.CheckConstraint(
                condition=Q(issuer__isnull=False, site=None) | Q(issuer=None, site__isnull=False),
                name="series_one_issuer",
            ),
            models.UniqueConstraint(
                fields=["issuer", "series", "year"],
                condition=Q(issuer__isnull=False),
                name="series_of_agency",
            ),
            models.UniqueConstraint(
                fields=["site", "series", "year"], condition=Q(site__isnull=False), name="series_of_site"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer or self.site} {self.series}/{self.year}: {self.last}"
