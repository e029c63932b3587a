"""Shape of what the pages of official documents take in."""

from collections.abc import Mapping

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.forms import NumberForm, StatusFilter, StepForm
from pilot.platform.documents.fields import EvidenceField
from pilot.platform.documents.registry import kind_of
from pilot.platform.kernel.types import Inputs, Row
from pilot.platform.ui.forms import ANY
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
