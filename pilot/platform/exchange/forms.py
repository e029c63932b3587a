"""Shape of what the pages of imports and exports take in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.exchange.guard import MAX_FILE, MAX_ROWS, MIB

ORDERS = [("dmy", _("day/month/year")), ("mdy", _("month/day/year"))]


class UploadForm(KeyedForm):
    workbook = forms.FileField(
        label=_("Workbook"),
        max_length=150,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("Excel (.xlsx, .xls) or CSV in UTF-8, at most %(size)d MB and %(rows)s rows.")
        % {"size": MAX_FILE // MIB, "rows": f"{MAX_ROWS:,}".replace(",", ".")},
    )


class OrderForm(KeyedForm):
    """For each column with dates as text: in which order they are written. The choice is a person's, never ours."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, columns: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for name, heading in columns.items():
            label = _("Dates in the column “%(heading)s”") % {"heading": heading}
            self.fields[f"order_{name}"] = forms.ChoiceField(label=label, choices=ORDERS)

    def options(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"order_{name}"] for name in self.columns}


class UndoForm(KeyedForm):
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ExportForm(KeyedForm):
    form = forms.ChoiceField(
        label=_("Kind of file"), widget=forms.RadioSelect, initial="xlsx",
        choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV (UTF-8)")],
    )  # fmt: skip


class PersonalExportForm(ExportForm):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Personal data leave the system with this file. The reason is kept in the record."),
    )
