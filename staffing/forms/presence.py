"""Shape of what the pages of absences and of standing in take in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import ReasonForm, StatusFilter, StepForm
from pilot.platform.half_days import Part, Span, half_day
from pilot.platform.kernel.types import Inputs, Row
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField
from pilot.platform.vietnamese import search_key
from pilot.programme.forms.choosing import Choosing
from staffing.forms.employees import EmployeeField
from staffing.models import OWN_LEAVE

KEPT = ("", _("as recorded"))


class NameFilter(StatusFilter):
    """Rows about employees, by state and part of a name."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    field_order = ("q", "status")

    def __init__(self, data: Mapping[str, str], rows: QuerySet[Any]) -> None:
        super().__init__(data, rows)

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        exact = self.chosen()
        if text := search_key(exact.pop("q", "")):
            rows = rows.filter(employee__person__search_key__contains=text)
        return rows.filter(**exact)


class SpanForm(KeyedForm):
    """From a half of the first day to a half of the last one, as people write it."""

    first_day = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    begins = forms.ChoiceField(label=_("Begins in the"), choices=Part.choices, initial=Part.MORNING)
    last_day = VietnameseDateField(label=_("Last day"), years=PILOT_YEARS)
    ends = forms.ChoiceField(label=_("Ends with the"), choices=Part.choices, initial=Part.AFTERNOON)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if {"first_day", "last_day", "begins", "ends"} <= data.keys():
            try:
                data["span"] = Span.inclusive(data["first_day"], data["last_day"], data["begins"], data["ends"])
            except ValueError as error:
                self.add_error("last_day", str(error))
        return data

    def inputs(self) -> Inputs:
        """What the verb takes: the half-days, half-open."""
        given = {n: v for n, v in super().inputs().items() if n not in SpanForm.base_fields and n != "span"}
        first_half, past_half = self.cleaned_data["span"]
        return given | {"first_half": first_half, "past_half": past_half}


class AbsenceForm(SpanForm):
    """An absence; without a choice the kind is not said."""

    leave = forms.ChoiceField(label=_("Kind of leave"), choices=OWN_LEAVE)
    why = forms.CharField(
        label=_("Reason of the absence"), required=False, max_length=200,
        help_text=_("Read by the post office's personnel and the director of the centre alone."),
    )  # fmt: skip
    sudden = forms.BooleanField(label=_("Sudden: not known before the day"), required=False)

    def __init__(self, *args: Any, day: dt.date, on: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("first_day", "last_day"):
            self.fields[name].initial = f"{day:%d/%m/%Y}"
        self.fields["sudden"].initial = day <= on
        self.fields["leave"].initial = "other"


class SwapForm(Choosing, SpanForm):
    """With whom somebody in charge changes places, and when."""

    other = EmployeeField(None, label=_("Swaps with"))
    field_order = ("other", "first_day", "begins", "last_day", "ends")


class CorrectAbsenceForm(SpanForm, ReasonForm):
    """What is masked stays as it is recorded where it is left out."""

    leave = forms.ChoiceField(label=_("Kind of leave"), choices=[KEPT, *OWN_LEAVE], required=False)
    why = forms.CharField(
        label=_("Reason of the absence"), required=False, max_length=200,
        help_text=_("Leave empty to keep what is recorded."),
    )  # fmt: skip
    sudden = forms.BooleanField(label=_("Sudden: not known before the day"), required=False)
    field_order = ("first_day", "begins", "last_day", "ends", "leave", "why", "sudden", "reason")


class EndAbsenceForm(StepForm):
    last_day = VietnameseDateField(label=_("Last day away"), years=PILOT_YEARS)
    ends = forms.ChoiceField(label=_("Ends with the"), choices=Part.choices, initial=Part.AFTERNOON)
    field_order = ("last_day", "ends", "reason")

    def inputs(self) -> Inputs:
        given = self.cleaned_data
        return {"past_half": half_day(given["last_day"], given["ends"]) + 1}
