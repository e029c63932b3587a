"""Shape of what the pages of employees, reports and accounts take in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.ui.forms import ANY, FilterForm, VietnameseDateField
from pilot.platform.vietnamese import format_phone, parse_phone
from staffing.models import PostalEmployee


class EmployeeFilter(FilterForm):
    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    status = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *PostalEmployee.Status.choices])


class PhoneField(forms.CharField):
    """A Vietnamese telephone number; E.164 inside, 0912.345.678 on screen."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return parse_phone(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        return format_phone(value) if isinstance(value, str) and value.startswith("+84") else value


class EmployeeForm(KeyedForm):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    staff_code = forms.CharField(label=_("Staff code"), max_length=20)
    birth_date = VietnameseDateField(label=_("Date of birth"), required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    qualification = forms.CharField(label=_("Qualification"), max_length=120, required=False)


class _Row(KeyedForm):
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CorrectForm(_Row, EmployeeForm):
    reason = forms.CharField(
        label=_("What was typed wrong"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A correction counts as if it had always been so. For what is different from a day on, use “change”."
        ),
    )


class ChangeForm(_Row):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    phone = PhoneField(label=_("Phone"), required=False)
    qualification = forms.CharField(label=_("Qualification"), max_length=120, required=False)
    day = VietnameseDateField(label=_("From"), help_text=_("What was before that day stays in the record of events."))
    reason = forms.CharField(label=_("Reason or remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class EndForm(_Row):
    day = VietnameseDateField(label=_("Last day"), help_text=_("Assignments that last longer end with it."))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class PlainForm(_Row):
    reason = forms.CharField(label=_("Reason or remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class EndAssignmentForm(_Row):
    last_day = VietnameseDateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason or remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CriteriaForm(_Row):
    """One line per criterion of R05: what shows it. A criterion without evidence is not ticked."""

    def __init__(self, *args: Any, checklist: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = [name for name, _check in checklist]
        for i, (name, check) in enumerate(checklist):
            self.fields[f"met_{i}"] = forms.BooleanField(label=name, required=False, initial=check is not None)
            self.fields[f"evidence_{i}"] = forms.CharField(
                label=_("What shows it"),
                max_length=300,
                required=False,
                initial=check.evidence if check else "",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for i in range(len(self.criteria)):
            if data.get(f"met_{i}") and not data.get(f"evidence_{i}", "").strip():
                self.add_error(f"evidence_{i}", _("Say what shows it: a paper, its number and date."))
        return data

    def evidence(self) -> dict[str, str]:
        """Ticked criterion → what shows it."""
        data = self.cleaned_data
        return {name: data[f"evidence_{i}"] for i, name in enumerate(self.criteria) if data[f"met_{i}"]}


class ReportTeamForm(KeyedForm):
    employees = forms.ModelMultipleChoiceField(
        label=_("Employees"), queryset=PostalEmployee.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    document = forms.CharField(
        label=_("Report: number and date"),
        max_length=120,
        help_text=_("For example 12/BĐT-TCLĐ ngày 10/06/2021."),
    )

    def __init__(self, *args: Any, employees: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employees"].queryset = employees
        self.fields["employees"].label_from_instance = lambda e: f"{e.person.full_name} ({e.staff_code})"


class AccountForm(_Row):
    account_name = forms.CharField(
        label=_("Name of the account"), max_length=60, help_text=_("Only the name; never a password.")
    )
