"""What a row says that was recorded from paper (ghi nhận theo văn bản giấy): one meaning in every app."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.models import paired
from pilot.platform.kernel.personal import not_personal, personal
from pilot.platform.kernel.types import Words


class Papered(models.Model):
    """A row that may rest on a document signed outside the system: what it is called, its scan, who signed it."""

    paper_source = not_personal(
        models.CharField(_("recorded from paper"), max_length=160, blank=True), "what the document is called"
    )
    paper_date = not_personal(models.DateField(_("date of the document"), null=True), "when the document was signed")
    paper_scan = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    personal(paper_scan, kept="decisions")
    paper_signers = personal(
        models.CharField(_("signers as printed"), max_length=240, blank=True), kept="decisions", secret=True
    )
    paper_entered_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class OnPaper(Papered):
    """The same, entered by one person and checked by another.

    All columns are empty on a row that came about here. It counts only once it was checked, and every proof that
    rests on it says so (`paper_mark`).
    """

    paper_checked_at = models.DateTimeField(null=True)
    paper_checked_by = models.ForeignKey("pilot.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def paper_mark(self) -> Words:
        """ "ghi nhận theo văn bản giấy: …", or nothing where the row came about here."""
        return paper_mark(cited(self.paper_source, self.paper_date)) if self.paper_date else ""


def cited(document: str, day: dt.date) -> str:
    """A document with its date, as every proof names it."""
    return f"{document}, {day:%d/%m/%Y}"


def paper_mark(source: str) -> Words:
    """The words that stand beside everything that was recorded from paper, in the language of whoever reads them.

    Nothing without a source.
    """
    return format_lazy(_("recorded from paper: {source}"), source=source) if source else ""


def paper_constraints(name: str) -> list[models.BaseConstraint]:
    """Constraints of a model on paper: all of document, date, scan, signers and enterer or none; two people."""
    nothing = Q(paper_source="", paper_date=None, paper_scan=None, paper_signers="", paper_entered_by=None)
    whole = Q(paper_date__isnull=False, paper_scan__isnull=False, paper_entered_by__isnull=False)
    return [
        models.CheckConstraint(
            condition=nothing | whole & ~Q(paper_source="") & ~Q(paper_signers=""), name=f"{name}_paper_whole"
        ),
        models.CheckConstraint(condition=~Q(paper_entered_by=F("paper_checked_by")), name=f"{name}_paper_two_people"),
        paired("paper_checked_at", "paper_checked_by", f"{name}_paper_checked_pair"),
    ]
