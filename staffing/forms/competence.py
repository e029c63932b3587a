"""Shape of what the pages of learning, assessment and recognition take in."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.cases.forms import DaysForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField
from pilot.programme.forms.choosing import Choosing, offer
from pilot.programme.models import ServiceField
from staffing.models import Assignment, CivilServant, CompetencyAssessment, PostalEmployee
from staffing.selectors.standing import Standing


class PeopleAndFieldsField(forms.ModelMultipleChoiceField):
    """Assignments of employees of one place, called by employee and field."""

    def label_from_instance(self, row: Assignment) -> str:
        return f"{row.employee.person.full_name}: {row.field.name}"


@dataclass
class GridRow:
    """One employee in the grid: what is chosen for the whole row, and field by field (None: has not this field)."""

    employee: PostalEmployee
    control: object
    cells: list[tuple[Assignment, object] | None]


@dataclass
class Grid:
    """Employees × fields of one place, each with the control of a form; `columns`: field and its control."""

    columns: list[tuple[ServiceField, object]]
    rows: list[GridRow]

    @property
    def by_row(self) -> bool:
        """Whether something can be chosen for a whole row."""
        return any(row.control for row in self.rows)

    @classmethod
    def of(
        cls, rows: Sequence[Assignment], control: Callable[[str], object], cell: Callable[[Assignment], object]
    ) -> "Grid":
        """`control` of a column or row by its name, `cell` of one employee and field."""
        fields = sorted({row.field for row in rows}, key=lambda field: field.name)
        people: dict[PostalEmployee, dict[int, Assignment]] = {}
        for row in rows:
            people.setdefault(row.employee, {})[row.field_id] = row
        return cls(
            [(field, control(f"field_{field.pk}")) for field in fields],
            [
                GridRow(
                    employee,
                    control(f"person_{employee.pk}"),
                    [(own[f.pk], cell(own[f.pk])) if f.pk in own else None for f in fields],
                )
                for employee, own in people.items()
            ],
        )


class OfFields(forms.Form):
    """Chosen employees and fields of one place, all of them at first."""

    assignments = PeopleAndFieldsField(
        Assignment.objects.none(), label=_("Employees and fields"), widget=forms.CheckboxSelectMultiple
    )
    in_grid = ("assignments",)

    def __init__(self, *args: Any, rows: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [s.assignment for s in rows]
        keys = [row.pk for row in self.rows]
        offer(self, assignments=Assignment.objects.filter(pk__in=keys).select_related("field", "employee__person"))
        self.fields["assignments"].initial = keys

    @property
    def grid(self) -> Grid:
        """A tick for each employee and field."""
        boxes = {int(str(box.data["value"])): box for box in self["assignments"]}
        for box in boxes.values():
            box.data["attrs"]["aria-label"] = box.data["label"]
        return Grid.of(self.rows, lambda name: "", lambda row: boxes[row.pk].tag())

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


Result = CompetencyAssessment.Result
NOT_NOW = "none"


class AssessForm(SignedForm):
    """A result for all employees and fields that the page shows, and what differs: by field, employee, or one of both.

    The narrowest choice counts. `shown`: what the page had shown, so that nobody is assessed whom its reader never saw.
    """

    in_grid: list[str]
    whole = forms.ChoiceField(
        label=_("Result for all in the table"),
        choices=[("", _("each one in the table")), *Result.choices],
        required=False,
        widget=forms.RadioSelect,
        initial="",
        help_text=_("Whoever or whatever differs is chosen in the table."),
    )

    def __init__(self, *args: Any, rows: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [s.assignment for s in rows]
        sent = self.data.getlist("shown") if isinstance(self.data, QueryDict) else [str(row.pk) for row in found]
        self.shown = set(sent)
        self.rows = [row for row in found if str(row.pk) in self.shown]
        self.in_grid = []
        self._add_parts()
        for row in self.rows:
            self._add(f"result_{row.pk}", f"{row.employee.person.full_name}: {row.field.name}")
        self.needed_at_times = ["whole", *self.in_grid]
        self.fields["note"] = forms.CharField(label=_("Remark"), max_length=300, required=False)
        self.order_fields([*(n for n in self.fields if n != "secret"), "secret"])

    def _add_parts(self) -> None:
        """A choice for each field and each employee, where there are several of both."""
        fields, people = {row.field for row in self.rows}, {row.employee for row in self.rows}
        if len(people) > 1:
            for field in fields:
                self._add(f"field_{field.pk}", field.name)
        if len(people) > 1 and len(fields) > 1:
            for employee in people:
                self._add(f"person_{employee.pk}", employee.person.full_name)

    def _add(self, name: str, label: str) -> None:
        choices = [("", "–"), *Result.choices, (NOT_NOW, _("not now"))]
        widget = forms.Select(attrs={"class": "input", "aria-label": label})
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)
        self.in_grid.append(name)

    @property
    def grid(self) -> Grid:
        """A choice for each employee and field, and for each row and column."""
        return Grid.of(
            self.rows,
            lambda name: self[name] if name in self.fields else "",
            lambda row: self[f"result_{row.pk}"],
        )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if len(self.rows) < len(self.shown):
            raise forms.ValidationError(_("Some of what this page showed has changed meanwhile. Open it again."))
        if not self.results():
            raise forms.ValidationError(_("Give a result for at least one field."))
        return data

    def inputs(self) -> Inputs:
        """What the verb takes: the employees and fields with a result, and which it is."""
        results = self.results()
        chosen = [row for row in self.rows if row.pk in results]
        return {"results": results, "note": self.cleaned_data["note"], "assignments": chosen}

    def results(self) -> dict[int, str]:
        """Assignment id → result, for those with one."""
        given = {row.pk: self._result(row) for row in self.rows}
        return {pk: result for pk, result in given.items() if result not in ("", NOT_NOW)}

    def _result(self, row: Assignment) -> str:
        """The narrowest choice that is made."""
        names = (f"result_{row.pk}", f"person_{row.employee_id}", f"field_{row.field_id}", "whole")
        return next((value for name in names if (value := self.cleaned_data.get(name))), "")


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
