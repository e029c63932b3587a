"""Shape of what every record from paper says: the document, its date, its scan and who signed it."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.ui.forms import VietnameseDateField

MOST_BYTES = 4 * 1024 * 1024
SCANS = {"application/pdf": b"%PDF", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}


class ScanField(forms.FileField):
    """A scan: PDF, PNG or JPEG by its first bytes, not by its name."""

    def clean(self, data: object, initial: object = None) -> "UploadedFile[bytes]":
        scan: UploadedFile[bytes] = super().clean(data, initial)
        begins = scan.read(8)
        scan.seek(0)
        if (scan.size or 0) > MOST_BYTES or not any(begins.startswith(mark) for mark in SCANS.values()):
            raise forms.ValidationError(_("Give a scan as PDF, PNG or JPEG of at most 4 MB."))
        scan.content_type = next(kind for kind, mark in SCANS.items() if begins.startswith(mark))
        return scan


class PaperForm(KeyedForm):
    """What every record from paper says; the fields of its kind are added below."""

    document = forms.CharField(label=_("Document: number and issuer"), max_length=120)
    document_date = VietnameseDateField(label=_("Date of the document"))
    scan = ScanField(label=_("Scan"), help_text=_("PDF, PNG or JPEG, at most 4 MB."))
    signers = forms.CharField(
        label=_("Signed by"), max_length=240,
        help_text=_("Names and titles as printed; they need no account here."),
    )  # fmt: skip
