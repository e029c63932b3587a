"""Shape of what the pages of cited documents take in."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.forms import StepForm
from pilot.platform.ui.forms import VietnameseDateField
from pilot.programme.documents.citing import TYPES
from pilot.programme.forms.dated import CorrectForm


class CitationForm(StepForm):
    doc_type = forms.ChoiceField(label=_("Kind of document"), choices=list(TYPES.items()))
    number = forms.CharField(label=_("Number"), max_length=40, help_text=_("With its symbol: 12/QĐ-UBND."))
    date = VietnameseDateField(label=_("Date"))
    issuer = forms.CharField(label=_("Issuer"), max_length=200)
    subject = forms.CharField(
        label=_("Subject"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("As printed.")
    )
    field_order: Sequence[str] = ("doc_type", "number", "date", "issuer", "subject", "reason")


class CorrectCitationForm(CorrectForm, CitationForm):
    pass
