"""Shape of what the pages of employees, reports and accounts take in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.access.reveal import masked_columns, masked_value
from pilot.platform.cases.forms import ReasonForm, SignedReasonForm, StatusFilter, StepForm
from pilot.platform.kernel.types import Inputs, Row
from pilot.platform.ui.forms import PILOT_YEARS, BirthDateField, CodeField, NameField, VietnameseDateField
from pilot.platform.vietnamese import format_phone, parse_phone, search_key
from pilot.programme.forms.choosing import Choosing
from pilot.programme.forms.dated import CorrectForm
from staffing.models import PostalEmployee, SelectionCheck


class EmployeeFilter(StatusFilter):
    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    field_order = ("q", "status")

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """`q` is part of the name, with or without marks."""
        exact = self.chosen()
        if text := search_key(exact.pop("q", "")):
            rows = rows.filter(person__search_key__contains=text)
        return rows.filter(**exact)


class EmployeeField(forms.ModelChoiceField):
    """An employee, told from another of the same name by the staff code; `said`: what their list says of each."""

    said: Mapping[int, str] = {}

    def label_from_instance(self, employee: PostalEmployee) -> str:
        name = f"{employee.person.full_name} ({employee.staff_code})"
        said = self.said.get(employee.pk)
        return _("%(name)s – by their list: %(said)s") % {"name": name, "said": said} if said else name


class PhoneField(forms.CharField):
    """A Vietnamese telephone number; E.164 inside, 0912.345.678 on screen."""

    def clean(self, value: object) -> str:
        text = super().clean(value)
        try:
            return parse_phone(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: object) -> object:
        return format_phone(value) if isinstance(value, str) and value.startswith("+84") else value


class EmployeeForm(KeyedForm):
    full_name = NameField(label=_("Full name"), max_length=120)
    staff_code = CodeField(label=_("Staff code"), max_length=20)
    birth_date = BirthDateField(
        label=_("Date of birth"), required=False, help_text=_("Where only the year is known, the year alone: 1988.")
    )
    phone = PhoneField(label=_("Phone"), required=False)
    qualification = forms.CharField(label=_("Qualification"), max_length=120, required=False)


class NewEmployeeForm(EmployeeForm):
    staff_code = CodeField(
        label=_("Staff code"), max_length=20, required=False, help_text=_("Empty: the system gives the next code.")
    )


class EmployeeStepForm(StepForm):
    """A step on an employee: it begins with what is recorded, but for what is masked; that stays when left empty."""

    def __init__(self, *args: Any, employee: PostalEmployee, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee = employee
        recorded = {
            "full_name": employee.person.full_name, "staff_code": employee.staff_code,
            "qualification": employee.qualification, "day": f"{on:%d/%m/%Y}",
        }  # fmt: skip
        for name in recorded.keys() & self.fields.keys():
            self.fields[name].initial = recorded[name]
        self.masked = masked_columns(PostalEmployee).keys() & self.fields.keys()
        for name in self.masked:
            words = _("Leave empty to keep what is recorded: %(value)s")
            self.fields[name].help_text = words % {"value": masked_value(employee, name)["shown"]}

    def inputs(self) -> Inputs:
        given = super().inputs()
        return given | {name: getattr(self.employee.person, name) for name in self.masked if not given[name]}


class CorrectEmployeeForm(CorrectForm, EmployeeStepForm, EmployeeForm):
    """Name, code, date of birth and phone of an employee."""


class ChangeForm(EmployeeStepForm):
    full_name = NameField(label=_("Full name"), max_length=120)
    phone = PhoneField(label=_("Phone"), required=False)
    qualification = forms.CharField(label=_("Qualification"), max_length=120, required=False)
    day = VietnameseDateField(label=_("From"), help_text=_("What was before that day stays in the record of events."))
    field_order = ("full_name", "phone", "qualification", "day", "reason")


class LastDay(forms.Form):
    """The day alone on which something ends, as far as one is typed."""

    day = VietnameseDateField()

    def day_or(self, on: dt.date) -> dt.date:
        day: dt.date = self.cleaned_data["day"] if self.is_valid() else on
        return day


class SeenDayForm(KeyedForm):
    """The page shows what a day touches before it is confirmed: `shown` is the day for which it did.

    Sent with another day the form is neither wrong nor valid: the page shows what that day touches.
    """

    day = VietnameseDateField(
        label=_("From"), years=PILOT_YEARS, help_text=_("What it touches stands above. Another day: send it.")
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial, self.fields["shown"].initial = f"{on:%d/%m/%Y}", on.isoformat()

    def is_valid(self) -> bool:
        return super().is_valid() and not self.day_is_new

    @property
    def day_is_new(self) -> bool:
        """Whether the day that was sent is not the one for which the page had shown what it touches."""
        day = self.cleaned_data.get("day") if self.is_bound else None
        return day is not None and self.cleaned_data["shown"] != day.isoformat()

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if (day := data.get("day")) and isinstance(self.data, QueryDict):
            self.data = sent = self.data.copy()
            sent["shown"] = day.isoformat()
        return data


class EndForm(SeenDayForm, ReasonForm):
    """The employee's last day."""

    field_order = ("day", "reason")

    def __init__(self, *args: Any, employee: PostalEmployee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Last day at work")

    def inputs(self) -> Inputs:
        return {"day": self.cleaned_data["day"]}


class RevokeForm(SeenDayForm, SignedReasonForm):
    """From which day on a recognition no longer counts, by which decision, and why."""

    document_number = forms.CharField(
        label=_("Decision that revokes: number and date"), max_length=120,
        help_text=_("From the committee's own book, for example 09/QĐ-BCĐ ngày 14/06/2021."),
    )  # fmt: skip
    field_order = ("day", "document_number", "reason", "secret")

    def inputs(self) -> Inputs:
        return {name: self.cleaned_data[name] for name in ("day", "document_number")}


class ReturnForm(ReasonForm, EmployeeStepForm):
    day = VietnameseDateField(label=_("First day"), help_text=_("Not before the day after the last one."))
    field_order = ("day", "reason")


class MergeForm(ReasonForm, EmployeeStepForm):
    keep = EmployeeField(
        None,
        to_field_name="staff_code",
        label=_("Staff code of the record to keep"),
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("No other record of this post office has the code “%(value)s”.")},
    )
    field_order = ("keep", "reason")

    def __init__(
        self, *args: Any, employee: PostalEmployee, kept: QuerySet[PostalEmployee], proposed: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, employee=employee, **kwargs)
        self.fields["keep"].queryset = kept  # type: ignore[attr-defined]
        self.fields["keep"].initial = proposed


