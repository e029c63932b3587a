"""Shape of what the pages of assignment decisions take in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import DaysForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField
from pilot.programme.forms.choosing import Choosing
from pilot.programme.models import ServiceField
from staffing.forms.employees import EmployeeField
from staffing.models import AssignmentRole, PostalEmployee
from staffing.selectors.wishes import Wish

MANY = 3  # sites: a subject does not name them all


class WishesField(forms.MultipleChoiceField):
    """Employees with what their list asks for each; its value are the chosen wishes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, wishes: Sequence[Wish], **kwargs: Any) -> None:
        self.wishes = {str(wish.employee.pk): wish for wish in wishes}
        words = ((key, f"{wish.employee.person.full_name}: {wish}") for key, wish in self.wishes.items())
        super().__init__(choices=list(words), initial=list(self.wishes), **kwargs)

    def clean(self, value: Any) -> list[Wish]:
        return [self.wishes[key] for key in super().clean(value)]


class DraftForm(KeyedForm):
    """The subject and, where their list says where employees are wanted, which of them the draft begins with."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        help_text=_("For example: Cử nhân viên Bưu điện làm việc tại Trung tâm Phục vụ hành chính công."),
    )

    def __init__(self, *args: Any, wishes: Sequence[Wish], first_day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not wishes:
            return
        self.fields["people"] = WishesField(
            wishes, label=_("Employees, as their list asks"), required=False,
            help_text=_("Leave out whoever differs; add such employees to the draft afterwards."),
        )  # fmt: skip
        if not all(wish.employee.asked_from for wish in wishes):
            self.fields["valid_from"] = VietnameseDateField(
                label=_("First day of those whose list names none"), initial=f"{first_day:%d/%m/%Y}", years=PILOT_YEARS
            )
        self.fields["subject"].initial = _subject(wishes)

    def inputs(self) -> Inputs:
        """What the verb takes: the subject, and a line for each chosen employee."""
        data = self.cleaned_data
        lines = [wish.line(data.get("valid_from")) for wish in data.get("people", [])]
        return {"subject": data["subject"], "lines": lines}


def _subject(wishes: Sequence[Wish]) -> str:
    """How such a decision is called; in Vietnamese, as everything that it says."""
    sites = list(dict.fromkeys(str(wish.site) for wish in wishes))
    named = ", ".join(sites) if len(sites) < MANY else "các Trung tâm Hành chính công, Bộ phận Một cửa"
    return f"Cử nhân viên Bưu điện làm việc tại {named}"


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

    def __init__(self, *args: Any, said: Mapping[int, str], wish: Wish | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wish:
            day = wish.employee.asked_from
            self.initial = {
                "employee": wish.employee, "role": wish.role, "fields_": wish.fields,
                "valid_from": f"{day:%d/%m/%Y}" if day else "",
            }  # fmt: skip
        employee = self.fields["employee"]
        if isinstance(employee, EmployeeField):
            employee.said = said
