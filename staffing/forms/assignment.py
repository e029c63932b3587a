"""Shape of what the pages of assignment decisions take in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import DaysForm
from pilot.programme.forms.choosing import Choosing
from pilot.programme.models import ServiceField
from staffing.forms.employees import EmployeeField
from staffing.models import AssignmentRole, PostalEmployee


class SubjectForm(KeyedForm):
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        help_text=_("For example: Cử nhân viên Bưu điện làm việc tại Trung tâm Phục vụ hành chính công."),
    )


class PlaceForm(Choosing):
    """First question of a new line: agency and site. It stands in the address, so that the fields fit."""

    place = forms.ChoiceField(label=_("Agency and site"))


class EmployeeAndFields(Choosing, DaysForm):
    """Who, in which fields, on which days."""

    employee = EmployeeField(PostalEmployee.objects.none(), label=_("Employee"))
    fields_ = forms.ModelMultipleChoiceField(
        label=_("Fields"), queryset=ServiceField.objects.none(), widget=forms.CheckboxSelectMultiple
    )


class LineForm(EmployeeAndFields):
    """`said`: what their list from a workbook says of each employee, by id."""

    role = forms.ChoiceField(label=_("Role"), choices=AssignmentRole)
    field_order = ("employee", "role", "fields_", "valid_from", "last_day")

    def __init__(self, *args: Any, said: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        employee = self.fields["employee"]
        if isinstance(employee, EmployeeField):
            employee.said = said
