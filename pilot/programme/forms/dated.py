"""Forms of everything that people enter, correct, change from a day on, and close."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.forms import ReasonForm, StepForm
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField


class ProvinceField(forms.CharField):
    """The name of a province without the word for what it is: "tỉnh Nam Sơn" is Nam Sơn."""

    KIND = re.compile(r"^\s*(tỉnh|thành phố|tp\.?)\s+", re.IGNORECASE)

    def __init__(self) -> None:
        super().__init__(label=_("Province"), max_length=60, help_text=_("As in “Hà Tĩnh”."))

    def to_python(self, value: object) -> str:
        return self.KIND.sub("", super().to_python(value) or "")


class GroundInput(forms.TextInput):
    """A text for which the form offers the cited documents (templatetags/cited.py)."""

    LIST = "cited-documents"

    def __init__(self) -> None:
        super().__init__({"list": self.LIST})


class GroundField(forms.CharField):
    """The document on which an act rests, as people cite it."""

    widget = GroundInput

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {
            "label": _("Ground"), "max_length": 200,
            "help_text": _("Number, day and issuer of the document: 12/QĐ-UBND ngày 01/06/2021 của UBND tỉnh."),
        }  # fmt: skip
        super().__init__(**{**defaults, **options})


class CorrectForm(ReasonForm):
    """A typing error, and what it was."""

    reason = forms.CharField(
        label=_("What was typed wrong"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A correction counts as if it had always been so. For what is different from a day on, use “change”."
        ),
    )


class ChangeForm(StepForm):
    """What is different from a day on."""

    day = VietnameseDateField(
        label=_("From"), years=PILOT_YEARS, help_text=_("Until the day before, all stays as it was.")
    )
    legal_basis = GroundField()


class CloseForm(StepForm):
    """Until when there is such a thing."""

    last_day = VietnameseDateField(label=_("Last day"), years=PILOT_YEARS)
    legal_basis = GroundField()
    field_order = ("last_day", "legal_basis", "reason")
