"""Shape of what every record from paper says: the document, its date, its scan and who signed it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.documents.fields import EvidenceField
from pilot.platform.ui.forms import VietnameseDateField


class PaperForm(KeyedForm):
    """What every record from paper says; the fields of its kind are added below."""

    document = forms.CharField(label=_("Document: number and issuer"), max_length=120)
    document_date = VietnameseDateField(label=_("Date of the document"))
    scan = EvidenceField(label=_("Scan"))
    signers = forms.CharField(
        label=_("Signed by"), max_length=240,
        help_text=_("Names and titles as printed; they need no account here."),
    )  # fmt: skip
