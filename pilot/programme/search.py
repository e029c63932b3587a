"""What search finds of the programme: places, the catalogue, documents."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.search import Hit, Searched
from pilot.platform.documents.models import OfficialDocument
from pilot.programme.models import Agency, CounterPost, Inconsistency, LegalDocument, Procedure, Site
from pilot.programme.selectors.rules import questions


def place_hit(page: str, row: Site | Agency | CounterPost) -> Hit:
    return Hit(row.name, reverse(page, args=[row.code]), row.code)


def legal_document_hit(row: LegalDocument) -> Hit:
    return Hit(str(row), reverse("legal-document", args=[row.code]), row.subject)


def official_document_hit(row: OfficialDocument) -> Hit:
    return Hit(str(row), reverse("official-document", args=[row.pk]), row.summary)


def question_hit(row: Inconsistency) -> Hit:
    return Hit(f"{row.code} · {row.what}", f"{reverse('questions')}#{row.code}")


SEARCHED = (
    Searched(
        _("Questions on the documents"),
        Inconsistency,
        question_hit,
        keys=(),
        codes=("code",),
        order=("code",),
        seen=questions,
    ),
    Searched(
        _("Official documents"), OfficialDocument, official_document_hit, code_keys=("number_key",), order=("-pk",)
    ),
    Searched(_("Sites"), Site, lambda row: place_hit("site", row), order=("name", "code")),
    Searched(_("Agencies"), Agency, lambda row: place_hit("agency", row), order=("name", "code")),
    Searched(_("Posts"), CounterPost, lambda row: place_hit("counter-post", row), order=("name", "code")),
    Searched(
        _("Procedures"),
        Procedure,
        lambda row: Hit(str(row), reverse("procedure", args=[row.code])),
        order=("code",),
    ),
    Searched(_("Documents"), LegalDocument, legal_document_hit, codes=("code",), order=("code",)),
)
