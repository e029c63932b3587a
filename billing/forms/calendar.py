"""Shape of what the pages of calendars and VAT rates take in."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models.calendar import VatCategory
from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import StepForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.ui.forms import PILOT_YEARS, CodeField, VietnameseDateField
from pilot.programme.forms.dated import CorrectForm


class YearForm(KeyedForm):
    year = forms.IntegerField(label=_("Year"), min_value=PILOT_YEARS[0], max_value=PILOT_YEARS[1])


class NoticeForm(StepForm):
    """The notice that orders a day."""

    reason = None  # type: ignore[assignment]  # the notice is the reason
    notice_number = CodeField(label=_("Number of the notice"), max_length=60)
    notice_date = VietnameseDateField(label=_("Date of the notice"), years=PILOT_YEARS)
    notice_issuer = forms.CharField(label=_("Issued by"), max_length=120)


class CalendarDayForm(NoticeForm):
    day = VietnameseDateField(label=_("Day off"), years=PILOT_YEARS)
    worked = VietnameseDateField(
        label=_("Worked instead"), years=PILOT_YEARS, required=False,
        help_text=_("Of a swap: the Saturday or Sunday that is worked for it. Otherwise leave it empty."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Occasion"), max_length=120, help_text=_("For example “Nghỉ bù Ngày Quốc tế lao động”.")
    )
    field_order = ("day", "worked", "name", "notice_number", "notice_date", "notice_issuer")


class VatRateForm(KeyedForm):
    category = forms.ChoiceField(label=_("VAT"), choices=VatCategory.choices)
    rate = forms.DecimalField(
        label=_("Rate in percent"), required=False, min_value=Decimal("0.1"), max_value=Decimal("99.9"),
        decimal_places=1, localize=True, help_text=_("For example 8. Only for VAT at the rate of the month."),
    )  # fmt: skip
    first_day = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    last_day = VietnameseDateField(
        label=_("Last day"), years=PILOT_YEARS, open_end=True,
        help_text=_("Empty: until another rate begins."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Decree"),
        max_length=200,
        help_text=_("Number, date and issuer, for example “Nghị định 174/2025/NĐ-CP”."),
    )

    needed_at_times = ("rate",)

    def inputs(self) -> Inputs:
        """The rate as part of one: 8 % is 0.08."""
        values = super().inputs()
        return values | {"rate": values["rate"] and values["rate"] / 100}


class CorrectVatRateForm(CorrectForm, VatRateForm):
    """What was typed wrong of a rate; another category would be another rate."""

    category = None  # type: ignore[assignment]  # Django's way to leave out an inherited field
    first_day = VietnameseDateField(
        label=_("First day"), years=PILOT_YEARS, required=False, help_text=_("Empty: not stated.")
    )
    field_order = ("rate", "first_day", "last_day", "source", "reason")
