"""Shape of what the pages of civil servants and their counter posts take in."""

from collections.abc import Mapping

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import DaysForm
from pilot.platform.kernel.types import Row
from pilot.platform.ui.forms import ANY, PILOT_YEARS, CodeField, FilterForm, NameField, VietnameseDateField
from pilot.programme.forms.choosing import Choosing, offer
from pilot.programme.forms.dated import CorrectForm, GroundField
from staffing.models import CivilServant
from staffing.selectors.civil_servants import named_or_coded


class CivilServantField(forms.ModelChoiceField):
    """A civil servant, told from another of the same name by the staff code."""

    def label_from_instance(self, row: CivilServant) -> str:
        return f"{row.person.full_name} ({row.staff_code})"


class CivilServantFilter(FilterForm):
    """Part of a name or code, and the agency, among those whom the reader sees."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=80)
    agency__code = forms.ChoiceField(label=_("Agency"), required=False)

    def __init__(self, data: Mapping[str, str], rows: QuerySet[CivilServant]) -> None:
        super().__init__(data)
        agencies = rows.order_by("agency__name").values_list("agency__code", "agency__name").distinct()
        offer(self, agency__code=[ANY, *agencies])

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """`q` is part of the name, with or without marks, or of the code."""
        exact = self.chosen()
        text = exact.pop("q", "")
        return rows.filter(named_or_coded(text), **exact) if text else rows.filter(**exact)


def position_field() -> forms.CharField:
    return forms.CharField(
        label=_("Position, rank"), max_length=120, required=False,
        help_text=_("As it stands in decisions beside the name."),
    )  # fmt: skip


class CivilServantForm(KeyedForm):
    full_name = NameField(label=_("Full name"), max_length=120)
    position = position_field()
    staff_code = CodeField(
        label=_("Code of the civil servant"),
        max_length=20,
        required=False,
        help_text=_("Empty: the system gives the next code."),
    )


class CorrectCivilServantForm(CorrectForm):
    full_name = NameField(label=_("Full name"), max_length=120)
    position = position_field()
    staff_code = CodeField(label=_("Code of the civil servant"), max_length=20)
    field_order = ("full_name", "position", "staff_code", "reason")


class HoldForm(Choosing, DaysForm):
    civil_servant = CivilServantField(None, label=_("Civil servant"), required=False)
    full_name = NameField(
        label=_("Or the full name of a new one"), max_length=120, required=False,
        help_text=_("Of somebody of the agency who is not in the list."),
    )  # fmt: skip
    staff_code = CodeField(
        label=_("Code of the new one"), max_length=20, required=False,
        help_text=_("Empty: the system gives the next code."),
    )  # fmt: skip
    valid_from = VietnameseDateField(
        label=_("First day"), years=PILOT_YEARS, required=False, help_text=_("Empty: before the pilot, not stated.")
    )
    legal_basis = GroundField(required=False)
    reason = forms.CharField(
        label=_("Why it is somebody else"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where somebody of the same name is known."),
    )  # fmt: skip
    field_order = ("civil_servant", "full_name", "staff_code", "valid_from", "last_day", "legal_basis", "reason")
    needed_at_times = ("civil_servant", "full_name")


class CorrectHoldingForm(CorrectForm, DaysForm):
    valid_from = VietnameseDateField(label=_("First day"), years=PILOT_YEARS, required=False)
    legal_basis = GroundField(required=False)
    field_order = ("valid_from", "last_day", "legal_basis", "reason")
