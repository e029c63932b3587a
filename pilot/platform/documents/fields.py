"""The field of every form that takes a scan or a signed copy."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.evidence import ENDINGS, MEGABYTES, Evidence, EvidenceRefused, opened
from pilot.platform.kernel.types import Words

HELP = format_lazy(_("PDF, JPEG or PNG, at most {size} MB, without a password."), size=MEGABYTES)


class EvidenceField(forms.FileField):
    """A scan; its value is an Evidence. What cannot be opened is said at the field."""

    widget = forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)})

    def __init__(self, label: Words, *, required: bool = True) -> None:
        super().__init__(label=label, help_text=HELP, required=required, allow_empty_file=True)  # `opened` says what

    def clean(self, data: object, initial: object = None) -> Evidence | None:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return opened(upload)
        except EvidenceRefused as refused:
            raise forms.ValidationError(refused.refusal.message, refused.code) from None
