"""Cited documents: their steps. Their pages are those of the catalogue (views/catalogue.py)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.case import Case, Opening
from pilot.platform.kernel.workflow import Verb
from pilot.programme.forms.citations import CitationForm, CorrectCitationForm
from pilot.programme.models import LegalDocument, Pilot
from pilot.programme.workflows import citations as w


class CitationCase(Case[LegalDocument]):
    """A document that plans, rules and acts cite."""

    workflow = w.CITATION
    name, prefix, paged = "legal-document", "van-ban-can-cu/", False
    kind = gettext_lazy("Cited document")
    select_related = ("pilot",)
    forms = {w.correct_document: CorrectCitationForm}
    openings = (
        Opening(
            w.enter_document, CitationForm, Pilot, "enter-document", "van-ban-can-cu/moi/<code>/", "pilot",
            gettext_lazy("The document is entered. A ground that names its number leads to it from now on."),
        ),
    )  # fmt: skip

    def heading(self, row: LegalDocument) -> str:
        return str(row)

    def url(self, row: LegalDocument, verb: Verb | None = None) -> str:
        return reverse(self.name, args=[row.code])

    def trail(self, row: LegalDocument) -> list[tuple[str, str]]:
        return [(_("Legal basis"), reverse("legal-documents")), (str(row), self.url(row))]

    def initial(self, row: LegalDocument, verb: Verb) -> dict[str, object]:
        return {name: getattr(row, name) for name in ("doc_type", "number", "date", "issuer", "subject")}


CITATIONS = CitationCase()
