"""Shape of what is recorded from paper."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.forms import DaysForm, PaperForm
from pilot.programme.forms.choosing import Choosing
from pilot.programme.models import Person, Procedure, ProcedureHandover
from staffing.forms.assignment import EmployeeAndFields
from staffing.models import AssignmentRole, PaperRecord


class RecordForm(DaysForm, PaperForm):
    """A record of people or procedures; the fields of its kind are added below."""

    field_order = (
        "document", "document_date", "scan", "signers", "employee", "fields_", "role",
        "by_agency_head", "by_agency_head_printed", "by_centre_director", "by_centre_director_printed",
        "recognised_by", "recognised_by_printed", "procedures", "step", "valid_from", "last_day",
    )  # fmt: skip


class EmployeePaperForm(EmployeeAndFields, RecordForm):
    """What the record says of an employee."""


class AssignmentPaperForm(EmployeePaperForm):
    role = forms.ChoiceField(label=_("Role"), choices=AssignmentRole)


SIGNERS = {
    "by_agency_head": _("Assessed by the head of agency"),
    "by_centre_director": _("Assessed by the director of the centre"),
    "recognised_by": _("Recognised for the committee by"),
}


class RecognitionPaperForm(EmployeePaperForm):
    """Each signer is chosen, or named as printed where the document is older than the accounts."""

    def __init__(self, *args: Any, signers: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in SIGNERS.items():
            self.fields[name] = forms.ModelChoiceField(signers, label=label, required=False)
            self.fields[f"{name}_printed"] = forms.CharField(
                label=_("or the name as printed"), max_length=120, required=False
            )
        self.needed_at_times = [*SIGNERS, *(f"{name}_printed" for name in SIGNERS)]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, object]:
        data = super().clean()
        for name in SIGNERS:
            printed = str(data.pop(f"{name}_printed", "")).strip()
            if bool(printed) == bool(data.get(name)):
                self.add_error(name, _("Choose the signer, or enter the name as printed."))
            data[name] = data.get(name) or printed
        return data


class HandoverPaperForm(Choosing, RecordForm):
    procedures = forms.ModelMultipleChoiceField(
        label=_("Procedures"), queryset=Procedure.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    step = forms.ChoiceField(
        label=_("Step"),
        choices=[(s.value, s.label) for s in ProcedureHandover.Step if s != ProcedureHandover.Step.NOT_STARTED],
    )

    last_day = None  # type: ignore[assignment]  # a step lasts until the next one


Kind = PaperRecord.Kind
FORM_OF = {
    Kind.ASSIGNMENT: AssignmentPaperForm,
    Kind.RECOGNITION: RecognitionPaperForm,
    Kind.HANDOVER: HandoverPaperForm,
}
