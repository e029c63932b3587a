"""Shape of what the document pages take in."""

from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.documents.filing import MOST_BYTES, Upload
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.selectors import kinds_seen
from pilot.platform.ui.forms import ANY, FilterForm, VietnameseDateField


class DocumentFilter(FilterForm):
    q = forms.CharField(label=_("Number or subject"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *OfficialDocument.Status.choices])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=9999)

    def __init__(self, data: Any, user: AbstractBaseUser, on: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [ANY, *kinds_seen(user, on)]


class NumberForm(KeyedForm):
    """Number and date as the agency's own book says."""

    number = forms.CharField(
        label=_("Number and symbol"),
        max_length=40,
        help_text=_("From your own book, for example 15 or 15/QĐ-UBND."),
    )
    date = VietnameseDateField(label=_("Date of the document"))
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def inputs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("number", "date")}


class SignedCopyForm(KeyedForm):
    file = forms.FileField(
        label=_("Scan of the signed and sealed original"),
        help_text=_("PDF, JPEG or PNG, up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_("Only when it takes the place of a copy that is there already."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_file(self) -> Upload:
        """Size first, so that a huge file is not read into memory."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is empty or larger than 20 MB."))
        return Upload(file.read())

    @property
    def inputs(self) -> dict[str, Any]:
        return {"upload": self.cleaned_data["file"]}


class DecideForm(SignedForm):
    """Recall or replace: a reason and the signer's password or code."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    inputs: dict[str, Any] = {}
