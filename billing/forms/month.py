"""Shape of what the pages of a month take in: its timesheet, its lines, its payment."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.calculation.marks import Worth, read_mark
from billing.selectors.marks import written
from billing.selectors.sheets import Cell, Entry, Sheet
from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.cases.forms import StepForm
from pilot.platform.documents.fields import EvidenceField
from pilot.platform.periods import month_of
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField, VndField
from staffing.models import PostalEmployee

NOTHING = Worth(0)


class MonthField(forms.DateField):
    """A month as people write it, 05/2021; kept as its first day."""

    input_formats = ["%m/%Y", "%d/%m/%Y"]

    def to_python(self, value: str | dt.date | None) -> dt.date | None:
        day = super().to_python(value)
        return day and month_of(day)


class DisputeForm(StepForm):
    reason = None  # type: ignore[assignment]  # the remark is the reason
    remark = forms.CharField(
        label=_("What is disputed and why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class PaymentForm(KeyedForm):
    amount_vnd = VndField(label=_("Amount paid"), least=1)
    paid_on = VietnameseDateField(label=_("Paid on"), years=PILOT_YEARS)
    treasury_reference = forms.CharField(
        label=_("Treasury reference"), max_length=60, help_text=_("Number of the voucher, for example 1506/88.")
    )
    reason = forms.CharField(label=_("Reason or remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ReversalForm(SignedForm):
    """Why a payment is taken off, and the document that says so."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(label=_("Document: number and issuer"), max_length=60)
    document_date = VietnameseDateField(label=_("Date of the document"), years=PILOT_YEARS)
    scan = EvidenceField(_("Scan"))


class SheetForm(KeyedForm):
    """The grid: a field per cell named d-LINE-EMPLOYEE-YYYYMMDD that takes a mark, and a reason per row.

    Only changed cells are passed on.
    """

    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, marks: Mapping[str, Worth], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.marks = sheet, marks

    def typed(self, line: int, employee: int, day: dt.date) -> str:
        """What stands in the cell: as typed, else the mark of what is stored; a whole day is 1."""
        if self.is_bound:
            return str(self.data.get(cell_name(line, employee, day), ""))
        cell = self.sheet.cells.get((line, employee, day), Cell(0))
        return in_cell(cell.worth)

    def reason(self, line: int, employee: int) -> str:
        """The reason of a row as typed: one that is stored is masked and stays until another is typed."""
        return str(self.data.get(f"why-{line}-{employee}", "")).strip()

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        data["entries"] = list(self._changed())
        return data

    def both_values(self, current: object) -> list[dict[str, object]]:
        """A lost update of the grid: each cell that differs, by employee and day."""
        return [self._both_values(entry) for entry in self.cleaned_data["entries"]]

    def _both_values(self, entry: Entry) -> dict[str, object]:
        line, day = self.sheet.lines[entry["line"]], entry["day"]
        employee = next(e for e in self.sheet.signed_off.of_post(line.post_id) if e.pk == entry["employee"])
        stored = self.sheet.cells.get((line.pk, employee.pk, day), Cell(0)).worth
        label = f"{employee.person.full_name}, {line.post}, {day:%d/%m/%Y}"
        return {"label": label, "before": in_cell(said_by(entry)), "after": in_cell(stored)}

    def _changed(self) -> Iterable[Entry]:
        for line in self.sheet.lines.values():
            for employee in self.sheet.signed_off.of_post(line.post_id):
                for day in self.sheet.line_days(line):
                    yield from self._cell(line.pk, employee, day)

    def _cell(self, line: int, employee: PostalEmployee, day: dt.date) -> Iterable[Entry]:
        text = self.data.get(cell_name(line, employee.pk, day))
        if text is None:
            return
        worth = read_mark(text, self.marks) if text.strip() else NOTHING
        kept = self.sheet.cells.get((line, employee.pk, day), Cell(0))
        if worth is None:
            words = _("%(name)s, %(day)s: “%(mark)s” is no mark of a timesheet. Write 1, 0,5, P, Ô … or nothing.")
            said = {"name": employee.person.full_name, "day": f"{day:%d/%m}", "mark": text.strip()[:20]}
            self.add_error(None, words % said)
        elif worth != kept.worth:
            why = "" if worth.half_days == kept.prefilled else self._reason(line, employee.pk, worth)[:200]
            yield {
                "line": line, "employee": employee.pk, "day": day,
                "half_days": worth.half_days, "leave": worth.leave, "reason": why,
            }  # fmt: skip

    def _reason(self, line: int, employee: int, worth: Worth) -> str:
        """The reason typed in the row, else those that are stored; leave needs none."""
        return self.reason(line, employee) or ("" if worth.leave else "; ".join(self.sheet.reasons(line, employee)))


def said_by(entry: Entry) -> Worth:
    return Worth(entry["half_days"], entry.get("leave", ""))


def in_cell(worth: Worth) -> str:
    """What an input of the grid holds: the mark, and nothing where nobody is."""
    return "" if worth == NOTHING else written(worth)


def cell_name(line: int, employee: int, day: dt.date) -> str:
    return f"d-{line}-{employee}-{day:%Y%m%d}"