class EndAssignmentForm(StepForm):
    last_day = VietnameseDateField(label=_("Last day"), years=PILOT_YEARS)
    field_order = ("last_day", "reason")


class CriteriaForm(KeyedForm):
    """One line per criterion of R05: what shows it. A criterion without evidence is not ticked."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, checklist: list[tuple[str, SelectionCheck | None]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = [name for name, _check in checklist]
        self.needed_at_times = [f"evidence_{i}" for i in range(len(checklist))]
        for i, (name, check) in enumerate(checklist):
            self.fields[f"met_{i}"] = forms.BooleanField(label=name, required=False, initial=check is not None)
            self.fields[f"evidence_{i}"] = forms.CharField(
                label=_("What shows it"),
                max_length=300,
                required=False,
                help_text=_("Needed where ticked: a paper, its number and date."),
                initial=check.evidence if check else "",
            )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        for i in range(len(self.criteria)):
            if data.get(f"met_{i}") and not data.get(f"evidence_{i}", "").strip():
                self.add_error(f"evidence_{i}", _("Say what shows it: a paper, its number and date."))
        return data

    def inputs(self) -> Inputs:
        """Ticked criterion → what shows it."""
        data = self.cleaned_data
        ticked = {name: data[f"evidence_{i}"] for i, name in enumerate(self.criteria) if data[f"met_{i}"]}
        return {"evidence": ticked}


class EmployeesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, employee: PostalEmployee) -> str:
        return f"{employee.person.full_name} ({employee.staff_code})"


class ReportTeamForm(Choosing, KeyedForm):
    """Who is reported, and what shows the criteria of those of whom nothing is written yet.

    `criteria`: those of R05 that somebody lacks. One line may show them all, but for those with a line of their own.
    """

    employees = EmployeesField(PostalEmployee.objects.none(), label=_("Employees"), widget=forms.CheckboxSelectMultiple)
    document = forms.CharField(
        label=_("Report: number and date"),
        max_length=120,
        help_text=_("For example 12/BĐT-TCLĐ ngày 10/06/2021."),
    )

    def __init__(self, *args: Any, employees: QuerySet[PostalEmployee], criteria: list[str], **kwargs: Any) -> None:
        super().__init__(*args, employees=employees, **kwargs)
        self.criteria = criteria
        if not criteria:
            return
        self.fields["all_criteria"] = forms.CharField(
            label=_("What shows every criterion, for all who are ticked"),
            max_length=300,
            required=False,
            help_text=_(
                "A paper, its number and date, for each criterion below that has none of its own. Written of those"
                " of whom nothing is written yet; whoever differs is left out here, or gets evidence of their own on"
                " the page of the employee first."
            ),
        )
        for i, name in enumerate(criteria):
            self.fields[f"evidence_{i}"] = forms.CharField(label=name, max_length=300, required=False)
        self.order_fields(["employees", "all_criteria", *(f"evidence_{i}" for i in range(len(criteria))), "document"])

    def inputs(self) -> Inputs:
        """Criterion → what shows it; one without any is left as it is."""
        data = self.cleaned_data
        shown = {
            name: data[f"evidence_{i}"].strip() or data["all_criteria"].strip() for i, name in enumerate(self.criteria)
        }
        return {
            "employees": list(data["employees"]),
            "document": data["document"],
            "evidence": {name: text for name, text in shown.items() if text},
        }


class AccountForm(KeyedForm):
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    account_name = forms.CharField(
        label=_("Name of the account"), max_length=60, help_text=_("Only the name; never a password.")
    )
