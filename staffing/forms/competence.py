"""Shape of what the pages of learning, assessment and recognition take in."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.ui.forms import VietnameseDateField
from staffing.forms.assignment import DaysForm
from staffing.models import Assignment, CivilServant, CompetencyAssessment
from staffing.selectors.standing import Standing


class OfFields(forms.Form):
    """Chosen fields of one employee at one place, all of them at first."""

    assignments = forms.ModelMultipleChoiceField(
        label=_("Fields"), queryset=Assignment.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys, field = [s.assignment.pk for s in rows], self.fields["assignments"]
        field.queryset = Assignment.objects.filter(pk__in=keys).select_related("field", "employee__person")  # type: ignore[attr-defined]
        field.label_from_instance = self.words  # type: ignore[attr-defined]
        field.initial = keys

    @staticmethod
    def words(row: Assignment) -> str:
        return str(row.field.name)

    def clean_assignments(self) -> list[Assignment]:
        return list(self.cleaned_data["assignments"])


class StartForm(OfFields, KeyedForm):
    started_on = VietnameseDateField(label=_("First day of learning"))
    mentor = forms.ModelChoiceField(
        label=_("Guided by"),
        queryset=CivilServant.objects.none(),
        required=False,
        help_text=_("A civil servant of the agency on duty at the counter (R38)."),
    )

    def __init__(self, *args: Any, mentors: Any, first_day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = f"{first_day:%d/%m/%Y}"
        self.fields["mentor"].queryset = mentors
        self.fields["mentor"].label_from_instance = lambda c: c.person.full_name


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
        self.fields["note"] = forms.CharField(label=_("Remark"), max_length=300, required=False)
        self.order_fields([*(n for n in self.fields if n != "secret"), "secret"])

    def clean(self) -> dict[str, Any]:
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignments"].label = _("Employees and fields")

    @staticmethod
    def words(row: Assignment) -> str:
        return f"{row.employee.person.full_name}: {row.field.name}"
