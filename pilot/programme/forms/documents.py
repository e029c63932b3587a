"""Shape of what the pages of official documents take in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.forms import NumberForm, StatusFilter, StepForm
from pilot.platform.documents.book import Book, Line, lines
from pilot.platform.documents.fields import EvidenceField
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import KINDS, kind_of
from pilot.platform.kernel.types import Inputs, Row
from pilot.platform.ui.forms import ANY, FilterForm
from pilot.programme.forms.choosing import offer


class DocumentFilter(StatusFilter):
    """`q` is part of the number or of the subject line."""

    q = forms.CharField(label=_("Number or subject"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=9999)
    field_order = ("q", "kind", "status", "year")

    def __init__(self, data: Mapping[str, str], rows: QuerySet[Model]) -> None:
        super().__init__(data, rows)
        codes = rows.order_by().values_list("kind", flat=True).distinct()
        offer(self, kind=[ANY, *sorted((code, str(kind_of(code).title)) for code in codes)])

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        exact = self.chosen()
        text = exact.pop("q", "")
        rows = rows.filter(**exact)
        return rows.filter(Q(number__icontains=text) | Q(summary__icontains=text)) if text else rows


class BookFilter(FilterForm):
    """One of the `books` by issuer and year, the first where none is asked for; `q` as in the list of documents."""

    issuer = forms.ChoiceField(label=_("Issuer"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *OfficialDocument.Status.choices[2:]])
    q = forms.CharField(label=_("Number or subject"), required=False, max_length=80)

    def __init__(self, data: Mapping[str, str], books: Sequence[Book]) -> None:
        super().__init__(data)
        self.books = books
        years = sorted({book.year for book in books}, reverse=True)
        kinds = sorted((kind.code, str(kind.title)) for kind in KINDS.values())
        issuers = {book.issuer: book.name for book in books}
        offer(self, issuer=list(issuers.items()), year=[(str(y), str(y)) for y in years], kind=[ANY, *kinds])

    @property
    def book(self) -> Book | None:
        """The book that is asked for; without a document in that year, an empty one."""
        asked, first = self.chosen(), next(iter(self.books), None)
        if first is None:
            return None
        issuer = asked.get("issuer", first.issuer)
        own = [book for book in self.books if book.issuer == issuer]
        year = asked.get("year", own[0].year)
        return next((book for book in own if book.year == year), replace(own[0], year=year))

    def lines(self, rows: QuerySet[OfficialDocument]) -> list[Line]:
        """The lines of the book; missing numbers are told where nothing is left out."""
        asked = {name: value for name, value in self.chosen().items() if name not in ("issuer", "year")}
        text = asked.pop("q", "")
        found = rows.filter(**asked)
        found = found.filter(Q(number__icontains=text) | Q(summary__icontains=text)) if text else found
        return lines(self.book, found, whole=not asked and not text) if self.book else []


class DocumentNumberForm(NumberForm):
    """Number and date as the agency's own book says."""

    number = forms.CharField(
        label=_("Number and symbol"), max_length=40, help_text=_("From your own book, for example 15 or 15/QĐ-UBND.")
    )


class SignedCopyForm(StepForm):
    file = EvidenceField(label=_("Scan of the signed and sealed original"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_("Only when it takes the place of a copy that is there already."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("file", "reason")

    def inputs(self) -> Inputs:
        return {"upload": self.cleaned_data["file"]}
