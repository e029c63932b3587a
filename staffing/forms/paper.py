"""Shape of what is recorded from paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.access.forms import KeyedForm
from pilot.forms.programme import ANY, FilterForm, VietnameseDateField
from pilot.models import Person, Procedure, ProcedureHandover, ServiceField
from staffing.forms.assignment import DaysMixin
from staffing.models import AssignmentRole, PaperRecord, PostalEmployee

MOST_BYTES = 4 * 1024 * 1024
SCANS = {"application/pdf": b"%PDF", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}


class PaperFilter(FilterForm):
    status = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *PaperRecord.Status.choices])


class ScanField(forms.FileField):
    """A scan: PDF, PNG or JPEG by its first bytes, not by its name."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        scan = super().clean(data, initial)
        if not scan:
            return None
        begins = scan.read(8)
        scan.seek(0)
        if scan.size > MOST_BYTES or not any(begins.startswith(mark) for mark in SCANS.values()):
            raise forms.ValidationError(_("Give a scan as PDF, PNG or JPEG of at most 4 MB."))
        scan.content_type = next(kind for kind, mark in SCANS.items() if begins.startswith(mark))
        return scan


class PaperForm(DaysMixin, KeyedForm):
    """What every record from paper says; the fields of its kind are added below."""

    document = forms.CharField(label=_("Document: number and issuer"), max_length=120)
    document_date = VietnameseDateField(label=_("Date of the document"))
    scan = ScanField(label=_("Scan"), required=False, help_text=_("PDF, PNG or JPEG, at most 4 MB."))
    field_order = (
        "document",
        "document_date",
        "scan",
        "employee",
        "fields_",
        "role",
        "by_agency_head",
        "by_centre_director",
        "recognised_by",
        "procedures",
        "step",
        "valid_from",
        "last_day",
    )

    def inputs(self) -> dict[str, Any]:
        """What the verb takes, without keys and empty fields of other kinds."""
        data = {
            k: v
            for k, v in self.cleaned_data.items()
            if k not in ("operation_key", "last_day", "fields_", "procedures")
        }
        for name, field in (("fields", "fields_"), ("procedures", "procedures")):
            if field in self.cleaned_data:
                data[name] = list(self.cleaned_data[field])
        return data


class EmployeePaperForm(PaperForm):
    employee = forms.ModelChoiceField(label=_("Employee"), queryset=PostalEmployee.objects.none())
    fields_ = forms.ModelMultipleChoiceField(
        label=_("Fields"), queryset=ServiceField.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, employees: Any, fields: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee"].queryset = employees
        self.fields["employee"].label_from_instance = lambda e: f"{e.person.full_name} ({e.staff_code})"
        self.fields["fields_"].queryset = fields


class AssignmentPaperForm(EmployeePaperForm):
    role = forms.ChoiceField(label=_("Role"), choices=AssignmentRole)


class RecognitionPaperForm(EmployeePaperForm):
    by_agency_head = forms.ModelChoiceField(label=_("Assessed by the head of agency"), queryset=Person.objects.none())
    by_centre_director = forms.ModelChoiceField(
        label=_("Assessed by the director of the centre"), queryset=Person.objects.none()
    )
    recognised_by = forms.ModelChoiceField(label=_("Recognised for the committee by"), queryset=Person.objects.none())

    def __init__(self, *args: Any, signers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("by_agency_head", "by_centre_director", "recognised_by"):
            self.fields[name].queryset = signers


class HandoverPaperForm(PaperForm):
    procedures = forms.ModelMultipleChoiceField(
        label=_("Procedures"), queryset=Procedure.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    step = forms.ChoiceField(
        label=_("Step"),
        choices=[(s.value, s.label) for s in ProcedureHandover.Step if s != ProcedureHandover.Step.NOT_STARTED],
    )

    def __init__(self, *args: Any, procedures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["last_day"]
        self.fields["procedures"].queryset = procedures


Kind = PaperRecord.Kind
FORM_OF = {
    Kind.ASSIGNMENT: AssignmentPaperForm,
    Kind.RECOGNITION: RecognitionPaperForm,
    Kind.HANDOVER: HandoverPaperForm,
}
