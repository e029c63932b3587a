"""Shape of what the pages of procedures, of an agency's set and of fields take in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import DaysForm
from pilot.platform.kernel.types import Row
from pilot.platform.ui.forms import PILOT_YEARS, CodeField, FilterForm, VietnameseDateField
from pilot.platform.vietnamese import search_key
from pilot.programme.forms.choosing import Choosing
from pilot.programme.forms.dated import CorrectForm, GroundField
from pilot.programme.models import AdminLevel, ProcedureSetEntry, ServiceField
from pilot.programme.models.procedure import without_suffix
from pilot.programme.selectors.catalogue import procedures_called

SHOWN = 6  # procedures that the words fit, in a message
LEVELS = [("", _("not stated")), *AdminLevel.choices]


class ProcedureField(CodeField):
    """A procedure by its code, with the province's suffix or without, or by words of its name that only one has."""

    def clean(self, value: object) -> str:
        text: str = super().clean(value)
        if without_suffix(text)[1] or any(char.isdecimal() for char in text) or not text:
            return text
        found = procedures_called(text)
        if len(found) == 1:
            return found[0].code
        if not found:
            raise forms.ValidationError(_("The catalogue has no procedure of this name. Write its code."))
        words = _("Several procedures are called so; write the code: %(names)s.")
        raise forms.ValidationError(words % {"names": "; ".join(map(str, found[:SHOWN]))})


class InSetForm(KeyedForm):
    """Which procedure, and how the province ends its code."""

    code = ProcedureField(
        label=_("Procedure"), max_length=120,
        help_text=_("Its code, for example 1.001193, or words of its name as in the catalogue."),
    )  # fmt: skip
    code_suffix = forms.CharField(
        label=_("Suffix of the code"), max_length=20, required=False,
        help_text=_("What the province puts behind it, for example 000.00.00.H42."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code, suffix = without_suffix(data.get("code") or "")
        if suffix:
            data |= {"code": code, "code_suffix": suffix}
        return data


class EnterProcedureForm(Choosing, InSetForm):
    """A procedure of the catalogue, or whole where it is new to it."""

    name = forms.CharField(
        label=_("Name"), max_length=400, required=False,
        help_text=_("Name, field and level only where the catalogue does not have the procedure yet."),
    )  # fmt: skip
    field = forms.ModelChoiceField(ServiceField.objects.none(), label=_("Field"), required=False)
    level = forms.ChoiceField(label=_("Level"), choices=LEVELS, required=False)
    valid_from = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    legal_basis = GroundField()
    field_order = ("code", "code_suffix", "valid_from", "legal_basis", "name", "field", "level")
    needed_at_times = ("name", "field", "level")


class EntriesField(forms.ModelMultipleChoiceField):
    """Proposed procedures, each with a box."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, entry: ProcedureSetEntry) -> str:
        return f"{entry.full_code} {entry.procedure.name}"


class ConfirmProposalsForm(Choosing, KeyedForm):
    """Which of the proposed procedures the agency receives: all are ticked."""

    entries = EntriesField(
        ProcedureSetEntry.objects.none(), label=_("Procedures"),
        help_text=_("Take the tick from what is not received here; it stays a proposal."),
    )  # fmt: skip
    valid_from = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    legal_basis = GroundField()
    field_order = ("valid_from", "legal_basis", "entries")


class CorrectSetEntryForm(CorrectForm, InSetForm, DaysForm):
    legal_basis = GroundField(required=False)
    field_order = ("code", "code_suffix", "valid_from", "last_day", "legal_basis", "reason")


class CorrectProcedureForm(Choosing, CorrectForm):
    name = forms.CharField(label=_("Name"), max_length=400)
    field = forms.ModelChoiceField(ServiceField.objects.none(), label=_("Field"))
    level = forms.ChoiceField(label=_("Level"), choices=AdminLevel.choices)
    field_order = ("name", "field", "level", "reason")


class ServiceFieldFilter(FilterForm):
    q = forms.CharField(label=_("Name"), required=False, max_length=80)

    def __init__(self, data: Mapping[str, str], rows: QuerySet[ServiceField]) -> None:
        super().__init__(data)

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those in whose name the words stand, with or without marks."""
        return rows.filter(search_key__contains=search_key(self.chosen().get("q", "")))


class ServiceFieldForm(KeyedForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    valid_from = VietnameseDateField(
        label=_("First day"), years=PILOT_YEARS, required=False, help_text=_("Empty: not stated.")
    )
    legal_basis = GroundField()
    field_order = ("name", "valid_from", "legal_basis")


class CorrectServiceFieldForm(CorrectForm, DaysForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    valid_from = VietnameseDateField(
        label=_("First day"), years=PILOT_YEARS, required=False, help_text=_("Empty: not stated.")
    )
    legal_basis = GroundField(required=False)
    field_order = ("name", "valid_from", "last_day", "legal_basis", "reason")
