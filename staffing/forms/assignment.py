"""Shape of what the pages of assignment decisions take in."""

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
        help_text=_("For example: Cử nhân viên Bưu điện làm việc tại Trung tâm HCC huyện Can Lộc."),
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
    role = forms.ChoiceField(label=_("Role"), choices=AssignmentRole)
    field_order = ("employee", "role", "fields_", "valid_from", "last_day")
