"""Shape of what the pages of assignment decisions take in."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.periods import ONE_DAY
from pilot.platform.ui.forms import VietnameseDateField
from pilot.programme.forms.choosing import Choosing
from pilot.programme.models import ServiceField
from staffing.models import AssignmentRole, PostalEmployee


class SubjectForm(KeyedForm):
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        help_text=_("For example: Cử nhân viên Bưu điện làm việc tại Trung tâm HCC huyện Can Lộc."),
    )


class PlaceForm(Choosing):
    """First question of a new line: agency and site. It stands in the address, so that the fields fit."""

    place = forms.ChoiceField(label=_("Agency and site"))


class DaysForm(KeyedForm):
    """First and last day as people write them, inclusive; half-open inside."""

    valid_from = VietnameseDateField(label=_("First day"))
    last_day = VietnameseDateField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        data["valid_to"] = last + ONE_DAY if last else None
        return data

    def inputs(self) -> Inputs:
        """What the verb takes: the half-open period, chosen rows as a list (`fields_`: a form has `fields`)."""
        found = {name: value for name, value in super().inputs().items() if name != "last_day"}
        return {
            name.removesuffix("_"): list(value) if isinstance(value, QuerySet) else value
            for name, value in found.items()
        }


class EmployeeField(forms.ModelChoiceField):
    """An employee, told from another of the same name by the staff code."""

    def label_from_instance(self, employee: PostalEmployee) -> str:
        return f"{employee.person.full_name} ({employee.staff_code})"


class EmployeeAndFields(Choosing, DaysForm):
    """Who, in which fields, on which days."""

    employee = EmployeeField(PostalEmployee.objects.none(), label=_("Employee"))
    fields_ = forms.ModelMultipleChoiceField(
        label=_("Fields"), queryset=ServiceField.objects.none(), widget=forms.CheckboxSelectMultiple
    )


class LineForm(EmployeeAndFields):
    role = forms.ChoiceField(label=_("Role"), choices=AssignmentRole)
    field_order = ("employee", "role", "fields_", "valid_from", "last_day")
