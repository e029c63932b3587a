"""Shape of what the pages of learning, assessment and recognition take in."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.cases.forms import DaysForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField
from pilot.programme.forms.choosing import Choosing, offer
from staffing.models import Assignment, CivilServant, CompetencyAssessment
from staffing.selectors.standing import Standing


class FieldsField(forms.ModelMultipleChoiceField):
    """Assignments of one employee at one place, called by their fields."""

    def label_from_instance(self, row: Assignment) -> str:
        return row.field.name


class PeopleAndFieldsField(FieldsField):
    """Those of several employees."""

    def label_from_instance(self, row: Assignment) -> str:
        return f"{row.employee.person.full_name}: {row.field.name}"


class OfFields(forms.Form):
    """Chosen fields of one employee at one place, all of them at first."""

    assignments = FieldsField(Assignment.objects.none(), label=_("Fields"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, rows: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [s.assignment.pk for s in rows]
        offer(self, assignments=Assignment.objects.filter(pk__in=keys).select_related("field", "employee__person"))
        self.fields["assignments"].initial = keys

    def clean_assignments(self) -> list[Assignment]:
        return list(self.cleaned_data["assignments"])


class CivilServantField(forms.ModelChoiceField):
    def label_from_instance(self, servant: CivilServant) -> str:
        return servant.person.full_name


class StartForm(OfFields, Choosing, KeyedForm):
    started_on = VietnameseDateField(label=_("First day of learning"), years=PILOT_YEARS)
    mentor = CivilServantField(
        CivilServant.objects.none(),
        label=_("Guided by"),
        required=False,
        help_text=_("A civil servant of the agency on duty at the counter (R38)."),
    )

    def __init__(self, *args: Any, first_day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = f"{first_day:%d/%m/%Y}"


class AttestForm(OfFields, SignedForm):
    note = forms.CharField(
        label=_("What shows it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example the number of dossiers handled beside the civil servant."),
    )


class AssessForm(SignedForm):
    """One result per field; a field left open is not assessed now."""

    def __init__(self, *args: Any, rows: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [s.assignment for s in rows]
        choices = [("", _("not now")), *CompetencyAssessment.Result.choices]
        for row in self.rows:
            self.fields[f"result_{row.pk}"] = forms.ChoiceField(
                label=row.field.name, choices=choices, required=False, widget=forms.RadioSelect, initial=""
            )
        self.needed_at_times = [f"result_{row.pk}" for row in self.rows]
        self.fields["note"] = forms.CharField(label=_("Remark"), max_length=300, required=False)
        self.order_fields([*(n for n in self.fields if n != "secret"), "secret"])

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not self.results():
            raise forms.ValidationError(_("Give a result for at least one field."))
        return data

    def inputs(self) -> Inputs:
        """What the verb takes: the fields with a result, and which it is."""
        results = self.results()
        chosen = [row for row in self.rows if row.pk in results]
        return {"results": results, "note": self.cleaned_data["note"], "assignments": chosen}

    def results(self) -> dict[int, str]:
        """Assignment id → result, for the fields with one."""
        given = {row.pk: self.cleaned_data.get(f"result_{row.pk}", "") for row in self.rows}
        return {pk: result for pk, result in given.items() if result}


class RecogniseForm(OfFields, DaysForm, SignedForm):
    """Employees of one agency at one site, each in the fields in which both found him proficient."""

    assignments = PeopleAndFieldsField(
        Assignment.objects.none(), label=_("Employees and fields"), widget=forms.CheckboxSelectMultiple
    )
    document_number = forms.CharField(
        label=_("Number of the document"),
        max_length=60,
        help_text=_("From the committee's own book, for example 07/QĐ-BCĐ."),
    )
    cosign = forms.BooleanField(
        label=_("A second person signs too"),
        required=False,
        help_text=_(
            "Needed when you hold a role at the employees' host agency (A24). It takes effect with the second signature."  # noqa: E501
        ),
    )
    field_order = ("assignments", "document_number", "valid_from", "last_day", "cosign")
