"""Shape of what the billing pages take in."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import LabourContract
from billing.models.calendar import VatCategory
from billing.selectors.sheets import Cell, Sheet
from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.cases.paper.forms import PaperForm
from pilot.platform.periods import month_of
from pilot.platform.ui.forms import ANY, FilterForm, VietnameseDateField
from pilot.programme.models import Agency, CounterPost, Site

HALF_DAYS = {"": 0, "0": 0, "0.5": 1, "0,5": 1, ".5": 1, "1": 2, "1.0": 2, "1,0": 2}
IN_CELL = {0: "", 1: "0.5", 2: "1"}


class ContractFilter(FilterForm):
    """State and payer, among the contracts that the reader sees."""

    status = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *LabourContract.Status.choices])
    payer__code = forms.ChoiceField(label=_("Payer"), required=False)

    def __init__(self, data: Any, rows: Any) -> None:
        super().__init__(data)
        payers = rows.order_by("payer__name").values_list("payer__code", "payer__name").distinct()
        self.fields["payer__code"].choices = [ANY, *payers]


class MonthField(forms.DateField):
    """A month as people write it, 05/2021; kept as its first day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%m/%Y", "%d/%m/%Y"], **options)

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(value)
        return day and month_of(day)


class ContractDraftForm(KeyedForm):
    provider = forms.ModelChoiceField(Agency.objects.none(), label=_("Post office"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"))
    payer = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Payer"),
        help_text=_("By rule R26 the provincial Office for the provincial centre, each locality for its own."),
    )
    first_day = VietnameseDateField(label=_("First day"))
    last_day = VietnameseDateField(label=_("Last day"), required=False, help_text=_("Empty: without end."))
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    ceiling_vnd = forms.IntegerField(
        label=_("Ceiling, VAT included"), required=False, min_value=0, help_text=_("Đồng. Empty: none given.")
    )

    def __init__(self, *args: Any, providers: Any, sites: Any, payers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = providers
        self.fields["site"].queryset, self.fields["payer"].queryset = sites, payers


class PaperContractForm(PaperForm, ContractDraftForm):
    number = forms.CharField(label=_("Number of the contract"), max_length=60)
    field_order = ("provider", "document", "number", "document_date", "scan", "signers")

    def inputs(self) -> dict[str, Any]:
        return {name: value for name, value in super().inputs().items() if name != "provider"}


class ContractLineForm(KeyedForm):
    post = forms.ModelChoiceField(CounterPost.objects.none(), label=_("Counter post"))
    description = forms.CharField(
        label=_("Work"),
        max_length=240,
        help_text=_(
            "Only labour. By rule R27 electricity, water, stationery, telephone and Internet are no part of it."
        ),
    )
    first_day = VietnameseDateField(label=_("First day"))
    last_day = VietnameseDateField(
        label=_("Last day"), required=False, help_text=_("Empty: to the end of the contract.")
    )
    unit_price_vnd = forms.IntegerField(
        label=_("Unit price per month, without VAT"),
        required=False,
        min_value=1,
        help_text=_("Đồng. Leave it empty while it is not given."),
    )
    fixed_days = forms.TypedChoiceField(
        label=_("Standard days"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("working days of the month")), ("22", "22"), ("26", "26")],
    )
    vat_category = forms.ChoiceField(label=_("VAT"), choices=VatCategory.choices)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed at the provincial centre if the line names running costs (A28)."),
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts


class _Versioned(forms.Form):
    row_version = forms.IntegerField(widget=forms.HiddenInput)


class PlainForm(_Versioned, KeyedForm):
    reason = forms.CharField(label=_("Reason or remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(_Versioned, SignedForm):
    reason = forms.CharField(label=_("Reason or remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SignContractForm(SignForm):
    number = forms.CharField(label=_("Number of the contract"), max_length=60)
    date = VietnameseDateField(label=_("Date of the contract"))


class LiquidateForm(SignForm):
    last_day = VietnameseDateField(label=_("Last day of the contract"))


class OpenMonthForm(KeyedForm):
    month = MonthField(label=_("Month"), help_text=_("For example 05/2021."), widget=forms.TextInput)


class DisputeForm(_Versioned, KeyedForm):
    remark = forms.CharField(
        label=_("What is disputed and why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class PaymentForm(KeyedForm):
    amount_vnd = forms.IntegerField(label=_("Amount"), min_value=1, help_text=_("Đồng."))
    paid_on = VietnameseDateField(label=_("Paid on"))
    treasury_reference = forms.CharField(label=_("Treasury reference"), max_length=60)


class SheetForm(_Versioned, KeyedForm):
    """The grid: a field per cell named d-LINE-EMPLOYEE-YYYYMMDD, and a reason per row.

    Only changed cells are passed on.
    """

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet

    def typed(self, line: int, employee: int, day: dt.date) -> str:
        """What stands in the cell: as typed, else as stored; a whole day is 1."""
        if self.is_bound:
            return str(self.data.get(cell_name(line, employee, day), ""))
        cell = self.sheet.cells.get((line, employee, day), Cell(0))
        return IN_CELL[cell.half_days]

    def reason(self, line: int, employee: int) -> str:
        """The reason of a row as typed: one that is stored is masked and stays until another is typed."""
        return str(self.data.get(f"why-{line}-{employee}", "")).strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["entries"] = list(self._changed())
        return data

    def both_values(self, current: Any) -> list[dict[str, Any]]:
        """A lost update of the grid: each cell that differs, by employee and day."""
        return [self._both_values(entry) for entry in self.cleaned_data["entries"]]

    def _both_values(self, entry: dict[str, Any]) -> dict[str, Any]:
        line, day = self.sheet.lines[entry["line"]], entry["day"]
        employee = next(e for e in self.sheet.signed_off.of_post(line.post_id) if e.pk == entry["employee"])
        stored = self.sheet.cells.get((line.pk, employee.pk, day), Cell(0)).half_days
        label = f"{employee.person.full_name}, {line.post}, {day:%d/%m/%Y}"
        return {"label": label, "before": IN_CELL[entry["half_days"]], "after": IN_CELL[stored]}

    def _changed(self) -> Iterable[dict[str, Any]]:
        for line in self.sheet.lines.values():
            for employee in self.sheet.signed_off.of_post(line.post_id):
                for day in self.sheet.line_days(line):
                    yield from self._cell(line.pk, employee.pk, day)

    def _cell(self, line: int, employee: int, day: dt.date) -> Iterable[dict[str, Any]]:
        text = self.data.get(cell_name(line, employee, day))
        if text is None:
            return
        half_days = HALF_DAYS.get(text.strip())
        kept = self.sheet.cells.get((line, employee, day), Cell(0))
        if half_days is None:
            self.add_error(None, _("%(day)s: write 1, 0.5 or nothing.") % {"day": f"{day:%d/%m}"})
        elif half_days != kept.half_days:
            why = "" if half_days == kept.prefilled else self._reason(line, employee)[:200]
            yield {"line": line, "employee": employee, "day": day, "half_days": half_days, "reason": why}

    def _reason(self, line: int, employee: int) -> str:
        """The reason typed in the row, else those that are stored."""
        return self.reason(line, employee) or "; ".join(self.sheet.reasons(line, employee))


def cell_name(line: int, employee: int, day: dt.date) -> str:
    return f"d-{line}-{employee}-{day:%Y%m%d}"
